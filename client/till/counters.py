"""What a pending operation does to a card beside its lots: visits, spending, activity, occasions.

The next check of the same guest asks these before the server has told of them: a welcome is given
once, and who was here an hour ago was not away. Pure; the server counts the same in its handlers.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shared.domain.card import Card
from shared.domain.ids import PromoId
from shared.domain.promos import FIRST_VISIT
from shared.domain.refunding import RefundPart
from shared.domain.visitors import Granted
from shared.operations.bodies import (
    DiscountBody,
    EarnBody,
    OperationBody,
    RedeemBody,
    RegistrationBody,
)
from shared.operations.inputs import worth_minor, worth_of_part


def counted(card: Card, body: OperationBody, *, at: datetime) -> Card:
    """``card`` after the operation of ``body``, effective at ``at``; its lots stay as they are."""
    match body:
        case EarnBody():
            return _checked(_granted(card, body), worth_minor(body.check, body.bill), at)
        case DiscountBody():
            return _checked(card, worth_minor(body.check, body.bill), at)
        case RedeemBody():
            return _active(card, at)
        case RegistrationBody():
            return _active(_granted(card, body), at)
        case _:
            return card


def promised(card: Card, bodies: Iterable[OperationBody]) -> Card:
    """``card`` of a guest who was granted what ``bodies`` grant; nothing else of theirs counts."""
    for body in bodies:
        if isinstance(body, EarnBody | RegistrationBody):
            card = _granted(card, body)
    return card


def uncounted(card: Card, body: OperationBody, part: RefundPart | None) -> Card:
    """``card`` after the operation of ``body`` was taken back: an activity there was (LOY-102).

    ``part`` is what no refund took back before, None where that is nothing.
    """
    if not isinstance(body, EarnBody | DiscountBody):
        return card
    return replace(
        refunded(card, body, part),
        total_visits=max(0, card.total_visits - 1),
        granted=card.granted - _occasions(body),
    )


def refunded(card: Card, body: OperationBody, part: RefundPart | None) -> Card:
    """``card`` after that part of the check of ``body`` went back: a visit there was (LOY-102)."""
    if not isinstance(body, EarnBody | DiscountBody) or part is None:
        return card
    minor = worth_of_part(body.check, body.bill, part)
    return replace(card, lifetime_spent_minor=max(0, card.lifetime_spent_minor - minor))


def _checked(card: Card, spent_minor: int, at: datetime) -> Card:
    visited = replace(
        card,
        lifetime_spent_minor=card.lifetime_spent_minor + spent_minor,
        total_visits=card.total_visits + 1,
    )
    return _active(visited, at)


def _active(card: Card, at: datetime) -> Card:
    return replace(card, last_activity_at=max(card.last_activity_at or at, at))


def _granted(card: Card, body: EarnBody | RegistrationBody) -> Card:
    return replace(card, granted=card.granted | _occasions(body))


def _occasions(body: EarnBody | DiscountBody | RegistrationBody) -> frozenset[Granted]:
    """What the grants of ``body`` are given for once."""
    if isinstance(body, DiscountBody):
        return frozenset()
    if isinstance(body, RegistrationBody):
        return frozenset(Granted(PromoId(grant.promo_id), FIRST_VISIT) for grant in body.grants)
    named = zip(body.grants, body.occasions or (), strict=False)
    return frozenset(Granted(PromoId(grant.promo_id), what) for grant, what in named if what)
