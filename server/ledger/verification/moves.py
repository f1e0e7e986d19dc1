"""Lots that changed cards: on which card each of them lay in each transaction, and with how much.

Knows the moves only; whether what they did to accounts was posted is asked in ``books``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from server.database import table_of
from server.ledger.tables import LotMoveRow, LotRow
from server.prepared import Fields, ask
from shared.domain.ids import TenantId
from shared.domain.ledger import AccountKind

_MOVE = table_of(LotMoveRow)
_LOT = table_of(LotRow)
_MOVES = (
    select(_MOVE, _LOT.c.kind)
    .outerjoin(_LOT, (_LOT.c.tenant_id == _MOVE.c.tenant_id) & (_LOT.c.lot_id == _MOVE.c.lot_id))
    .where(_MOVE.c.tenant_id == bindparam("tenant_id"))
    .order_by(_MOVE.c.transaction_seq, _MOVE.c.line)
)


@dataclass(slots=True)
class Moves:
    """The tenant's moves, and what the lots that ever move hold so far."""

    of_lot: dict[str, list[Fields]]
    of_transaction: dict[int, list[Fields]]
    _left: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _aside: defaultdict[str, defaultdict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    def card_of(self, part: Fields) -> str | None:
        """The card its lot lay on then: where the lot's next move took it from, or lies now."""
        for move in self.of_lot.get(part.lot_id, ()):
            if move.transaction_seq > part.transaction_seq:
                return str(move.from_card_id)
        return None if part.card_id is None else str(part.card_id)

    def note(self, uses: Sequence[Fields], leased: Sequence[Fields]) -> None:
        """Counts what a transaction did to lots that move, sooner or later."""
        for use in uses:
            if use.lot_id in self.of_lot:
                self._left[use.lot_id] += use.points
        for use in leased:
            if use.lot_id in self.of_lot:
                self._aside[use.lot_id][use.device_id] += use.points

    def legs(self, move: Fields) -> Iterator[tuple[str, int]]:
        """Accounts and points of what the lot took along, what devices hold of it included."""
        free, kind = self._left[move.lot_id], move.kind
        for device_id, points in self._aside[move.lot_id].items():
            yield leased_key(move.from_card_id, kind, device_id), -points
            yield leased_key(move.to_card_id, kind, device_id), points
            free -= points
        yield available_key(move.from_card_id, kind), -free
        yield available_key(move.to_card_id, kind), free

    def wrong_places(self, lot: Fields) -> Iterator[str]:
        """Each move takes the lot from where the one before left it, the last to where it lies."""
        moves = self.of_lot.pop(lot.lot_id, [])
        starts = [*(move.from_card_id for move in moves[1:]), lot.card_id]
        if [move.to_card_id for move in moves] != (starts if moves else []):
            yield f"lot {lot.lot_id} lies on a card that no move took it to"

    def unknown_lots(self) -> list[str]:
        """Of lots that there are not, once every lot was asked about."""
        return sorted(self.of_lot)


def moves_of(conn: Connection, tenant_id: TenantId) -> Moves:
    """Every move of the tenant, in the order of its transactions."""
    of_lot: defaultdict[str, list[Fields]] = defaultdict(list)
    of_transaction: defaultdict[int, list[Fields]] = defaultdict(list)
    for row in ask(conn, _MOVES, tenant_id=tenant_id):
        of_lot[row.lot_id].append(row)
        of_transaction[row.transaction_seq].append(row)
    return Moves(dict(of_lot), dict(of_transaction))


def available_key(card_id: str | None, kind: str | None) -> str:
    """Of a kind that nobody knows too: a report names what is wrong, it does not stop there."""
    return f"{AccountKind.AVAILABLE}:{card_id}:{kind}"


def leased_key(card_id: str | None, kind: str | None, device_id: str | None) -> str:
    """As ``available_key``, of what a device holds."""
    return f"{AccountKind.LEASE}:{card_id}:{kind}:{device_id}"
