"""What tills are told of the past: a guest's bookings and lots, an operation of another till.

Reads the books as they were written, page by page. Must not know who may ask: the routes do.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from server.books import Books
from server.database import table_of
from server.devices.service import Device, device
from server.guests import service as guests
from server.ledger import operations, refunds
from server.ledger.operations import Stored
from server.ledger.provenance import booking_told, lot_told
from server.ledger.service import card_mode, card_with_lots
from server.ledger.tables import AccountRow, EntryRow, TransactionRow
from server.restaurants.service import restaurant
from server.staff.service import staff_member
from shared.domain.ids import CardId, GuestId, OperationId, StaffId, TenantId
from shared.domain.ledger import Account, AccountKind, EntryKind
from shared.domain.lots import spending_order
from shared.domain.modes import card_id_at
from shared.domain.points import PointsKind
from shared.operations.bodies import CheckBody, LeaseReleaseBody, OperationBody, parse_body
from shared.operations.chain import short_hash
from shared.operations.encode import to_millis
from shared.sync.archive import (
    BalanceReply,
    BookingTold,
    HistoryReply,
    LotTold,
    OperationsReply,
    OperationTold,
)

_TRANSACTION, _ENTRY = table_of(TransactionRow), table_of(EntryRow)
_ACCOUNT = table_of(AccountRow)
_ON_A_CHECK = frozenset({"earn", "redeem"})


def history(
    conn: Connection, reader: Device, guest_id: GuestId, *, before: int | None, limit: int
) -> HistoryReply:
    """The bookings that changed the guest's points where ``reader`` stands, newest first.

    Of whoever he is after every merge, under all his names; empty where nobody is. Points that a
    device only held were his as before.
    """
    accounts = _accounts(conn, reader.tenant_id, _cards(Books(conn), reader, guest_id))
    regular, promo = (_change(accounts[kind]) for kind in (PointsKind.REGULAR, PointsKind.PROMO))
    asked = (
        select(_ENTRY.c.transaction_seq, regular.label("regular"), promo.label("promo"))
        .where(
            _ENTRY.c.tenant_id == reader.tenant_id,
            _ENTRY.c.account.in_([each for keys in accounts.values() for each in keys]),
        )
        .group_by(_ENTRY.c.transaction_seq)
        .having(or_(regular != 0, promo != 0))
        .order_by(_ENTRY.c.transaction_seq.desc())
        .limit(limit + 1)
    )
    if before is not None:
        asked = asked.where(_ENTRY.c.transaction_seq < before)
    found = conn.execute(asked).all()
    return HistoryReply(
        bookings=tuple(
            _booking(conn, reader.tenant_id, row.transaction_seq, change=(row.regular, row.promo))
            for row in found[:limit]
        ),
        before=found[limit - 1].transaction_seq if len(found) > limit else None,
    )


def balance(
    conn: Connection, reader: Device, guest_id: GuestId, *, after: int, limit: int
) -> BalanceReply:
    """Where the points of the guest's card come from, lot by lot from the ``after``-th on.

    The card is that which counts where ``reader`` stands; empty where nobody has that id.
    """
    card = card_with_lots(Books(conn), reader.tenant_id, guest_id, at=reader.restaurant_id)
    lots = sorted(card.lots, key=spending_order) if card is not None else []
    page = lots[after : after + limit]
    return BalanceReply(
        points=sum(lot.left for lot in lots),
        lots=tuple(_lot(lot_told(conn, reader.tenant_id, lot)) for lot in page),
        after=after + limit if len(lots) > after + limit else None,
    )


def operations_of_slip(
    conn: Connection, reader: Device, operation_id: OperationId
) -> OperationsReply:
    """The operation with that first id and what was made of the same check beside it.

    Of the restaurant where ``reader`` stands; empty where it is not one of a guest's there.
    """
    books = Books(conn)
    found = operations.by_original(books, reader.tenant_id, operation_id)[:1]
    here = [each for each in found if each.incoming.restaurant_id == reader.restaurant_id]
    together = [half for each in here for half in _of_one_check(books, reader.tenant_id, each)]
    told = (_operation(books, reader.tenant_id, each) for each in together)
    return OperationsReply(operations=tuple(each for each in told if each is not None))


def _cards(books: Books, reader: Device, guest_id: GuestId) -> list[CardId]:
    """Every card that ever counted for him here: points move between them when names merge."""
    who = guests.canonical(books, reader.tenant_id, guest_id)
    names = guests.names_of(books, reader.tenant_id, who) if who is not None else ()
    mode = card_mode(books, reader.tenant_id)
    return [card_id_at(name, reader.restaurant_id, mode=mode) for name in names]


def _accounts(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> Mapping[PointsKind, list[str]]:
    """What the cards may spend and what devices ever held of it, by the kind of points."""
    keys: dict[PointsKind, list[str]] = {
        kind: [Account(AccountKind.AVAILABLE, each, kind).key for each in card_ids]
        for kind in PointsKind
    }
    for card_id in card_ids:
        held = select(_ACCOUNT.c.account).where(
            _ACCOUNT.c.tenant_id == tenant_id,
            _ACCOUNT.c.account.startswith(f"{AccountKind.LEASE}:{card_id}:"),
        )
        for key in conn.execute(held).scalars():
            keys[PointsKind(key.split(":")[2])].append(key)
    return keys


def _change(accounts: Sequence[str]) -> ColumnElement[int]:
    """By how much a booking changed these accounts."""
    return func.coalesce(
        func.sum(case((_ENTRY.c.account.in_(accounts), _ENTRY.c.points), else_=0)), 0
    )


def _booking(
    conn: Connection, tenant_id: TenantId, transaction_seq: int, *, change: tuple[int, int]
) -> BookingTold:
    row = conn.execute(
        select(_TRANSACTION).where(
            _TRANSACTION.c.tenant_id == tenant_id,
            _TRANSACTION.c.transaction_seq == transaction_seq,
        )
    ).one()
    snapshot = json.loads(row.snapshot)
    regular, promo = (int(points) for points in change)
    told = booking_told(conn, tenant_id, row, snapshot=snapshot)
    kind = _kind(row.kind, snapshot, is_given=regular + promo > 0)
    return _told_booking(told, kind=kind, change=(regular, promo))


def _kind(kind: str, snapshot: Mapping[str, Any], *, is_given: bool) -> str:
    """What it was to the guest: taken back is named as such, a transfer by its direction."""
    if "cancels" in snapshot or "refunds" in snapshot:
        return "CANCEL" if "cancels" in snapshot else "REFUND"
    is_gift = kind == EntryKind.TRANSFER_OUT and is_given
    return EntryKind.TRANSFER_IN.value if is_gift else kind


def _lot(told: Mapping[str, Any]) -> LotTold:
    """``told`` as a message; of a gift the booking that the giver's points were born in."""
    before = told["taken_from"]
    first = before[-1] if before else told
    given = told["given"]
    kind = PointsKind(told["kind"])
    change = (given, 0) if kind is PointsKind.REGULAR else (0, given)
    return LotTold(
        kind=kind,
        left=told["left"],
        given=given,
        expires_at_ms=_millis(told["expires_at"]) if told["expires_at"] else None,
        born=_told_booking(first["booking"], kind=first["booking"]["kind"], change=change),
        is_from_guest=bool(before),
    )


