"""From an operation to its posting: which lots it moves, and the explanation that stays with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from server.ledger.incoming import Act, Booked
from server.ledger.service import Posting, post
from shared.domain.card import Card
from shared.domain.ids import StaffId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import Lot, LotUse
from shared.domain.programme import ProgrammeVersion
from shared.domain.quotes import QuoteStep
from shared.operations.bodies import PersonBody
from shared.operations.effects import uses_of
from shared.operations.encode import from_millis, step_bodies


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a booking is for, and why it is as large as it is."""

    kind: EntryKind
    counter: AccountKind
    programme: ProgrammeVersion
    steps: Sequence[QuoteStep] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    """JSON values that explain it further."""


def book(conn: Connection, act: Act, body: PersonBody, *, card: Card, purpose: Purpose) -> Booked:
    """Posts what ``body`` does to ``card`` at its effective moment. Raises ``PointsShortfall``."""
    at = from_millis(act.effective_at_ms)
    moved = uses_of(act.operation_id, body, card, at=at)
    return post(conn, act.tenant_id, _posting(act, body, card=card, purpose=purpose, moved=moved))


def book_uses(
    conn: Connection,
    act: Act,
    body: PersonBody,
    *,
    card_and_uses: tuple[Card, tuple[LotUse, ...]],
    purpose: Purpose,
) -> Booked:
    """Posts these very uses of lots that ``card`` has already."""
    card, uses = card_and_uses
    posting = _posting(act, body, card=card, purpose=purpose, moved=((), uses))
    return post(conn, act.tenant_id, posting)


def _posting(
    act: Act,
    body: PersonBody,
    *,
    card: Card,
    purpose: Purpose,
    moved: tuple[tuple[Lot, ...], tuple[LotUse, ...]],
) -> Posting:
    born, uses = moved
    return Posting(
        operation_id=act.operation_id,
        kind=purpose.kind,
        card=card,
        born=born,
        uses=uses,
        counter=purpose.counter,
        staff_id=StaffId(body.staff_id),
        effective_at_ms=act.effective_at_ms,
        posted_at_ms=act.posted_at_ms,
        snapshot=_snapshot(act, body, purpose),
    )


def _snapshot(act: Act, body: PersonBody, purpose: Purpose) -> dict[str, Any]:
    """The rule as it was applied, kept so that a later change never rewrites it (LED-12)."""
    programme = purpose.programme
    return {
        "programme": {
            "version_id": programme.version_id,
            "number": programme.number,
            "name": programme.name,
        },
        "restaurant_id": body.restaurant_id,
        "device_id": act.incoming.device_id,
        "approver_id": body.approver_id,
        "steps": [
            step.model_dump(mode="json", exclude_defaults=True)
            for step in step_bodies(purpose.steps)
        ],
        **purpose.facts,
    }
