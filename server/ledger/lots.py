"""Lots between the domain and their rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, literal_column

from server.books import Books
from server.database import table_of
from server.ledger.tables import LotMoveRow, LotRow, LotUseRow
from server.shelves import Key, Lookup, Shelf, rows_by, rows_of
from shared.domain.ids import CardId, LotId, TenantId
from shared.domain.lots import Lot, LotMove, LotUse
from shared.domain.points import PointsKind
from shared.operations.encode import from_millis, to_millis

_LOT = table_of(LotRow)
_USE = table_of(LotUseRow)
_HOLDS_POINTS = _LOT.c.points_left > literal_column("0")
"""Spelt out, as the index on a card's lots spells it."""
_HAS_EXPIRED = _LOT.c.points_expired > literal_column("0")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A lot, the card it is on and the transaction it was born in."""

    lot: Lot
    card_id: CardId
    transaction_seq: int
    expired: int = 0
    """What expired of it and did not come back."""


def lots_of_card(
    books: Books, tenant_id: TenantId, card_id: CardId, *, also: Sequence[LotId] = ()
) -> tuple[Lot, ...]:
    """The card's lots that hold points, and those in ``also`` even when empty, in order of ids."""
    found = [each.lot for each in books.find(_OF_CARD, (tenant_id, card_id)) if each.lot.left]
    known = {each.lot_id for each in found}
    found += [lot(books, tenant_id, each) for each in also if each not in known]
    return tuple(sorted(found, key=lambda each: each.lot_id))


def lots_ever(books: Books, tenant_id: TenantId, card_id: CardId) -> tuple[Lot, ...]:
    """All lots on the card, the empty ones too, in order of ids.

    Empty lots stand in no index: this looks at every lot of the tenant, and is for rare work.
    """
    found = (each.lot for each in books.find(_EVER_OF_CARD, (tenant_id, card_id)))
    return tuple(sorted(found, key=lambda each: each.lot_id))


def lots_moved(
    books: Books, tenant_id: TenantId, transaction_seq: int, *, now_on: CardId
) -> tuple[Lot, ...]:
    """The lots that moved in the transaction and lie on that card now, in order of ids."""
    rows = books.find(_MOVES_OF_TRANSACTION, (tenant_id, transaction_seq))
    lot_ids = sorted(LotId(row["lot_id"]) for row in rows)
    fetch_lots_named(books, tenant_id, lot_ids)
    kept = (books.get(_LOTS, (tenant_id, each)) for each in lot_ids)
    return tuple(each.lot for each in kept if each is not None and each.card_id == now_on)


def by_card(
    books: Books, tenant_id: TenantId, lot_ids: Sequence[LotId]
) -> dict[CardId, list[LotId]]:
    """On which cards these lots lie now; they are there."""
    fetch_lots_named(books, tenant_id, lot_ids)
    found: dict[CardId, list[LotId]] = {}
    for each in dict.fromkeys(lot_ids):
        kept = books.get(_LOTS, (tenant_id, each))
        assert kept is not None, "nobody names a lot that never was"
        found.setdefault(kept.card_id, []).append(each)
    return found


def lot(books: Books, tenant_id: TenantId, lot_id: LotId) -> Lot:
    """The lot with that id, which is there."""
    kept = books.get(_LOTS, (tenant_id, lot_id))
    assert kept is not None, "nobody names a lot that never was"
    return kept.lot


def fetch_lots(books: Books, tenant_id: TenantId, card_ids: Iterable[CardId]) -> None:
    """Reads ahead the lots of these cards that hold points."""
    books.fetch_groups(_OF_CARD, [(tenant_id, card_id) for card_id in card_ids])


def fetch_lots_named(books: Books, tenant_id: TenantId, lot_ids: Iterable[LotId]) -> None:
    """Reads these lots ahead."""
    books.fetch(_LOTS, [(tenant_id, lot_id) for lot_id in lot_ids])


