"""Earn: points for a check, the visit and the check with them, or nothing at all (LED-07)."""

from dataclasses import dataclass
from typing import Any

from server.audit import Action, Activity, note
from server.books import Books
from server.checks import service as checks
from server.guests.service import CounterChange, change_counters
from server.ledger import operations, visits
from server.ledger.awaiting import await_registration
from server.ledger.bookings import Purpose, book
from server.ledger.grants import write_down
from server.ledger.incoming import Act, Booked, Verdict, adjusted, booked, understood
from server.ledger.levels import raise_level
from server.ledger.occasions import Due, due, gift_of, grant_bodies_due
from server.ledger.quoting import bill_told, booked_by, notes_on, quoted_by, require_grants
from server.ledger.reinstating import notes_on_expiry
from server.ledger.rights import require_permission
from server.ledger.service import opened_card
from server.ledger.visiting import notes_on_guest
from shared.domain.card import Card, require_may_earn
from shared.domain.check import Bill
from shared.domain.earning import quote_earn
from shared.domain.errors import DependencyRefused, FieldInvalid, NothingToEarn, QuoteMismatch
from shared.domain.ids import GuestId, LevelId, OperationId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.programme import ProgrammeVersion
from shared.domain.quotes import EarnQuote
from shared.domain.staff import Permission
from shared.operations.bodies import EarnBody, RedeemBody
from shared.operations.encode import check_of, from_millis
from shared.operations.inputs import occasions_of, visitor_from, worth_minor


@dataclass(frozen=True, slots=True)
class _Why:
    """By which programme version how much is booked."""

    programme: ProgrammeVersion
    quote: EarnQuote
    due: Due

    @property
    def points(self) -> int:
        return self.quote.regular_points + sum(grant.points for grant in self.due.grants)


def earn(books: Books, act: Act, body: EarnBody) -> Verdict:
    """Books the earn; parks it while the guest's registration is still on its way.

    A programme version too old is booked by the one in force then (``programme_outdated``), a bonus
    the guest had before not at all (``bonus_repeated``). Raises ``Refusal``: the redemption on the
    same check was refused, the card may not earn, or the till's quote is not what its inputs give.
    """
    require_permission(books, act, body, permission=Permission.POINTS_AT_TILL)
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=act.restaurant_id)
    if _is_redemption(books, act, body, status="quarantined"):
        return Verdict("quarantined", "server_bug")  # decided after the upgrade that decides it
    if card is not None or not _is_redemption(books, act, body, status="parked"):
        _require_redemption(books, act, body)
    if card is None:
        return await_registration(books, act, body.guest_id)
    require_may_earn(card)
    told = quoted_by(books, act, body)
    bill = bill_told(body, told)
    quote = _checked_quote(body, bill, programme=told)
    programme = booked_by(books, act, told)
    if programme is not told:
        quote = _quote(body, bill, programme=programme)
    found = due(books, act, card.guest_id, quoted=quote.grants, steps=quote.steps)
    why = _Why(programme, quote, found)
    notes = (
        *notes_on_guest(books, act, body, card=card, told=told),
        *notes_on(books, act, body),
        *notes_on_expiry(books, act, card),
    )
    done = _book(books, act, body, card=card, why=why)
    return _told(booked(done, *notes), body, why=why)


def _is_redemption(books: Books, act: Act, body: EarnBody, *, status: str) -> bool:
    """Whether the redemption on the same check waits: for the registration, or for an upgrade."""
    if body.after is None:
        return False
    found = operations.by_original(books, act.tenant_id, OperationId(body.after))
    return any(each.outcome.status == status for each in found) and not any(
        each.is_booked for each in found
    )


def _require_redemption(books: Books, act: Act, body: EarnBody) -> None:
    """The redemption on the same check was booked, and is as large as the earn says."""
    if body.after is None:
        return
    found = operations.by_original(books, act.tenant_id, OperationId(body.after))
    redemption = next((x for x in found if x.is_booked and x.kind == "redeem"), None)
    if redemption is None:
        raise DependencyRefused(operation_id=body.after)
    redeemed = understood(redemption.incoming.body)
    assert isinstance(redeemed, RedeemBody)
    if (redeemed.guest_id, redeemed.check.check_id) != (body.guest_id, body.check.check_id):
        raise DependencyRefused(operation_id=body.after)
    if redeemed.points != body.redeemed_points:
        raise QuoteMismatch(claimed=body.redeemed_points, computed=redeemed.points)


