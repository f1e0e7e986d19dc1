"""Slips of a command: the facts kept, the paper ordered, in the command's own transaction."""

from dataclasses import dataclass

from client.store import prints, receipts
from client.store.prints import PrintOrder
from client.store.slips import SlipFacts
from client.till.guest_view import GuestView, view_of
from client.till.slip_facts import slip_of
from client.till.workplace import Act
from shared.domain.ids import GuestId, OperationId
from shared.operations.encode import to_millis
from shared.receipt.facts import ReceiptFacts


@dataclass(frozen=True, slots=True)
class Done:
    """What a command changed: the slip it made and the guest after it."""

    receipt_id: str
    facts: ReceiptFacts
    operation_ids: tuple[OperationId, ...]
    view: GuestView


def done(act: Act, receipt_id: str, *, guest_id: GuestId) -> Done:
    """Keeps the slip of ``receipt_id`` and orders its paper, once however often it is asked.

    Raises ``ReceiptUnknown`` when the server refused all of it.
    """
    kept = receipts.receipt(act.db, receipt_id)
    facts = kept.facts if kept else keep_slip(act, receipt_id)
    if prints.latest_of_receipt(act.db, receipt_id) is None:
        order_paper(act, facts, receipt_id=receipt_id)
    assert isinstance(facts, ReceiptFacts)
    return Done(
        receipt_id=receipt_id,
        facts=facts,
        operation_ids=tuple(line.operation_id for line in facts.lines),
        view=view_of(act, guest_id),
    )


def keep_slip(act: Act, receipt_id: str) -> ReceiptFacts:
    """Composes the slip as things stand now and keeps it; it never changes again."""
    facts = slip_of(act.db, receipt_id, language=act.language)
    receipts.add_receipt(
        act.db,
        receipt_id,
        facts=facts,
        operation_ids=tuple(line.operation_id for line in facts.lines),
        at=act.moment.at,
    )
    return facts


def order_paper(
    act: Act, facts: SlipFacts, *, receipt_id: str | None = None, is_copy: bool = False
) -> int:
    """A new print job's id."""
    order = PrintOrder(facts, act.language, receipt_id=receipt_id, is_copy=is_copy)
    return prints.enqueue(act.db, order, at_ms=to_millis(act.moment.at)).job_id
