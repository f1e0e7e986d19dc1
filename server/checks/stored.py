"""Checks as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from server.checks.tables import PosCheckRow
from server.database import table_of
from shared.domain.ids import TenantId

_CHECK = table_of(PosCheckRow)


def stored_checks(conn: Connection, tenant_id: TenantId) -> Iterator[Row[Any]]:
    """Every check."""
    of_tenant = _CHECK.c.tenant_id == tenant_id
    return iter(conn.execute(select(_CHECK).where(of_tenant).execution_options(yield_per=1_000)))
