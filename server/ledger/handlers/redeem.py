"""Redeem, decided by the server: what is under no lease pays, or nobody does (CSH-30…CSH-37)."""

from collections.abc import Sequence
from typing import Any

from server.audit import Action, Activity, note
from server.books import Books
from server.checks import service as checks
from server.guests.service import CounterChange, change_counters
from server.ledger.bookings import Purpose, book_uses
from server.ledger.elsewhere import require_free
from server.ledger.granting import freed_card
from server.ledger.incoming import Act, Booked, Verdict, adjusted, booked
from server.ledger.quoting import booked_by, notes_on, quoted_by
from server.ledger.rights import require_permission
from server.ledger.service import opened_card
from shared.domain.card import Card, CardStatus
from shared.domain.errors import GuestUnknown, QuoteMismatch
from shared.domain.ids import GuestId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import LotUse, spend
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeVersion
from shared.domain.quotes import QuoteStep, RedemptionQuote
from shared.domain.redeeming import paid_by, quote_redemption
from shared.domain.staff import Permission
from shared.operations.bodies import RedeemBody
from shared.operations.encode import check_of, from_millis


def redeem(books: Books, act: Act, body: RedeemBody) -> Verdict:
    """Books the redemption when the card holds the points, however late it comes.

    The guest pays what his paper says; where promo points had gone or come meanwhile, the split
    differs: ``split_differs``. Raises ``Refusal``.
    """
    require_permission(books, act, body, permission=Permission.POINTS_AT_TILL)
    require_sum(body)
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=act.restaurant_id)
    if card is None:
        raise GuestUnknown(guest_id=body.guest_id)
    programme = booked_by(books, act, quoted_by(books, act, body))
    quote = limited_quote(act, body, card=card, programme=programme)
    free = freed_card(books, act.tenant_id, card, now_ms=act.posted_at_ms)
    require_free(books, act, card, free=free, points=body.points)
    claim_check(books, act, body, card=card)
    uses = spend(free.lots, body.points, at=from_millis(act.effective_at_ms))
    purpose = Purpose(
        EntryKind.REDEEM,
        AccountKind.REDEEMED,
        programme,
        _explained(quote, uses),
        facts_of(body, programme),
    )
    done = book_redemption(books, act, body, card_and_uses=(card, uses), purpose=purpose)
    outdated = ["programme_outdated"] if programme.version_id != body.programme_version_id else []
    verdict = booked(done, *outdated, *notes_on(books, act, body))
    split = (-done.promo, -done.regular)
    if split != (body.promo_points, body.regular_points):
        return adjusted(verdict, "split_differs", split_data(done))
    return verdict


def require_sum(body: RedeemBody) -> None:
    """Raises ``QuoteMismatch`` unless promo and regular points make the whole."""
    computed = body.promo_points + body.regular_points
    if computed != body.points:
        raise QuoteMismatch(claimed=body.points, computed=computed)


def limited_quote(
    act: Act, body: RedeemBody, *, card: Card, programme: ProgrammeVersion
) -> RedemptionQuote:
    """Why so many points. Raises ``Refusal`` for what is not within the programme's limits."""
    return quote_redemption(
        check_of(body.check).amount,
        card,
        points=body.points,
        programme=programme,
        at=from_millis(act.effective_at_ms),
    )


def _explained(quote: RedemptionQuote, uses: Sequence[LotUse]) -> tuple[QuoteStep, ...]:
    """Why so many points, and which of them: those that pay in the end."""
    promo = -sum(use.points for use in uses if use.kind is PointsKind.PROMO)
    return paid_by(quote, promo_points=promo, regular_points=quote.points - promo).steps


def claim_check(books: Books, act: Act, body: RedeemBody, *, card: Card) -> None:
    """Takes the check's place for a redemption. Raises what ``checks.claim`` raises."""
    claim = checks.Claim(
        check=check_of(body.check),
        guest_id=card.guest_id,
        restaurant_id=act.incoming.restaurant_id,
        slot="redeem",
        operation_id=act.operation_id,
        at_ms=act.effective_at_ms,
    )
    checks.claim(books, act.tenant_id, claim)


def facts_of(body: RedeemBody, programme: ProgrammeVersion) -> dict[str, Any]:
    """What the booking keeps of the check and its limit."""
    return {
        "check": body.check.model_dump(mode="json", exclude_none=True),
        "redeem_limit_percent": programme.settings.redeem_limit_percent,
    }


def split_data(done: Booked) -> dict[str, int]:
    """Which points left the card."""
    return {"promo_points": -done.promo, "regular_points": -done.regular}


def book_redemption(
    books: Books,
    act: Act,
    body: RedeemBody,
    *,
    card_and_uses: tuple[Card, tuple[LotUse, ...]],
    purpose: Purpose,
) -> Booked:
    """Posts the redemption, with the guest's activity and the log's."""
    done = book_uses(books, act, body, card_and_uses=card_and_uses, purpose=purpose)
    if done.card.status is not CardStatus.DELETED:  # there, nobody is active any more, or ever was
        active = CounterChange(active_at_ms=act.effective_at_ms)
        change_counters(books, act.tenant_id, done.card.card_id, change=active)
    note(
        books,
        act.tenant_id,
        Activity(
            Action.POINTS_REDEEMED,
            "card",
            done.card.card_id,
            performed_by=body.staff_id,
            at_ms=act.posted_at_ms,
            details={
                "operation_id": act.operation_id,
                "points": body.points,
                "amount_minor": body.check.amount_minor,
            },
        ),
    )
    return done
