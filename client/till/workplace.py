"""What every command of the till works with, and the one way in which it commits.

A command is one durable transaction: operations, slips and print jobs together or not at all.
Only then does anything travel. Must not know screens; it reaches sync and printer only through
what they promise here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

from sqlite_utils import Database

from client.clock import Clock, Moment
from client.ids import Chance
from client.store import house
from client.store.database import Store
from client.store.programme import programme_in_force
from client.store.settings_rows import setting
from client.store.staff import staff_record
from client.till.approval import Approval
from client.till.archive import Archive, NobodyToAsk
from client.till.refusals import NotSignedIn, TillNotReady
from client.till.sign_in import SignIn
from shared.domain.errors import TenantFrozen
from shared.domain.ids import GuestId, OperationId, StaffId
from shared.domain.permitting import require, require_approver
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Permission, StaffMember
from shared.receipt.words import Language
from shared.sync.messages import HeldElsewhere, Outcome

T = TypeVar("T")

LANGUAGE_SETTING: Final = "ui.language"
"""Where ``client.till.preferences`` keeps the language a person chose."""


class Contact(Protocol):
    """As much of the connection's status as a command needs."""

    @property
    def is_online(self) -> bool | None:
        """Whether the last exchange with the server succeeded; None before the first."""


class Delivery(Protocol):
    """Who carries operations to the server."""

    @property
    def status(self) -> Contact:
        """The connection now."""

    def nudge(self) -> None:
        """Something was enqueued. Never blocks."""

    def ask_leases(self, guest_id: GuestId) -> None:
        """A guest is here: points of his to spend are welcome. Never blocks."""

    async def lease(
        self, guest_id: GuestId, *, points_wanted: int, timeout_seconds: float
    ) -> Sequence[HeldElsewhere] | None:
        """Asks for so many points, other tills too, for at most so long; the store has the answer.

        Who holds the rest in the end; None when the server said nothing.
        """

    async def deliver(
        self, operation_ids: Sequence[OperationId], *, timeout_seconds: float
    ) -> Mapping[OperationId, Outcome | None]:
        """What the server said of each, kept in the store; None where it has not in time."""


class Paper(Protocol):
    """Who prints."""

    def nudge(self) -> None:
        """A print job was enqueued. Never blocks."""


@dataclass(frozen=True, slots=True)
class Act:
    """One command inside its transaction: by whom, and at which moment all of it is."""

    db: Database
    moment: Moment
    staff_member: StaffMember
    language: Language
    """Of the paper."""
    approver_id: StaffId | None = None
    """Who said yes to what ``staff_member`` may not do alone."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where commands work."""

    store: Store
    clock: Clock
    chance: Chance
    sign_in: SignIn
    delivery: Delivery
    paper: Paper
    language: Language = Language.RU
    """Of the paper while nobody chose one (CSH-17)."""
    archive: Archive | None = None
    """What the server knows of the past; None where there is no line to it."""

    async def book(
        self,
        permission: Permission,
        work: Callable[[Act], T],
        *,
        approval: Approval | None = None,
    ) -> T:
        """``work`` in one durable transaction, then a nudge for sync and printer.

        With ``approval`` whoever is signed in may do it, if the approver may (RBC-33).

        Raises ``NotSignedIn``, ``PermissionMissing``, whatever ``work`` raises, and
        ``StoreFull`` or ``StoreFailed``; then nothing of it was kept. With ``approval`` also what
        ``SignIn.prove`` raises, and ``ApproverNotAllowed``.
        """
        acting = await self._acting(permission, approval)
        moment = self.clock.moment()

        def transaction(db: Database) -> T:
            if approval is None:
                return work(self._act(db, moment, _still_here(db, acting, permission)))
            approver_id = _approver(db, approval, permission)
            act = self._act(db, moment, _still_employed(db, acting))
            return work(replace(act, approver_id=approver_id))

        result = await self.store.write(transaction)
        self.delivery.nudge()
        self.paper.nudge()
        return result

    async def conclude(self, acting: StaffMember, work: Callable[[Act], T]) -> T:
        """As ``book``, for the end of what ``acting`` began and what is already on its way.

        Neither a lock of the till meanwhile nor a nearly full disk stops it.
        """
        moment = self.clock.moment()
        result = await self.store.write(
            lambda db: work(self._act(db, moment, acting)), from_reserve=True
        )
        self.delivery.nudge()
        self.paper.nudge()
        return result

    def ask(self) -> Archive:
        """Whom to ask about the past. Raises ``NobodyToAsk``."""
        if self.archive is None:
            raise NobodyToAsk
        return self.archive

    def is_online(self) -> bool:
        """Whether the server can be asked now."""
        return bool(self.delivery.status.is_online)

    async def look(self, permission: Permission, work: Callable[[Act], T]) -> T:
        """``work`` on a snapshot; it must not write. Raises as ``book`` does."""
        acting = self.sign_in.require(permission)
        moment = self.clock.moment()
        return await self.store.read(
            lambda db: work(self._act(db, moment, _still_here(db, acting, permission)))
        )

    async def _acting(self, permission: Permission, approval: Approval | None) -> StaffMember:
        """Who acts, once the approver's PIN is proven: a till locked meanwhile books nothing."""
        if approval is None:
            return self.sign_in.require(permission)
        acting = self.sign_in.acting()
        await self.sign_in.prove(approval.staff_id, approval.pin)
        if self.sign_in.acting() != acting:
            raise NotSignedIn
        return acting

    def _act(self, db: Database, moment: Moment, acting: StaffMember) -> Act:
        chosen = setting(db, LANGUAGE_SETTING)
        language = Language(chosen) if chosen in set(Language) else self.language
        return Act(db, moment, acting, language)


def programme_now(act: Act) -> ProgrammeVersion:
    """The programme in force. Raises ``TillNotReady`` before the first contact."""
    programme = programme_in_force(act.db, act.moment.at)
    if programme is None:
        raise TillNotReady(missing="programme")
    return programme


def require_not_frozen(db: Database) -> None:
    """Raises ``TenantFrozen`` while the tenant's functions are frozen (TEN-38, G-12)."""
    tenant = house.tenant(db)
    if tenant is not None and tenant.is_frozen:
        raise TenantFrozen


def _still_here(db: Database, acting: StaffMember, permission: Permission) -> StaffMember:
    """A role taken away while the person is signed in counts at once (RBC-33)."""
    member = _still_employed(db, acting)
    require(member, permission)
    return member


def _still_employed(db: Database, acting: StaffMember) -> StaffMember:
    record = staff_record(db, acting.staff_id)
    if record is None or not record.member.is_active:
        raise NotSignedIn
    return record.member


def _approver(db: Database, approval: Approval, permission: Permission) -> StaffId:
    """Who said yes. Raises ``ApproverNotAllowed``, also for a role taken away meanwhile."""
    record = staff_record(db, approval.staff_id)
    require_approver(record.member if record else None, permission)
    return approval.staff_id
