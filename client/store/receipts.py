"""Slips by their id: the facts they state and the operations they speak of."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from client.store.rows import first
from client.store.slips import SlipFacts, slip_from_json, slip_to_json
from shared.domain.ids import OperationId
from shared.operations.encode import from_millis, to_millis
from shared.receipt.facts import GuestCardFacts


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One slip."""

    receipt_id: str
    facts: SlipFacts
    operation_ids: tuple[OperationId, ...]
    created_at: datetime


def add_receipt(
    db: Database,
    receipt_id: str,
    *,
    facts: SlipFacts,
    operation_ids: tuple[OperationId, ...],
    at: datetime,
) -> None:
    """Keeps the slip; it is never changed."""
    kind = "guest_card" if isinstance(facts, GuestCardFacts) else facts.kind.value
    db.execute(
        "INSERT INTO receipt (receipt_id, kind, facts, operation_ids, created_at_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (receipt_id, kind, slip_to_json(facts), json.dumps(operation_ids), to_millis(at)),
    )


def receipt(db: Database, receipt_id: str) -> ReceiptRow | None:
    """That slip, or None."""
    row = first(db, "SELECT * FROM receipt WHERE receipt_id = ?", (receipt_id,))
    return _row(row) if row else None


def _row(row: dict[str, Any]) -> ReceiptRow:
    return ReceiptRow(
        receipt_id=row["receipt_id"],
        facts=slip_from_json(row["facts"]),
        operation_ids=tuple(OperationId(each) for each in json.loads(row["operation_ids"])),
        created_at=from_millis(row["created_at_ms"]),
    )
