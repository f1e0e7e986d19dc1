"""What the till quoted, quoted again from the body's own inputs (P5).

The programme version, the level, the check and the wall clock that the till had: where they give
what the paper says, the paper holds, whatever has changed since. Where the wall clock was wrong,
promo points get the term they would have had under a right one.
"""

from collections.abc import Iterable, Sequence

from server.books import Books
from server.ledger.incoming import Act, OutcomeNote
from server.ledger.moments import is_clock_wrong
from server.programme import service as programmes
from shared.domain.errors import FieldInvalid, ProgrammeUnknown, QuoteMismatch
from shared.domain.ids import ProgrammeVersionId
from shared.domain.programme import ProgrammeVersion
from shared.domain.quotes import PromoGrant
from shared.operations.bodies import CheckBody, GrantBody, Millis, PersonBody
from shared.operations.encode import grant_bodies

WALL_CLOCK_MAX_MS = 7_258_118_400_000
"""The year 2200: a clock beyond it has no weekday anybody could mean."""


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


def require_currency(check: CheckBody, programme: ProgrammeVersion) -> None:
    """Raises ``FieldInvalid`` for a check in money the programme does not know."""
    if check.currency != programme.settings.currency:
        raise FieldInvalid(field="check.currency", reason="out_of_range")


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


def notes_on(
    books: Books, act: Act, body: PersonBody, *, is_level_other: bool = False
) -> tuple[OutcomeNote, ...]:
    """What differs from the server's view without changing a point, for review."""
    notes: list[OutcomeNote] = []
    if is_level_other:
        notes.append("level_differs")
    current = books.once(programmes.current, act.tenant_id)
    if current is not None and current.version_id != body.programme_version_id:
        notes.append("programme_differs")
    if is_clock_wrong(body.clock, act.effective_at_ms):
        notes.append("clock_differs")
    return tuple(notes)


def _bounded(millis: Millis) -> Millis:
    return max(0, min(millis, WALL_CLOCK_MAX_MS))
