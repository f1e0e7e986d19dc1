"""What may be published after what, and which version was in force when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from server.programme.history import ended_ms, in_force, terms
from server.tenants.service import limit_promos
from shared.domain.errors import FieldInvalid, PromoLimitReached
from shared.domain.ids import PromoId
from shared.domain.programme import CardMode, ProgrammeKind, Promo, PromoKind
from shared.operations.encode import from_millis
from tests.builders import an_id
from tests.server.shop import OPENING_MS, Shop, renumbered

DAY_MS = 24 * 60 * 60 * 1000


def a_promo(n: int, **changes: Any) -> Promo:
    plain = Promo(PromoId(an_id(f"promo {n}")), f"Акция {n}", PromoKind.CUSTOM, 10, 30)
    return replace(plain, **changes)


def test_points_never_become_percentages(shop: Shop) -> None:
    """LOY-01: the kind is chosen when the programme is made."""
    settings = replace(shop.programme.settings, kind=ProgrammeKind.DISCOUNT)
    with pytest.raises(FieldInvalid) as refused:
        shop.publish(renumbered(shop.programme, settings=settings))
    assert refused.value.data() == {"field": "settings.kind", "reason": "fixed"}


def test_cards_are_the_chains(shop: Shop) -> None:
    """LOY-08: one card for each restaurant takes a migration, which no publication is."""
    settings = replace(shop.programme.settings, mode=CardMode.SEPARATE)
    with pytest.raises(FieldInvalid) as refused:
        shop.publish(renumbered(shop.programme, settings=settings))
    assert refused.value.data() == {"field": "settings.mode", "reason": "fixed"}


def test_the_tariff_says_how_many_promos_there_are_at_a_time(shop: Shop) -> None:
    """LOY-85: drafts and what is over do not count."""
    shop.write(lambda conn: limit_promos(conn, shop.tenant_id, promos_max=1))
    now = from_millis(shop.now_ms)
    over = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=1)}
    fits = (a_promo(1), a_promo(2, is_draft=True), a_promo(3, **over))
    shop.publish(renumbered(shop.programme, promos=fits))
    with pytest.raises(PromoLimitReached) as refused:
        shop.publish(renumbered(shop.programme, promos=(*fits, a_promo(4))))
    assert refused.value.data() == {"promos": 2, "limit": 1}
    shop.write(lambda conn: limit_promos(conn, shop.tenant_id, promos_max=None))
    shop.publish(renumbered(shop.programme, promos=(*fits, a_promo(4))))


def test_a_version_ends_when_one_published_after_it_begins(shop: Shop) -> None:
    first = shop.programme
    shop.now_ms += DAY_MS
    next_week = from_millis(shop.now_ms + 7 * DAY_MS)
    later = renumbered(first, valid_from=next_week)
    shop.publish(later)
    known = shop.read(lambda conn: terms(conn, shop.tenant_id))
    assert [each.version_id for each in known] == [first.version_id, later.version_id]
    assert in_force(known, shop.now_ms + DAY_MS) == first.version_id
    assert in_force(known, shop.now_ms + 7 * DAY_MS) == later.version_id
    assert ended_ms(known, first.version_id) == shop.now_ms + 7 * DAY_MS
    assert ended_ms(known, later.version_id) is None


def test_a_version_may_be_overtaken_before_it_began(shop: Shop) -> None:
    first = shop.programme
    shop.now_ms += DAY_MS
    never = renumbered(first, valid_from=from_millis(shop.now_ms + 7 * DAY_MS))
    shop.publish(never)
    shop.now_ms += DAY_MS
    third = renumbered(never, valid_from=first.valid_from)
    shop.publish(third)
    known = shop.read(lambda conn: terms(conn, shop.tenant_id))
    assert in_force(known, shop.now_ms - 1) == first.version_id
    assert in_force(known, shop.now_ms + 30 * DAY_MS) == third.version_id
    assert ended_ms(known, first.version_id) == shop.now_ms
    assert ended_ms(known, never.version_id) == shop.now_ms


def test_before_them_all_the_first_version_is_in_force(shop: Shop) -> None:
    known = shop.read(lambda conn: terms(conn, shop.tenant_id))
    assert in_force(known, OPENING_MS - 10_000 * DAY_MS) == shop.programme.version_id
    assert in_force((), OPENING_MS) is None
