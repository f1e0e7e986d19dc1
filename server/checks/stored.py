"""Checks as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, select

from server.checks.tables import PosCheckRow
from server.database import table_of
from server.prepared import Fields, stream
from shared.domain.ids import TenantId

_CHECK = table_of(PosCheckRow)
_CHECKS = select(_CHECK).where(_CHECK.c.tenant_id == bindparam("tenant_id"))


def stored_checks(conn: Connection, tenant_id: TenantId) -> Iterator[Fields]:
    """Every check."""
    return stream(conn, _CHECKS, tenant_id=tenant_id)
