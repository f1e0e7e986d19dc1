"""Leases that a device shows a restored server, by that server's own signature (design §9).

Granted again as soon as the card holds what they name; until then, and while the server is fenced,
they are kept here. What cannot be granted whole even then has lapsed: it is kept, for what the
device spent under it was promised. Must not know who is asked, nor when the fence is lifted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, select, update

from server.books import Books, writing
from server.database import table_of
from server.devices.service import device
from server.feed import service as feed
from server.ledger import leases
from server.ledger.granting import grant
from server.ledger.leases import NewLease
from server.ledger.service import card_with_lots, fetch_cards_with_lots
from server.ledger.tables import AnnouncedLeaseRow, OperationRow
from server.prepared import ask, one_of
from server.shelves import rows_of
from shared.domain.card import Card
from shared.domain.ids import DeviceId, GuestId, LeaseId, RestaurantId, TenantId
from shared.domain.leases import free_card
from shared.domain.lots import Lot
from shared.operations.bodies import LeaseReleaseBody, parse_body
from shared.sync.messages import SignedLease
from shared.sync.payloads import lease_of

_ANNOUNCED = table_of(AnnouncedLeaseRow)
_OPERATION = table_of(OperationRow)
_ROWS = rows_of(_ANNOUNCED)
_STILL_WAITING = select(_ANNOUNCED.c.lease).where(
    _ANNOUNCED.c.tenant_id == bindparam("tenant_id"), _ANNOUNCED.c.is_lapsed.is_(False)
)
_IT = (
    _ANNOUNCED.c.tenant_id == bindparam("of_tenant"),
    _ANNOUNCED.c.lease_id == bindparam("of_lease"),
)

_RELEASES = select(_OPERATION.c.body).where(
    _OPERATION.c.tenant_id == bindparam("tenant_id"),
    _OPERATION.c.guest_id == bindparam("guest_id"),
    _OPERATION.c.device_id == bindparam("device_id"),
    _OPERATION.c.kind == "lease_release",
    one_of(_OPERATION.c.status, ("applied", "adjusted", "parked")),
)


def keep(conn: Connection, tenant_id: TenantId, shown: Sequence[SignedLease]) -> None:
    """Remembers leases whose signatures were checked, but those the server knows.

    One that its device gave back in a run that came before the paper has lapsed: nobody would ever
    give it back again, also where the release waits for its guest. What it spent before, in
    quarantine perhaps, is promised all the same.
    """
    new = {each.lease_id: each for each in shown}
    with writing(conn) as books:
        keys = [(tenant_id, lease_id) for lease_id in new]
        books.fetch(_ROWS, keys)
        granted = {str(each.lease_id) for each in leases.named(books, tenant_id, list(new))}
        released = _released(conn, new.values())
        for key in keys:
            if key[1] in granted or books.get(_ROWS, key) is not None:
                continue
            text, is_over = new[key[1]].model_dump_json(), key[1] in released
            row = {"tenant_id": tenant_id, "lease_id": key[1], "lease": text, "is_lapsed": is_over}
            books.put(_ROWS, key, row)


def grant_again(conn: Connection, tenant_id: TenantId, *, is_last: bool = False) -> None:
    """Grants those whose points are there; ``is_last``: as much of each as there is.

    Call ``lock_tenant`` before.
    """
    waiting = _waiting(conn, tenant_id)
    if not waiting:
        return
    with writing(conn) as books:
        _read_ahead(books, tenant_id, waiting)
        granted = [each for each in waiting if _is_granted(books, each, is_last=is_last)]
        whole = {each.lease_id: each for each in granted if not missing(books, each)}
        rest = [each for each in waiting if each.lease_id not in whole] if is_last else []
        for each in rest:
            _tell(books, each)
    for statement, papers in (
        (delete(_ANNOUNCED), whole.values()),
        (update(_ANNOUNCED).values(is_lapsed=True), rest),
    ):
        keys = [{"of_tenant": tenant_id, "of_lease": each.lease_id} for each in papers]
        if keys:
            conn.execute(statement.where(*_IT), keys)


def lapsed(books: Books, tenant_id: TenantId, lease_id: str) -> SignedLease | None:
    """The paper of a lease that could not be granted again, or not whole; None: there is none."""
    row = books.get(_ROWS, (tenant_id, lease_id))
    is_lapsed = row is not None and row["is_lapsed"]
    return SignedLease.model_validate_json(row["lease"]) if row and is_lapsed else None


def is_waiting(books: Books, tenant_id: TenantId, lease_id: str) -> bool:
    """Whether a device showed its paper, and it may still be granted again."""
    row = books.get(_ROWS, (tenant_id, lease_id))
    return row is not None and not row["is_lapsed"]


def missing(books: Books, paper: SignedLease) -> int:
    """How many points of what the paper promises were not granted again."""
    found = leases.named(books, TenantId(paper.tenant_id), [paper.lease_id])
    return sum(lot.points for lot in paper.lots) - sum(each.granted for each in found)


def _released(conn: Connection, papers: Iterable[SignedLease]) -> set[str]:
    """The leases that the devices of these papers gave back, of the same guests."""
    whose = {(each.tenant_id, each.guest_id, each.device_id) for each in papers}
    bodies = [
        parse_body(row.body)
        for tenant_id, guest_id, device_id in sorted(whose)
        for row in ask(conn, _RELEASES, tenant_id=tenant_id, guest_id=guest_id, device_id=device_id)
    ]
    return {each.lease_id for each in bodies if isinstance(each, LeaseReleaseBody)}


def _tell(books: Books, paper: SignedLease) -> None:
    """The device learns that it may not spend the lease, or no more than a part of it."""
    audience = feed.Audience(device_id=DeviceId(paper.device_id))
    tenant_id = TenantId(paper.tenant_id)
    feed.tell(books, tenant_id, kind="lease", entity_id=paper.lease_id, audience=audience)


def _waiting(conn: Connection, tenant_id: TenantId) -> tuple[SignedLease, ...]:
    """In the order in which they were granted first."""
    rows = ask(conn, _STILL_WAITING, tenant_id=tenant_id)
    found = [SignedLease.model_validate_json(row.lease) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.granted_at_ms, each.lease_id)))


def _read_ahead(books: Books, tenant_id: TenantId, waiting: Sequence[SignedLease]) -> None:
    """Behind a fence every push asks for all that wait."""
    leases.fetch_named(books, tenant_id, [each.lease_id for each in waiting])
    for place, papers in _by_place(books, waiting).items():
        guest_ids = dict.fromkeys(GuestId(each.guest_id) for each in papers)
        fetch_cards_with_lots(books, tenant_id, guest_ids, at=place)


def _by_place(
    books: Books, papers: Iterable[SignedLease]
) -> Mapping[RestaurantId, list[SignedLease]]:
    found: defaultdict[RestaurantId, list[SignedLease]] = defaultdict(list)
    for each in papers:
        found[_place(books, each)].append(each)
    return found


def _place(books: Books, paper: SignedLease) -> RestaurantId:
    """Where the till of that lease stands."""
    till = books.once(device, DeviceId(paper.device_id))
    assert till is not None, "who shows a lease is one of ours"
    return till.restaurant_id


def _is_granted(books: Books, lease: SignedLease, *, is_last: bool) -> bool:
    """Whether the server knows the lease now; one born with an earning comes back with it."""
    tenant_id = TenantId(lease.tenant_id)
    if leases.named(books, tenant_id, [lease.lease_id]):
        return True
    card = card_with_lots(books, tenant_id, GuestId(lease.guest_id), at=_place(books, lease))
    if card is None:
        return False
    parts = _parts(books, tenant_id, lease, card=card)
    is_whole = sum(part.left for part in parts) == sum(lot.points for lot in lease.lots)
    if not parts or not (is_whole or is_last):
        return False
    grant(books, tenant_id, _new(lease, card), card=card, parts=parts)
    return True


def _parts(books: Books, tenant_id: TenantId, lease: SignedLease, *, card: Card) -> tuple[Lot, ...]:
    """As much of the lots it names as nobody holds.

    A present booked again out of other points bears lots of other kinds under the same ids.
    """
    held = leases.of_cards(books, tenant_id, [card.card_id])
    lots = free_card(card, [each.held for each in held]).lots
    free = {(lot.lot_id, lot.kind): lot.left for lot in lots}
    parts = (
        replace(lot, left=min(lot.left, free.get((lot.lot_id, lot.kind), 0)))
        for lot in lease_of(lease).lots
    )
    return tuple(part for part in parts if part.left)


def _new(lease: SignedLease, card: Card) -> NewLease:
    return NewLease(
        lease_id=LeaseId(lease.lease_id),
        device_id=DeviceId(lease.device_id),
        card_id=card.card_id,
        guest_id=GuestId(lease.guest_id),
        server_epoch=lease.server_epoch,
        granted_at_ms=lease.granted_at_ms,
    )
