"""``python -m demo``: plays a shift, or opens a till to try by hand.

Without a display the shift is played offscreen. With one, the till opens for you; with ``PLAY=1``
the shift is played there. Everything is made anew in ``var/demo``.
"""

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from client.paths import paper_dir
from demo.album import Album
from demo.approvals import wrong_names
from demo.by_hand import try_by_hand
from demo.cashier import CASHIER_TILE, MANAGER_TILE, Cashier
from demo.counter_printer import CounterPrinter
from demo.paper import Comparison, compare, read_papers
from demo.script import Shift
from demo.server_process import ServerFailed, ServerProcess
from demo.stage import COMPLAINING_GUEST, Stage
from demo.till_process import TillFailed, TillProcess
from shared.receipt.words import Language
from tests.printers.paper import Paper

FOLDER = Path("var/demo")
TILLS = ("Касса 1", "Касса 2")
Named = dict[str, Any]
"""Somebody, as ``demo-data`` printed him."""


def main() -> int:
    """0 when every operation and every receipt agree with the ledger, else 1."""
    has_display = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    shutil.rmtree(FOLDER, ignore_errors=True)
    album = Album(FOLDER)
    try:
        if has_display and not os.environ.get("PLAY"):
            return try_by_hand(FOLDER, album)
        return _play(album, offscreen=not has_display)
    except (ServerFailed, TillFailed) as failure:
        album.say(f"demo: failed: {failure}")
        return 1


def _play(album: Album, *, offscreen: bool) -> int:
    server = ServerProcess(FOLDER / "server")
    data = server.demo_data()
    back_office = {operation["device_id"] for operation in server.export()}
    server.start()
    photo = FOLDER / "camera" / "guest.jpg"
    folders = [FOLDER / "hall", FOLDER / "bar"]
    hall_slips, bar_slips = (paper_dir(folder) for folder in folders)
    printer = CounterPrinter(FOLDER / "printer" / "paper")

    def new_till(folder: Path) -> TillProcess:
        arguments = ("--language", "ru", "--camera", str(photo))
        return TillProcess(folder, arguments=arguments, offscreen=offscreen)

    def cashier(name: str, folder: Path) -> Cashier:
        return Cashier(name, new_till=lambda: new_till(folder), album=album, data=data)

    hall, bar = (cashier(name, folder) for name, folder in zip(TILLS, folders, strict=True))
    Shift(Stage(server, hall, bar, album, data, photo, hall_slips, printer)).play()
    album.say(f"The server's own check: {server.verify_ledger()}")
    folders_of_slips = (hall_slips, bar_slips, printer.folder)
    for folder in folders_of_slips:
        _publish(folder)
    papers = read_papers(*folders_of_slips)
    ours = (each for each in server.export() if each["device_id"] not in back_office)
    comparison = compare(papers, ours, language=Language.RU)
    wrong = _wrong_names(server, papers, staff=data["staff"], guest=hall.guest(COMPLAINING_GUEST))
    return _conclude(album, replace(comparison, differences=comparison.differences + wrong))


def _wrong_names(
    server: ServerProcess, papers: list[Paper], *, staff: list[Named], guest: Named
) -> tuple[str, ...]:
    """Of the correction that a cashier made and a manager allowed while the server was away."""
    return wrong_names(
        server.explain_balance(guest["display_code"]),
        papers,
        asker=staff[CASHIER_TILE]["name"],
        approver=staff[MANAGER_TILE]["name"],
    )


def _publish(papers: Path) -> None:
    till = papers.parent.name
    for picture in sorted(papers.glob("*.png")):
        shutil.copy(picture, FOLDER / f"receipt-{till}-{picture.name}")


def _conclude(album: Album, comparison: Comparison) -> int:
    for difference in comparison.differences:
        album.say(f"  DIFFERENCE: {difference}")
    album.say(f"Pictures of every step and every receipt: {FOLDER}/")
    album.say(
        f"demo: {comparison.operations} operations, {comparison.receipts} receipts,"
        f" {comparison.leases_returned} leases given back,"
        f" {len(comparison.differences)} differences"
    )
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
