"""How things look inside a ``Change``: the replica a till keeps.

Only what a cashier may see (CSH-16, LED-53); the profile is there because the till must find a
guest by phone or name without the network.
"""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter

from shared.domain.card import Card, CardStatus
from shared.domain.ids import CardId, GuestId, LeaseId, LevelId, LotId, PromoId, RestaurantId
from shared.domain.leases import (
    HORIZON_MINUTES_DEFAULT,
    Lease,
    OfflinePolicy,
    SilencePolicy,
)
from shared.domain.lots import Lot
from shared.domain.points import PointsKind
from shared.domain.programme import CardMode, ProgrammeVersion
from shared.domain.visitors import Granted
from shared.operations.encode import from_millis, to_millis
from shared.operations.fields import BasisPoints, Millis, Occasion, UuidText, iso_day
from shared.sync.messages import LeasedLot, Message, SignedLease

Count = Annotated[int, Field(ge=0, le=2**53)]
Hex = Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$")]


IsoDay = Annotated[str, AfterValidator(iso_day)]
ChildBirth = tuple[UuidText, IsoDay]
"""A child by its id, and when it was born: no till needs its name (LED-53)."""


class GuestPayload(Message):
    """A guest, as the cashier sees him."""

    guest_id: UuidText
    alias_of: UuidText | None = None
    phone: str
    first_name: str = ""
    last_name: str = ""
    birth_date: IsoDay | None = None
    children: tuple[ChildBirth, ...] = ()
    """In the order of their ids; an alias has none: they are the survivor's."""


class LotPayload(Message):
    """A lot with points left."""

    lot_id: Annotated[str, Field(max_length=48)]
    kind: PointsKind
    left: Count
    effective_at_ms: Millis
    expires_at_ms: Millis | None = None


GrantedFacts = tuple[UuidText, Occasion]
"""A promo, and the occasion it was given for once."""


class CardPayload(Message):
    """A card with its lots: the balance is their sum."""

    card_id: UuidText
    guest_id: UuidText
    status: CardStatus
    level_id: UuidText
    token: str
    display_code: str | None = None
    lifetime_spent_minor: Count
    total_visits: Count
    last_activity_at_ms: Millis | None = None
    lots: tuple[LotPayload, ...] = ()
    granted: tuple[GrantedFacts, ...] = ()
    discount_bp: BasisPoints | None = None
    restaurant_id: UuidText | None = None
    """Where it counts (LOY-06); None is the chain's."""


class StaffPayload(Message):
    """A person who may sign in here, with the PIN's verifier but never the PIN (CSH-05)."""

    staff_id: UuidText
    restaurant_id: UuidText
    name: str
    role: str
    """A till lets nobody in whose role it does not know."""
    is_active: bool = True
    extra_permissions: tuple[str, ...] = ()
    pin_salt: Hex
    pin_hash: Hex
    """Of Argon2id over the PIN with ``pin_salt`` and the protocol's fixed parameters."""


class RestaurantPayload(Message):
    """The restaurant this device stands in; printed at the top of every receipt."""

    restaurant_id: UuidText
    name: str
    address: str = ""
    phone: str = ""


class OfflinePayload(Message):
    """The tenant's offline policy, as ``shared.domain.leases.OfflinePolicy`` has it."""

    silence: SilencePolicy = SilencePolicy.TIMED
    horizon_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)] = HORIZON_MINUTES_DEFAULT
    float_per_operation: Count = 0
    float_per_guest: Count = 0
    float_per_day: Count = 0

    def policy(self) -> OfflinePolicy:
        """The policy it tells of."""
        return OfflinePolicy(**self.model_dump())


class LeasePayload(Message):
    """A lease of the reading device; gone when the server counts nothing under it any more."""

    lease: SignedLease
    is_recalled: bool = False
    """Another till needs the points: give back what is left."""


class DevicePayload(Message):
    """A till of this tenant, and what it holds: what a manager must know to give it up."""

    device_id: UuidText
    restaurant_id: UuidText
    name: str
    leased_points: Count
    """As far as the server knows: what it spent meanwhile is in here."""
    last_contact_at_ms: Millis
    is_lost: bool = False


class TenantPayload(Message):
    """What the tenant's tariff and settings mean for a till."""

    tenant_id: UuidText
    name: str
    is_frozen: bool = False
    guests_left: int | None = None
    """How many more guests the tariff allows; None is without limit (CSH-51)."""
    privacy_text_version: str
    privacy_text: dict[str, str]
    """The consent document by language (``ru``, ``en``)."""
    marketing_text: dict[str, str]
    marketing_text_version: Annotated[str, Field(max_length=40)] = ""
    """Empty: an older server has one version for both documents."""
    offline: OfflinePayload = OfflinePayload()
    card_mode: CardMode = CardMode.UNIFIED
    """Whose cards hold the points: what the server books by, whatever a programme says (LOY-04)."""
    loss_at_worst: Count = 0
    """All points that silent devices may have spent of leases taken back, with all floats."""


