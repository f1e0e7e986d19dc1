"""How long the whole check of a ledger takes, on the file that was filled before."""

import sys
import time
from dataclasses import dataclass
from functools import partial

from bench.shop import Shop
from server.database import Database
from server.ledger.verify import verify


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked."""

    operations: int
    seconds: float


def verify_seconds(shop: Shop) -> Verified:
    """Guests that were put there without registrations are complained of, and the walk goes on."""
    database = Database.open(shop.house.database_url)
    try:
        began = time.perf_counter()
        report = database.read_now(partial(verify, problems_max=sys.maxsize))
        return Verified(report.counts["operations"], time.perf_counter() - began)
    finally:
        database.close()
