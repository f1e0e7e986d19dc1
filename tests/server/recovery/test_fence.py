"""Behind the fence a restored server decides nothing it may have forgotten (design §9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from server.access import SignatureInvalid
from server.devices.service import revoke
from server.ledger.suspense import owing_cards
from server.recovery.lifting import is_lifted
from server.tenants.service import tenant
from shared.sync.messages import PushedOperation, PushReply
from tests.server.leases.pouch import house_loss
from tests.server.recovery.tills import announce, lifted, replay
from tests.server.shop import Shop, Till

_HEARD = text("SELECT received_at_ms FROM operation ORDER BY seq")
Back = Callable[[], Callable[[], None]]


@dataclass(frozen=True)
class Evening:
    """After the backup one till brought a guest's first points, and the other spent them."""

    one: Till
    two: Till
    guest: str
    brought: PushReply
    redeemed: str
    spent: PushReply
    restored: Callable[[], None]


def an_evening(shop: Shop, back_to: Back) -> Evening:
    """A restore forgets what both did; the guest has nothing left then."""
    one, two = shop.till(), shop.till("Касса 2")
    guest = one.register()
    one.push()
    restored = back_to()
    one.earn(guest)
    brought = one.push()
    redeemed = two.redeem(guest, 250, promo=100)
    return Evening(one, two, guest, brought, redeemed, two.push(), restored)


def is_fenced(shop: Shop) -> bool:
    return shop.read(lambda conn: tenant(conn, shop.tenant_id)).is_fenced


def after(reply: PushReply, made: Sequence[PushedOperation]) -> list[PushedOperation]:
    return [each for each in made if each.seq > reply.have]


def test_what_was_booked_before_is_booked_again_to_the_letter(shop: Shop, back_to: Back) -> None:
    till = shop.till()
    guest = till.register()
    till.push()
    restored = back_to()
    till.earn(guest)
    shop.now_ms += 60_000
    till.redeem(guest, 150, promo=100)
    told = till.push()
    shop.now_ms += 3_600_000
    restored()
    again = replay(till, told)
    assert [each.model_dump(exclude={"feed_seq"}) for each in again.outcomes] == [
        each.model_dump(exclude={"feed_seq"}) for each in told.outcomes
    ]
    assert shop.verified().problems == ()


def test_a_redemption_that_a_till_must_ask_for_waits_for_the_fence(
    shop: Shop, back_to: Back
) -> None:
    till = shop.till()
    guest = till.register()
    till.push()
    back_to()()
    till.earn(guest)
    till.redeem(guest, 50, promo=50)
    till.earn(guest)
    queue = till.queue
    told = till.push()
    assert (told.have, [each.status for each in told.outcomes]) == (2, ["applied"])
    assert till.send(till.request(after(told, queue))).outcomes == ()

    assert not announce(till, replayed_to=1).is_fenced
    last = till.send(till.request(after(told, queue)))
    assert [each.status for each in last.outcomes] == ["applied", "applied"]


@pytest.mark.parametrize("takes", ["transfer", "adjust", "cancel"])
def test_whatever_takes_points_waits_for_the_fence(shop: Shop, back_to: Back, takes: str) -> None:
    """The points may be spent: the till that spent them has still to say so (S11)."""
    one, two = shop.till(), shop.till("Касса 2")
    guest, other = one.register(), one.register("79997654321")
    earned = one.earn(guest)
    one.push()
    restored = back_to()
    two.redeem(guest, 300, promo=100)
    spent = two.push()
    restored()
    match takes:
        case "transfer":
            one.transfer(guest, other, 300)
        case "adjust":
            one.adjust(guest, -300)
        case "cancel":
            one.cancel(guest, earned, -200)
    queue = one.queue
    assert one.push().outcomes == ()
    assert replay(two, spent).outcomes[0].status == "applied"
    announce(one, replayed_to=3)
    assert not announce(two, replayed_to=1).is_fenced
    one.send(one.request(queue))
    assert (shop.balance(guest), house_loss(shop)) == ((0, 0), 0)
    assert shop.read(lambda conn: owing_cards(conn, shop.tenant_id)) == ()
    assert shop.verified().problems == ()


