"""Redeem: points spent on a check, promo points first (LOY-90, LOY-91)."""

from sqlalchemy import Connection

from server.audit import Action, Activity, record
from server.checks import service as checks
from server.guests.service import CounterChange, change_counters
from server.ledger.bookings import Purpose, book
from server.ledger.incoming import Act, Booked, Verdict, adjusted, booked
from server.ledger.quoting import notes_on, quoted_by, require_currency
from server.ledger.rights import require_permission
from server.ledger.service import card_state
from shared.domain.card import Card
from shared.domain.errors import GuestUnknown, QuoteMismatch
from shared.domain.ids import GuestId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.programme import ProgrammeVersion
from shared.domain.redeeming import quote_redemption
from shared.domain.staff import Permission
from shared.operations.bodies import RedeemBody
from shared.operations.encode import check_of, from_millis


def redeem(conn: Connection, act: Act, body: RedeemBody) -> Verdict:
    """Books the redemption when the card holds the points, however late it comes.

    The guest pays what his paper says; where promo points had gone or come meanwhile, the split
    differs: ``split_differs``. Raises ``Refusal``.
    """
    require_permission(conn, act, body, permission=Permission.POINTS_AT_TILL)
    if body.promo_points + body.regular_points != body.points:
        raise QuoteMismatch(claimed=body.points, computed=body.promo_points + body.regular_points)
    card = card_state(conn, act.tenant_id, GuestId(body.guest_id))
    if card is None:
        raise GuestUnknown(guest_id=body.guest_id)
    programme = quoted_by(conn, act, body)
    require_currency(body.check, programme)
    quote_redemption(
        check_of(body.check).amount,
        card,
        points=body.points,
        programme=programme,
        at=from_millis(act.effective_at_ms),
    )
    done = _book(conn, act, body, card=card, programme=programme)
    verdict = booked(done, *notes_on(conn, act, body))
    if (-done.promo, -done.regular) != (body.promo_points, body.regular_points):
        split = {"promo_points": -done.promo, "regular_points": -done.regular}
        return adjusted(verdict, "split_differs", split)
    return verdict


def _book(
    conn: Connection, act: Act, body: RedeemBody, *, card: Card, programme: ProgrammeVersion
) -> Booked:
    claim = checks.Claim(
        check=check_of(body.check),
        guest_id=card.guest_id,
        restaurant_id=act.incoming.restaurant_id,
        slot="redeem",
        operation_id=act.operation_id,
        at_ms=act.effective_at_ms,
    )
    checks.claim(conn, act.tenant_id, claim)
    facts = {
        "check": body.check.model_dump(mode="json", exclude_none=True),
        "redeem_limit_percent": programme.settings.redeem_limit_percent,
        "lease_ids": list(body.lease_ids),
    }
    purpose = Purpose(EntryKind.REDEEM, AccountKind.REDEEMED, programme, facts=facts)
    done = book(conn, act, body, card=card, purpose=purpose)
    active = CounterChange(active_at_ms=act.effective_at_ms)
    change_counters(conn, act.tenant_id, card.card_id, change=active)
    record(
        conn,
        act.tenant_id,
        Activity(
            Action.POINTS_REDEEMED,
            "card",
            card.card_id,
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
