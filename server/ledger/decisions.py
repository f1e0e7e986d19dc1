"""Decisions: what became of an operation, sealed in the order the server decided (P6, S5).

A body proves itself by its device's chain; that it came then, was dated so and was answered so,
only the server knows. An operation that waited is decided twice; the first decision stays in the
chain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge

from sqlalchemy import Connection, bindparam, select

from server.books import Books
from server.database import table_of
from server.ledger.incoming import Act
from server.ledger.tables import FormerDecisionRow, OperationRow
from server.prepared import Fields, stream
from server.seals import Chain, Link, Sealed, check_seals, seal
from server.shelves import rows_of
from shared.domain.ids import TenantId

_OPERATION = table_of(OperationRow)
_FORMER = table_of(FormerDecisionRow)
_FORMERS = rows_of(_FORMER)
_STANDING = (
    select(
        _OPERATION.c.operation_id,
        _OPERATION.c.original_id,
        _OPERATION.c.restaurant_id,
        _OPERATION.c.received_at_ms,
        _OPERATION.c.effective_at_ms,
        _OPERATION.c.promised,
        _OPERATION.c.outcome,
        _OPERATION.c.decision_seq,
        _OPERATION.c.decision_hash,
    )
    .where(_OPERATION.c.tenant_id == bindparam("tenant_id"))
    .order_by(_OPERATION.c.decision_seq)
)
_REPLACED = (
    select(_FORMER)
    .where(_FORMER.c.tenant_id == bindparam("tenant_id"))
    .order_by(_FORMER.c.decision_seq)
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that stands, and what it says word for word."""

    link: Link
    facts: str


def seal_decision(books: Books, act: Act, *, outcome: str) -> Decision:
    """Seals ``outcome``, as it is stored, with everything else the server alone says of it."""
    incoming = act.incoming
    promised = incoming.promised.model_dump_json() if incoming.promised else ""
    facts = "\n".join(
        (
            act.operation_id,
            act.original_id,
            incoming.restaurant_id,
            str(incoming.received_at_ms),
            str(act.effective_at_ms),
            promised,
            outcome,
        )
    )
    return Decision(seal(books, act.tenant_id, Chain.DECISION, facts=facts), facts)


def keep_former(books: Books, tenant_id: TenantId, former: Decision) -> None:
    """A decision that another one replaces stays on record."""
    row = {
        "tenant_id": tenant_id,
        "decision_seq": former.link.seq,
        "facts": former.facts,
        "hash": former.link.hash,
    }
    books.put(_FORMERS, (tenant_id, former.link.seq), row)


def facts_of(row: Fields) -> str:
    """What the decision of a stored operation says, from its row."""
    return "\n".join(
        (
            row.operation_id,
            row.original_id,
            row.restaurant_id,
            str(row.received_at_ms),
            str(row.effective_at_ms),
            row.promised or "",
            row.outcome,
        )
    )


def check_decisions(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit in the chain of the tenant's decisions."""
    standing = (_standing(row) for row in stream(conn, _STANDING, tenant_id=tenant_id))
    former = (_replaced(row) for row in stream(conn, _REPLACED, tenant_id=tenant_id))
    found = merge(standing, former, key=lambda each: each.link.seq)
    yield from check_seals(conn, tenant_id, Chain.DECISION, found=found)


def _standing(row: Fields) -> Sealed:
    return Sealed(
        Link(row.decision_seq, row.decision_hash), facts_of(row), f"operation {row.operation_id}"
    )


def _replaced(row: Fields) -> Sealed:
    name = f"former decision {row.decision_seq}"
    return Sealed(Link(row.decision_seq, row.hash), row.facts, name)
