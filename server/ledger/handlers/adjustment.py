"""Adjustment: a manager's correction, bounded, reasoned and audited (CSH-95, LED-42, LED-43)."""

from server.audit import Action, Activity, note
from server.books import Books
from server.ledger.bookings import Purpose, book, book_uses
from server.ledger.elsewhere import require_free
from server.ledger.granting import freed_card
from server.ledger.incoming import Act, Booked, Verdict, booked
from server.ledger.quoting import notes_on, quoted_by
from server.ledger.rights import require_permission
from server.ledger.service import opened_card
from shared.domain.adjusting import check_adjustment
from shared.domain.card import Card
from shared.domain.errors import GuestUnknown
from shared.domain.ids import GuestId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import spend
from shared.domain.staff import Permission
from shared.operations.bodies import AdjustmentBody
from shared.operations.encode import from_millis


def adjust(books: Books, act: Act, body: AdjustmentBody) -> Verdict:
    """Books the correction. Raises ``Refusal``: rights, limits, reason, or too few points."""
    require_permission(books, act, body, permission=Permission.ADJUST_POINTS)
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=act.restaurant_id)
    if card is None:
        raise GuestUnknown(guest_id=body.guest_id)
    programme = quoted_by(books, act, body)
    private = act.incoming.private
    reason = check_adjustment(
        card,
        body.points,
        reason=body.reason,
        note=(private.note or "") if private else "",
        settings=programme.settings,
    )
    facts = {"reason": reason.value}
    purpose = Purpose(EntryKind.MANUAL_ADJUST, AccountKind.ADJUSTED, programme, facts=facts)
    done = _book(books, act, body, card=card, purpose=purpose)
    note(
        books,
        act.tenant_id,
        Activity(
            Action.POINTS_ADJUSTED,
            "card",
            card.card_id,
            performed_by=body.staff_id,
            at_ms=act.posted_at_ms,
            details={
                "operation_id": act.operation_id,
                "points": body.points,
                "reason": reason.value,
                "approver_id": body.approver_id,
            },
        ),
    )
    return booked(done, *notes_on(books, act, body))


def _book(books: Books, act: Act, body: AdjustmentBody, *, card: Card, purpose: Purpose) -> Booked:
    """Only what is under no lease can be taken."""
    if body.points > 0:
        return book(books, act, body, card=card, purpose=purpose)
    free = freed_card(books, act.tenant_id, card, now_ms=act.posted_at_ms)
    require_free(books, act, card, free=free, points=-body.points)
    uses = spend(free.lots, -body.points, at=from_millis(act.effective_at_ms))
    return book_uses(books, act, body, card_and_uses=(card, uses), purpose=purpose)
