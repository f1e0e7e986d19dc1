"""``python -m bench.feed --rows 10000000``: the race along the feed on PostgreSQL, once, large.

32 writer connections with random delays and rollbacks, readers that page all the while; prints
what was missed and repeated: 0 and 0, or the exit code is 1.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.feed_courses import product_feed
from bench.feed_race import Plan, race
from server.chance import Chance
from server.database import Database
from server.migrations.run import upgrade
from server.tenants.service import create_tenant
from tests.server.postgresql import Cluster

ROWS = 200_000
BATCHES = 1_000
"""About so many transactions for each writer's share of a large race."""


def main(argv: Sequence[str]) -> int:
    """0 when no reader missed a row or was told it twice."""
    parser = argparse.ArgumentParser("python -m bench.feed", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args(argv).rows
    with tempfile.TemporaryDirectory(prefix="feed", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "c")
        cluster.start()
        try:
            return _race(cluster.url(cluster.new_database()), rows)
        finally:
            cluster.stop()


def _race(url: str, rows: int) -> int:
    database = Database.open(url)
    database.write_now(upgrade)
    tenant_id = database.write_now(
        lambda conn: create_tenant(conn, name="Feed", now_ms=1, chance=Chance())
    )
    database.close()
    started = time.monotonic()
    finish = race(url, product_feed(tenant_id), Plan(rows, batch=max(40, rows // BATCHES)))
    seconds = time.monotonic() - started
    sys.stdout.write(
        f"{finish.rows} rows in {seconds:.0f} s by 32 writers, {finish.rolled_back} transactions "
        f"rolled back, {finish.pages} pages read: missed {finish.missed}, "
        f"repeated {finish.repeated}\n"
    )
    return 1 if finish.missed or finish.repeated else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
