"""Finding a guest: by phone, by code, by name, by what was scanned (CSH-14, CSH-15).

Works on the replica alone, so it answers without the network.
"""

from collections.abc import Callable
from dataclasses import dataclass

from client.devices.scanner import understand
from client.store import guest_search, guests
from client.store.guest_search import Found
from client.store.guests import GuestRecord
from client.store.pending import guests_at_work
from client.till.guest_view import GuestView, view_of
from client.till.overlay import overlay
from client.till.refusals import GuestNotFound, ScanNotUnderstood
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.card import CardStatus
from shared.domain.codes import Scan, ScanKind
from shared.domain.ids import GuestId
from shared.domain.programme import ProgrammeKind, ProgrammeVersion
from shared.domain.staff import Permission

HITS_DEFAULT = 20
TYPED_LENGTH_MAX = 100
SCAN_SHOWN_MAX = 80


@dataclass(frozen=True, slots=True)
class GuestHit:
    """One row of the result."""

    guest_id: GuestId
    name: str
    phone: str
    display_code: str | None
    level_name: str
    total: int
    status: CardStatus
    discount_bp: int | None = None
    """What he has off, in a programme that knows no points."""
    is_similar: bool = False
    """He is called nearly so: at least one word differs by a letter from what was typed."""


class GuestSearch:
    """One field finds everybody."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def search(self, typed: str, *, limit: int = HITS_DEFAULT) -> tuple[GuestHit, ...]:
        """Guests whose phone ends or begins with, code is, or names begin with ``typed``.

        Names in either alphabet, in any order, under either keyboard layout; those that are called
        nearly so come last. Fewer than four digits find nobody. A search that is cancelled before
        its turn is not made. Raises ``NotSignedIn`` or ``TillNotReady``.
        """
        return await self._workplace.look(
            Permission.READ_GUEST, lambda act: _hits(act, typed[:TYPED_LENGTH_MAX], limit)
        )

    async def is_empty(self) -> bool:
        """Whether this till knows no guest at all (CSH-87)."""
        return await self._workplace.look(
            Permission.READ_GUEST, lambda act: not guests.knows_guests(act.db)
        )

    async def by_scan(self, text: str) -> GuestView:
        """The guest whose card, code or phone was scanned (CSH-12, CSH-13).

        Raises ``ScanNotUnderstood`` or ``GuestNotFound``.
        """
        _, scan = understand(text)
        if scan.kind in {ScanKind.UNKNOWN, ScanKind.OPERATION}:
            raise ScanNotUnderstood(text=text[:SCAN_SHOWN_MAX])
        return await self._shown(lambda act: _scanned_guest(act, scan))

    async def open(self, guest_id: GuestId) -> GuestView:
        """The guest, or who survived him. Raises ``GuestUnknown``."""
        return await self._shown(lambda act: view_of(act, guest_id))

    async def reread(self, guest_id: GuestId) -> GuestView:
        """The same guest as this till knows him now. Raises ``GuestUnknown``."""
        return await self._workplace.look(Permission.READ_GUEST, lambda act: view_of(act, guest_id))

    async def _shown(self, work: Callable[[Act], GuestView]) -> GuestView:
        """He is here: while the server can be reached, his points are set aside for this till."""
        view = await self._workplace.look(Permission.READ_GUEST, work)
        if self._workplace.is_online():
            self._workplace.delivery.ask_leases(view.guest.guest_id)
        return view


def full_name(record: GuestRecord) -> str:
    """First name and last name, as far as they are known."""
    profile = record.guest.profile
    return f"{profile.first_name} {profile.last_name}".strip()


def _hits(act: Act, typed: str, limit: int) -> tuple[GuestHit, ...]:
    found = guest_search.search(act.db, typed, limit)
    if not found:
        return ()
    programme = programme_now(act)
    busy = guests_at_work(act.db, [each.record.guest.guest_id for each in found])
    return tuple(_hit(act, each, programme=programme, busy=busy) for each in found)


def _hit(act: Act, found: Found, *, programme: ProgrammeVersion, busy: frozenset[str]) -> GuestHit:
    """Most have no operation on this till, so that nothing has to be laid over their cards."""
    guest, card = found.record.guest, found.record.card
    if guest.guest_id in busy:
        card = overlay(act.db, card).card
    level = programme.level(card.level_id)
    own_discount = level.discount_bp if card.discount_bp is None else card.discount_bp
    has_points = programme.settings.kind is ProgrammeKind.POINTS
    return GuestHit(
        guest_id=guest.guest_id,
        name=full_name(found.record),
        phone=guest.profile.phone,
        display_code=card.display_code,
        level_name=level.name,
        total=card.total(act.moment.at),
        status=card.status,
        discount_bp=None if has_points else own_discount,
        is_similar=found.is_similar,
    )


def _scanned_guest(act: Act, scan: Scan) -> GuestView:
    find = {
        ScanKind.CARD: guests.by_token,
        ScanKind.DISPLAY_CODE: guests.by_display_code,
        ScanKind.PHONE: guests.by_phone,
    }[scan.kind]
    record = find(act.db, scan.value)
    if record is None:
        raise GuestNotFound(kind=scan.kind.value, value=scan.value)
    return view_of(act, record.guest.guest_id)
