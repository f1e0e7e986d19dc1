"""Redeem, confirmed by a till alone: under leases, or vouched for by the house (design §6).

The goods are handed out and the paper is printed, so it is always booked, whatever the card's
status, the programme or anybody's permission say now: what they would have said are notes. The
guest is never negative and never punished; what nothing pays is the house's loss.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from server.audit import Action, Activity, note
from server.books import Books
from server.feed import service as feed
from server.ledger import leases, operations
from server.ledger.bookings import Purpose
from server.ledger.claims import claim_of
from server.ledger.floats import beyond_float
from server.ledger.granting import freed_card
from server.ledger.handlers.redeem import (
    book_redemption,
    claim_check,
    facts_of,
    limited_quote,
    require_sum,
    split_data,
)
from server.ledger.incoming import Act, Booked, Verdict, adjusted, booked
from server.ledger.leases import LeaseEnd
from server.ledger.posting import Leased
from server.ledger.quoting import is_outdated, notes_on, quoted_by
from server.ledger.reinstating import coming_back
from server.ledger.rights import require_permission
from server.ledger.service import opened_card
from server.ledger.settling import Claim, Settlement, settle, with_reinstated
from server.programme import service as programmes
from shared.domain.card import Card, CardStatus
from shared.domain.errors import GuestUnknown, PointsShortfall, ProgrammeUnknown, Refusal
from shared.domain.ids import GuestId, LevelId, OperationId, ProgrammeVersionId, card_id_of
from shared.domain.leases import leases_after
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import LotUse
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Permission
from shared.operations.bodies import RedeemBody
from shared.operations.encode import from_millis, steps_of


def redeem_leased(books: Books, act: Act, body: RedeemBody) -> Verdict:
    """Books the redemption; parks it while the guest's registration is still on its way.

    Where nothing but an earning in quarantine can pay, it waits there too.

    What the leases no longer hold comes from the rest of the card, then from the house:
    ``house_loss``. Raises ``LeaseUnknown`` and ``PointsShortfall`` for what was never promised.
    """
    require_sum(body)
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=act.restaurant_id)
    whole = card or _nobody(body)
    free = freed_card(books, act.tenant_id, whole, now_ms=act.posted_at_ms)
    claim = claim_of(books, act, body, card=card)
    if card is None and not _is_registration_refused(books, act, body):
        return Verdict("parked", "guest_unknown", {"guest_id": body.guest_id})
    if _is_worth_waiting(act, claim, free):
        return Verdict("quarantined", "server_bug")  # decided after the upgrade that decides it
    notes = tuple(_objections(books, act, body, card=whole))
    claim = replace(claim, beyond=_beyond_float(books, act, body))
    paid = settle(claim, free, at=from_millis(act.effective_at_ms))
    paid = with_reinstated(paid, coming_back(books, act, whole, points=paid.loss))
    whole = _with_lots(books, act, whole, also=paid.reinstated)
    if act.incoming.is_fenced or claim.is_lapsed:
        paid = _as_debt(paid, body)
    done = _book(books, act, body, card=whole, claim_and_paid=(claim, paid))
    _count(books, act, claim, paid=paid)
    if is_outdated(books, act, _programme(books, act, body)):
        notes = (*notes, "programme_outdated")
    verdict = booked(done, *notes, *paid.notes, *notes_on(books, act, body))
    if claim.beyond:
        told = {"beyond": claim.beyond, "loss": paid.loss}
        return adjusted(verdict, "float_exceeded", told | split_data(done))
    if paid.loss:
        return adjusted(verdict, "house_loss", {"loss": paid.loss} | split_data(done))
    if (-done.promo, -done.regular) != (body.promo_points, body.regular_points):
        return adjusted(verdict, "split_differs", split_data(done))
    return verdict


def _is_worth_waiting(act: Act, claim: Claim, free: Card) -> bool:
    """Whether the house would pay for points that an operation in quarantine is to bring.

    It brings them all the same later, and the guest would have them twice. Behind a fence nobody
    pays: it is owed.
    """
    if act.incoming.is_fenced or not claim.is_awaited:
        return False
    return settle(claim, free, at=from_millis(act.effective_at_ms)).loss > 0


def _is_registration_refused(books: Books, act: Act, body: RedeemBody) -> bool:
    found = operations.by_original(books, act.tenant_id, OperationId(body.guest_id))
    statuses = {each.outcome.status for each in found if each.kind == "registration"}
    return "rejected" in statuses


def _nobody(body: RedeemBody) -> Card:
    """The card of a guest whose registration was refused: it holds nothing, the house pays."""
    guest_id = GuestId(body.guest_id)
    return Card(card_id_of(guest_id), guest_id, CardStatus.DELETED, LevelId(""), token="")


def _with_lots(books: Books, act: Act, card: Card, *, also: Sequence[LotUse]) -> Card:
    if not also:
        return card
    lot_ids = [use.lot_id for use in also]
    found = opened_card(books, act.tenant_id, card.guest_id, at=act.restaurant_id, also=lot_ids)
    assert found is not None, "what comes back lies on a card"
    return found


def _objections(books: Books, act: Act, body: RedeemBody, *, card: Card) -> Iterator[str]:
    """What the rules would have refused, each by its code."""

    def permission() -> None:
        require_permission(books, act, body, permission=Permission.POINTS_AT_TILL)

    def limits() -> None:
        limited_quote(act, body, card=card, programme=quoted_by(books, act, body))

    def check() -> None:
        if card.status is CardStatus.DELETED:
            raise GuestUnknown(guest_id=card.guest_id)
        claim_check(books, act, body, card=card)

    rules: tuple[Callable[[], None], ...] = (permission, limits, check)
    for rule in rules:
        try:
            rule()
        except PointsShortfall:
            continue  # who pays is settled, and noted, apart from the limits
        except Refusal as refusal:
            yield refusal.code


def _beyond_float(books: Books, act: Act, body: RedeemBody) -> int:
    """How much of the house float was not the till's to give; a manager is told."""
    timezone = _programme(books, act, body).settings.timezone
    beyond = beyond_float(books, act, body, timezone=timezone)
    if beyond:
        given = Activity(
            Action.FLOAT_EXCEEDED,
            "device",
            act.incoming.device_id,
            performed_by=body.staff_id,
            at_ms=act.posted_at_ms,
            details={"operation_id": act.operation_id, "points": beyond},
        )
        note(books, act.tenant_id, given)
    return beyond


