"""Guests: registering, finding, and which registrations are one and the same person.

A phone registered twice makes a permanent alias of the guest who came first in the server's order
(CSH-50); an alias is never named by another alias. Knows what a card *is*; what it *holds* is the
ledger's, so the cards returned here have no lots.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, update

from server.database import table_of
from server.feed import service as feed
from server.guests.tables import CardRow, ConsentRow, GuestRow
from server.tenants.service import lock_tenant, tenant
from shared.domain.card import Card, CardStatus
from shared.domain.errors import FieldInvalid, GuestUnknown
from shared.domain.guest import Guest, Profile
from shared.domain.ids import CardId, GuestId, LevelId, RestaurantId, TenantId, card_id_of
from shared.domain.phones import normalise_phone
from shared.operations.bodies import ConsentBody
from shared.operations.encode import from_millis

_GUEST = table_of(GuestRow)
_CONSENT = table_of(ConsentRow)
_CARD = table_of(CardRow)
_ALIAS = select(_GUEST.c.alias_of).where(
    _GUEST.c.tenant_id == bindparam("tenant_id"), _GUEST.c.guest_id == bindparam("guest_id")
)
_CARDS = select(_CARD).where(
    _CARD.c.tenant_id == bindparam("tenant_id"),
    _CARD.c.card_id.in_(bindparam("card_ids", expanding=True)),
)
_CHANGE_COUNTERS = (
    update(_CARD)
    .where(_CARD.c.tenant_id == bindparam("of_tenant"), _CARD.c.card_id == bindparam("of_card"))
    .values(
        lifetime_spent_minor=_CARD.c.lifetime_spent_minor + bindparam("spent"),
        total_visits=_CARD.c.total_visits + bindparam("visits"),
        last_activity_at_ms=case(
            (_CARD.c.last_activity_at_ms > bindparam("active"), _CARD.c.last_activity_at_ms),
            else_=func.coalesce(bindparam("active"), _CARD.c.last_activity_at_ms),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class NewGuest:
    """A registration: who, where, when, and the card handed out."""

    guest_id: GuestId
    profile: Profile
    """Checked: the phone is normalised."""
    consents: tuple[ConsentBody, ...]
    restaurant_id: RestaurantId
    source: str
    card_token: str
    display_code: str | None
    level_id: LevelId
    at_ms: int


@dataclass(frozen=True, slots=True)
class CounterChange:
    """What an operation adds to a card's counters, or takes back from them (LED-13, LOY-102)."""

    spent_minor: int = 0
    visits: int = 0
    active_at_ms: int | None = None
    """When the guest was active; None where it was the house (LOY-22)."""


def find_by_phone(conn: Connection, tenant_id: TenantId, phone: str) -> GuestId | None:
    """The guest with that phone, in any spelling, never an alias. Raises ``PhoneInvalid``."""
    found = conn.execute(
        select(_GUEST.c.guest_id).where(
            _GUEST.c.tenant_id == tenant_id,
            _GUEST.c.phone_key == _phone_key(conn, tenant_id, normalise_phone(phone)),
            _GUEST.c.alias_of.is_(None),
        )
    ).scalar_one_or_none()
    return GuestId(found) if found is not None else None


def register(conn: Connection, tenant_id: TenantId, new: NewGuest) -> GuestId:
    """Makes the guest and the card; returns who he is: himself, or the guest who came first.

    Call ``lock_tenant`` before. Raises ``FieldInvalid`` when the guest or the token is not new.
    """
    _require_new(conn, tenant_id, new)
    survivor = find_by_phone(conn, tenant_id, new.profile.phone)
    conn.execute(insert(_GUEST).values(_guest_columns(conn, tenant_id, new, survivor=survivor)))
    if new.consents:
        conn.execute(insert(_CONSENT), [_consent_columns(tenant_id, new, x) for x in new.consents])
    status = CardStatus.MERGED if survivor else CardStatus.ACTIVE
    conn.execute(insert(_CARD).values(_card_columns(tenant_id, new, status)))
    feed.record(conn, tenant_id, kind="guest", entity_id=new.guest_id)
    feed.record(conn, tenant_id, kind="card", entity_id=card_id_of(new.guest_id))
    _record_guests_left(conn, tenant_id)
    return survivor or new.guest_id


def canonical(conn: Connection, tenant_id: TenantId, guest_id: GuestId) -> GuestId | None:
    """Who ``guest_id`` is after every merge, or None when nobody has that id."""
    row = conn.execute(_ALIAS, {"tenant_id": tenant_id, "guest_id": guest_id}).one_or_none()
    return GuestId(row.alias_of or guest_id) if row is not None else None


def guests(
    conn: Connection, tenant_id: TenantId, guest_ids: Sequence[GuestId]
) -> tuple[Guest, ...]:
    """Those of the guests that exist, aliases too, in no order."""
    rows = conn.execute(
        select(_GUEST).where(_GUEST.c.tenant_id == tenant_id, _GUEST.c.guest_id.in_(guest_ids))
    )
    return tuple(_guest_of(row) for row in rows)