def lots_of_cards(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> dict[CardId, tuple[Lot, ...]]:
    """The lots that hold points, by card; a card without any is left out."""
    books = Books(conn)
    fetch_lots(books, tenant_id, card_ids)
    found = {card_id: lots_of_card(books, tenant_id, card_id) for card_id in card_ids}
    return {card_id: lots for card_id, lots in found.items() if lots}


def uses_of_transaction(
    books: Books, tenant_id: TenantId, transaction_seq: int
) -> tuple[LotUse, ...]:
    """What the transaction gave to and took from lots, in the order it did."""
    rows = books.find(_OF_TRANSACTION, (tenant_id, transaction_seq))
    fetch_lots_named(books, tenant_id, [row["lot_id"] for row in rows])
    return tuple(
        LotUse(
            LotId(row["lot_id"]), lot(books, tenant_id, LotId(row["lot_id"])).kind, row["points"]
        )
        for row in sorted(rows, key=lambda row: row["line"])
    )


def add_lots(
    books: Books,
    tenant_id: TenantId,
    card_id: CardId,
    *,
    transaction_seq: int,
    born: Iterable[Lot],
) -> None:
    """Writes the lots ``born`` in the transaction, with what is left in them after it."""
    for each in born:
        books.put(_LOTS, (tenant_id, each.lot_id), _Kept(each, card_id, transaction_seq))


def update_lots(
    books: Books, tenant_id: TenantId, card_id: CardId, *, changed: Iterable[Lot]
) -> None:
    """Writes what is left in lots that were there before."""
    for each in changed:
        key = (tenant_id, each.lot_id)
        kept = books.get(_LOTS, key)
        assert kept is not None, "it was there before"
        assert kept.card_id == card_id, "a card spends its own lots"
        books.put(_LOTS, key, replace(kept, lot=each))


def expired_lots(books: Books, tenant_id: TenantId, card_id: CardId) -> tuple[Lot, ...]:
    """What expired on the card and did not come back: its lots, each as large as that."""
    found = books.find(_EXPIRED_OF_CARD, (tenant_id, card_id))
    return tuple(replace(each.lot, left=each.expired) for each in found if each.expired)


def expired_of(books: Books, tenant_id: TenantId, lot_ids: Sequence[LotId]) -> dict[LotId, int]:
    """What expired of these lots and did not come back, by lot; the others are left out."""
    fetch_lots_named(books, tenant_id, lot_ids)
    kept = ((each, books.get(_LOTS, (tenant_id, each))) for each in lot_ids)
    return {lot_id: each.expired for lot_id, each in kept if each is not None and each.expired}


def count_expired(books: Books, tenant_id: TenantId, uses: Iterable[LotUse]) -> None:
    """Counts what ``uses`` took from lots because it expired, or (positive) brought back."""
    for use in uses:
        key = (tenant_id, use.lot_id)
        kept = books.get(_LOTS, key)
        assert kept is not None, "nobody names a lot that never was"
        assert kept.expired >= use.points, "what did not expire does not come back"
        books.put(_LOTS, key, replace(kept, expired=kept.expired - use.points))


def add_uses(
    books: Books, tenant_id: TenantId, *, transaction_seq: int, uses: Iterable[LotUse]
) -> None:
    """Writes the uses of the transaction in their order."""
    for line, use in enumerate(uses):
        row = {
            "tenant_id": tenant_id,
            "transaction_seq": transaction_seq,
            "line": line,
            "lot_id": use.lot_id,
            "points": use.points,
        }
        books.put(_USES, (tenant_id, transaction_seq, line), row)


def move_lots(
    books: Books, tenant_id: TenantId, *, transaction_seq: int, moves: Iterable[LotMove]
) -> None:
    """The lots are on other cards from now on; writes the moves in their order."""
    for line, move in enumerate(moves):
        key = (tenant_id, move.lot_id)
        kept = books.get(_LOTS, key)
        assert kept is not None, "it was there before"
        assert kept.card_id == move.from_card, "a lot is on one card"
        books.put(_LOTS, key, replace(kept, card_id=move.to_card))
        row = {
            "tenant_id": tenant_id,
            "transaction_seq": transaction_seq,
            "line": line,
            "lot_id": move.lot_id,
            "from_card_id": move.from_card,
            "to_card_id": move.to_card,
        }
        books.put(_MOVES, (tenant_id, transaction_seq, line), row)


def lot_of(row: Row[Any]) -> Lot:
    """The lot of a row that has its columns."""
    expires = row.expires_at_ms
    return Lot(
        lot_id=LotId(row.lot_id),
        kind=PointsKind(row.kind),
        left=row.points_left,
        effective_at=from_millis(row.effective_at_ms),
        expires_at=from_millis(expires) if expires is not None else None,
    )


def _decoded(row: Row[Any]) -> _Kept:
    return _Kept(lot_of(row), CardId(row.card_id), row.transaction_seq, row.points_expired)


def _encoded(key: Key, kept: _Kept) -> dict[str, Any]:
    expires_at = kept.lot.expires_at
    return {
        "tenant_id": key[0],
        "lot_id": kept.lot.lot_id,
        "card_id": kept.card_id,
        "transaction_seq": kept.transaction_seq,
        "kind": kept.lot.kind.value,
        "effective_at_ms": to_millis(kept.lot.effective_at),
        "expires_at_ms": to_millis(expires_at) if expires_at else None,
        "points_left": kept.lot.left,
        "points_expired": kept.expired,
    }


def _card_group(key: Key, kept: _Kept) -> Key:
    return key[0], kept.card_id


_LOTS = Shelf(_LOT, _decoded, _encoded)
_OF_CARD = Lookup(_LOTS, ("tenant_id", "card_id"), _card_group, only=_HOLDS_POINTS)
_EXPIRED_OF_CARD = Lookup(_LOTS, ("tenant_id", "card_id"), _card_group, only=_HAS_EXPIRED)
_EVER_OF_CARD = Lookup(_LOTS, ("tenant_id", "card_id"), _card_group)
_USES = rows_of(_USE)
_OF_TRANSACTION = rows_by(_USES, "tenant_id", "transaction_seq")
_MOVES = rows_of(table_of(LotMoveRow))
_MOVES_OF_TRANSACTION = rows_by(_MOVES, "tenant_id", "transaction_seq")
