"""The activity log: who did what to what, when and why (SEC-08, SEC-10, SEC-11).

A row is written in the transaction of the act itself: both are there, or neither. No personal
data: guests, staff and devices appear by their ids.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, Connection, Text, bindparam, select
from sqlmodel import Field

from server.books import Books, writing
from server.database import Row, table_of
from server.prepared import ask, stream
from server.seals import Chain, Link, Sealed, check_seals, seal
from server.shelves import rows_of
from shared.domain.ids import TenantId
from shared.operations.canonical import canonical_json

DESCRIPTION_MAX_LENGTH = 200
DEVICE_TYPE_MAX_LENGTH = 200
ROWS_AT_ONCE = 1_000
SYSTEM = "system"
"""Who performed what no person did."""
OPERATOR = "operator"
"""Who performed what was typed on the server's own command line."""


class Action(StrEnum):
    """Known action types, in the specification's words where it has some (SEC-11)."""

    POINTS_EARNED = "BALLS_EARNED"
    POINTS_REDEEMED = "BALLS_REDEEMED"
    DISCOUNT_GIVEN = "DISCOUNT_GIVEN"
    GUEST_CREATED = "GUEST_CREATED"
    GUESTS_MERGED = "MERGE_GUESTCARDS"
    GUESTS_PARTED = "UNMERGE_GUESTCARDS"
    CHILD_ADDED = "CHILD_ADDED"
    LIKENESS_DECIDED = "LIKENESS_DECIDED"
    CONSENT_GIVEN = "CONSENT_GIVEN"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    CONSENT_TEXT_PUBLISHED = "CONSENT_TEXT_PUBLISHED"
    GUEST_ERASED = "GUEST_ERASED"
    POINTS_ADJUSTED = "POINTS_ADJUSTED"
    OPERATION_CANCELLED = "OPERATION_CANCELLED"
    OPERATION_REFUNDED = "OPERATION_REFUNDED"
    POINTS_TRANSFERRED = "POINTS_TRANSFERRED"
    OPERATION_REFUSED = "OPERATION_REFUSED"
    TENANT_CREATED = "TENANT_CREATED"
    RESTAURANT_CREATED = "RESTAURANT_CREATED"
    STAFF_CREATED = "STAFF_CREATED"
    STAFF_PIN_SET = "STAFF_PIN_SET"
    STAFF_DISMISSED = "STAFF_DISMISSED"
    STAFF_TAKEN_BACK = "STAFF_TAKEN_BACK"
    PROGRAMME_PUBLISHED = "PROGRAMME_PUBLISHED"
    ENROLMENT_CODE_CREATED = "ENROLMENT_CODE_CREATED"
    DEVICE_ENROLLED = "DEVICE_ENROLLED"
    DEVICE_REVOKED = "DEVICE_REVOKED"
    DEVICE_LOST = "DEVICE_LOST"
    OFFLINE_POLICY_SET = "OFFLINE_POLICY_SET"
    WEBHOOK_SET = "WEBHOOK_SET"
    DEVICE_RECOGNISED = "DEVICE_RECOGNISED"
    SERVER_RESTORED = "SERVER_RESTORED"
    FENCE_LIFTED = "FENCE_LIFTED"
    DEBTS_PAID = "DEBTS_PAID"
    FLOAT_EXCEEDED = "FLOAT_EXCEEDED"
    PUT_BACK = "PUT_BACK"
    RESCUE_TAKEN = "RESCUE_TAKEN"
    SPENDING_BROUGHT = "SPENDING_BROUGHT"
    LEVEL_CHANGED = "LEVEL_CHANGED"
    DISCOUNT_SET = "DISCOUNT_SET"
    PROMOS_LIMITED = "PROMOS_LIMITED"
    GUESTS_LIMITED = "GUESTS_LIMITED"
    CARDS_MIGRATED = "CARDS_MIGRATED"


class ActivityRow(Row, table=True):
    """One line of the activity log."""

    __tablename__ = "activity_log"

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    activity_seq: int = Field(primary_key=True, sa_type=BigInteger)
    action_type: str = Field(max_length=40)
    entity_type: str = Field(max_length=40)
    entity_id: str = Field(max_length=48)
    description: str = Field(default="", max_length=DESCRIPTION_MAX_LENGTH)
    performed_by: str = Field(max_length=36)
    details: str = Field(sa_type=Text)
    ip: str | None = Field(default=None, max_length=45)
    device_type: str | None = Field(default=None, max_length=DEVICE_TYPE_MAX_LENGTH)
    created_at_ms: int = Field(sa_type=BigInteger)
    hash: str = Field(max_length=64)
    """Its link in the chain of the log."""


