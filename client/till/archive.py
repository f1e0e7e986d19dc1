"""What a till may ask its server about the past, as a person at the till asks it.

Every answer may fail to come: whoever asks says what is missing then. Must not know how it travels.
"""

from typing import ClassVar, Protocol

from client.store.errors import Trouble
from shared.domain.ids import GuestId, OperationId, StaffId
from shared.sync.archive import BalanceReply, HistoryReply, OperationsReply


class NobodyToAsk(Trouble):
    """This till has no line to a server."""

    code: ClassVar[str] = "server_unreachable"


class Archive(Protocol):
    """The server's books, in the name of ``asked_by``; each raises a ``Trouble``."""

    async def history(
        self, guest_id: GuestId, *, asked_by: StaffId, before: int | None
    ) -> HistoryReply:
        """A page of the guest's bookings, the newest first."""

    async def balance(self, guest_id: GuestId, *, asked_by: StaffId, after: int) -> BalanceReply:
        """A page of the guest's lots, in the order in which they will be spent."""

    async def operations(self, operation_id: OperationId, *, asked_by: StaffId) -> OperationsReply:
        """The operation of that first id, and what was made of the same check beside it."""