class CodesPayload(Message):
    """Display codes reserved for this device, so cards born offline never collide (GST-09)."""

    codes: tuple[str, ...]


class PublicationPayload(Message):
    """What travels with a programme version."""

    published_at_ms: Millis = 0
    """Of several that are valid, the one published last is in force. Numbers may be given twice:
    a restored server does not know those that came after its backup."""


def programme_payload(programme: ProgrammeVersion) -> dict[str, Any]:
    """A programme version as JSON values."""
    dumped: dict[str, Any] = _programme().dump_python(programme, mode="json")
    return dumped


def programme_of(data: dict[str, Any]) -> ProgrammeVersion:
    """The programme version of a payload. Raises ``pydantic.ValidationError``."""
    return _programme().validate_python(data)


def card_payload(card: Card) -> CardPayload:
    """A card as it travels; empty lots stay at home."""
    return CardPayload(
        card_id=card.card_id,
        guest_id=card.guest_id,
        status=card.status,
        level_id=card.level_id,
        token=card.token,
        display_code=card.display_code,
        lifetime_spent_minor=card.lifetime_spent_minor,
        total_visits=card.total_visits,
        last_activity_at_ms=to_millis(card.last_activity_at) if card.last_activity_at else None,
        lots=tuple(_lot_payload(lot) for lot in card.lots if lot.left),
        granted=granted_facts(card.granted),
        discount_bp=card.discount_bp,
        restaurant_id=card.restaurant_id,
    )


def card_of(payload: CardPayload) -> Card:
    """The card of a payload."""
    at_ms = payload.last_activity_at_ms
    return Card(
        card_id=CardId(payload.card_id),
        guest_id=GuestId(payload.guest_id),
        status=payload.status,
        level_id=LevelId(payload.level_id),
        token=payload.token,
        display_code=payload.display_code,
        lifetime_spent_minor=payload.lifetime_spent_minor,
        total_visits=payload.total_visits,
        last_activity_at=from_millis(at_ms) if at_ms is not None else None,
        lots=tuple(_lot_of(lot) for lot in payload.lots),
        granted=granted_of(payload.granted),
        discount_bp=payload.discount_bp,
        restaurant_id=RestaurantId(payload.restaurant_id) if payload.restaurant_id else None,
    )


def granted_facts(granted: Iterable[Granted]) -> tuple[GrantedFacts, ...]:
    """What a guest was granted as it travels, in order."""
    return tuple(sorted((each.promo_id, each.occasion) for each in granted))


def granted_of(facts: Iterable[GrantedFacts]) -> frozenset[Granted]:
    """What a guest was granted."""
    return frozenset(Granted(PromoId(promo_id), occasion) for promo_id, occasion in facts)


def _lot_payload(lot: Lot) -> LotPayload:
    return LotPayload(
        lot_id=lot.lot_id,
        kind=lot.kind,
        left=lot.left,
        effective_at_ms=to_millis(lot.effective_at),
        expires_at_ms=to_millis(lot.expires_at) if lot.expires_at else None,
    )


def _lot_of(payload: LotPayload) -> Lot:
    expires = payload.expires_at_ms
    return Lot(
        lot_id=LotId(payload.lot_id),
        kind=payload.kind,
        left=payload.left,
        effective_at=from_millis(payload.effective_at_ms),
        expires_at=from_millis(expires) if expires is not None else None,
    )


def leased_lots(lots: Iterable[Lot]) -> tuple[LeasedLot, ...]:
    """Lots as they stand in a signed lease, in the order of their ids."""
    return tuple(
        LeasedLot(
            lot_id=lot.lot_id,
            kind=lot.kind,
            points=lot.left,
            effective_at_ms=to_millis(lot.effective_at),
            expires_at_ms=to_millis(lot.expires_at) if lot.expires_at else None,
        )
        for lot in sorted(lots, key=lambda lot: lot.lot_id)
    )


def lease_of(signed: SignedLease) -> Lease:
    """The lease as it was granted."""
    lots = tuple(
        Lot(
            LotId(lot.lot_id),
            lot.kind,
            lot.points,
            from_millis(lot.effective_at_ms),
            from_millis(lot.expires_at_ms) if lot.expires_at_ms is not None else None,
        )
        for lot in signed.lots
    )
    return Lease(LeaseId(signed.lease_id), GuestId(signed.guest_id), lots)


@cache
def _programme() -> TypeAdapter[ProgrammeVersion]:
    """Made when it is needed first: a till that starts does not wait for it."""
    return TypeAdapter(ProgrammeVersion)
