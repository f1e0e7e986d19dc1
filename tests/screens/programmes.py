"""Other programmes for the till of the screens: one that explains more, one of discounts."""

from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from client.store import cards, guests, house, programme
from shared.domain.check import PaymentMethod
from shared.domain.conditions import Condition
from shared.domain.ids import PromoId, RuleId, card_id_of
from shared.domain.programme import (
    CardMode,
    ProgrammeKind,
    ProgrammeVersion,
    Promo,
    PromoKind,
    PromoStrategy,
    Rule,
)
from tests.builders import (
    GUEST,
    RESTAURANT,
    a_card,
    a_card_payload,
    a_guest_payload,
    a_profile,
    a_programme,
    an_id,
)
from tests.screens.stage import Stage

BORN = date(1990, 11, 23)
"""Two days after the day on which the screens are tried."""


def a_rich_programme(*, include_tips: bool = False) -> ProgrammeVersion:
    """A rule for cards, tips that do not count, a birthday that beats an autumn gift."""
    plain = a_programme(number=2)
    by_card = Condition(payment_methods=(PaymentMethod.CARD, PaymentMethod.SBP))
    birthday = Promo(
        PromoId(an_id("birthday")), "День рождения", PromoKind.BIRTHDAY, 500, 30, days=7
    )
    autumn = Promo(PromoId(an_id("autumn")), "Осенний подарок", PromoKind.CUSTOM, 50, 7, priority=2)
    return replace(
        plain,
        settings=replace(
            plain.settings, promo_strategy=PromoStrategy.FIRST_ONLY, include_tips=include_tips
        ),
        rules=(*plain.rules, Rule(RuleId(an_id("card")), "Оплата картой", 1, 12_50, by_card)),
        promos=(birthday, autumn),
    )


def a_discount_programme() -> ProgrammeVersion:
    """0, 5 and 10 % off."""
    plain = a_programme(number=3)
    levels = (
        replace(level, discount_bp=bp)
        for level, bp in zip(plain.levels, (0, 500, 1000), strict=True)
    )
    return replace(
        plain,
        settings=replace(plain.settings, kind=ProgrammeKind.DISCOUNT),
        levels=tuple(levels),
        promos=(),
    )


def count_apart(stage: Stage) -> None:
    """Each restaurant counts its own points (LOY-06)."""

    def work(db: Database) -> None:
        tenant = house.tenant(db)
        assert tenant is not None
        house.put_tenant(db, tenant.model_copy(update={"card_mode": CardMode.SEPARATE}))

    stage.store.write_now(work)


def be_here(stage: Stage, *, points: int) -> None:
    """The first guest has so many points in this restaurant."""
    card = a_card(points=points)
    card_id = card_id_of(card.guest_id, RESTAURANT)
    told = a_card_payload(replace(card, card_id=card_id, restaurant_id=RESTAURANT))
    stage.store.write_now(lambda db: cards.put_card(db, told))


def publish(stage: Stage, version: ProgrammeVersion) -> None:
    """The server tells of it, and it is in force at once."""
    stage.store.write_now(lambda db: programme.put_programme(db, version, published_at_ms=1))
    stage.line.show_programme(has_points=version.settings.kind is not ProgrammeKind.DISCOUNT)


def learn_birthday(stage: Stage) -> None:
    """The first guest has a birthday soon."""
    told = a_guest_payload(GUEST, profile=replace(a_profile(), birth_date=BORN))
    stage.store.write_now(lambda db: guests.put_guest(db, told))


def spend_so_far(stage: Stage, roubles: int) -> None:
    """What the first guest has spent in this house."""
    stage.store.write_now(
        lambda db: db.execute(
            "UPDATE card SET lifetime_spent_minor = ? WHERE guest_id = ?", (roubles * 100, GUEST)
        )
    )
