"""Asking the server about the past, when a person at the till wants to know.

One signed question, one answer, nothing kept: what the answer means is the asker's business.
"""

from typing import Protocol, TypeVar

from client.store.me import me_of
from client.sync.line import Line, identity_of
from client.sync.transport import Peer
from shared.domain.ids import GuestId, OperationId, StaffId
from shared.sync.archive import BalanceReply, HistoryReply, OperationsReply
from shared.sync.messages import Message

_HISTORY = "/api/v1/archive/history"
_BALANCE = "/api/v1/archive/balance"
_OPERATION = "/api/v1/archive/operation"

M = TypeVar("M", bound=Message)


class Asking(Protocol):
    """What carries a question."""

    async def look_up(
        self, peer: Peer, path: str, *, query: dict[str, str | int], expected: type[M]
    ) -> M: ...


class ServerArchive:
    """The server's books, by the till's own line. Each question raises as ``Transport`` does."""

    def __init__(self, line: Line, asking: Asking) -> None:
        self._line, self._asking = line, asking

    async def history(
        self, guest_id: GuestId, *, asked_by: StaffId, before: int | None
    ) -> HistoryReply:
        """A page of the guest's bookings, the newest first."""
        query: dict[str, str | int] = {"staff_id": asked_by, "guest_id": guest_id}
        if before is not None:
            query["before"] = before
        return await self._ask(_HISTORY, query, HistoryReply)

    async def balance(self, guest_id: GuestId, *, asked_by: StaffId, after: int) -> BalanceReply:
        """A page of the guest's lots, in the order in which they will be spent."""
        query: dict[str, str | int] = {
            "staff_id": asked_by,
            "guest_id": guest_id,
            "after": after,
        }
        return await self._ask(_BALANCE, query, BalanceReply)

    async def operations(self, operation_id: OperationId, *, asked_by: StaffId) -> OperationsReply:
        """The operation of that first id, and what was made of the same check beside it."""
        query: dict[str, str | int] = {"staff_id": asked_by, "operation_id": operation_id}
        return await self._ask(_OPERATION, query, OperationsReply)

    async def _ask(self, path: str, query: dict[str, str | int], expected: type[M]) -> M:
        me = await self._line.store.read(me_of)
        identity = await identity_of(self._line, me)
        return await self._asking.look_up(identity.peer, path, query=query, expected=expected)