_ACTIVITY = table_of(ActivityRow)
_ACTIVITIES = rows_of(_ACTIVITY)
_SEALED = [
    column.name
    for column in _ACTIVITY.c
    if column.name not in {"tenant_id", "activity_seq", "hash"}
]
_sealed = attrgetter(*_SEALED)
_IN_ORDER = (
    select(_ACTIVITY)
    .where(_ACTIVITY.c.tenant_id == bindparam("tenant_id"))
    .order_by(_ACTIVITY.c.activity_seq)
)
_OF_ACTION = select(_ACTIVITY.c.entity_id, _ACTIVITY.c.details).where(
    _ACTIVITY.c.tenant_id == bindparam("tenant_id"),
    _ACTIVITY.c.action_type == bindparam("action"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from."""

    ip: str | None = None
    device_type: str | None = None


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Activity:
    """What happened. ``details`` are JSON values without personal data."""

    action: Action
    entity_type: str
    entity_id: str
    performed_by: str
    """A staff member's or device's id, ``SYSTEM`` or ``OPERATOR``."""
    at_ms: int
    description: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    origin: Origin = NOWHERE


def record(conn: Connection, tenant_id: TenantId, *activities: Activity) -> None:
    """Writes the activities in their order; call ``lock_tenant`` before."""
    with writing(conn) as books:
        for activity in activities:
            note(books, tenant_id, activity)


def note(books: Books, tenant_id: TenantId, activity: Activity) -> None:
    """As ``record``, into open books."""
    columns = _columns(activity)
    link = seal(books, tenant_id, Chain.ACTIVITY, facts=canonical_json(columns))
    place = {"tenant_id": tenant_id, "activity_seq": link.seq, "hash": link.hash}
    books.put(_ACTIVITIES, (tenant_id, link.seq), columns | place)


def activities(conn: Connection, tenant_id: TenantId) -> tuple[Activity, ...]:
    """The tenant's whole log, the oldest first."""
    rows = conn.execute(
        select(_ACTIVITY)
        .where(_ACTIVITY.c.tenant_id == tenant_id)
        .order_by(_ACTIVITY.c.activity_seq)
    )
    return tuple(
        Activity(
            action=Action(row.action_type),
            entity_type=row.entity_type,
            entity_id=row.entity_id,
            performed_by=row.performed_by,
            at_ms=row.created_at_ms,
            description=row.description,
            details=json.loads(row.details),
            origin=Origin(row.ip, row.device_type),
        )
        for row in rows
    )


def activities_of(
    conn: Connection, tenant_id: TenantId, action: Action
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What it was done to, and the details, of every such act."""
    rows = ask(conn, _OF_ACTION, tenant_id=tenant_id, action=action.value)
    return ((row.entity_id, json.loads(row.details)) for row in rows)


def check_activities(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit in the tenant's log (P6)."""
    yield from check_seals(conn, tenant_id, Chain.ACTIVITY, found=_found(conn, tenant_id))


def _found(conn: Connection, tenant_id: TenantId) -> Iterator[Sealed]:
    for row in stream(conn, _IN_ORDER, tenant_id=tenant_id):
        columns = dict(zip(_SEALED, _sealed(row), strict=True))
        link = Link(row.activity_seq, row.hash)
        yield Sealed(link, canonical_json(columns), f"activity {link.seq}")


def _columns(activity: Activity) -> dict[str, Any]:
    return {
        "action_type": activity.action.value,
        "entity_type": activity.entity_type,
        "entity_id": activity.entity_id,
        "description": activity.description[:DESCRIPTION_MAX_LENGTH],
        "performed_by": activity.performed_by,
        "details": canonical_json(activity.details),
        "ip": activity.origin.ip,
        "device_type": (activity.origin.device_type or "")[:DEVICE_TYPE_MAX_LENGTH] or None,
        "created_at_ms": activity.at_ms,
    }
