"""One way in: once is for ever, poison blocks nobody, parked things wait (P2, P7, S5, S12)."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from server.database import table_of
from server.ledger.tables import OperationRow, TransactionRow
from server.programme.service import put_back
from shared.domain.conditions import Condition
from shared.operations.canonical import canonical_json
from shared.operations.encode import to_millis
from shared.operations.private import PrivatePart
from shared.sync.messages import Outcome
from shared.sync.payloads import programme_payload
from tests.builders import SALT, an_id
from tests.server.shop import Shop, Till, renumbered

_OPERATION = table_of(OperationRow)
_TRANSACTION = table_of(TransactionRow)
_SNAPSHOTS = select(_TRANSACTION.c.snapshot).order_by(_TRANSACTION.c.transaction_seq)


def test_an_unknown_kind_or_version_is_set_aside_and_its_body_kept(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.enqueue_text('{"kind":"teleport","v":1}')
    till.enqueue_text('{"kind":"earn","v":2}')
    till.enqueue_text("not json at all")
    till.earn(guest_id)
    outcomes = till.outcomes()
    assert [outcome.status for outcome in outcomes] == [
        "applied",
        "quarantined",
        "quarantined",
        "quarantined",
        "applied",
    ]
    assert '{"kind":"teleport","v":1}' in _bodies(shop)
    assert shop.verified().problems == ()


def test_what_nobody_understands_does_not_date_what_comes_after(shop: Shop, till: Till) -> None:
    """An earn of three days ago stays one, whatever lies before it in the queue."""
    guest_id = till.register()
    till.push()
    made_ms = shop.now_ms + 1_000
    till.wall_ms = made_ms
    till.enqueue_text('{"kind":"teleport","v":1}')
    till.earn(guest_id)
    shop.now_ms += 3 * 86_400_000
    assert till.outcome().notes == ()
    query = select(_OPERATION.c.effective_at_ms).where(_OPERATION.c.kind == "earn")
    assert shop.read(lambda conn: conn.execute(query).scalar_one()) == made_ms


@pytest.mark.expects_warning
def test_a_bug_of_ours_sets_one_operation_aside(shop: Shop, till: Till) -> None:
    """A programme in a time zone nobody knows cannot be quoted; the rest of the queue can.

    Nobody may publish such a one today: it comes back as a server before us had it.
    """
    guest_id = till.register()
    honest = shop.programme
    lost = replace(honest.settings, timezone="Mars/Olympus")
    rules = (replace(honest.rules[0], condition=Condition(weekdays=(1,))),)
    poison = renumbered(honest, settings=lost, rules=rules)
    kept = {
        "tenant_id": shop.tenant_id,
        "version_id": poison.version_id,
        "number": poison.number,
        "valid_from_ms": to_millis(poison.valid_from),
        "published_at_ms": shop.now_ms,
        "body": canonical_json(programme_payload(poison)),
    }
    shop.write(lambda conn: put_back(conn, shop.tenant_id, kept))
    till.push()
    till.earn(guest_id, programme_version_id=poison.version_id)
    till.earn(guest_id)
    bad, good = till.outcomes()
    assert (bad.status, bad.code, bad.effect) == ("quarantined", "server_bug", None)
    assert good.status == "applied"
    assert shop.verified().problems == ()


def test_an_earn_waits_for_the_registration_from_another_till(shop: Shop, till: Till) -> None:
    """The guest came with his paper before his registration reached the server."""
    other = shop.till("Касса 2")
    guest_id = till.register()
    other.earn(guest_id, 2_000)
    other.redeem(guest_id, 100)
    parked, refused = other.outcomes()
    assert (parked.status, parked.effect, refused.code) == ("parked", None, "guest_unknown")
    assert shop.verified().problems == ()
    till.push()
    assert shop.balance(guest_id) == (200, 100)
    assert shop.card(guest_id).total_visits == 1
    assert _outcome(shop, parked.operation_id).status == "applied"
    assert shop.verified().problems == ()


def test_a_parked_earn_lands_on_the_card_that_survived(shop: Shop, till: Till) -> None:
    first = till.register()
    till.push()
    second_till, third_till = shop.till("Касса 2"), shop.till("Касса 3")
    second = second_till.register()
    third_till.earn(second, 2_000)
    assert third_till.outcome().status == "parked"
    second_till.push()
    assert shop.balance(first) == (200, 100)
    assert shop.verified().problems == ()


def test_what_waits_for_a_refused_registration_is_refused(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    guest_id = till.register("123")
    other.earn(guest_id, 2_000)
    parked = other.outcome()
    till.push()
    assert _outcome(shop, parked.operation_id).code == "dependency_refused"
    other.earn(guest_id, 1_000)
    assert other.outcome().data == {"operation_id": guest_id}
    assert shop.verified().problems == ()


def test_a_cancel_waits_with_what_it_takes_back(shop: Shop, till: Till) -> None:
    """LOY-96: also where the mistake is noticed before the guest is known; once is enough."""
    other = shop.till("Касса 2")
    guest_id = till.register()
    earned = other.earn(guest_id, 2_000)
    first = other.cancel(guest_id, earned, -200)
    second = other.cancel(guest_id, earned, -200)
    assert [each.status for each in other.outcomes()] == ["parked"] * 3
    till.push()
    assert shop.balance(guest_id) == (0, 100)
    assert _outcome(shop, first).status == "applied"
    assert _outcome(shop, second).data["reason"] == "already_cancelled"
    assert shop.verified().problems == ()


@pytest.mark.parametrize("name", ["Касса 2", "Касса 3", "Касса 4", "Касса 5"])
def test_a_cancel_from_another_till_waits_too(shop: Shop, till: Till, name: str) -> None:
    """Whichever device's operations are asked first."""
    maker, canceller = shop.till("Касса 6"), shop.till(name)
    guest_id = till.register()
    earned = maker.earn(guest_id, 2_000)
    maker.push()
    canceller.cancel(guest_id, earned, -200)
    parked = canceller.outcome()
    assert parked.status == "parked"
    till.push()
    assert _outcome(shop, parked.operation_id).status == "applied"
    assert shop.balance(guest_id) == (0, 100)


