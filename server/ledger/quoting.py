"""What the till quoted, quoted again from the body's own inputs (P5).

The programme version, the visitor, the bill and the wall clock that the till had: where they give
what the paper says, the paper holds, whatever has changed since. Only a version that was out of
force for longer than the programme's grace does not count any more. Where the wall clock was
wrong, promo points get the term they would have had under a right one.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from server.books import Books
from server.ledger.incoming import Act, OutcomeNote
from server.ledger.moments import is_clock_wrong
from server.programme import service as programmes
from server.programme.history import ended_ms, in_force, terms
from shared.domain.check import Bill, check_bill
from shared.domain.errors import FieldInvalid, ProgrammeUnknown, QuoteMismatch
from shared.domain.ids import ProgrammeVersionId
from shared.domain.programme import ProgrammeSettings, ProgrammeVersion, table_rate
from shared.domain.quotes import PromoGrant
from shared.operations.bodies import DiscountBody, EarnBody, GrantBody, PersonBody
from shared.operations.encode import grant_bodies
from shared.operations.fields import Millis
from shared.operations.inputs import bill_of

WALL_CLOCK_MAX_MS = 7_258_118_400_000
"""The year 2200: a clock beyond it has no weekday anybody could mean."""
_MILLISECOND = timedelta(milliseconds=1)


def quoted_by(books: Books, act: Act, body: PersonBody) -> ProgrammeVersion:
    """The programme version the till had. Raises ``ProgrammeUnknown`` or ``FieldInvalid``."""
    if body.clock.wall_ms > WALL_CLOCK_MAX_MS:
        raise FieldInvalid(field="clock.wall_ms", reason="out_of_range")
    version_id = ProgrammeVersionId(body.programme_version_id)
    current = books.once(programmes.current, act.tenant_id)
    if current is not None and current.version_id == version_id:
        return current
    found = books.once(programmes.version, act.tenant_id, version_id)
    if found is None:
        raise ProgrammeUnknown(version_id=version_id)
    return found


def booked_by(books: Books, act: Act, told: ProgrammeVersion) -> ProgrammeVersion:
    """``told``, or the version in force at the effective moment where the grace was over then."""
    current = books.once(programmes.current, act.tenant_id)
    if current is not None and current.version_id == told.version_id:
        return told
    known = books.once(terms, act.tenant_id)
    ended = ended_ms(known, told.version_id)
    then_id = in_force(known, act.effective_at_ms)
    if ended is None or then_id is None:
        return told
    then = books.once(programmes.version, act.tenant_id, then_id)
    assert then is not None, "its history names it"
    grace_ms = timedelta(days=then.settings.version_grace_days) // _MILLISECOND
    return told if ended >= act.effective_at_ms - grace_ms else then


def is_outdated(books: Books, act: Act, told: ProgrammeVersion) -> bool:
    """Whether the programme's grace for ``told`` was over at the effective moment."""
    return booked_by(books, act, told).version_id != told.version_id


def bill_told(body: EarnBody | DiscountBody, programme: ProgrammeVersion) -> Bill:
    """The bill the till quoted. Raises ``FieldInvalid`` or ``RateMissing``."""
    bill = bill_of(body.check, body.bill, programme.settings)
    check_bill(bill)
    _require_own_rate(bill, programme.settings)
    return bill


def require_grants(claimed: Sequence[GrantBody], computed: Sequence[PromoGrant]) -> None:
    """Raises ``QuoteMismatch`` unless the till granted just what its inputs give."""
    if tuple(claimed) != grant_bodies(computed):
        raise QuoteMismatch(
            claimed=sum(grant.points for grant in claimed),
            computed=sum(grant.points for grant in computed),
        )


def with_true_terms(act: Act, body: PersonBody, grants: Iterable[GrantBody]) -> list[GrantBody]:
    """``grants`` as they are booked: a wrong wall clock neither lengthens nor cuts their term."""
    if not is_clock_wrong(body.clock, act.effective_at_ms):
        return list(grants)
    shift = act.effective_at_ms - body.clock.wall_ms
    return [
        grant.model_copy(update={"expires_at_ms": _bounded(grant.expires_at_ms + shift)})
        for grant in grants
    ]


def notes_on(books: Books, act: Act, body: PersonBody) -> tuple[OutcomeNote, ...]:
    """What differs from the server's view without changing a point, for review."""
    notes: list[OutcomeNote] = []
    current = books.once(programmes.current, act.tenant_id)
    if current is not None and current.version_id != body.programme_version_id:
        notes.append("programme_differs")
    if is_clock_wrong(body.clock, act.effective_at_ms):
        notes.append("clock_differs")
    return tuple(notes)


def _require_own_rate(bill: Bill, settings: ProgrammeSettings) -> None:
    """A till says by which rate it quoted, and makes none up: it is in the programme (LOY-69)."""
    currency = bill.amount.currency
    own = table_rate(currency, settings) if currency != settings.currency else None
    if bill.rate != own:
        raise FieldInvalid(field="bill.rate", reason="foreign")


def _bounded(millis: Millis) -> Millis:
    return max(0, min(millis, WALL_CLOCK_MAX_MS))
