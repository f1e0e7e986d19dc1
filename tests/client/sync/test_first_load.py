"""A new till loads the crowd part by part; it sells before, between and after (design §5)."""

import asyncio
import hashlib
import json
from datetime import date
from typing import Any

import pytest

from client.store.guests import by_phone, count_guests, guest_record
from client.store.me import me_of
from client.store.outbox import outbox_counts
from client.store.replay import begin_server_epoch
from shared.domain.ids import GuestId, PromoId
from shared.domain.visitors import Births, Granted
from shared.sync.messages import Change, Cursor
from shared.sync.packing import packed
from shared.sync.snapshots import (
    CardExtras,
    GuestExtras,
    SnapshotPart,
    SnapshotReply,
    SnapshotRows,
)
from tests.builders import (
    NOON,
    SERVER_EPOCH,
    a_card_payload,
    a_guest_payload,
    an_id,
    enqueue_earn,
)
from tests.client.sync.syncing_till import SyncingTill

HEAD = 40
LEVEL = an_id("level")
GUESTS = 25
CHILD, PROMO = an_id("a child"), PromoId(an_id("a promo"))


def a_phone(number: int) -> str:
    return f"7999{number:07}"


def the_rows() -> list[SnapshotRows]:
    """A crowd in two parts of guests and two of cards."""
    ids = sorted(an_id(f"guest {number}") for number in range(GUESTS))
    guests = [
        (each, None, a_phone(n), "Иван", f"Петров-{n}", None, n) for n, each in enumerate(ids)
    ]
    lots = json.dumps(
        [{"lot_id": "x", "kind": "REGULAR", "left": 5, "effective_at_ms": 0}], separators=(",", ":")
    )
    cards: list[Any] = [
        (an_id(each), each, "ACTIVE", LEVEL, f"{n:024}", f"{n:06}", 0, 1, None, lots, n)
        for n, each in enumerate(ids)
    ]
    half = GUESTS // 2
    return [
        SnapshotRows(guests=tuple(guests[:half])),
        SnapshotRows(
            guests=tuple(guests[half:]),
            guest_extras=(GuestExtras(guest_id=ids[-1], children=((CHILD, "2015-11-21"),)),),
        ),
        SnapshotRows(
            cards=tuple(cards[:half]),
            extras=(
                CardExtras(card_id=an_id(ids[7]), granted=((PROMO, "2026"),), discount_bp=750),
            ),
        ),
        SnapshotRows(cards=tuple(cards[half:])),
    ]


def offer(till: SyncingTill) -> SnapshotReply:
    """The server of ``till`` offers the crowd."""
    parts = []
    for rows in the_rows():
        frame = packed(rows.model_dump_json().encode())
        sha256 = hashlib.sha256(frame).hexdigest()
        till.server.parts[sha256] = frame
        count = len(rows.guests) + len(rows.cards)
        parts.append(SnapshotPart(sha256=sha256, size_bytes=len(frame), rows=count))
    till.server.offer = SnapshotReply(
        cursor=Cursor(server_epoch=SERVER_EPOCH, seq=HEAD),
        parts=tuple(parts),
        changes=(_an_own_change(),),
        server_time_ms=0,
    )
    return till.server.offer


def _an_own_change() -> Change:
    data = {"restaurant_id": an_id("restaurant"), "name": "Сушилка", "address": "", "phone": ""}
    return Change(seq=3, kind="restaurant", id=an_id("restaurant"), data=data)


def indexes(till: SyncingTill) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    return till.store.read_now(lambda db: {row[0] for row in db.execute(query)})


def turn(till: SyncingTill) -> None:
    asyncio.run(till.engine.turn())


