"""What a device tells too late for the night that booked an expiry (design §7).

A redemption made in time has its points back: they were promised, and the goods are handed out. An
earning made in time does not save what lay idle; a manager reads of it in a note.
"""

from dataclasses import replace

from server.books import Books
from server.ledger.incoming import Act, OutcomeNote
from server.ledger.lots import expired_lots
from server.programme import service as programmes
from shared.domain.card import Card
from shared.domain.expiring import EXPIRY_GRACE, due_at, reinstate
from shared.domain.ids import TenantId
from shared.domain.lots import LotUse
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeSettings
from shared.operations.encode import from_millis


def coming_back(books: Books, act: Act, card: Card, *, points: int) -> tuple[LotUse, ...]:
    """At most ``points``, positive, of what expired only after the operation was made."""
    if not points:
        return ()
    gone, settings = _gone(books, act.tenant_id, card), _settings(books, act.tenant_id)
    return reinstate(gone, points, settings=settings, effective_at=from_millis(act.effective_at_ms))


def notes_on_expiry(books: Books, act: Act, card: Card) -> tuple[OutcomeNote, ...]:
    """Whether regular points expired that this earning would have kept, had it been told.

    ``card`` as it was before. What is told within the grace comes before any expiry.
    """
    effective_at, told_at = from_millis(act.effective_at_ms), from_millis(act.posted_at_ms)
    if told_at - effective_at < EXPIRY_GRACE:
        return ()
    settings = _settings(books, act.tenant_id)
    idle = (x for x in _gone(books, act.tenant_id, card).lots if x.kind is PointsKind.REGULAR)
    dues = (due_at(lot, card, settings) for lot in idle)
    is_too_late = any(due is not None and effective_at < due for due in dues)
    return ("expired_meanwhile",) if is_too_late else ()


def _gone(books: Books, tenant_id: TenantId, card: Card) -> Card:
    """The card with what expired on it and did not come back."""
    return replace(card, lots=expired_lots(books, tenant_id, card.card_id))


def _settings(books: Books, tenant_id: TenantId) -> ProgrammeSettings:
    """By which the night expired."""
    programme = books.once(programmes.current, tenant_id)
    return programme.settings if programme is not None else ProgrammeSettings()
