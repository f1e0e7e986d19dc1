"""Signing in with a PIN, with or without the network (CSH-03…CSH-09, G-01).

Knows PIN verifiers and who works at the till now. Must not know screens: the idle timer is
theirs, the decision is here.
"""

import asyncio
import hmac
from collections.abc import Callable
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from sqlite_utils import Database

from client.clock import Clock, Moment
from client.devices.keystore import whole
from client.store.colleagues import colleagues
from client.store.database import Store, one_thread
from client.store.me import me_of
from client.store.pin_tries import PinTries, clear_pin_tries, pin_tries, put_pin_tries
from client.store.staff import StaffRecord, list_staff, pin_verifier, staff_record
from client.till.pin_lock import lock_seconds_left, tries_at, tries_left, with_wrong_try
from client.till.refusals import NotSignedIn, PinLocked, PinWrong, StaffUnknown
from client.till.signing_in_alone import require_may_enter
from client.till.staff_session import Session, StaffTile
from client.till.tiles import staff_tiles
from shared.domain.ids import StaffId
from shared.domain.permitting import require
from shared.domain.staff import Permission, StaffMember, is_pin, may
from shared.sync.pins import PIN_HASH_BYTES, PIN_MEMORY_KIB, PIN_PARALLELISM, PIN_TIME_COST

AUTO_LOCK_SECONDS: Final = 300
_MILLIS: Final = 1000


def slow_hash(pin: str, salt: bytes) -> bytes:
    """Argon2id with the protocol's parameters (CSH-05)."""
    return hash_secret_raw(
        secret=pin.encode(),
        salt=salt,
        time_cost=PIN_TIME_COST,
        memory_cost=PIN_MEMORY_KIB,
        parallelism=PIN_PARALLELISM,
        hash_len=PIN_HASH_BYTES,
        type=Type.ID,
    )


