"""Trouble of the till's commands: the world did not answer in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from client.store.errors import Trouble
from client.store.outbox import OutboxRow
from shared.domain.check import Check
from shared.domain.ids import GuestId, OperationId
from shared.operations.bodies import RedeemBody
from shared.operations.encode import check_of


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A redemption that is durable here and may or may not be booked on the server.

    It stays in the queue under its own ids and is never asked again under new ones.
    """

    receipt_id: str
    guest_id: GuestId
    check: Check
    redeem_points: int
    redeem_id: OperationId
    earn_id: OperationId | None

    @property
    def operation_ids(self) -> tuple[OperationId, ...]:
        """In the order they were made."""
        return (self.redeem_id,) if self.earn_id is None else (self.redeem_id, self.earn_id)


def in_doubt_of(redeem: OutboxRow, rows: Sequence[OutboxRow]) -> InDoubt:
    """The redemption in doubt of ``redeem``, read back from its outbox ``rows`` of one slip."""
    body = redeem.body()
    assert isinstance(body, RedeemBody)
    assert redeem.receipt_id is not None
    earned = (row.operation_id for row in rows if row.body().kind == "earn")
    return InDoubt(
        receipt_id=redeem.receipt_id,
        guest_id=redeem.guest(),
        check=check_of(body.check),
        redeem_points=body.points,
        redeem_id=redeem.operation_id,
        earn_id=next(earned, None),
    )


class RedemptionInDoubt(Trouble):
    """The server did not say in time whether it booked the redemption."""

    code: ClassVar[str] = "redemption_in_doubt"

    def __init__(self, pending: InDoubt) -> None:
        super().__init__(pending.receipt_id)
        self.pending = pending
