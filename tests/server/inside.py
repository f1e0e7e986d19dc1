"""Units of work of tests that begin with a tenant nobody has entered yet."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from server.scope import enter_tenant

Result = TypeVar("Result")


def inside(tenant_id: str, work: Callable[[Connection], Result]) -> Callable[[Connection], Result]:
    """``work`` behind the tenant's walls."""

    def entered(conn: Connection) -> Result:
        enter_tenant(conn, tenant_id)
        return work(conn)

    return entered
