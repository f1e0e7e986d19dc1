"""What a run of operations will ask for, read ahead a crowd at a time.

A wrong guess costs time and nothing else: what is missing is read when it is asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard

from server import seals
from server.books import Books
from server.checks import service as checks
from server.devices.codes import fetch_codes
from server.feed import service as feed
from server.guests import cards
from server.guests import service as guests
from server.ledger import accounts, leases, operations
from server.ledger.grants import fetch_grants
from server.ledger.incoming import Incoming, understood
from server.ledger.operations import guest_named
from server.ledger.service import card_mode, fetch_cards_with_lots
from server.seals import Chain
from server.shelves import Want
from server.staff import service as staff
from shared.domain.ids import CheckId, GuestId, TenantId
from shared.domain.modes import card_id_at
from shared.operations.bodies import (
    CancelBody,
    DiscountBody,
    EarnBody,
    LeaseReleaseBody,
    OperationBody,
    PersonBody,
    RedeemBody,
    RefundBody,
    RegistrationBody,
    TransferBody,
)


def read_ahead(books: Books, run: Sequence[Incoming]) -> None:
    """Reads what the operations of one device and epoch will ask for."""
    first = run[0]
    tenant_id = first.tenant_id
    seqs = [first.seq - 1, *(each.seq for each in run)]
    operations.at_place(books, tenant_id, first.device_id, epoch=first.epoch, seqs=seqs)
    understood_ones = [(each, understood(each.body)) for each in run]
    bodies = [(each, body) for each, body in understood_ones if body is not None]
    books.fetch_together(_wants(books, first, bodies))
    _read_operations(books, tenant_id, bodies)
    _read_people(books, first, bodies)
    leases.fetch_named(books, tenant_id, _leases_named(body for _, body in bodies))


_OF_CHECK = EarnBody | RedeemBody | DiscountBody
_Read = Sequence[tuple[Incoming, OperationBody]]


def _wants(books: Books, first: Incoming, bodies: _Read) -> Iterator[Want]:
    """Single rows; whose card it is we guess: nearly nobody is an alias."""
    tenant_id, place, mode = first.tenant_id, first.restaurant_id, card_mode(books, first.tenant_id)
    named = tuple(dict.fromkeys(_guests_named(bodies)))
    card_ids = [card_id_at(each, place, mode=mode) for each in named]
    born = [each.operation_id for each, body in bodies if isinstance(body, RegistrationBody)]
    checked = (body.check for _, body in bodies if isinstance(body, _OF_CHECK))
    yield from guests.wants(tenant_id, named)
    yield from cards.wants(tenant_id, card_ids)
    yield from feed.wants(tenant_id, kind="card", entity_ids=card_ids)
    yield from feed.wants(tenant_id, kind="guest", entity_ids=born)
    yield from checks.wants(tenant_id, (CheckId(each.check_id) for each in checked))
    acting = (body.staff_id for _, body in bodies if isinstance(body, PersonBody))
    yield from staff.wants(tenant_id, acting)
    yield from accounts.wants(books, tenant_id)
    yield from seals.wants(tenant_id, Chain.ACTIVITY, Chain.DECISION)


def _read_operations(books: Books, tenant_id: TenantId, bodies: _Read) -> None:
    registered = [each.operation_id for each, body in bodies if isinstance(body, RegistrationBody)]
    named = [original for _, body in bodies for original in _originals_named(body)]
    operations.fetch_operations(
        books, tenant_id, original_ids=named, awaited_ids=[*registered, *_origins(bodies)]
    )


def _read_people(books: Books, first: Incoming, bodies: _Read) -> None:
    tenant_id, place = first.tenant_id, first.restaurant_id
    fetch_cards_with_lots(books, tenant_id, dict.fromkeys(_guests_named(bodies)), at=place)
    newcomers = [(each, body) for each, body in bodies if isinstance(body, RegistrationBody)]
    seen = [GuestId(body.guest_id) for _, body in bodies if _may_repeat(body)]
    fetch_grants(books, tenant_id, [*seen, *(GuestId(each.operation_id) for each, _ in newcomers)])
    if not newcomers:
        return
    private = [each.private for each, _ in newcomers if each.private is not None]
    guests.fetch_newcomers(
        books,
        tenant_id,
        phones=[part.phone for part in private if part.phone],
        tokens=[body.card_token for _, body in newcomers],
    )
    fetch_codes(books, tenant_id, [x.display_code for _, x in newcomers if x.display_code])


def _may_repeat(body: OperationBody) -> TypeGuard[EarnBody | DiscountBody]:
    """Whether it was quoted by more than the guest's level: by what he was granted before, too."""
    return isinstance(body, EarnBody | DiscountBody) and body.visitor is not None


def _guests_named(bodies: _Read) -> Iterator[GuestId]:
    for each, body in bodies:
        guest_id = guest_named(body, body.origin or each.operation_id)
        if guest_id is not None:
            yield guest_id
        if isinstance(body, TransferBody):
            yield GuestId(body.to_guest_id)


def _originals_named(body: OperationBody) -> Iterator[str]:
    if body.origin is not None:
        yield body.origin
    if isinstance(body, EarnBody) and body.after is not None:
        yield body.after
    if isinstance(body, CancelBody | RefundBody):
        yield body.target_operation_id
    if isinstance(body, RefundBody) and body.after is not None:
        yield body.after


def _origins(bodies: _Read) -> Iterator[str]:
    return (body.origin for _, body in bodies if body.origin is not None)


def _leases_named(bodies: Iterable[OperationBody]) -> Iterator[str]:
    for body in bodies:
        if isinstance(body, RedeemBody):
            yield from body.lease_ids
        if isinstance(body, LeaseReleaseBody):
            yield body.lease_id
