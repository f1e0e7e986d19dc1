"""Publishing programme versions and finding the one an operation was quoted by."""

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from server.audit import OPERATOR, Action, Activity, record
from server.database import table_of
from server.feed import service as feed
from server.programme.tables import ProgrammeVersionRow
from server.tenants.service import lock_tenant
from server.witness import witness
from shared.domain.errors import FieldInvalid
from shared.domain.ids import ProgrammeVersionId, TenantId, is_uuid_text
from shared.domain.programme import ProgrammeVersion, check_programme
from shared.operations.canonical import canonical_json
from shared.operations.encode import to_millis
from shared.sync.payloads import programme_of, programme_payload

_PARSED_VERSIONS_MAX = 256

_VERSION = table_of(ProgrammeVersionRow)
_OF_TENANT = select(_VERSION.c.body).where(_VERSION.c.tenant_id == bindparam("tenant_id"))
_NEWEST = _OF_TENANT.order_by(_VERSION.c.number.desc()).limit(1)
_BY_ID = _OF_TENANT.where(_VERSION.c.version_id == bindparam("version_id"))


def publish(
    conn: Connection, tenant_id: TenantId, programme: ProgrammeVersion, *, now_ms: int
) -> None:
    """Makes ``programme`` the tenant's current version; earlier ones stay as they are.

    Raises ``FieldInvalid``: a value out of bounds, or a number that is not the next one.
    """
    lock_tenant(conn, tenant_id)
    check_programme(programme)
    newest = current(conn, tenant_id)
    if programme.number != (newest.number if newest else 0) + 1:
        raise FieldInvalid(field="number", reason="out_of_range")
    if not is_uuid_text(programme.version_id):
        raise FieldInvalid(field="version_id", reason="format")
    conn.execute(
        insert(_VERSION).values(
            tenant_id=tenant_id,
            version_id=programme.version_id,
            number=programme.number,
            valid_from_ms=to_millis(programme.valid_from),
            published_at_ms=now_ms,
            body=canonical_json(programme_payload(programme)),
        )
    )
    witness(conn, tenant_id, _VERSION, row_id=programme.version_id)
    feed.record(conn, tenant_id, kind="programme", entity_id=programme.version_id)
    published = Activity(
        Action.PROGRAMME_PUBLISHED, "programme", programme.version_id, OPERATOR, at_ms=now_ms
    )
    record(conn, tenant_id, published)


def current(conn: Connection, tenant_id: TenantId) -> ProgrammeVersion | None:
    """The newest version, or None before the first."""
    return _version_of(conn.execute(_NEWEST, {"tenant_id": tenant_id}).one_or_none())


def version(
    conn: Connection, tenant_id: TenantId, version_id: ProgrammeVersionId
) -> ProgrammeVersion | None:
    """The version with that id, however old, or None."""
    found = conn.execute(_BY_ID, {"tenant_id": tenant_id, "version_id": version_id})
    return _version_of(found.one_or_none())


def versions(conn: Connection, tenant_id: TenantId) -> tuple[ProgrammeVersion, ...]:
    """Every version, the oldest first: what was in force when."""
    rows = conn.execute(
        select(_VERSION.c.body).where(_VERSION.c.tenant_id == tenant_id).order_by(_VERSION.c.number)
    )
    return tuple(_parsed(row.body) for row in rows)


def _version_of(row: Any) -> ProgrammeVersion | None:
    return _parsed(row.body) if row is not None else None


@lru_cache(maxsize=_PARSED_VERSIONS_MAX)
def _parsed(body: str) -> ProgrammeVersion:
    return programme_of(json.loads(body))
