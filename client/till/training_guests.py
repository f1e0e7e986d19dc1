"""The guests of a training till: every one is invented, and is called so.

Knows whom a trainee should meet once: much, little and nothing to spend, a card that is blocked, a
consent that is missing. Must not know where guests are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from client.ids import Chance
from shared.domain.card import Card, CardStatus
from shared.domain.codes import TOKEN_BYTES, card_token_from
from shared.domain.guest import Profile
from shared.domain.ids import GuestId, LotId, RestaurantId, card_id_of
from shared.domain.lots import Lot
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeVersion

SURNAME: Final = "Учебный"
SURNAME_OF_WOMEN: Final = "Учебная"
_PHONE: Final = "7000000{:04d}"
"""No telephone has the code 000."""
_WELCOME_LASTS: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class InventedGuest:
    """Somebody to practise on."""

    profile: Profile
    card: Card
    """Of the chain."""
    own_card: Card
    """Of this restaurant, where those hold the points (LOY-06)."""


@dataclass(frozen=True, slots=True)
class _Character:
    first_name: str
    regular: int
    promo: int = 0
    status: CardStatus = CardStatus.ACTIVE
    surname: str = SURNAME


_CHARACTERS: Final = (
    _Character("Иван", 2_500, 300),
    _Character("Мария", 12_840, surname=SURNAME_OF_WOMEN),
    _Character("Олег", 95),
    _Character("Екатерина", 1_200, surname=SURNAME_OF_WOMEN),
    _Character("Дмитрий", 0, 100),
    _Character("Ольга", 640, 50, surname=SURNAME_OF_WOMEN),
    _Character("Сергей", 25_000),
    _Character("Анна", 0, surname=SURNAME_OF_WOMEN),
    _Character("Павел", 430, 0, CardStatus.BLOCKED),
    _Character("Наталья", 100, 0, CardStatus.PENDING_CONSENT, SURNAME_OF_WOMEN),
)


def invented_guests(
    programme: ProgrammeVersion, restaurant_id: RestaurantId, *, chance: Chance, at: datetime
) -> Iterator[InventedGuest]:
    """Ten, on all levels of ``programme``, with points that were theirs before ``at``."""
    levels = programme.levels
    for place, each in enumerate(_CHARACTERS):
        profile = Profile(_PHONE.format(place + 1), each.first_name, each.surname)
        guest_id = GuestId(chance.uuid())
        card = Card(
            card_id=card_id_of(guest_id),
            guest_id=guest_id,
            status=each.status,
            level_id=levels[place % len(levels)].level_id,
            token=card_token_from(chance.token_bytes(TOKEN_BYTES)),
            display_code=f"{place + 1:06d}",
            total_visits=1,
            lots=_lots(each, chance.uuid(), at=at),
        )
        own = replace(
            card, card_id=card_id_of(guest_id, restaurant_id), restaurant_id=restaurant_id
        )
        yield InventedGuest(profile, card, own)


def _lots(each: _Character, operation_id: str, *, at: datetime) -> tuple[Lot, ...]:
    kinds = (
        (PointsKind.REGULAR, each.regular, None),
        (PointsKind.PROMO, each.promo, at + _WELCOME_LASTS),
    )
    return tuple(
        Lot(LotId(f"{operation_id}:{place}"), kind, points, at, expires_at)
        for place, (kind, points, expires_at) in enumerate(kinds)
        if points
    )
