"""A page of the server's feed, written into the replica in the caller's one transaction."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from client.store import cards, devices, guests, house, leases, programme, staff
from client.store.keepsakes import keep
from client.store.me import end_replica, me_of, set_cursor
from client.store.outbox import erase_private
from client.store.replay import ask_again, begin_server_epoch
from client.store.replica import Entry, add_to_sum, entries_of, note
from shared.sync.messages import Change, ChangesReply
from shared.sync.payloads import (
    CardPayload,
    CodesPayload,
    DevicePayload,
    GuestPayload,
    LeasePayload,
    PublicationPayload,
    RestaurantPayload,
    StaffPayload,
    TenantPayload,
    programme_of,
)

log = logging.getLogger(__name__)


def apply_page(db: Database, page: ChangesReply, *, pepper: bytes) -> None:
    """The page's changes and its cursor, together or not at all.

    ``pepper`` binds PIN verifiers to this device. A change that this version of the till cannot
    read is passed over and noted in the log, and what it was about stays as it was; a migration
    that teaches the till to read it sets the cursor back to 0.

    The first page of a new life of the server is not applied: what such a server has lost goes to
    it before its feed is read from the start, so that no guest disappears in between.
    """
    if page.cursor.server_epoch != me_of(db).cursor.server_epoch:
        begin_server_epoch(db, page.cursor.server_epoch)
        return
    apply_changes(db, page.changes, pepper=pepper)
    set_cursor(db, page.cursor, is_end=not page.more)
    if not page.more and end_replica(db):
        guests.sweep_guests(db)
        staff.sweep_staff(db)
        devices.sweep_devices(db)


def apply_changes(db: Database, changes: Iterable[Change], *, pepper: bytes) -> None:
    """The changes without the page they stand on: the cursor stays where it is."""
    add_to_sum(db, sum(_apply(db, change, pepper) for change in changes))


def remove_unknown(db: Database, entries: Iterable[Entry]) -> None:
    """Drops what this till thinks the server told, and the server does not have."""
    add_to_sum(db, sum(_forget(db, entry) for entry in entries))


def _apply(db: Database, change: Change, pepper: bytes) -> int:
    """Applies it; what it adds to the replica's sum.

    The beginning of the feed tells of things out of their order: they keep their places.
    """
    before = entries_of(db, change.kind, change.id)
    if change.keepsake:
        keep(db, change.kind, change.id, text=change.keepsake)
    _write(db, change, pepper)
    seq = change.seq or max((entry.seq for entry in before), default=0)
    return note(db, Entry(change.kind, change.id, seq), before=before)


def _forget(db: Database, entry: Entry) -> int:
    before = entries_of(db, entry.kind, entry.entity_id)
    _remove(db, Change(seq=entry.seq, kind=entry.kind, id=entry.entity_id, gone=True))
    return note(db, Entry(entry.kind, entry.entity_id, 0), before=before)


def _write(db: Database, change: Change, pepper: bytes) -> None:
    db.execute("SAVEPOINT one_change")
    try:
        if change.gone:
            _remove(db, change)
        else:
            _put(db, change, pepper)
    except (ValueError, OverflowError) as unreadable:
        db.execute("ROLLBACK TO one_change")
        log.warning(
            "a change nobody can read is passed over",
            extra={"kind": change.kind, "seq": change.seq, "reason": type(unreadable).__name__},
        )
    db.execute("RELEASE one_change")


def _put(db: Database, change: Change, pepper: bytes) -> None:
    text = _text(change.data)
    if change.kind == "staff":
        staff.put_staff(db, StaffPayload.model_validate_json(text), pepper=pepper)
        return
    put = _PUT.get(change.kind)
    if put is None:
        raise ValueError(change.kind)
    put(db, change, text)


def _put_guest(db: Database, _change: Change, text: str) -> None:
    guest = GuestPayload.model_validate_json(text)
    guests.put_guest(db, guest)
    ask_again(db, guest.guest_id)


def _put_card(db: Database, change: Change, text: str) -> None:
    card = CardPayload.model_validate_json(text)
    cards.put_card(db, card, feed_seq=change.seq)
    ask_again(db, card.guest_id)


def _put_lease(db: Database, _change: Change, text: str) -> None:
    told = LeasePayload.model_validate_json(text)
    leases.put_lease(db, told.lease, is_recalled=told.is_recalled)


def _put_programme(db: Database, change: Change, text: str) -> None:
    published = PublicationPayload.model_validate_json(text)
    version = programme_of(change.data)
    programme.put_programme(db, version, published_at_ms=published.published_at_ms)


def _remove_guest(db: Database, guest_id: str) -> None:
    erase_private(db, guest_id)
    guests.remove_guest(db, guest_id)
    ask_again(db, guest_id)


def _remove(db: Database, change: Change) -> None:
    """What belongs to this very device is replaced by the server, never removed."""
    remove = _REMOVE.get(change.kind)
    if remove is not None:
        remove(db, change.id)


def _text(data: dict[str, Any]) -> str:
    """Payloads are strict, and strict models are read from text."""
    return json.dumps(data)


_PUT: Mapping[str, Callable[[Database, Change, str], None]] = {
    "guest": _put_guest,
    "card": _put_card,
    "programme": _put_programme,
    "restaurant": lambda db, _, text: house.put_restaurant(
        db, RestaurantPayload.model_validate_json(text)
    ),
    "tenant": lambda db, _, text: house.put_tenant(db, TenantPayload.model_validate_json(text)),
    "codes": lambda db, _, text: house.put_display_codes(
        db, CodesPayload.model_validate_json(text).codes
    ),
    "device": lambda db, _, text: devices.put_device(db, DevicePayload.model_validate_json(text)),
    "lease": _put_lease,
    "consent_text": lambda _db, _change, _text: None,  # its keepsake: the terms say what counts
}
_REMOVE: Mapping[str, Callable[[Database, str], None]] = {
    "guest": _remove_guest,
    "card": cards.remove_card,
    "staff": staff.remove_staff,
    "programme": programme.remove_programme,
    "device": devices.remove_device,
    "lease": leases.take_back,
}
