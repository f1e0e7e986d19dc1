"""Publishing programme versions and finding the one an operation was quoted by.

The one published last is in force. A version is known by its id; its number is what people call it.
"""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from server.audit import OPERATOR, Action, Activity, record
from server.database import table_of
from server.feed import service as feed
from server.keepsakes import is_put_back
from server.keepsakes import keepsake as keepsake_of
from server.prepared import ask_one
from server.programme.tables import ProgrammeVersionRow
from server.shelves import Columns
from server.tenants.service import Tenant, lock_tenant, set_card_mode, tenant
from server.witness import witness
from shared.domain.errors import FieldInvalid, PromoLimitReached
from shared.domain.ids import ProgrammeVersionId, TenantId
from shared.domain.programme import CardMode, ProgrammeVersion, Promo
from shared.domain.programme_check import check_programme
from shared.operations.canonical import canonical_json
from shared.operations.encode import from_millis, to_millis
from shared.sync.payloads import PublicationPayload, programme_of, programme_payload

_PARSED_VERSIONS_MAX = 256

_VERSION = table_of(ProgrammeVersionRow)
_OF_TENANT = select(_VERSION.c.body, _VERSION.c.published_at_ms).where(
    _VERSION.c.tenant_id == bindparam("tenant_id")
)
_LAST_FIRST = (_VERSION.c.published_at_ms.desc(), _VERSION.c.number.desc())
_NEWEST = _OF_TENANT.order_by(*_LAST_FIRST).limit(1)
_LAST_PUBLISHED = select(func.max(_VERSION.c.published_at_ms)).where(
    _VERSION.c.tenant_id == bindparam("tenant_id")
)
_BY_ID = _OF_TENANT.where(_VERSION.c.version_id == bindparam("version_id"))


def publish(
    conn: Connection,
    tenant_id: TenantId,
    programme: ProgrammeVersion,
    *,
    now_ms: int,
    by: str = OPERATOR,
) -> None:
    """Makes ``programme`` the tenant's current version; earlier ones stay as they are.

    The first one says whose the cards are, the chain's or the restaurants' (LOY-04). Raises
    ``FieldInvalid`` (a value out of bounds, a number that is not the next one, a kind or a mode
    other than the programme was made with) and ``PromoLimitReached``.
    """
    lock_tenant(conn, tenant_id)
    check_programme(programme)
    newest = current(conn, tenant_id)
    if newest is None:
        set_card_mode(conn, tenant_id, programme.settings.mode)
        feed.record(conn, tenant_id, kind="tenant", entity_id=tenant_id)
    _require_successor(programme, newest, mode=tenant(conn, tenant_id).card_mode)
    if newest is None or newest.promos != programme.promos:
        _require_tariff(conn, tenant_id, programme, now_ms=now_ms)
    conn.execute(
        insert(_VERSION).values(
            tenant_id=tenant_id,
            version_id=programme.version_id,
            number=programme.number,
            valid_from_ms=to_millis(programme.valid_from),
            published_at_ms=_after_the_last(conn, tenant_id, now_ms),
            body=canonical_json(programme_payload(programme)),
        )
    )
    _record(conn, tenant_id, programme.version_id)
    published = Activity(
        Action.PROGRAMME_PUBLISHED, "programme", programme.version_id, by, at_ms=now_ms
    )
    record(conn, tenant_id, published)


def current(conn: Connection, tenant_id: TenantId) -> ProgrammeVersion | None:
    """The version published last, or None before the first."""
    return _version_of(ask_one(conn, _NEWEST, tenant_id=tenant_id))


def version(
    conn: Connection, tenant_id: TenantId, version_id: ProgrammeVersionId
) -> ProgrammeVersion | None:
    """The version with that id, however old, or None."""
    return _version_of(ask_one(conn, _BY_ID, tenant_id=tenant_id, version_id=version_id))


def versions(conn: Connection, tenant_id: TenantId) -> tuple[ProgrammeVersion, ...]:
    """Every version, the oldest first: what was in force when."""
    rows = conn.execute(_OF_TENANT.order_by(*_LAST_FIRST), {"tenant_id": tenant_id}).all()
    return tuple(_parsed(row.body) for row in reversed(rows))


def told_version(
    conn: Connection, tenant_id: TenantId, version_id: ProgrammeVersionId
) -> dict[str, Any] | None:
    """The version with that id as tills are told of it, or None."""
    wanted = {"tenant_id": tenant_id, "version_id": version_id}
    row = conn.execute(_BY_ID, wanted).one_or_none()
    if row is None:
        return None
    published = PublicationPayload(published_at_ms=row.published_at_ms)
    return {**json.loads(row.body), **published.model_dump()}


def active_promos(programme: ProgrammeVersion, *, at: datetime) -> tuple[Promo, ...]:
    """Those that count against the tariff: drafts and what is over are free (LOY-85)."""
    return tuple(
        promo
        for promo in programme.promos
        if not promo.is_draft and (promo.ends_at is None or at < promo.ends_at)
    )


def keepsake(conn: Connection, owner: Tenant, version_id: str) -> str:
    """The version as tills keep it for the server."""
    return keepsake_of(
        conn, _VERSION, tenant_id=owner.tenant_id, row_id=version_id, seed=owner.signing_seed
    )


def put_back(conn: Connection, tenant_id: TenantId, kept: Columns) -> str | None:
    """The id of the version a keepsake held; None where nothing was missing.

    It has its old place among the others: one published after the restore stays in force.
    """
    if not is_put_back(conn, _VERSION, kept):
        return None
    return _record(conn, tenant_id, kept["version_id"])


def _require_successor(
    programme: ProgrammeVersion, newest: ProgrammeVersion | None, *, mode: CardMode
) -> None:
    """Points and percentages do not turn into each other: the kind is for good (LOY-01).

    Nor does the mode change here: that takes a migration of the cards (LOY-08). They may differ
    from the version in force where a till brought it back to a server restored from before one.
    """
    if programme.number != (newest.number if newest else 0) + 1:
        raise FieldInvalid(field="number", reason="out_of_range")
    if newest is not None and programme.settings.kind is not newest.settings.kind:
        raise FieldInvalid(field="settings.kind", reason="fixed")
    if programme.settings.mode not in {mode, newest.settings.mode if newest else mode}:
        raise FieldInvalid(field="settings.mode", reason="fixed")


def _require_tariff(
    conn: Connection, tenant_id: TenantId, programme: ProgrammeVersion, *, now_ms: int
) -> None:
    """A version that changes no promo is not asked."""
    limit = tenant(conn, tenant_id).promos_max
    active = active_promos(programme, at=from_millis(now_ms))
    if limit is not None and len(active) > limit:
        raise PromoLimitReached(promos=len(active), limit=limit)


def _after_the_last(conn: Connection, tenant_id: TenantId, now_ms: int) -> int:
    """Now, or a moment after the version before: a clock set back brings back no old version."""
    last_ms = conn.execute(_LAST_PUBLISHED, {"tenant_id": tenant_id}).scalar_one()
    return now_ms if last_ms is None else max(now_ms, int(last_ms) + 1)


def _record(conn: Connection, tenant_id: TenantId, version_id: str) -> str:
    witness(conn, tenant_id, _VERSION, row_id=version_id)
    feed.record(conn, tenant_id, kind="programme", entity_id=version_id)
    return version_id


def _version_of(row: Any) -> ProgrammeVersion | None:
    return _parsed(row.body) if row is not None else None


@lru_cache(maxsize=_PARSED_VERSIONS_MAX)
def _parsed(body: str) -> ProgrammeVersion:
    return programme_of(json.loads(body))
