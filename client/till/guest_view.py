"""One guest as the cashier may see him (CSH-16, CSH-18)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from client.store.doubts import unsettled_redemption
from client.store.guests import GuestRecord, guest_record
from client.till.offline import ALONE_NOTHING, Offline, offline_of
from client.till.overlay import Overlay, overlay
from client.till.workplace import Act, programme_now
from shared.domain.card import Card
from shared.domain.errors import GuestUnknown
from shared.domain.expiring import Due, next_due
from shared.domain.guest import Guest
from shared.domain.ids import GuestId
from shared.domain.programme import Level, ProgrammeKind, ProgrammeVersion
from shared.domain.visiting import visitor_of
from shared.domain.visitors import Births, Visitor

NO_BIRTHS: Final = Births()


@dataclass(frozen=True, slots=True)
class GuestView:
    """A guest at one moment: the server's card with this till's pending operations on it."""

    guest: Guest
    card: Card
    programme: ProgrammeVersion
    level: Level
    regular: int
    promo: int
    total: int
    next_expiry: Due | None
    """What goes next unless it is spent, or the guest comes (LOY-17, LOY-18)."""
    waiting: int
    """How many operations of this till are in these numbers and not in the server's replica."""
    at: datetime
    births: Births = NO_BIRTHS
    """What birthdays may earn him."""
    is_provisional: bool = False
    """Registered here; the server has not shown him yet."""
    unsettled_redemption: str | None = None
    """The operation of this till that must be settled or given up before points are redeemed."""
    offline: Offline = ALONE_NOTHING
    """What this till may spend by itself; empty in a list of many guests."""

    @property
    def has_points(self) -> bool:
        """Whether the programme is one of points; else it takes a percentage off (LOY-01)."""
        return self.programme.settings.kind is ProgrammeKind.POINTS

    @property
    def is_of_restaurant(self) -> bool:
        """Whether this is what he has in this restaurant alone, others apart (LOY-06)."""
        return self.card.restaurant_id is not None

    @property
    def discount_bp(self) -> int:
        """What the guest has off where the programme is one of discounts (LOY-03)."""
        own = self.card.discount_bp
        return self.level.discount_bp if own is None else own

    def visitor(self, at: datetime) -> Visitor:
        """The guest, as a check at ``at`` may see him."""
        return visitor_of(self.card, self.births, programme=self.programme, at=at)


def view_of(act: Act, guest_id: GuestId) -> GuestView:
    """The guest, or who survived him. Raises ``GuestUnknown`` or ``TillNotReady``."""
    record = known_guest(act.db, guest_id)
    view = view_of_record(act, record, overlay(act.db, record.card))
    offline = offline_of(
        act.db,
        view.card,
        moment=act.moment,
        timezone=view.programme.settings.timezone,
    )
    return replace(view, offline=offline)


def known_guest(db: Database, guest_id: GuestId) -> GuestRecord:
    """The guest, or who survived him. Raises ``GuestUnknown``, also for one the server refused."""
    record = guest_record(db, guest_id)
    if record is None or record.is_refused:
        raise GuestUnknown(guest_id=guest_id)
    return record


def view_of_record(act: Act, record: GuestRecord, shown: Overlay) -> GuestView:
    """What ``shown`` of the guest means at the moment of ``act``."""
    programme = programme_now(act)
    card, at = shown.card, act.moment.at
    return GuestView(
        guest=record.guest,
        card=card,
        programme=programme,
        level=programme.level(card.level_id),
        regular=card.regular(at),
        promo=card.promo(at),
        total=card.total(at),
        next_expiry=next_due(card, settings=programme.settings, at=at),
        waiting=len(shown.uses),
        at=at,
        births=record.births,
        is_provisional=record.is_provisional,
        unsettled_redemption=unsettled_redemption(act.db, record.guest.guest_id),
    )