class SignIn:
    """The one door to the till; at most one person is signed in."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        load_pepper: Callable[[], bytes | None],
        auto_lock_seconds: int = AUTO_LOCK_SECONDS,
        hash_pin: Callable[[str, bytes], bytes] = slow_hash,
    ) -> None:
        """``load_pepper`` may block: it is called on a thread, None before enrolment.

        ``hash_pin`` is Argon2id over a PIN and its salt, slow on purpose.
        """
        self._store = store
        self._clock = clock
        self._load_pepper = load_pepper
        self._pepper: bytes | None = None
        self._auto_lock_ms = auto_lock_seconds * _MILLIS
        self._hash_pin = hash_pin
        # Of one thread, for Argon2 leaves its 19 MiB to the thread that it ran on.
        self._hashing = one_thread("pins")
        self._touched_ms = clock.monotonic_ms()
        self._session: Session | None = None

    @property
    def session(self) -> Session | None:
        """Who works at the till now, or None while it is locked (CSH-09)."""
        return self._session

    async def tiles(self, permission: Permission | None = None) -> tuple[StaffTile, ...]:
        """Everyone who may sign in, by name (CSH-07); of these only who holds ``permission``."""
        moment = self._clock.moment()
        stale = await self._store.read(lambda db: _with_stale_tries(db, moment))
        if stale:
            await self._store.write(lambda db: _read_clocks_again(db, stale, moment))
        return await self._store.read(
            lambda db: staff_tiles(db, moment, among=_holders(db, permission))
        )

    async def sign_in(self, staff_id: StaffId, pin: str) -> Session:
        """Open the till for that person. Raises as ``prove`` does."""
        member = await self.prove(staff_id, pin)
        self.touch()
        self._session = Session(member)
        return self._session

    async def prove(self, staff_id: StaffId, pin: str) -> StaffMember:
        """Whose PIN that is; who is signed in stays so.

        Raises ``PinWrong``, ``PinLocked`` (five wrong tries in 15 minutes, kept across restarts),
        ``SignInTooLate``, ``SignInClockSetBack`` or ``StaffUnknown``; ``KeyMissing`` or
        ``KeystoreLocked`` when no PIN can be checked now, and then none is counted. A try counts
        before it is checked, so that pulling the plug in between wins nothing.
        """
        pepper = await asyncio.to_thread(self._known_pepper)
        moment = self._clock.moment()
        record, tries = await self._store.write(lambda db: _count_try(db, staff_id, moment))
        if not await self._is_pin_of(record, pin, pepper):
            if lock_seconds_left(tries):
                raise PinLocked(seconds_left=lock_seconds_left(tries))
            raise PinWrong(tries_left=tries_left(tries))
        await self._store.write(lambda db: clear_pin_tries(db, staff_id))
        return record.member

    def lock(self) -> None:
        """Nobody is signed in any more."""
        self._session = None

    def require(self, permission: Permission) -> StaffMember:
        """Who acts. Raises ``NotSignedIn`` or ``PermissionMissing`` (RBC-33)."""
        acting = self.acting()
        require(acting, permission)
        return acting

    def acting(self) -> StaffMember:
        """Who is signed in, whatever he may do. Raises ``NotSignedIn``."""
        if self._session is None:
            raise NotSignedIn
        return self._session.member

    def touch(self) -> None:
        """Somebody touched the screen, pressed a key or scanned."""
        self._touched_ms = self._clock.monotonic_ms()

    def lock_after(self, seconds: int) -> None:
        """How long the till may be left alone from now on."""
        self._auto_lock_ms = seconds * _MILLIS

    def is_idle(self) -> bool:
        """Whether the till has been left alone long enough to lock itself (CSH-09)."""
        idle_ms = self._clock.monotonic_ms() - self._touched_ms
        return self._session is not None and idle_ms >= self._auto_lock_ms

    def _known_pepper(self) -> bytes:
        """Asked of the keystore once: it may lock itself later."""
        if self._pepper is None:
            self._pepper = whole(self._load_pepper())
        return self._pepper

    async def _is_pin_of(self, record: StaffRecord, pin: str, pepper: bytes) -> bool:
        """Slow on purpose, so never on the event loop."""
        if not is_pin(pin):
            return False
        loop = asyncio.get_running_loop()
        hashed = await loop.run_in_executor(self._hashing, self._hash_pin, pin, record.pin_salt)
        return hmac.compare_digest(pin_verifier(pepper, hashed), record.pin_verifier)


def _holders(db: Database, permission: Permission | None) -> frozenset[StaffId] | None:
    """Who holds ``permission``; None where none is asked for."""
    if permission is None:
        return None
    members = (record.member for record in list_staff(db))
    return frozenset(member.staff_id for member in members if may(member, permission))


def _with_stale_tries(db: Database, moment: Moment) -> tuple[StaffId, ...]:
    """Those whose tries were last read before the machine started anew."""
    kept = {staff_id: pin_tries(db, staff_id) for staff_id, _, _ in colleagues(db)}
    return tuple(
        staff_id for staff_id, tries in kept.items() if tries and tries.boot_id != moment.boot_id
    )


def _read_clocks_again(db: Database, staff_ids: tuple[StaffId, ...], moment: Moment) -> None:
    """From here on the monotonic clock of this boot counts, whatever the wall clock says."""
    for staff_id in staff_ids:
        put_pin_tries(db, staff_id, tries_at(pin_tries(db, staff_id), moment))


def _count_try(db: Database, staff_id: StaffId, moment: Moment) -> tuple[StaffRecord, PinTries]:
    """Raises ``StaffUnknown``, ``PinLocked`` or as ``require_may_enter``: then none is counted."""
    record = staff_record(db, staff_id)
    if record is None or not record.member.is_active:
        raise StaffUnknown(staff_id=staff_id)
    require_may_enter(me_of(db), record.member, moment)
    tries = tries_at(pin_tries(db, staff_id), moment)
    if not lock_seconds_left(tries):
        tries = with_wrong_try(tries)
        put_pin_tries(db, staff_id, tries)
        return record, tries
    raise PinLocked(seconds_left=lock_seconds_left(tries))
