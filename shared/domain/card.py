"""A guest's card: status, level and the lots that are its balance.

Knows which statuses may earn or redeem (GST-07, CSH-37, C-15). Must not know how balances are
stored: on the server they are derived from ledger entries, on the till from the replica plus the
till's own waiting operations.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.errors import CardNotUsable
from shared.domain.ids import CardId, GuestId, LevelId, RestaurantId
from shared.domain.lots import Lot, balance_of
from shared.domain.points import PointsKind
from shared.domain.visitors import Granted


class CardStatus(StrEnum):
    """GST-07."""

    ACTIVE = "ACTIVE"
    PENDING_CONSENT = "PENDING_CONSENT"
    MIGRATED = "MIGRATED"
    MERGED = "MERGED"
    BLOCKED = "BLOCKED"
    DELETED = "DELETED"


_MAY_EARN = frozenset({CardStatus.ACTIVE, CardStatus.MIGRATED, CardStatus.PENDING_CONSENT})
_MAY_REDEEM = frozenset({CardStatus.ACTIVE, CardStatus.MIGRATED})


@dataclass(frozen=True, slots=True)
class Card:
    """One card at one moment."""

    card_id: CardId
    guest_id: GuestId
    status: CardStatus
    level_id: LevelId
    token: str
    display_code: str | None = None
    """None while a card born offline without a reserved code waits for the server's (GST-09)."""
    lifetime_spent_minor: int = 0
    total_visits: int = 0
    last_activity_at: datetime | None = None
    lots: tuple[Lot, ...] = ()
    restaurant_id: RestaurantId | None = None
    """Where the card counts in SEPARATE mode (LOY-06); None is the chain's."""
    discount_bp: int | None = None
    """The guest's own discount; None is his level's (LOY-03)."""
    granted: frozenset[Granted] = frozenset()
    """Promos he got for occasions that come once, of the last 400 days."""

    def regular(self, at: datetime) -> int:
        """Spendable regular points at ``at``."""
        return balance_of(self.lots, PointsKind.REGULAR, at)

    def promo(self, at: datetime) -> int:
        """Spendable promo points at ``at``."""
        return balance_of(self.lots, PointsKind.PROMO, at)

    def total(self, at: datetime) -> int:
        """What the guest is told: regular + promo (CSH-18)."""
        return self.regular(at) + self.promo(at)


def require_may_earn(card: Card) -> None:
    """Raises ``CardNotUsable`` unless the card's status may earn (C-15)."""
    if card.status not in _MAY_EARN:
        raise CardNotUsable(status=card.status, action="earn")


def require_may_redeem(card: Card) -> None:
    """Raises ``CardNotUsable`` unless the card's status may redeem (CSH-37)."""
    if card.status not in _MAY_REDEEM:
        raise CardNotUsable(status=card.status, action="redeem")


def require_may_give(card: Card) -> None:
    """Raises ``CardNotUsable`` unless the guest may give points away: as he may redeem."""
    if card.status not in _MAY_REDEEM:
        raise CardNotUsable(status=card.status, action="transfer")


def require_may_get(card: Card) -> None:
    """Raises ``CardNotUsable`` unless the guest may be given points: as he may earn."""
    if card.status not in _MAY_EARN:
        raise CardNotUsable(status=card.status, action="transfer")


def require_may_adjust(card: Card) -> None:
    """Raises ``CardNotUsable`` for cards that no longer hold points of their own."""
    if card.status in (CardStatus.MERGED, CardStatus.DELETED):
        raise CardNotUsable(status=card.status, action="adjust")