def test_points_another_till_still_has_to_bring_are_owed_and_then_repaid(
    shop: Shop, back_to: Back
) -> None:
    lost = an_evening(shop, back_to)
    assert lost.spent.outcomes[0].status == "applied"
    before = shop.balance(lost.guest)
    lost.restored()

    assert replay(lost.two, lost.spent).outcomes[0].status == "applied"
    assert shop.balance(lost.guest) == (0, 0)
    assert len(shop.read(lambda conn: owing_cards(conn, shop.tenant_id))) == 1
    assert shop.verified().problems == ()
    assert replay(lost.one, lost.brought).outcomes[0].status == "applied"
    assert shop.balance(lost.guest) == before
    assert shop.read(lambda conn: owing_cards(conn, shop.tenant_id)) == ()
    assert shop.verified().problems == ()


@pytest.mark.parametrize("brought_first", [False, True])
def test_cancelling_what_is_owed_gives_the_guest_all_of_it_back(
    shop: Shop, back_to: Back, brought_first: bool
) -> None:
    """P8: whichever till calls first, the cancelled redemption takes nothing from him."""
    lost = an_evening(shop, back_to)
    lost.two.cancel(lost.guest, lost.redeemed, 250)
    undone = lost.two.push()
    before = shop.balance(lost.guest)
    lost.restored()

    replay(lost.two, lost.spent)
    if brought_first:
        replay(lost.one, lost.brought)
    again = replay(lost.two, undone).outcomes[0]
    if not brought_first:
        replay(lost.one, lost.brought)
    assert (again.status, again.code) == ("applied", None)
    assert shop.balance(lost.guest) == before
    assert shop.verified().problems == ()


def test_what_is_cancelled_after_the_house_paid_for_it_the_house_gets_back(
    shop: Shop, back_to: Back
) -> None:
    lost = an_evening(shop, back_to)
    lost.restored()
    replay(lost.two, lost.spent)
    assert lifted(shop) == 150
    lost.two.cancel(lost.guest, lost.redeemed, 250)
    assert lost.two.outcome().status == "adjusted"
    assert house_loss(shop) == 0
    assert shop.balance(lost.guest) == (0, 100)
    assert shop.verified().problems == ()


def test_a_till_that_calls_after_the_fence_is_down_owes_what_another_still_brings(
    shop: Shop, back_to: Back
) -> None:
    lost = an_evening(shop, back_to)
    lost.restored()
    lifted(shop)
    (again,) = replay(lost.two, lost.spent).outcomes
    assert again.effect is not None
    assert (again.status, again.effect.regular, again.effect.promo) == ("applied", -150, -100)
    assert len(shop.read(lambda conn: owing_cards(conn, shop.tenant_id))) == 1
    replay(lost.one, lost.brought)
    assert house_loss(shop) == 0
    assert shop.read(lambda conn: owing_cards(conn, shop.tenant_id)) == ()
    assert shop.verified().problems == ()


def test_a_guest_another_till_still_has_to_bring_is_waited_for(shop: Shop, back_to: Back) -> None:
    one, two = shop.till(), shop.till("Касса 2")
    restored = back_to()
    guest = one.register()
    brought = one.push()
    two.earn(guest)
    two.redeem(guest, 50, promo=50)
    spent = two.push()
    before = shop.balance(guest)
    restored()
    assert [each.status for each in replay(two, spent).outcomes] == ["parked", "parked"]
    replay(one, brought)
    assert [each.status for each in replay(two, spent).outcomes] == ["applied", "applied"]
    assert shop.balance(guest) == before
    assert shop.verified().problems == ()


def test_the_fence_stands_until_every_till_has_called(shop: Shop, back_to: Back) -> None:
    one, two = shop.till(), shop.till("Касса 2")
    restored = back_to()
    guest = one.register()
    told = one.push()
    restored()
    assert announce(two, replayed_to=0).is_fenced
    replay(one, told)
    assert is_fenced(shop)
    assert not announce(one, replayed_to=1).is_fenced
    assert not is_fenced(shop)
    assert shop.balance(guest) == (0, 100)


def test_a_till_cannot_say_it_sent_what_is_not_there(shop: Shop, back_to: Back) -> None:
    till = shop.till()
    restored = back_to()
    till.register()
    till.push()
    restored()
    with pytest.raises(Exception, match="sequence_gap"):
        announce(till, replayed_to=1)
    assert is_fenced(shop)


