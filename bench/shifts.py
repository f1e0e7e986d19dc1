"""A shift by hand, measured alone: ``python -m bench.shifts OPERATIONS``, 500 unless told.

With a restaurant, its server and its guests of its own, as in the whole course. On a machine that
does something else too, read what the till worked, not how long it stood still.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.course import FULL, PEOPLE, USUAL
from bench.replica import fill_new_till
from bench.results import Row, table
from bench.shift_window import pause_rows
from bench.shop import a_shop
from drill.processes import prepare


def main() -> int:
    """0 when it ran; figures are judged by who reads them."""
    prepare()
    operations = int(sys.argv[1]) if len(sys.argv) > 1 else FULL.shift
    rows = asyncio.run(_shift(operations))
    sys.stdout.write(table(rows) + "\n")
    return 0


async def _shift(operations: int) -> list[Row]:
    with (
        TemporaryDirectory(prefix="shifts-") as folder,
        a_shop(Path(folder) / "shop", tills=1, guests=USUAL.guests) as shop,
    ):
        await fill_new_till(shop, Path(folder))
        (post,) = shop.house.posts
        return [*pause_rows(post.folder, PEOPLE, operations=operations, server_pid=shop.server.pid)]


if __name__ == "__main__":
    sys.exit(main())