def test_the_crowd_is_loaded_and_the_feed_is_followed_from_there(till: SyncingTill) -> None:
    before = indexes(till)
    offer(till)
    asyncio.run(till.settle())
    assert till.store.read_now(count_guests) == GUESTS
    assert till.server.pulls[0] == Cursor(server_epoch=SERVER_EPOCH, seq=HEAD)
    record = till.store.read_now(lambda db: by_phone(db, a_phone(7)))
    assert record is not None
    assert record.card.total(NOON) == 5
    assert (record.card.granted, record.card.discount_bp) == (
        frozenset({Granted(PROMO, "2026")}),
        750,
    )
    last = till.store.read_now(lambda db: by_phone(db, a_phone(GUESTS - 1)))
    assert last is not None
    assert last.births == Births(None, ((CHILD, date(2015, 11, 21)),))
    assert indexes(till) == before


def test_what_changed_meanwhile_comes_by_the_feed(till: SyncingTill) -> None:
    offer(till)
    guest = a_guest_payload().model_dump(mode="json")
    card = a_card_payload()
    till.server.feed = [
        Change(seq=HEAD + 1, kind="guest", id=guest["guest_id"], data=guest),
        Change(seq=HEAD + 2, kind="card", id=card.card_id, data=card.model_dump(mode="json")),
    ]
    asyncio.run(till.settle())
    assert till.store.read_now(count_guests) == GUESTS + 1
    assert till.store.read_now(lambda db: guest_record(db, GuestId(guest["guest_id"])))


def test_a_sale_between_two_parts_is_delivered_between_them(till: SyncingTill) -> None:
    """The planner pushes first, so nothing waits for a million guests (CSH-74)."""
    offer(till)
    turn(till)
    turn(till)
    enqueue_earn(till.store)
    turn(till)
    assert len(till.server.pushes) == 1
    assert len(till.server.parts_asked) == 1
    asyncio.run(till.settle())
    assert till.store.read_now(count_guests) == GUESTS
    assert till.store.read_now(outbox_counts).waiting == 0


def test_after_a_restart_only_what_is_missing_is_loaded(till: SyncingTill) -> None:
    made = offer(till)
    for _ in range(3):
        turn(till)
    loaded = till.server.parts_asked.copy()
    assert len(loaded) == 2
    asyncio.run(till.again().settle())
    assert till.server.parts_asked == [part.sha256 for part in made.parts]
    assert till.store.read_now(count_guests) == GUESTS


def test_a_part_that_is_not_what_was_promised_is_not_taken(till: SyncingTill) -> None:
    made = offer(till)
    first, second = made.parts[:2]
    till.server.parts[first.sha256], right = (
        till.server.parts[second.sha256],
        till.server.parts[first.sha256],
    )
    turn(till)
    turn(till)
    assert till.engine.status.problem == "protocol_trouble"
    assert till.store.read_now(count_guests) == 0
    till.server.parts[first.sha256] = right
    till.clock.advance(120)
    asyncio.run(till.settle())
    assert till.store.read_now(count_guests) == GUESTS


def test_while_the_server_prepares_it_the_till_knows_its_house_already(till: SyncingTill) -> None:
    ready = offer(till)
    till.server.offer = ready.model_copy(update={"parts": (), "is_building": True})
    asyncio.run(till.settle())
    assert till.store.read_now(me_of).cursor.seq == 0
    assert till.server.pulls == []
    assert till.engine.status.is_online
    till.server.offer = ready
    till.clock.advance(10)
    asyncio.run(till.settle())
    assert till.store.read_now(count_guests) == GUESTS


@pytest.mark.parametrize("parts_loaded", [0, 1])
def test_a_server_that_offers_none_any_more_is_followed_from_the_start(
    till: SyncingTill, parts_loaded: int
) -> None:
    before = indexes(till)
    offer(till)
    for _ in range(1 + parts_loaded):
        turn(till)
    till.server.offer = None
    again = till.again()
    asyncio.run(again.settle())
    assert till.server.pulls[0].seq == 0
    assert indexes(till) == before


def test_a_load_that_a_restored_server_cuts_short_leaves_no_index_out(till: SyncingTill) -> None:
    before = indexes(till)
    offer(till)
    for _ in range(3):
        turn(till)
    assert indexes(till) < before
    till.store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    asyncio.run(till.settle())
    assert indexes(till) == before
