"""Domain quotes as the parts of a body, and a finished body as its verbatim text."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from shared.domain.check import Bill, Check
from shared.domain.ids import CheckId
from shared.domain.money import Money
from shared.domain.quotes import PromoGrant, QuoteStep
from shared.operations.bodies import (
    BODY_TEXT_MAX,
    CheckBody,
    DiscountBody,
    EarnBody,
    GrantBody,
    OperationBody,
    RedeemBody,
    RegistrationBody,
    StepBody,
)
from shared.operations.canonical import canonical_json

_MILLIS = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENTS_KEPT = 4_096
"""The lots of a card and the parts of an operation are of few moments."""

_ROOM_TO_GROW = 1024
"""For what an outbox adds: larger totals, and its first place when it is enqueued again."""

Explained = TypeVar("Explained", RegistrationBody, EarnBody, RedeemBody, DiscountBody)

_SAID_ONLY_IF_NEW = {"hold": False, "lease_ids": [], "float_points": 0}
"""What the first version of the protocol did not know, where it says nothing: it is left out, for
an older server would set the operation aside because of the name alone."""


def body_text(body: OperationBody) -> str:
    """The canonical text of ``body``: the bytes that are hashed, stored and sent."""
    facts = body.model_dump(mode="json", exclude_none=True)
    return canonical_json(
        {
            name: value
            for name, value in facts.items()
            if name not in _SAID_ONLY_IF_NEW or value != _SAID_ONLY_IF_NEW[name]
        }
    )


def within_bounds(body: Explained) -> Explained:
    """``body`` with as much of its explanation as a body has room for, from the first step on.

    The server explains every booking by itself, so what is left out is missing on paper only.
    """
    steps = body.steps or ()
    while steps and len(body_text(body)) > BODY_TEXT_MAX - _ROOM_TO_GROW:
        steps = steps[:-1]
        body = body.model_copy(update={"steps": steps})
    return body


def check_body(check: Check) -> CheckBody:
    """``check`` as it stands in a body."""
    return CheckBody(
        check_id=check.check_id,
        amount_minor=check.amount.minor,
        currency=check.amount.currency,
        number=check.number,
    )


def check_of(body: CheckBody) -> Check:
    """The check a body speaks of."""
    bill = Bill(Money(body.amount_minor, body.currency))
    return Check(CheckId(body.check_id), bill, body.number)


def grant_bodies(grants: Sequence[PromoGrant]) -> tuple[GrantBody, ...]:
    """Promo grants as they stand in a body."""
    return tuple(
        GrantBody(
            promo_id=grant.promo_id, points=grant.points, expires_at_ms=to_millis(grant.expires_at)
        )
        for grant in grants
    )


def step_bodies(steps: Sequence[QuoteStep]) -> tuple[StepBody, ...]:
    """The explanation as it stands in a body."""
    return tuple(
        StepBody(
            kind=step.kind,
            points=step.points,
            base_minor=step.base_minor,
            basis_points=step.basis_points,
            source_id=step.source_id,
            name=step.name,
            expires_at_ms=to_millis(step.expires_at) if step.expires_at else None,
            beaten_by=step.beaten_by or None,
        )
        for step in steps
    )


def steps_of(bodies: Sequence[StepBody]) -> tuple[QuoteStep, ...]:
    """The explanation that a body tells."""
    return tuple(
        QuoteStep(
            kind=body.kind,
            points=body.points,
            base_minor=body.base_minor,
            basis_points=body.basis_points,
            source_id=body.source_id,
            name=body.name,
            expires_at=from_millis(body.expires_at_ms) if body.expires_at_ms is not None else None,
            beaten_by=body.beaten_by or "",
        )
        for body in bodies
    )


def to_millis(moment: datetime) -> int:
    """An aware moment as UTC milliseconds, rounded down."""
    assert moment.tzinfo is not None
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * _MILLIS + delta.microseconds // _MILLIS


@lru_cache(maxsize=_MOMENTS_KEPT)
def from_millis(millis: int) -> datetime:
    """UTC milliseconds as an aware moment, exact."""
    return _EPOCH + timedelta(milliseconds=millis)
