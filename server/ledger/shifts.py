"""What the ledger booked in a till's shift, computed from the operations whenever it is asked.

Nothing of a report is kept but the closing operation itself. Its addenda follow from the order in
which the server decided: the first is what was booked otherwise when the closing came, and every
operation decided after it makes one of its own. So a number, once given, never means anything else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from server.books import Books
from server.ledger import operations
from server.ledger.incoming import understood
from server.ledger.operations import Stored
from shared.domain.ids import DeviceId, OperationId, RestaurantId, ShiftId, TenantId
from shared.domain.shifts import Deed, ShiftSum, difference, summed
from shared.operations.bodies import OperationBody, RefundBody, ShiftCloseBody
from shared.operations.deeds import deed_of
from shared.operations.shift_sums import sums_of


@dataclass(frozen=True, slots=True)
class Addendum:
    """What is to be added to a closed report; numbered from 1."""

    number: int
    decided_by: OperationId
    """The closing operation, or the one that was decided after it."""
    sums: tuple[ShiftSum, ...]


@dataclass(frozen=True, slots=True)
class ShiftAccount:
    """One shift of one till: what was reported and what the ledger has."""

    shift_id: ShiftId
    device_id: DeviceId
    closing: Stored | None
    reported: tuple[ShiftSum, ...]
    """By the closing operation; nothing while the shift is open."""
    addenda: tuple[Addendum, ...]
    booked: tuple[ShiftSum, ...]
    """What the ledger has now: the report with all its addenda."""


def shift_account(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, shift_id: ShiftId
) -> ShiftAccount:
    """The account of that shift; empty where the device never had it."""
    found = operations.of_shift(books, tenant_id, device_id, shift_id=shift_id)
    closing = next((each for each in found if each.is_booked and _closing(each)), None)
    body = _closing(closing) if closing is not None else None
    reported = sums_of(body.sums) if body is not None else ()
    return ShiftAccount(
        shift_id=shift_id,
        device_id=device_id,
        closing=closing,
        reported=reported,
        addenda=tuple(_addenda(books, tenant_id, found, closing=closing, reported=reported)),
        booked=_sums_booked(books, tenant_id, found),
    )


def shifts_between(
    conn: Connection,
    tenant_id: TenantId,
    restaurant_id: RestaurantId,
    *,
    since_ms: int,
    until_ms: int,
) -> tuple[tuple[Stored, ShiftAccount], ...]:
    """A restaurant's shifts that were open at any moment of that time, each with its opening."""
    books = Books(conn)
    told = operations.shifts_told(conn, tenant_id, restaurant_id, kind="shift_close")
    over = {_name(each) for each in told if each.effective_at_ms < since_ms}
    begun = operations.shifts_told(conn, tenant_id, restaurant_id, kind="shift_open")
    return tuple(
        (each, shift_account(books, tenant_id, device_id, shift_id=shift_id))
        for each in begun
        for device_id, shift_id in (_name(each),)
        if each.effective_at_ms < until_ms and (device_id, shift_id) not in over
    )


def sums_outside(
    conn: Connection,
    tenant_id: TenantId,
    restaurant_id: RestaurantId,
    *,
    since_ms: int,
    until_ms: int,
) -> tuple[ShiftSum, ...]:
    """What was booked in a restaurant in that time in no shift."""
    found = operations.outside_shifts(
        conn, tenant_id, restaurant_id, since_ms=since_ms, until_ms=until_ms
    )
    return _sums_booked(Books(conn), tenant_id, found)


def booked_sums(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, shift_id: ShiftId
) -> tuple[ShiftSum, ...]:
    """The report as the ledger stands now."""
    found = operations.of_shift(books, tenant_id, device_id, shift_id=shift_id)
    return _sums_booked(books, tenant_id, found)


def _name(stored: Stored) -> tuple[DeviceId, ShiftId]:
    assert stored.shift_id is not None, "what opens and closes a shift names it"
    return stored.incoming.device_id, stored.shift_id


def _closing(stored: Stored) -> ShiftCloseBody | None:
    body = understood(stored.incoming.body) if stored.kind == "shift_close" else None
    return body if isinstance(body, ShiftCloseBody) else None


def _addenda(
    books: Books,
    tenant_id: TenantId,
    found: Iterable[Stored],
    *,
    closing: Stored | None,
    reported: tuple[ShiftSum, ...],
) -> Iterator[Addendum]:
    if closing is None:
        return
    at = closing.decision.link.seq
    by_then = [each for each in found if each.decision.link.seq <= at]
    later = sorted(
        (each for each in found if each.decision.link.seq > at),
        key=lambda each: each.decision.link.seq,
    )
    number = 0
    first = difference(_sums_booked(books, tenant_id, by_then), reported)
    changes = [
        (closing, first),
        *((each, _sums_booked(books, tenant_id, [each])) for each in later),
    ]
    for stored, sums in changes:
        if sums:
            number += 1
            yield Addendum(number, stored.incoming.operation_id, sums)


def _sums_booked(
    books: Books, tenant_id: TenantId, found: Iterable[Stored]
) -> tuple[ShiftSum, ...]:
    booked = [each for each in found if each.is_booked]
    return summed(_deeds(books, tenant_id, booked))


def _deeds(books: Books, tenant_id: TenantId, booked: Sequence[Stored]) -> Iterator[Deed]:
    for each in booked:
        body = understood(each.incoming.body)
        effect = each.outcome.effect
        if body is None:
            continue
        deed = deed_of(
            body,
            points=effect.regular + effect.promo if effect else 0,
            refunded=_refunded(books, tenant_id, body),
        )
        if deed is not None:
            yield deed


def _refunded(books: Books, tenant_id: TenantId, body: OperationBody) -> OperationBody | None:
    if not isinstance(body, RefundBody):
        return None
    target_id = OperationId(body.target_operation_id)
    found = operations.by_original(books, tenant_id, target_id)
    return understood(found[0].incoming.body) if found else None