def test_a_waiting_operation_is_cancelled_for_its_own_guest_only(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    guest_id = till.register()
    earned = other.earn(guest_id, 2_000)
    other.cancel(an_id("somebody"), earned, -200)
    assert other.outcome().status == "rejected"


def test_what_waits_for_a_refused_registration_leaves_nothing_to_cancel(
    shop: Shop, till: Till
) -> None:
    other = shop.till("Касса 2")
    guest_id = till.register("123")
    cancelled = other.cancel(guest_id, other.earn(guest_id, 2_000), -200)
    other.push()
    till.push()
    assert _outcome(shop, cancelled).data["reason"] == "refused"


def test_a_new_epoch_does_not_bring_back_what_has_expired(shop: Shop, till: Till) -> None:
    """S13: it does not begin before the end of the epoch before it."""
    guest_id = till.register()
    till.push()
    opened_ms = shop.now_ms
    shop.now_ms += 60 * 86_400_000
    till.earn(guest_id)
    till.push()
    till.begin_again(epoch=5)
    till.wall_ms = opened_ms + 1_000
    till.redeem(guest_id, 50, promo=50)
    outcome = till.outcome()
    assert (outcome.code, outcome.notes) == ("split_differs", ("clock_differs",))
    assert shop.balance(guest_id) == (150, 0)
    assert shop.verified().problems == ()


def test_an_operation_enqueued_again_has_no_second_effect(shop: Shop, till: Till) -> None:
    """†: under a new epoch with its first id as the origin."""
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.push()
    till.begin_again(epoch=5)
    for operation in till.sent:
        till.enqueue_again(operation)
    till.enqueue_again(till.sent[1])
    till.cancel(guest_id, earned, -200)
    registered, again, once_more, cancelled = till.outcomes()
    assert (registered.status, registered.notes) == ("applied", ("already_booked",))
    assert again.notes == once_more.notes[:1] == ("already_booked",)
    assert (again.effect and again.effect.regular_after) == 200
    assert cancelled.status == "applied"
    assert shop.balance(guest_id) == (0, 100)
    assert shop.verified().problems == ()


def test_a_parked_operation_enqueued_again_is_booked_once(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    guest_id = till.register()
    other.earn(guest_id, 2_000)
    other.push()
    other.begin_again(epoch=5)
    other.enqueue_again(other.sent[0])
    assert other.outcome().status == "parked"
    till.push()
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


def test_nobody_borrows_the_origin_of_another_device(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    other.enqueue_again(till.sent[1])
    assert other.outcome().data == {"field": "origin", "reason": "foreign"}
    assert shop.verified().problems == ()


def test_nobody_takes_or_blocks_what_another_device_has_still_to_send(
    shop: Shop, till: Till
) -> None:
    """A refused operation that names it as its origin stands for nothing but itself."""
    taker, waiting = shop.till("Касса 2"), shop.till("Касса 3")
    guest_id = till.register()
    taker.register("79995554433", origin=guest_id)
    taker.register("bad", origin=guest_id)
    waiting.earn(guest_id, 2_000)
    assert [each.data.get("field") for each in taker.outcomes()] == ["origin", "origin"]
    assert waiting.outcome().status == "parked"
    assert till.outcome().status == "applied"
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


def test_an_origin_stands_for_the_same_thing_only(shop: Shop, till: Till) -> None:
    """The same id with another body is an alarm: it is not told that it was booked."""
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.push()
    till.begin_again(epoch=5)
    till.earn(guest_id, 1_000, origin=guest_id)
    till.earn(guest_id, 3_000, origin=earned)
    assert [(each.status, each.data.get("field")) for each in till.outcomes()] == [
        ("rejected", "origin"),
        ("rejected", "origin"),
    ]
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


def test_a_private_part_that_is_not_the_bodys_is_not_kept(shop: Shop, till: Till) -> None:
    stranger = PrivatePart(salt=SALT, phone="79990000009")
    till.register(private_hash="0" * 64, private=stranger)
    till.push()
    rows = shop.read(lambda conn: conn.execute(select(_OPERATION.c.private)).scalars().all())
    assert rows == [None]


def test_the_explanation_stays_with_the_booking(shop: Shop, till: Till) -> None:
    """LED-12."""
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    snapshots = shop.read(lambda conn: conn.execute(_SNAPSHOTS).scalars().all())
    steps = json.loads(snapshots[-1])["steps"]
    assert [(step["kind"], step["points"], step["basis_points"]) for step in steps] == [
        ("rule", 200, 1000)
    ]


def _bodies(shop: Shop) -> list[str]:
    return list(shop.read(lambda conn: conn.execute(select(_OPERATION.c.body)).scalars().all()))


def _outcome(shop: Shop, operation_id: str) -> Outcome:
    query = select(_OPERATION.c.outcome).where(_OPERATION.c.operation_id == operation_id)
    return Outcome.model_validate_json(shop.read(lambda conn: conn.execute(query).scalar_one()))
