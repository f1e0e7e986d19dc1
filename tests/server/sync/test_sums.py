"""A till is told where its replica differs, and what the server has there (design §5)."""

from functools import partial

from server.sync.sums import sums, things
from shared.sync.marks import BUCKETS, EMPTY_SUM, added, bucket_of
from shared.sync.messages import Change, Cursor
from tests.server.shop import Shop, Till

ALL = frozenset(range(BUCKETS))


def told(till: Till, buckets: frozenset[int], *, limit: int) -> list[Change]:
    """Everything in these buckets, page by page."""
    changes: list[Change] = []
    after, is_more = 0, True
    while is_more:
        page = till.shop.read(
            partial(things, reader=till.device, buckets=buckets, after=after, limit=limit)
        )
        assert len(page.changes) <= limit
        changes += page.changes
        after, is_more = page.cursor.seq, page.more
    return changes


def own_sums(till: Till, at: Cursor) -> tuple[str, ...]:
    return till.shop.read(lambda conn: sums(conn, till.device, at=at)).sums


def test_the_sums_of_the_buckets_are_the_checksum_of_the_feed(shop: Shop, till: Till) -> None:
    """Of what concerns this very till: codes and leases of another are not in it."""
    other = shop.till("Касса 2")
    till.earn(till.register())
    till.push()
    for each in (till, other):
        page = each.pull()
        total = EMPTY_SUM
        for part in own_sums(each, page.cursor):
            total = added(total, int(part, 16))
        assert total == page.checksum
    assert till.pull().checksum != other.pull().checksum


def test_who_is_not_at_the_feeds_end_has_nothing_to_compare(till: Till) -> None:
    behind = till.pull().cursor
    till.register()
    till.push()
    assert own_sums(till, behind) == ()
    assert own_sums(till, behind.model_copy(update={"server_epoch": 1})) == ()
    assert len(own_sums(till, till.pull().cursor)) == BUCKETS


def test_the_buckets_hold_what_the_feed_tells_in_whatever_pages(till: Till) -> None:
    for number in range(7):
        till.register(f"7999000000{number}")
    till.push()
    feed = [change for change in till.pull().changes if change.seq]
    assert told(till, ALL, limit=2) == told(till, ALL, limit=2_000) == feed
    few = frozenset(range(BUCKETS // 2))
    assert told(till, few, limit=3) == [
        change for change in feed if bucket_of(change.kind, change.id) in few
    ]
