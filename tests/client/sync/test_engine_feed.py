"""Pages of the feed: replica and cursor move together, or neither does."""

import asyncio
from datetime import date
from typing import Any

import pytest

from client.store.guests import guest_record
from client.store.me import me_of
from client.store.outbox import list_recent
from client.store.staff import list_staff
from shared.domain.ids import GuestId
from shared.sync.messages import Change, Outcome
from tests.builders import (
    CASHIER,
    GUEST,
    NOON,
    RESTAURANT,
    a_card,
    a_card_payload,
    a_guest_payload,
    an_id,
    enqueue_earn,
)
from tests.client.sync.syncing_till import SyncingTill

_A_LOT = {"lot_id": "x", "kind": "REGULAR", "left": 5, "effective_at_ms": 0}


def _a_guest(**changed: Any) -> dict[str, Any]:
    return a_guest_payload().model_dump(mode="json") | changed


def _a_card(**changed: Any) -> dict[str, Any]:
    return a_card_payload().model_dump(mode="json") | changed


def _a_person(staff_id: str, role: str) -> dict[str, Any]:
    return {
        "staff_id": staff_id,
        "restaurant_id": RESTAURANT,
        "name": staff_id,
        "role": role,
        "pin_salt": "07",
        "pin_hash": "07",
    }


def test_a_page_of_changes_moves_replica_and_cursor_together(till: SyncingTill) -> None:
    till.server.feed = _a_guest_in_the_feed()
    asyncio.run(till.settle())
    record = till.store.read_now(lambda db: guest_record(db, GUEST))
    assert record is not None
    assert record.card.total(NOON) == 2_500
    assert till.store.read_now(me_of).cursor.seq == 2


def test_a_long_feed_is_read_page_by_page(till: SyncingTill) -> None:
    till.server.page_limit = 1
    till.server.feed = _a_guest_in_the_feed()
    asyncio.run(till.settle())
    assert [cursor.seq for cursor in till.server.pulls][:2] == [0, 1]
    assert till.store.read_now(me_of).cursor.seq == 2


@pytest.mark.expects_warning
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("card", {"card_id": "no uuid"}),
        ("staff", {"name": "no more than that"}),
        ("stop_list", {"of": "a newer server"}),
        ("guest", _a_guest(birth_date="1990-02-31")),
        ("card", _a_card(status="FROZEN")),
        ("card", _a_card(lifetime_spent_minor=2**70)),
        ("card", _a_card(lots=[_A_LOT | {"left": -5}])),
        ("card", _a_card(lots=[_A_LOT | {"kind": "GOLDEN"}])),
    ],
)
def test_a_change_nobody_can_read_is_passed_over_and_the_others_arrive(
    till: SyncingTill, kind: str, data: dict[str, Any]
) -> None:
    """S12: what it is about stays as it was, and the till stays online."""
    till.server.feed = [
        *_a_guest_in_the_feed(),
        Change(seq=3, kind=kind, id="x", data=data),
        *_a_guest_in_the_feed(GuestId(an_id("another")), first_seq=4),
    ]
    asyncio.run(till.settle())
    assert [_points_and_birth(till, each) for each in (GUEST, an_id("another"))] == [
        (2_500, None),
        (2_500, None),
    ]
    assert till.store.read_now(me_of).cursor.seq == 5
    assert (till.engine.status.is_online, till.engine.status.problem) == (True, None)


def test_nobody_signs_in_with_a_role_this_till_does_not_know(till: SyncingTill) -> None:
    """The others do; the list of people is never lost to one of them."""
    till.server.feed = [
        Change(seq=1, kind="staff", id=CASHIER, data=_a_person(CASHIER, "CASHIER")),
        Change(seq=2, kind="staff", id=an_id("waiter"), data=_a_person(an_id("waiter"), "WAITER")),
    ]
    asyncio.run(till.settle())
    known = till.store.read_now(list_staff)
    assert [record.member.staff_id for record in known] == [CASHIER]


def test_a_new_life_of_the_server_is_read_from_the_start(till: SyncingTill) -> None:
    """Guests the restored server does not know any more go; the rest never left."""
    gone = GuestId(an_id("gone"))
    till.server.feed = [*_a_guest_in_the_feed(), *_a_guest_in_the_feed(gone, first_seq=3)]
    asyncio.run(till.settle())
    assert till.store.read_now(lambda db: guest_record(db, gone)) is not None
    till.server.server_epoch += 1
    till.server.feed = _a_guest_in_the_feed()
    till.engine.nudge()
    asyncio.run(till.settle())
    assert till.store.read_now(lambda db: guest_record(db, gone)) is None
    assert till.store.read_now(lambda db: guest_record(db, GUEST)) is not None
    cursor = till.store.read_now(me_of).cursor
    assert (cursor.server_epoch, cursor.seq) == (till.server.server_epoch, 2)


def test_a_parked_operation_gets_its_outcome_when_its_guest_arrives(till: SyncingTill) -> None:
    """P7: the server decides it then, and no till has to be told of it by a person."""
    enqueue_earn(till.store)
    enqueue_earn(till.store, guest_id=an_id("another"), number="2")
    statuses = {1: "parked", 2: "applied"}
    till.server.decide = lambda operation: Outcome.model_validate(
        {
            "seq": operation.seq,
            "operation_id": operation.operation_id,
            "status": statuses[operation.seq],
        }
    )
    asyncio.run(till.settle())
    assert till.waiting() == 0
    statuses[1] = "applied"
    till.server.feed = _a_guest_in_the_feed()
    till.engine.nudge()
    asyncio.run(till.settle())
    rows = till.store.read_now(lambda db: list_recent(db, 9))
    assert [row.outcome.status for row in rows if row.outcome] == ["applied", "applied"]
    assert till.waiting() == 0


def test_an_idle_till_notes_the_contact_now_and_then_only(till: SyncingTill) -> None:
    asyncio.run(till.settle())
    noted = till.store.read_now(me_of).anchor
    for seconds, is_noted in ((5, False), (5, False), (25, True)):
        till.clock.advance(seconds)
        asyncio.run(till.settle())
        assert (till.store.read_now(me_of).anchor != noted) is is_noted


def _a_guest_in_the_feed(guest_id: GuestId = GUEST, *, first_seq: int = 1) -> list[Change]:
    guest, card = a_guest_payload(guest_id), a_card_payload(a_card(guest_id, points=2_500))
    return [
        Change(seq=first_seq, kind="guest", id=guest_id, data=guest.model_dump()),
        Change(seq=first_seq + 1, kind="card", id=card.card_id, data=card.model_dump(mode="json")),
    ]


def _points_and_birth(till: SyncingTill, guest_id: str) -> tuple[int, date | None]:
    record = till.store.read_now(lambda db: guest_record(db, guest_id))
    assert record is not None
    return record.card.total(NOON), record.guest.profile.birth_date
