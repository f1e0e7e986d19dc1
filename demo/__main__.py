"""``python -m demo``: plays a shift, or opens a till to try by hand.

Without a display the shift is played offscreen. With one, the till opens for you; with ``PLAY=1``
the shift is played there. Everything is made anew in ``var/demo``.
"""

import os
import shutil
import sys
from pathlib import Path

from client.paths import paper_dir
from demo.album import Album
from demo.by_hand import try_by_hand
from demo.cashier import Cashier
from demo.paper import Comparison, compare, read_papers
from demo.script import Shift, Stage
from demo.server_process import ServerFailed, ServerProcess
from demo.till_process import TillFailed, TillProcess
from shared.receipt.words import Language

FOLDER = Path("var/demo")
TILLS = ("Касса 1", "Касса 2")


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

    def new_till(folder: Path) -> TillProcess:
        arguments = ("--language", "ru", "--camera", str(photo))
        return TillProcess(folder, arguments=arguments, offscreen=offscreen)

    def cashier(name: str, folder: Path) -> Cashier:
        return Cashier(name, new_till=lambda: new_till(folder), album=album, data=data)

    hall, bar = (cashier(name, folder) for name, folder in zip(TILLS, folders, strict=True))
    Shift(Stage(server, hall, bar, album, data, photo)).play()
    verdict = server.verify_ledger()
    album.say(f"The server's own check: {verdict}")
    papers = [paper_dir(folder) for folder in folders]
    for folder in papers:
        _publish(folder)
    ours = (each for each in server.export() if each["device_id"] not in back_office)
    return _conclude(album, compare(read_papers(*papers), ours, language=Language.RU))


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
