"""The endpoints by which a till reads what the books hold of the past (CSH-16, RBC-12).

A device asks in the name of whoever is signed in on it; he must be staff of its restaurant and
hold the right himself (RBC-33).
"""

from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from server.devices.service import Device, authenticated
from server.exchange import Endpoint, host_of, query_of, reply, signed_by
from server.ledger.telling import balance, history, operations_of_slip
from server.staff.refusals import StaffUnknown
from server.staff.service import staff_member
from shared.domain.ids import GuestId, OperationId, StaffId
from shared.domain.permitting import require
from shared.domain.staff import Permission
from shared.operations.fields import UuidText
from shared.sync.archive import (
    PAGE_DEFAULT,
    BalanceReply,
    HistoryReply,
    OperationsReply,
    PageSize,
)

_REFUSALS = ("signature_invalid", "device_revoked", "staff_unknown", "permission_missing")


class AskedBy(BaseModel):
    """Who wants to know."""

    staff_id: UuidText


class HistoryQuery(AskedBy):
    """Whose bookings, before which one, and how many at most."""

    guest_id: UuidText
    before: Annotated[int, Field(ge=1, le=2**53)] | None = None
    limit: PageSize = PAGE_DEFAULT


class BalanceQuery(AskedBy):
    """Whose lots, after how many of them, and how many at most."""

    guest_id: UuidText
    after: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: PageSize = PAGE_DEFAULT


class OperationQuery(AskedBy):
    """The first id of an operation, as a receipt's code bears it."""

    operation_id: UuidText


async def tell_history(request: Request) -> Response:
    """A page of a guest's bookings."""
    asked = query_of(request, HistoryQuery)
    return await _told(
        request,
        asked,
        lambda conn, reader: history(
            conn, reader, GuestId(asked.guest_id), before=asked.before, limit=asked.limit
        ),
        permission=Permission.READ_GUEST_HISTORY,
    )


async def tell_balance(request: Request) -> Response:
    """A page of a guest's lots, each with where it came from."""
    asked = query_of(request, BalanceQuery)
    return await _told(
        request,
        asked,
        lambda conn, reader: balance(
            conn, reader, GuestId(asked.guest_id), after=asked.after, limit=asked.limit
        ),
        permission=Permission.READ_GUEST_HISTORY,
    )


async def tell_operation(request: Request) -> Response:
    """The operations of a slip that another till of the restaurant may have printed."""
    asked = query_of(request, OperationQuery)
    return await _told(
        request,
        asked,
        lambda conn, reader: operations_of_slip(conn, reader, OperationId(asked.operation_id)),
        permission=Permission.POINTS_AT_TILL,
    )


async def _told(
    request: Request,
    asked: AskedBy,
    read: Callable[[Connection, Device], BaseModel],
    *,
    permission: Permission,
) -> Response:
    host, claim = host_of(request), signed_by(request)

    def work(conn: Connection) -> BaseModel:
        reader = authenticated(conn, claim)
        _require(conn, reader, StaffId(asked.staff_id), permission=permission)
        return read(conn, reader)

    return reply(await host.database.read(work))


def _require(
    conn: Connection, reader: Device, staff_id: StaffId, *, permission: Permission
) -> None:
    """Raises ``StaffUnknown`` for nobody of the device's restaurant, or ``PermissionMissing``."""
    found = staff_member(conn, reader.tenant_id, staff_id)
    if found is None or found.restaurant_id != reader.restaurant_id:
        raise StaffUnknown(staff_id=staff_id)
    require(found, permission)


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/api/v1/archive/history",
        handler=tell_history,
        summary="What changed a guest's points, newest first, page by page",
        query=HistoryQuery,
        reply=HistoryReply,
        refusals=_REFUSALS,
        is_signed=True,
    ),
    Endpoint(
        method="GET",
        path="/api/v1/archive/balance",
        handler=tell_balance,
        summary="Where each of a guest's points came from and when it expires, page by page",
        query=BalanceQuery,
        reply=BalanceReply,
        refusals=_REFUSALS,
        is_signed=True,
    ),
    Endpoint(
        method="GET",
        path="/api/v1/archive/operation",
        handler=tell_operation,
        summary="The operations of one slip of the restaurant, by the code on its paper",
        query=OperationQuery,
        reply=OperationsReply,
        refusals=_REFUSALS,
        is_signed=True,
    ),
)