def _book(
    books: Books,
    act: Act,
    body: RedeemBody,
    *,
    card: Card,
    claim_and_paid: tuple[Claim, Settlement],
) -> Booked:
    programme = _programme(books, act, body)
    claim, paid = claim_and_paid
    facts: dict[str, Any] = {
        "lease_ids": list(body.lease_ids),
        "float_points": body.float_points,
    }
    if claim.beyond:
        facts["float_beyond"] = claim.beyond
    purpose = Purpose(
        EntryKind.REDEEM,
        AccountKind.REDEEMED,
        programme,
        steps_of(body.steps or ()),
        facts=facts_of(body, programme) | facts | {"late": paid.late},
        leased=Leased(act.incoming.device_id, paid.leased) if paid.leased else None,
        house_points=paid.loss,
        owed=paid.owed,
        reinstated=paid.reinstated,
    )
    return book_redemption(books, act, body, card_and_uses=(card, paid.uses), purpose=purpose)


def _as_debt(paid: Settlement, body: RedeemBody) -> Settlement:
    """After a restore nothing is lost yet: another till may still bring it (design §9)."""
    promo = min(paid.loss, max(0, body.promo_points - paid.taken(PointsKind.PROMO)))
    owed = {PointsKind.PROMO: promo, PointsKind.REGULAR: paid.loss - promo}
    return replace(paid, loss=0, owed={kind: points for kind, points in owed.items() if points})


def _programme(books: Books, act: Act, body: RedeemBody) -> ProgrammeVersion:
    """The till's version; where nobody knows it any more, the present one."""
    version_id = ProgrammeVersionId(body.programme_version_id)
    found = books.once(programmes.version, act.tenant_id, version_id)
    found = found or books.once(programmes.current, act.tenant_id)
    if found is None:
        raise ProgrammeUnknown(version_id=version_id)
    return found


def _count(books: Books, act: Act, claim: Claim, *, paid: Settlement) -> None:
    """Ends what is spent, counts what was late, and tells the tills what changed."""
    after = leases_after([each.held for each in claim.leases], paid.leased)
    spent_up = [
        lease
        for lease, left in zip(claim.leases, after, strict=True)
        if lease.ended is None and left.left == 0
    ]
    leases.end(books, act.tenant_id, spent_up, how=LeaseEnd.SPENT)
    leases.add_late(books, act.tenant_id, paid.late)
    if paid.late:
        feed.tell(books, act.tenant_id, kind="tenant", entity_id=act.tenant_id)
    if paid.leased:
        holder = act.incoming
        leases.tell_holding(
            books, act.tenant_id, holder.device_id, restaurant_id=holder.restaurant_id
        )
