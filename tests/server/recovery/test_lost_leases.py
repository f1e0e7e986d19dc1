"""Leases that a restore forgot: what was spent under the server's signature is booked (P2, §9)."""

from collections.abc import Callable

import pytest

from shared.domain.leases import OfflinePolicy
from shared.sync.messages import SignedLease
from tests.server.leases.pouch import Pouch, house_loss, set_policy
from tests.server.recovery.tills import announce, given_up, lifted, replay
from tests.server.shop import Shop

Back = Callable[[], Callable[[], None]]


@pytest.fixture
def till(shop: Shop) -> Pouch:
    set_policy(shop, OfflinePolicy())
    return Pouch.of(shop, "Касса 1")


@pytest.fixture
def other(shop: Shop) -> Pouch:
    return Pouch.of(shop, "Касса 2")


@pytest.fixture
def guest_id(till: Pouch, other: Pouch) -> str:
    """A guest with 200 regular and 100 promo points, all of them free."""
    assert other.device is not till.device
    guest_id = till.till.register()
    till.till.earn(guest_id, 2_000)
    till.push()
    return guest_id


def spent_before_the_restore(till: Pouch, guest_id: str, back_to: Back) -> tuple[SignedLease, ...]:
    """All 300 points, out of reach; an operator has lifted the fence without this till."""
    restored = back_to()
    told = till.ask(guest_id)
    till.spend(guest_id, 300)
    restored()
    lifted(till.shop)
    return told.leases


def test_what_was_spent_under_a_lease_that_somebody_else_has_spent_since_is_the_houses_loss(
    till: Pouch, other: Pouch, guest_id: str, back_to: Back
) -> None:
    papers = spent_before_the_restore(till, guest_id, back_to)
    other.ask(guest_id)
    other.spend(guest_id, 300)
    other.push()
    announce(till.till, leases=papers)
    told = till.outcome()
    assert (told.status, told.notes) == ("applied", ("lease_reclaimed",))
    assert till.shop.balance(guest_id) == (0, 0)
    assert given_up(till.shop) == house_loss(till.shop) == 300
    assert till.shop.verified().problems == ()


def test_a_lease_given_back_before_its_paper_is_shown_is_not_granted_again(
    till: Pouch, other: Pouch, guest_id: str, back_to: Back
) -> None:
    """The run with the release came first: nobody would give the lease back once more."""
    restored = back_to()
    papers = till.ask(guest_id).leases
    for paper in papers:
        till.release(guest_id, paper.lease_id)
    reply = till.push()
    restored()
    replay(till.till, reply)
    announce(till.till, leases=papers, replayed_to=till.till.seq)
    assert not announce(other.till, replayed_to=0).is_fenced
    granted = other.ask(guest_id).leases
    assert sum(lot.points for paper in granted for lot in paper.lots) == 300
    assert till.shop.verified().problems == ()


def test_a_lease_of_a_guest_whom_another_till_has_yet_to_tell_of_stays_given_back(
    till: Pouch, other: Pouch, back_to: Back
) -> None:
    """The release waits for the guest's registration, and is a release all the same."""
    restored = back_to()
    guest_id = other.till.register()
    other.till.earn(guest_id, 2_000)
    told = other.push()
    papers = till.ask(guest_id).leases
    till.spend(guest_id, 100)
    for paper in papers:
        till.release(guest_id, paper.lease_id)
    reply = till.push()
    restored()
    replay(till.till, reply)
    announce(till.till, leases=papers, replayed_to=till.till.seq)
    replay(other.till, told)
    assert not announce(other.till, replayed_to=other.till.seq).is_fenced
    granted = other.ask(guest_id).leases
    assert sum(lot.points for paper in granted for lot in paper.lots) == 200
    assert house_loss(till.shop) == 0
    assert till.shop.verified().problems == ()


def test_a_lease_granted_again_in_part_pays_its_part(
    till: Pouch, other: Pouch, guest_id: str, back_to: Back
) -> None:
    papers = spent_before_the_restore(till, guest_id, back_to)
    other.ask(guest_id)
    other.spend(guest_id, 120)
    (lease,) = [each for each in other.held.values() if each.left]
    other.release(guest_id, lease.lease_id)
    other.push()
    announce(till.till, leases=papers)
    announce(till.till, leases=papers)
    told = till.outcome()
    assert (told.status, told.notes) == ("applied", ("lease_reclaimed",))
    assert given_up(till.shop) == house_loss(till.shop) == 120
    assert till.shop.verified().problems == ()


def test_what_is_left_of_a_forgotten_lease_is_given_back_without_a_word(
    till: Pouch, other: Pouch, guest_id: str, back_to: Back
) -> None:
    restored = back_to()
    papers = till.ask(guest_id).leases
    restored()
    lifted(till.shop)
    other.ask(guest_id)
    other.spend(guest_id, 300)
    other.push()
    announce(till.till, leases=papers)
    till.release(guest_id, papers[0].lease_id)
    assert till.outcome().status == "applied"


def test_a_copy_without_the_paper_tells_what_was_given_back(
    till: Pouch, guest_id: str, back_to: Back
) -> None:
    """The fence is down, nobody shows that lease again, and the server signed for its end (L2)."""
    restored = back_to()
    (paper,) = till.ask(guest_id).leases
    till.release(guest_id, paper.lease_id)
    given = till.push()
    restored()
    lifted(till.shop)
    assert [each.status for each in replay(till.till, given).outcomes] == ["applied"]
    assert till.shop.balance(guest_id) == (200, 100)
    assert till.shop.verified().problems == ()


def test_a_till_learns_that_the_welcome_it_holds_is_not_born_again(
    till: Pouch, other: Pouch, back_to: Back
) -> None:
    """Another till registered the same person first, and its packet was brought (S6)."""
    restored = back_to()
    held = till.till.register("79997654321", hold=True)
    told = till.push()
    restored()
    other.till.register("79997654321")
    other.push()
    assert replay(till.till, told).outcomes[0].code == "guest_merged"
    gone = [each.id for each in till.till.pull().changes if each.kind == "lease" and each.gone]
    assert gone == [held]
    assert till.shop.verified().problems == ()


def test_a_till_learns_that_a_restore_forgot_its_lease(
    till: Pouch, other: Pouch, guest_id: str, back_to: Back
) -> None:
    """Else it would go on spending what nobody sets aside for it."""
    restored = back_to()
    papers = till.ask(guest_id).leases
    restored()
    lifted(till.shop)
    other.ask(guest_id)
    announce(till.till, leases=papers)
    till.cursor = 0
    till.pull()
    assert till.left(guest_id) == 0
    assert till.outcome().status == "applied"


def test_nobody_spends_by_the_paper_of_another_till(
    till: Pouch, other: Pouch, guest_id: str, back_to: Back
) -> None:
    (paper,) = spent_before_the_restore(till, guest_id, back_to)
    other.ask(guest_id)
    other.spend(guest_id, 300)
    other.push()
    announce(till.till, leases=(paper,))
    other.till.redeem(guest_id, 100, lease_ids=(paper.lease_id,))
    told = other.outcome()
    assert (told.status, told.code) == ("rejected", "lease_unknown")
