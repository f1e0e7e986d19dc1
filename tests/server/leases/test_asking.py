"""Asking: what is free goes to who asks, what others hold is recalled (design §6)."""

import json

import pytest

from server.access import SignatureInvalid, check_signature, public_key_of
from server.guests.service import set_status
from server.leases.shares import LEASES_PER_GUEST
from server.tenants.service import tenant
from shared.domain.card import CardStatus
from shared.domain.errors import GuestUnknown
from shared.domain.ids import GuestId
from shared.domain.leases import OfflinePolicy, SilencePolicy
from shared.sync.messages import lease_signing_text
from shared.sync.payloads import LeasePayload
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, accounts, set_policy
from tests.server.shop import Shop

HOUR_MS = 3_600_000
GRACE_MS = 20 * 60_000


def test_who_asks_gets_all_that_is_free_and_again_the_same(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    first, again = till.ask(guest_id), till.ask(guest_id)
    assert again.leases == first.leases
    assert till.left() == 300
    assert (first.elsewhere, first.is_recalling) == ((), False)
    assert first.horizon_ms == shop.now_ms + 4 * HOUR_MS
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


def test_points_under_a_lease_are_counted_apart(shop: Shop, till: Pouch, guest_id: str) -> None:
    """S3: lots hold what is available and leased; both floors are zero."""
    till.ask(guest_id)
    (card,) = {key.split(":")[1] for key in accounts(shop) if key.startswith("lease:")}
    device_id = till.device.device_id
    assert accounts(shop)[f"lease:{card}:REGULAR:{device_id}"] == 200
    assert accounts(shop)[f"lease:{card}:PROMO:{device_id}"] == 100
    assert f"available:{card}:REGULAR" not in accounts(shop)


def test_a_lease_is_the_tenants_signed_word(shop: Shop, till: Pouch, guest_id: str) -> None:
    (signed,) = till.ask(guest_id).leases
    public_key = public_key_of(shop.read(lambda conn: tenant(conn, shop.tenant_id).signing_seed))
    check_signature(public_key, text=lease_signing_text(signed), signature=signed.signature)
    forged = signed.model_copy(update={"device_id": an_id("thief")})
    with pytest.raises(SignatureInvalid):
        check_signature(public_key, text=lease_signing_text(forged), signature=signed.signature)


def test_what_another_till_holds_is_named_and_recalled(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    (lease,) = till.ask(guest_id).leases
    plain = other.ask(guest_id)
    assert (plain.leases, plain.is_recalling) == ((), False)
    assert [(each.device_name, each.points) for each in plain.elsewhere] == [("Касса 1", 300)]
    assert plain.elsewhere[0].until_ms == shop.now_ms + 4 * HOUR_MS + GRACE_MS
    assert other.ask(guest_id, points_wanted=50).is_recalling
    told = till.till.pull()
    (change,) = [each for each in told.changes if each.kind == "lease"]
    assert LeasePayload.model_validate_json(json.dumps(change.data)).is_recalled
    till.release(guest_id, lease.lease_id)
    assert till.outcome().status == "applied"
    other.ask(guest_id, points_wanted=50)
    assert other.left() == 300
    assert [each.gone for each in till.till.pull().changes if each.kind == "lease"] == [True]
    assert shop.verified().problems == ()


def test_a_strict_tenant_names_no_end(shop: Shop, till: Pouch, other: Pouch, guest_id: str) -> None:
    set_policy(shop, OfflinePolicy(silence=SilencePolicy.STRICT))
    till.ask(guest_id)
    assert [each.until_ms for each in other.ask(guest_id).elsewhere] == [0]


def test_without_a_horizon_nothing_is_set_aside(shop: Shop, till: Pouch, guest_id: str) -> None:
    set_policy(shop, OfflinePolicy(horizon_minutes=0))
    assert till.ask(guest_id).leases == ()


def test_a_blocked_card_is_not_leased(shop: Shop, till: Pouch, guest_id: str) -> None:
    shop.write(
        lambda conn: set_status(conn, shop.tenant_id, GuestId(guest_id), status=CardStatus.BLOCKED)
    )
    assert till.ask(guest_id).leases == ()


def test_points_that_expired_are_not_leased(shop: Shop, till: Pouch, guest_id: str) -> None:
    shop.now_ms += 40 * 24 * HOUR_MS
    till.ask(guest_id)
    assert till.left() == 200


def test_a_guest_nobody_knows_has_no_leases(till: Pouch) -> None:
    with pytest.raises(GuestUnknown):
        till.ask(an_id("nobody"))


def test_many_small_leases_are_recalled_to_become_one(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    """A redemption names at most so many leases."""
    for _ in range(LEASES_PER_GUEST + 2):
        till.ask(guest_id)
        till.till.earn(guest_id, 1_000)
        till.till.push()
    assert len(till.ask(guest_id).leases) == LEASES_PER_GUEST
    told = [each for each in till.till.pull().changes if each.kind == "lease"]
    assert all(each.data["is_recalled"] for each in told)
    for lease_id in list(till.held):
        till.release(guest_id, lease_id)
    till.till.push()
    assert len(till.ask(guest_id).leases) == 1
    assert shop.verified().problems == ()
