"""A guest's past, as far as the role may see it (RBC-12, CSH-16).

What this till did is here at once, without the network; the rest only the server knows. A cashier
sees neither: he has the balance and the list of this till's operations.
"""

from typing import Final

from client.store import outbox
from client.till.operation_view import OperationView
from client.till.operations import views_of
from client.till.workplace import Act, Workplace
from shared.domain.ids import GuestId
from shared.domain.staff import Permission
from shared.sync.archive import BalanceReply, HistoryReply

SHOWN_MAX: Final = 50


class History:
    """Both halves of it, and where the points came from."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def known_here(self, guest_id: GuestId) -> tuple[OperationView, ...]:
        """What this till did for the guest, the newest first. Raises ``PermissionMissing``."""
        return await self._workplace.look(
            Permission.READ_GUEST_HISTORY, lambda act: _known(act, guest_id)
        )

    async def booked(self, guest_id: GuestId, *, before: int | None = None) -> HistoryReply:
        """A page of what the server booked, the newest first.

        Raises ``PermissionMissing``, or a ``Trouble`` where the server does not answer.
        """
        asking = self._workplace.sign_in.require(Permission.READ_GUEST_HISTORY)
        archive = self._workplace.ask()
        return await archive.history(guest_id, asked_by=asking.staff_id, before=before)

    async def lots(self, guest_id: GuestId, *, after: int = 0) -> BalanceReply:
        """A page of the guest's points by origin, as they will be spent. Raises as ``booked``."""
        asking = self._workplace.sign_in.require(Permission.READ_GUEST_HISTORY)
        archive = self._workplace.ask()
        return await archive.balance(guest_id, asked_by=asking.staff_id, after=after)


def _known(act: Act, guest_id: GuestId) -> tuple[OperationView, ...]:
    return views_of(act, outbox.of_guest(act.db, guest_id, SHOWN_MAX))