def test_what_nobody_brings_is_the_houses_loss_when_the_fence_is_lifted_by_hand(
    shop: Shop, back_to: Back
) -> None:
    lost = an_evening(shop, back_to)
    lost.restored()
    replay(lost.two, lost.spent)
    assert lifted(shop) == 150
    assert not is_fenced(shop)
    assert shop.verified().problems == ()


def test_what_is_decided_by_todays_rules_keeps_the_promise_on_record(
    shop: Shop, back_to: Back
) -> None:
    """A cancel whose earn nobody brings: refused when the fence is lifted, and still verified."""
    one, two = shop.till(), shop.till("Касса 2")
    guest = one.register()
    one.push()
    restored = back_to()
    earned = one.earn(guest)
    one.push()
    two.cancel(guest, earned, -250)
    told = two.push()
    restored()
    assert replay(two, told).outcomes[0].status == "parked"
    lifted(shop)
    assert replay(two, told).outcomes[0].status == "rejected"
    assert shop.verified().problems == ()


def test_a_till_enrolled_after_the_backup_is_known_by_its_certificate(
    shop: Shop, back_to: Back
) -> None:
    restored = back_to()
    till = shop.till()
    guest = till.register()
    told = till.push()
    restored()
    with pytest.raises(SignatureInvalid):
        replay(till, told)
    announce(till)
    assert replay(till, told).outcomes[0].status == "applied"
    assert shop.balance(guest) == (0, 100)


def test_a_signature_that_is_not_ours_promises_nothing(shop: Shop, back_to: Back) -> None:
    till = shop.till()
    restored = back_to()
    till.register()
    told = till.push()
    restored()
    forged = told.model_copy(update={"server_time_ms": told.server_time_ms + 1})
    with pytest.raises(SignatureInvalid):
        replay(till, forged)


def test_nothing_was_heard_of_before_what_stands_before_it(shop: Shop, back_to: Back) -> None:
    """S13: after two restores the signature under the first of two is the younger one."""
    till = shop.till()
    guest = till.register()
    till.push()
    restored = back_to()
    till.earn(guest)
    first = till.push()
    shop.now_ms += 60_000
    till.earn(guest)
    second = till.push()
    restored()
    shop.now_ms += 3_600_000
    first_again = replay(till, first)
    restored()
    replay(till, first_again)
    replay(till, second)
    heard = shop.read(lambda conn: conn.execute(_HEARD).scalars().all())
    assert heard == sorted(heard)
    assert shop.verified().problems == ()


def test_a_refusal_stays_a_refusal(shop: Shop, back_to: Back) -> None:
    till = shop.till()
    guest = till.register()
    till.push()
    restored = back_to()
    till.redeem(guest, 500)
    told = till.push()
    assert told.outcomes[0].status == "rejected"
    restored()
    assert replay(till, told).outcomes == told.outcomes


def looked(shop: Shop) -> bool:
    """Whether the fence is down, as the server sees it by itself."""
    return shop.write(
        lambda conn: is_lifted(conn, shop.tenant_id, now_ms=shop.now_ms, chance=shop.chance)
    )


def test_the_fence_comes_down_when_the_last_silent_till_is_shut_out(
    shop: Shop, back_to: Back
) -> None:
    """By whomever, and though the others have told everything long ago."""
    till, silent = shop.till(), shop.till("Касса 2")
    assert looked(shop)
    back_to()()
    assert announce(till, replayed_to=0).is_fenced
    assert not looked(shop)
    shop.write(lambda conn: revoke(conn, silent.device.device_id, now_ms=shop.now_ms))
    assert looked(shop)
    assert not is_fenced(shop)
    assert shop.verified().problems == ()


def test_a_server_that_knows_of_no_till_waits_until_one_has_called(
    shop: Shop, back_to: Back
) -> None:
    """It may have been restored from a backup older than all of them."""
    silent = shop.till()
    shop.write(lambda conn: revoke(conn, silent.device.device_id, now_ms=shop.now_ms))
    back_to()()
    assert not looked(shop)
    assert is_fenced(shop)
