"""A page of the server's feed, written into the replica in the caller's one transaction."""

import json
from typing import Any

from sqlite_utils import Database

from client.store import guests, house, programme, staff
from client.store.me import end_replica, me_of, set_cursor
from client.store.outcomes import begin_server_epoch
from shared.sync.messages import Change, ChangesReply
from shared.sync.payloads import (
    CardPayload,
    CodesPayload,
    GuestPayload,
    RestaurantPayload,
    StaffPayload,
    TenantPayload,
    programme_of,
)


def apply_page(db: Database, page: ChangesReply, *, pepper: bytes) -> None:
    """The page's changes and its cursor, together or not at all.

    ``pepper`` binds PIN verifiers to this device. Raises ``ValueError`` for a change nobody can
    read; the till then keeps what it knew.
    """
    if page.cursor.server_epoch != me_of(db).cursor.server_epoch:
        begin_server_epoch(db, page.cursor.server_epoch)
    for change in page.changes:
        if change.gone:
            _remove(db, change)
        else:
            _put(db, change, pepper)
    set_cursor(db, page.cursor)
    if not page.more and end_replica(db):
        guests.sweep_guests(db)
        staff.sweep_staff(db)


def _put(db: Database, change: Change, pepper: bytes) -> None:
    text = _text(change.data)
    match change.kind:
        case "guest":
            guests.put_guest(db, GuestPayload.model_validate_json(text))
        case "card":
            guests.put_card(db, CardPayload.model_validate_json(text))
        case "staff":
            staff.put_staff(db, StaffPayload.model_validate_json(text), pepper=pepper)
        case "programme":
            programme.put_programme(db, programme_of(change.data))
        case "restaurant":
            house.put_restaurant(db, RestaurantPayload.model_validate_json(text))
        case "tenant":
            house.put_tenant(db, TenantPayload.model_validate_json(text))
        case "codes":
            house.put_display_codes(db, CodesPayload.model_validate_json(text).codes)


def _remove(db: Database, change: Change) -> None:
    match change.kind:
        case "guest":
            guests.remove_guest(db, change.id)
        case "card":
            guests.remove_card(db, change.id)
        case "staff":
            staff.remove_staff(db, change.id)
        case "programme":
            programme.remove_programme(db, change.id)
        case "restaurant" | "tenant" | "codes":
            pass  # they belong to this very device: the server replaces them, never removes them


def _text(data: dict[str, Any]) -> str:
    """Payloads are strict, and strict models are read from text."""
    return json.dumps(data)