def cards(conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]) -> tuple[Card, ...]:
    """Those of the cards that exist, without their lots, in no order."""
    rows = conn.execute(_CARDS, {"tenant_id": tenant_id, "card_ids": card_ids})
    return tuple(_card_of(row) for row in rows)


def count_guests(conn: Connection, tenant_id: TenantId) -> int:
    """How many guests the tariff counts: aliases are nobody of their own (CSH-51)."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(_GUEST)
            .where(_GUEST.c.tenant_id == tenant_id, _GUEST.c.alias_of.is_(None))
        ).scalar_one()
    )


def change_counters(
    conn: Connection, tenant_id: TenantId, card_id: CardId, *, change: CounterChange
) -> None:
    """Adds ``change`` to the card's counters."""
    conn.execute(
        _CHANGE_COUNTERS,
        {
            "of_tenant": tenant_id,
            "of_card": card_id,
            "spent": change.spent_minor,
            "visits": change.visits,
            "active": change.active_at_ms,
        },
    )


def set_level(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, level_id: LevelId
) -> None:
    """Moves the guest's card to another level. Raises ``GuestUnknown``."""
    _update_card(conn, tenant_id, guest_id, level_id=level_id)


def set_status(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, status: CardStatus
) -> None:
    """Blocks the guest's card, or lets it go again (GST-80). Raises ``GuestUnknown``."""
    _update_card(conn, tenant_id, guest_id, status=status.value)


def _update_card(conn: Connection, tenant_id: TenantId, guest_id: GuestId, **columns: str) -> None:
    lock_tenant(conn, tenant_id)
    who = canonical(conn, tenant_id, guest_id)
    if who is None:
        raise GuestUnknown(guest_id=guest_id)
    card_id = card_id_of(who)
    conn.execute(
        update(_CARD)
        .where(_CARD.c.tenant_id == tenant_id, _CARD.c.card_id == card_id)
        .values(columns)
    )
    feed.record(conn, tenant_id, kind="card", entity_id=card_id)


def _require_new(conn: Connection, tenant_id: TenantId, new: NewGuest) -> None:
    if canonical(conn, tenant_id, new.guest_id) is not None:
        raise FieldInvalid(field="guest_id", reason="taken")
    token = select(_CARD.c.card_id).where(
        _CARD.c.tenant_id == tenant_id, _CARD.c.token == new.card_token
    )
    if conn.execute(token).one_or_none() is not None:
        raise FieldInvalid(field="card_token", reason="taken")


def _record_guests_left(conn: Connection, tenant_id: TenantId) -> None:
    if tenant(conn, tenant_id).guests_max is not None:
        feed.record(conn, tenant_id, kind="tenant", entity_id=tenant_id)


def _phone_key(conn: Connection, tenant_id: TenantId, phone: str) -> str:
    pepper = tenant(conn, tenant_id).phone_pepper
    return hmac.new(pepper, phone.encode(), hashlib.sha256).hexdigest()


def _guest_columns(
    conn: Connection, tenant_id: TenantId, new: NewGuest, *, survivor: GuestId | None
) -> dict[str, Any]:
    profile = new.profile
    return {
        "tenant_id": tenant_id,
        "guest_id": new.guest_id,
        "alias_of": survivor,
        "phone_key": _phone_key(conn, tenant_id, profile.phone),
        "phone": profile.phone,
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "birth_date": profile.birth_date.isoformat() if profile.birth_date else None,
        "restaurant_id": new.restaurant_id,
        "source": new.source,
        "registered_at_ms": new.at_ms,
    }


def _consent_columns(tenant_id: TenantId, new: NewGuest, consent: ConsentBody) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "guest_id": new.guest_id,
        "kind": consent.kind,
        "given_at_ms": new.at_ms,
        "is_accepted": consent.accepted,
        "text_version": consent.text_version,
        "text_sha256": consent.text_sha256,
        "source": new.source,
    }


def _card_columns(tenant_id: TenantId, new: NewGuest, status: CardStatus) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "card_id": card_id_of(new.guest_id),
        "guest_id": new.guest_id,
        "status": status.value,
        "level_id": new.level_id,
        "token": new.card_token,
        "display_code": new.display_code,
        "lifetime_spent_minor": 0,
        "total_visits": 0,
        "last_activity_at_ms": new.at_ms,
    }


def _guest_of(row: Row[Any]) -> Guest:
    birth_date = date.fromisoformat(row.birth_date) if row.birth_date else None
    return Guest(
        guest_id=GuestId(row.guest_id),
        profile=Profile(row.phone, row.first_name, row.last_name, birth_date),
        alias_of=GuestId(row.alias_of) if row.alias_of else None,
    )


def _card_of(row: Row[Any]) -> Card:
    at_ms = row.last_activity_at_ms
    return Card(
        card_id=CardId(row.card_id),
        guest_id=GuestId(row.guest_id),
        status=CardStatus(row.status),
        level_id=LevelId(row.level_id),
        token=row.token,
        display_code=row.display_code,
        lifetime_spent_minor=row.lifetime_spent_minor,
        total_visits=row.total_visits,
        last_activity_at=from_millis(at_ms) if at_ms is not None else None,
    )
