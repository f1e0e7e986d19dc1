"""How the things of the feed look now to one device; what is no longer there is ``gone``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from server.devices.codes import unused_codes
from server.devices.service import Device, device
from server.feed.service import FeedEntry
from server.guests import consent_documents
from server.guests import service as guests
from server.guests.children import with_children
from server.leases.papers import lease_payload
from server.leases.worst import loss_at_worst
from server.ledger.leases import leased_points
from server.ledger.service import cards_with_lots
from server.programme import service as programmes
from server.restaurants import service as restaurants
from server.staff import service as staff
from server.tenants.consent_texts import archive
from server.tenants.offline import offline_policy
from server.tenants.service import Tenant, tenant
from shared.domain.consents import ConsentKind
from shared.domain.guest import Guest
from shared.domain.ids import CardId, DeviceId, GuestId, LeaseId, ProgrammeVersionId, StaffId
from shared.sync.messages import Change, Message
from shared.sync.payloads import (
    CodesPayload,
    DevicePayload,
    GuestPayload,
    OfflinePayload,
    RestaurantPayload,
    StaffPayload,
    TenantPayload,
    card_payload,
)

_KEPT: Mapping[str, Callable[[Connection, Tenant, str], str]] = {
    "programme": programmes.keepsake,
    "restaurant": restaurants.keepsake,
    "staff": staff.keepsake,
    "consent_text": consent_documents.keepsake,
}
Present = dict[tuple[str, str], dict[str, Any] | None]


def present(conn: Connection, reader: Device, entries: Sequence[FeedEntry]) -> tuple[Change, ...]:
    """A change for every entry, in their order."""
    crowd = _guests_and_cards(conn, reader, entries)
    changes: list[Change] = []
    for entry in entries:
        if entry.kind in {"guest", "card"}:
            data = crowd.get((entry.kind, entry.entity_id))
        else:
            data = _one(conn, reader, entry)
        changes.append(
            Change(
                seq=entry.seq,
                kind=entry.kind,
                id=entry.entity_id,
                gone=data is None,
                data=data or {},
                keepsake=_keepsake(conn, reader, entry) if data is not None else "",
            )
        )
    return tuple(changes)


def _guests_and_cards(conn: Connection, reader: Device, entries: Sequence[FeedEntry]) -> Present:
    """The crowd of a page, asked for at once."""
    guest_ids = [GuestId(entry.entity_id) for entry in entries if entry.kind == "guest"]
    card_ids = [CardId(entry.entity_id) for entry in entries if entry.kind == "card"]
    found: Present = {}
    if guest_ids:
        for guest in with_children(conn, reader.tenant_id, guest_ids):
            found["guest", guest.guest_id] = _dumped(guest_payload(guest))
    if card_ids:
        for card in cards_with_lots(conn, reader.tenant_id, card_ids):
            found["card", card.card_id] = _dumped(card_payload(card))
    return found


def _one(conn: Connection, reader: Device, entry: FeedEntry) -> dict[str, Any] | None:
    match entry.kind:
        case "programme":
            version_id = ProgrammeVersionId(entry.entity_id)
            return programmes.told_version(conn, reader.tenant_id, version_id)
        case "staff":
            return _dumped(_colleague(conn, reader, StaffId(entry.entity_id)))
        case "codes":
            codes = unused_codes(conn, reader.tenant_id, reader.device_id)
            return _dumped(CodesPayload(codes=codes))
        case "tenant" | "restaurant":
            is_tenant = entry.kind == "tenant"
            return _dumped(_tenant(conn, reader) if is_tenant else _restaurant(conn, reader))
        case "consent_text":
            return {}  # what is in force stands in the tenant's terms: this is for its keepsake
        case "lease" | "device":
            return _dumped(_lease_or_holder(conn, reader, entry))
        case other:
            raise AssertionError(other)


def _keepsake(conn: Connection, reader: Device, entry: FeedEntry) -> str:
    """What no till could ever tell a restored server again, the reader keeps for it."""
    keep = _KEPT.get(entry.kind)
    return keep(conn, tenant(conn, reader.tenant_id), entry.entity_id) if keep else ""


def _colleague(conn: Connection, reader: Device, staff_id: StaffId) -> StaffPayload | None:
    """None for who works in another restaurant now."""
    found = staff.staff_payload(conn, reader.tenant_id, staff_id)
    is_here = found is not None and found.restaurant_id == reader.restaurant_id
    return found if is_here else None


def _restaurant(conn: Connection, reader: Device) -> RestaurantPayload:
    """The restaurant the device stands in; the audience of the entry admits no other."""
    found = restaurants.restaurant(conn, reader.tenant_id, reader.restaurant_id)
    assert found is not None, "a foreign key keeps the restaurant of a device"
    return RestaurantPayload(
        restaurant_id=found.restaurant_id,
        name=found.name,
        address=found.address,
        phone=found.phone,
    )


def _tenant(conn: Connection, reader: Device) -> TenantPayload:
    owner = tenant(conn, reader.tenant_id)
    left = None
    if owner.guests_max is not None:
        left = max(0, owner.guests_max - guests.count_guests(conn, owner.tenant_id))
    texts = archive(conn, owner.tenant_id)
    personal_data = texts.in_force(ConsentKind.PERSONAL_DATA)
    marketing = texts.in_force(ConsentKind.MARKETING)
    return TenantPayload(
        tenant_id=owner.tenant_id,
        name=owner.name,
        is_frozen=owner.is_frozen,
        guests_left=left,
        privacy_text_version=personal_data.version,
        privacy_text=dict(personal_data.texts),
        marketing_text=dict(marketing.texts),
        marketing_text_version=marketing.version,
        offline=OfflinePayload(**asdict(offline_policy(conn, owner.tenant_id))),
        card_mode=owner.card_mode,
        loss_at_worst=loss_at_worst(conn, owner.tenant_id),
    )


def _lease_or_holder(conn: Connection, reader: Device, entry: FeedEntry) -> Message | None:
    if entry.kind == "device":
        return _device(conn, DeviceId(entry.entity_id))
    owner = tenant(conn, reader.tenant_id)
    return lease_payload(conn, owner, LeaseId(entry.entity_id), reader=reader.device_id)


def _device(conn: Connection, device_id: DeviceId) -> DevicePayload:
    """A till of the reader's restaurant; the audience of the entry admits no other."""
    found = device(conn, device_id)
    assert found is not None, "devices stay on record"
    return DevicePayload(
        device_id=found.device_id,
        restaurant_id=found.restaurant_id,
        name=found.name,
        leased_points=leased_points(conn, found.tenant_id, device_id),
        last_contact_at_ms=found.last_contact_at_ms,
        is_lost=found.is_revoked,
    )


def guest_payload(guest: Guest) -> GuestPayload:
    """A guest as he travels."""
    profile = guest.profile
    return GuestPayload(
        guest_id=guest.guest_id,
        alias_of=guest.alias_of,
        phone=profile.phone,
        first_name=profile.first_name,
        last_name=profile.last_name,
        birth_date=profile.birth_date.isoformat() if profile.birth_date else None,
        children=tuple((each.child_id, each.birth_date.isoformat()) for each in guest.children),
    )


def _dumped(payload: Message | None) -> dict[str, Any] | None:
    return payload.model_dump(mode="json") if payload is not None else None
