"""Discount: a check of a DISCOUNT programme, the visit and its spending, and no points (LOY-03)."""

from server.audit import Action, Activity, note
from server.books import Books
from server.checks import service as checks
from server.guests.service import CounterChange, change_counters
from server.ledger import visits
from server.ledger.awaiting import await_registration
from server.ledger.incoming import Act, Booked, Verdict, booked
from server.ledger.levels import raise_level
from server.ledger.quoting import bill_told, is_outdated, notes_on, quoted_by
from server.ledger.rights import require_permission
from server.ledger.service import opened_card
from server.ledger.visiting import notes_on_guest
from shared.domain.card import Card, require_may_earn
from shared.domain.discounts import quote_discount
from shared.domain.errors import QuoteMismatch
from shared.domain.ids import GuestId, LevelId
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Permission
from shared.operations.bodies import DiscountBody
from shared.operations.encode import check_of
from shared.operations.inputs import visitor_from


def discount(books: Books, act: Act, body: DiscountBody) -> Verdict:
    """Books the visit; parks it while the guest's registration is still on its way.

    The money is off the check already, so a programme version too old is noted only. Raises
    ``Refusal``: a programme of points, or a discount that its inputs do not give.
    """
    require_permission(books, act, body, permission=Permission.POINTS_AT_TILL)
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=act.restaurant_id)
    if card is None:
        return await_registration(books, act, body.guest_id)
    require_may_earn(card)
    told = quoted_by(books, act, body)
    _require_quote(body, told)
    notes = [*notes_on_guest(books, act, body, card=card, told=told), *notes_on(books, act, body)]
    if is_outdated(books, act, told):
        notes.append("programme_outdated")
    return booked(_book(books, act, body, card=card), *notes)


def _require_quote(body: DiscountBody, told: ProgrammeVersion) -> None:
    visitor = visitor_from(body.visitor, LevelId(body.level_id))
    quote = quote_discount(bill_told(body, told), visitor, programme=told)
    if quote.discount_minor != body.discount_minor:
        raise QuoteMismatch(claimed=body.discount_minor, computed=quote.discount_minor)


def _book(books: Books, act: Act, body: DiscountBody, *, card: Card) -> Booked:
    """The check's one act of loyalty stands where an earning would (LED-20)."""
    amount_minor = body.check.amount_minor
    claim = checks.Claim(
        check=check_of(body.check),
        guest_id=card.guest_id,
        restaurant_id=act.incoming.restaurant_id,
        slot="earn",
        operation_id=act.operation_id,
        at_ms=act.effective_at_ms,
    )
    checks.claim(books, act.tenant_id, claim)
    spent = CounterChange(amount_minor, visits=1, active_at_ms=act.effective_at_ms)
    change_counters(books, act.tenant_id, card.card_id, change=spent)
    raise_level(books, act.tenant_id, card.card_id, at_ms=act.posted_at_ms)
    visits.add(books, act, card_id=card.card_id, amount_minor=amount_minor)
    given = Activity(
        Action.DISCOUNT_GIVEN,
        "card",
        card.card_id,
        performed_by=body.staff_id,
        at_ms=act.posted_at_ms,
        details={
            "operation_id": act.operation_id,
            "discount_minor": body.discount_minor,
            "amount_minor": amount_minor,
        },
    )
    note(books, act.tenant_id, given)
    return Booked(card)