def _told_booking(told: Mapping[str, Any], *, kind: str, change: tuple[int, int]) -> BookingTold:
    done = told["operation"] or {}
    check = done.get("check")
    return BookingTold(
        kind=kind,
        at_ms=_millis(told["effective_at"]),
        regular=change[0],
        promo=change[1],
        reason=told.get("reason") or "",
        staff_name=(told["person"] or {}).get("name") or "",
        approver_name=(told["approver"] or {}).get("name") or "",
        device_name=(done.get("device") or {}).get("name") or "",
        restaurant_name=(done.get("restaurant") or {}).get("name") or "",
        receipt=done.get("receipt") or "",
        check=CheckBody.model_validate(check) if check else None,
    )


def _millis(moment: str) -> int:
    return to_millis(datetime.fromisoformat(moment))


def _of_one_check(books: Books, tenant_id: TenantId, stored: Stored) -> list[Stored]:
    """The redemption and the earning of a check stand side by side in their chain."""
    mine = stored.incoming
    check_id = _check_id(stored)
    if stored.kind not in _ON_A_CHECK or check_id is None:
        return [stored]
    around = operations.at_place(
        books,
        tenant_id,
        mine.device_id,
        epoch=mine.epoch,
        seqs=(mine.seq - 1, mine.seq, mine.seq + 1),
    )
    return [x for x in around if x.kind in _ON_A_CHECK and _check_id(x) == check_id]


def _check_id(stored: Stored) -> str | None:
    check = json.loads(stored.incoming.body).get("check")
    return check.get("check_id") if isinstance(check, dict) else None


def _operation(books: Books, tenant_id: TenantId, stored: Stored) -> OperationTold | None:
    """None of what concerns no guest, or nobody understood."""
    if stored.kind is None or stored.guest_id is None:
        return None
    body = parse_body(stored.incoming.body)
    if isinstance(body, LeaseReleaseBody):
        return None
    mine, effect = stored.incoming, stored.outcome.effect
    place = books.once(restaurant, tenant_id, mine.restaurant_id)
    its = books.once(device, mine.device_id)
    return OperationTold(
        operation_id=stored.original_id,
        kind=stored.kind,
        seq=mine.seq,
        guest_id=effect.guest_id if effect else stored.guest_id,
        at_ms=stored.effective_at_ms,
        status=stored.outcome.status,
        code=stored.outcome.code,
        regular=effect.regular if effect else 0,
        promo=effect.promo if effect else 0,
        refunded_minor=refunds.refunded_minor(books, tenant_id, mine.operation_id),
        is_cancelled=stored.cancelled_by is not None,
        staff_name=_name(books, tenant_id, body.staff_id),
        approver_name=_name(books, tenant_id, body.approver_id),
        device_name=its.name if its else "",
        restaurant_name=place.name if place else "",
        receipt=short_hash(bytes.fromhex(stored.original_id.replace("-", ""))),
        check=_check_told(body),
    )


def _check_told(body: OperationBody) -> CheckBody | None:
    check = getattr(body, "check", None)
    return check if isinstance(check, CheckBody) else None


def _name(books: Books, tenant_id: TenantId, staff_id: str | None) -> str:
    person = books.once(staff_member, tenant_id, StaffId(staff_id)) if staff_id else None
    return person.name if person else ""
