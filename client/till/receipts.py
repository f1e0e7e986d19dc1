"""Slips once more: on the screen and on paper (CSH-46, CSH-62, CSH-64)."""

from client.store import outbox, prints, receipts
from client.store.doubts import end_doubt_of_receipt
from client.store.prints import PrintJob
from client.store.slips import SlipFacts
from client.till.answers import is_booked, is_open_redemption
from client.till.done import keep_slip, order_paper
from client.till.guest_view import known_guest
from client.till.refusals import RedemptionPending
from client.till.slip_facts import card_slip, slip_of
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.ids import GuestId
from shared.domain.staff import Permission


class Receipts:
    """Every slip of this till by its id."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def facts(self, receipt_id: str) -> SlipFacts:
        """What the slip states: the same however often it is asked (CSH-64).

        A slip nobody could make in its time is made now; that of a redemption in doubt is made
        anew each time, until it is settled. Raises ``ReceiptUnknown``.
        """
        shown = await self._workplace.look(
            Permission.POINTS_AT_TILL, lambda act: _shown_slip(act, receipt_id)
        )
        if shown is not None:
            return shown
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _slip(act, receipt_id)
        )

    async def paper(self, receipt_id: str) -> PrintJob | None:
        """The newest print job of the slip: where its paper is (CSH-64)."""
        return await self._workplace.look(
            Permission.POINTS_AT_TILL, lambda act: prints.latest_of_receipt(act.db, receipt_id)
        )

    async def print_receipt(self, receipt_id: str) -> int:
        """Order the slip on paper; returns the print job's id. A second one is a copy.

        Raises ``ReceiptUnknown``, or ``RedemptionPending`` for what the server has not decided.
        """
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _print(act, receipt_id, is_copy=False)
        )

    async def reprint(self, receipt_id: str) -> int:
        """Order the slip as a copy; returns the print job's id. Raises as ``print_receipt``."""
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _print(act, receipt_id, is_copy=True)
        )

    async def print_card(self, guest_id: GuestId) -> int:
        """Order the guest's paper card; returns the print job's id. Raises ``GuestUnknown``."""
        return await self._workplace.book(
            Permission.READ_GUEST, lambda act: _print_card(act, guest_id)
        )


def _shown_slip(act: Act, receipt_id: str) -> SlipFacts | None:
    kept = receipts.receipt(act.db, receipt_id)
    if kept is not None:
        return kept.facts
    if any(is_open_redemption(row) for row in outbox.of_receipt(act.db, receipt_id)):
        return slip_of(act.db, receipt_id, language=act.language)
    return None


def _slip(act: Act, receipt_id: str) -> SlipFacts:
    kept = receipts.receipt(act.db, receipt_id)
    return kept.facts if kept else keep_slip(act, receipt_id)


def _print(act: Act, receipt_id: str, *, is_copy: bool) -> int:
    for row in outbox.of_receipt(act.db, receipt_id):
        if is_open_redemption(row) and not is_booked(row):
            raise RedemptionPending(operation_id=row.operation_id)
    end_doubt_of_receipt(act.db, receipt_id)
    was_ordered = prints.latest_of_receipt(act.db, receipt_id) is not None
    return order_paper(
        act, _slip(act, receipt_id), receipt_id=receipt_id, is_copy=is_copy or was_ordered
    )


def _print_card(act: Act, guest_id: GuestId) -> int:
    facts = card_slip(
        act.db,
        known_guest(act.db, guest_id),
        staff_id=act.staff_member.staff_id,
        programme=programme_now(act),
    )
    return order_paper(act, facts)
