"""Redeem, once more: this server signed for it before it was restored from a backup (design §9).

The points were spent then, whatever the restored card holds now. What it lacks, other devices have
still to send again: it is owed in ``suspense`` until then.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

from server.books import Books
from server.feed import service as feed
from server.ledger import leases
from server.ledger.bookings import Purpose
from server.ledger.handlers.redeem import book_redemption, claim_check, facts_of
from server.ledger.incoming import Act, Booked, Verdict
from server.ledger.leases import HeldLease, LeaseEnd
from server.ledger.posting import Leased
from server.ledger.quoting import quoted_by
from server.ledger.service import opened_card
from server.ledger.settling import Claim, Settlement, settle
from shared.domain.card import Card
from shared.domain.ids import GuestId, LeaseId
from shared.domain.leases import free_card, leases_after
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import Lot
from shared.domain.points import PointsKind
from shared.operations.bodies import RedeemBody
from shared.operations.encode import from_millis, steps_of


def redeem_again(books: Books, act: Act, body: RedeemBody) -> Verdict:
    """Books just what the outcome promised; parks it until the guest's registration is back.

    Raises ``Refusal`` where even that cannot be told: the check or the programme is unknown.
    """
    promised = act.promised
    assert promised is not None, "asked only for what was promised"
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=act.restaurant_id)
    if card is None:
        return Verdict("parked", "guest_unknown", {"guest_id": body.guest_id})
    claim_check(books, act, body, card=card)
    named = [
        each
        for each in leases.named(books, act.tenant_id, body.lease_ids)
        if each.device_id == act.incoming.device_id and each.new.card_id == card.card_id
    ]
    paid = _paid(books, act, card, named=named)
    done = _book(books, act, body, card=card, paid=paid)
    _count(books, act, named, paid=paid)
    return Verdict(promised.status, promised.code, promised.data, promised.notes, done)


def _paid(
    books: Books, act: Act, card: Card, *, named: list[HeldLease]
) -> dict[PointsKind, Settlement]:
    """Who pays for the points of each kind, the split being what the paper says."""
    at = from_millis(act.effective_at_ms)
    held = leases.of_cards(books, act.tenant_id, [card.card_id])
    free = free_card(card, [each.held for each in held])
    points = _promised_points(act)
    return {
        kind: settle(
            Claim(points[kind], 0, tuple(_only(each, kind) for each in named)),
            replace(free, lots=_of_kind(free.lots, kind)),
            at=at,
        )
        for kind in PointsKind
    }


def _promised_points(act: Act) -> dict[PointsKind, int]:
    """How many points of each kind the guest was told that he paid."""
    effect = act.promised.effect if act.promised else None
    assert effect is not None, "what was booked had an effect"
    return {PointsKind.REGULAR: -effect.regular, PointsKind.PROMO: -effect.promo}


def _only(lease: HeldLease, kind: PointsKind) -> HeldLease:
    held = replace(lease.held, lots=_of_kind(lease.held.lots, kind))
    return replace(lease, held=held, untold=_of_kind(lease.untold, kind))


def _of_kind(lots: tuple[Lot, ...], kind: PointsKind) -> tuple[Lot, ...]:
    return tuple(lot for lot in lots if lot.kind is kind)


def _book(
    books: Books,
    act: Act,
    body: RedeemBody,
    *,
    card: Card,
    paid: dict[PointsKind, Settlement],
) -> Booked:
    programme = quoted_by(books, act, body)
    leased = tuple(use for each in paid.values() for use in each.leased)
    uses = tuple(use for each in paid.values() for use in each.uses)
    lost = body.points - sum(_promised_points(act).values())
    purpose = Purpose(
        EntryKind.REDEEM,
        AccountKind.REDEEMED,
        programme,
        steps_of(body.steps or ()),
        facts=facts_of(body, programme) | _why(body) | {"late": _late(paid)},
        leased=Leased(act.incoming.device_id, leased) if leased else None,
        house_points=lost,
        owed={kind: each.loss for kind, each in paid.items() if each.loss},
    )
    return book_redemption(books, act, body, card_and_uses=(card, uses), purpose=purpose)


def _why(body: RedeemBody) -> dict[str, Any]:
    """By what right the till had spent it; a promise is kept without asking again."""
    return {
        "lease_ids": list(body.lease_ids),
        "float_points": body.float_points,
        "restored": True,
    }


def _late(paid: dict[PointsKind, Settlement]) -> Counter[LeaseId]:
    """What was spent under leases that had been taken back when the backup was made."""
    return sum((Counter(each.late) for each in paid.values()), Counter())


def _count(
    books: Books, act: Act, named: list[HeldLease], *, paid: dict[PointsKind, Settlement]
) -> None:
    """Ends what is spent; what was late before is late again, and no longer risked."""
    late = _late(paid)
    leases.add_late(books, act.tenant_id, late)
    if late:
        feed.tell(books, act.tenant_id, kind="tenant", entity_id=act.tenant_id)
    leased = [use for each in paid.values() for use in each.leased]
    after = leases_after([each.held for each in named], leased)
    spent_up = [
        lease
        for lease, left in zip(named, after, strict=True)
        if lease.ended is None and left.left == 0
    ]
    leases.end(books, act.tenant_id, spent_up, how=LeaseEnd.SPENT)
