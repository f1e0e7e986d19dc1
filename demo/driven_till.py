"""The till exactly as ``python -m client`` starts it, with a pair of hands that reads orders.

Orders come as JSON lines on standard input, answers leave on standard output. When the input ends
the till ends.
"""

import asyncio
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from client import paths
from client.logs import start_logging
from client.settings import load_settings
from client.ui.application.program import Opening, run
from client.ui.application.window import Application
from client.wiring import open_client
from demo.hands import Hands, NotOnScreen

LAST_LOOK = Path("var/demo/failed.png")


def main() -> int:
    """Runs the till until its input ends; the exit code is the till's."""
    settings = load_settings(sys.argv[1:], os.environ)
    start_logging(paths.logs_dir(settings.data_dir))
    client = open_client(settings)
    try:
        return run(client.parts, opening=Opening(settings.window_size), beside=obey)
    finally:
        client.close()


async def obey(application: Application) -> None:
    """Do what each line says, one after another; the window closes after the last."""
    hands = Hands(application.window)
    orders = _lines_of_stdin(asyncio.get_running_loop())
    _answer({"ok": True})
    while (line := await orders.get()) is not None:
        order = json.loads(line)
        await asyncio.sleep(order.pop("pause"))
        try:
            await _do(hands, order)
            _answer({"ok": True})
        except NotOnScreen as missing:
            hands.photograph(LAST_LOOK)
            _answer({"ok": False, "error": f"{missing}; what was there instead: {LAST_LOOK}"})
    application.window.close()


async def _do(hands: Hands, order: dict[str, Any]) -> None:
    match order:
        case {"do": "tap", "name": name}:
            await hands.tap(name)
        case {"do": "see", "name": name}:
            await hands.see(name)
        case {"do": "read", "name": name, "text": text, **rest}:
            await hands.read(name, text, **rest)
        case {"do": "type", "text": text}:
            await hands.type(text)
        case {"do": "scan", "text": text}:
            await hands.scan(text)
        case {"do": "photograph", "path": path}:
            await hands.rest()
            hands.photograph(Path(path))
        case _:
            raise AssertionError(f"no such order: {order}")


def _lines_of_stdin(loop: asyncio.AbstractEventLoop) -> asyncio.Queue[str | None]:
    """A thread reads, because standard input cannot be awaited everywhere."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, name="orders", daemon=True).start()
    return lines


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