def _checked_quote(body: EarnBody, bill: Bill, *, programme: ProgrammeVersion) -> EarnQuote:
    """The till's own quote. Raises ``QuoteMismatch`` for another, ``NothingToEarn`` for none."""
    quote = _quote(body, bill, programme=programme)
    if quote.regular_points != body.regular_points:
        raise QuoteMismatch(claimed=body.regular_points, computed=quote.regular_points)
    require_grants(body.grants, quote.grants)
    if occasions_of(quote.grants) != body.occasions:
        raise FieldInvalid(field="occasions", reason="foreign")
    if quote.total == 0:
        raise NothingToEarn(amount_minor=body.check.amount_minor)
    return quote


def _quote(body: EarnBody, bill: Bill, *, programme: ProgrammeVersion) -> EarnQuote:
    return quote_earn(
        bill,
        visitor_from(body.visitor, LevelId(body.level_id)),
        programme=programme,
        at=from_millis(body.clock.wall_ms),
        redeemed_points=body.redeemed_points,
    )


def _book(books: Books, act: Act, body: EarnBody, *, card: Card, why: _Why) -> Booked:
    _claim_check(books, act, body, card=card)
    given = {
        "regular_points": why.quote.regular_points,
        "grants": grant_bodies_due(act, body, why.due),
    }
    gift = gift_of(act, GuestId(body.guest_id), why.due)
    facts = _facts(body) | gift.facts()
    purpose = Purpose(EntryKind.EARN, AccountKind.ISSUED, why.programme, why.due.steps, facts)
    done = book(books, act, body.model_copy(update=given), card=card, purpose=purpose)
    write_down(books, act.tenant_id, card.guest_id, gift=gift)
    spent_minor = worth_minor(body.check, body.bill)
    spent = CounterChange(spent_minor, visits=1, active_at_ms=act.effective_at_ms)
    change_counters(books, act.tenant_id, card.card_id, change=spent)
    raise_level(books, act.tenant_id, card.card_id, at_ms=act.posted_at_ms)
    visits.add(books, act, card_id=card.card_id, amount_minor=spent_minor)
    note(books, act.tenant_id, _activity(act, body, done))
    return done


def _facts(body: EarnBody) -> dict[str, Any]:
    return {
        "check": body.check.model_dump(mode="json", exclude_none=True),
        "level_id": body.level_id,
        "redeemed_points": body.redeemed_points,
    }


def _told(verdict: Verdict, body: EarnBody, *, why: _Why) -> Verdict:
    """What the guest gets otherwise than his paper says."""
    if why.programme.version_id != body.programme_version_id:
        claimed = body.regular_points + sum(grant.points for grant in body.grants)
        data = {"claimed": claimed, "booked": why.points, "number": why.programme.number}
        return adjusted(verdict, "programme_outdated", data | why.due.told())
    if why.due.repeated:
        dropped = sum(grant.points for grant in why.due.repeated)
        return adjusted(verdict, "bonus_repeated", {"points": dropped} | why.due.told())
    return verdict


def _claim_check(books: Books, act: Act, body: EarnBody, *, card: Card) -> None:
    checks.claim(
        books,
        act.tenant_id,
        checks.Claim(
            check=check_of(body.check),
            guest_id=card.guest_id,
            restaurant_id=act.incoming.restaurant_id,
            slot="earn",
            operation_id=act.operation_id,
            at_ms=act.effective_at_ms,
        ),
    )


def _activity(act: Act, body: EarnBody, done: Booked) -> Activity:
    return Activity(
        Action.POINTS_EARNED,
        "card",
        done.card.card_id,
        performed_by=body.staff_id,
        at_ms=act.posted_at_ms,
        details={
            "operation_id": act.operation_id,
            "points": done.regular + done.promo,
            "amount_minor": body.check.amount_minor,
        },
    )
