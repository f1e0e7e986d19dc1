"""From an operation to its posting: which lots it moves, and the explanation that stays with it.

Points earned by a till out of reach of the server are born under a lease of that till (``hold``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.books import Books
from server.feed import service as feed
from server.ledger import leases
from server.ledger.granting import lease_facts, set_aside
from server.ledger.incoming import Act, Booked
from server.ledger.leases import NewLease
from server.ledger.posting import Leased, OtherCard, Posting, post
from server.tenants.service import tenant_now
from shared.domain.card import Card
from shared.domain.ids import GuestId, LeaseId, StaffId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import Lot, LotUse
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeVersion
from shared.domain.quotes import QuoteStep
from shared.operations.bodies import EarnBody, OperationBody, PersonBody, RegistrationBody
from shared.operations.effects import uses_of
from shared.operations.encode import from_millis, step_bodies


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a booking is for, and why it is as large as it is."""

    kind: EntryKind
    counter: AccountKind | None
    programme: ProgrammeVersion
    steps: Sequence[QuoteStep] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    """JSON values that explain it further."""
    leased: Leased | None = None
    """What of it moves under leases, or away from them."""
    house_points: int = 0
    """What the house pays beside the card (negative: gets back)."""
    owed: Mapping[PointsKind, int] = field(default_factory=dict)
    """What the card has yet to bring after a restore."""
    reinstated: tuple[LotUse, ...] = ()
    """What had expired and comes back before it is spent."""
    others: tuple[OtherCard, ...] = ()
    """Who receives."""


def book(books: Books, act: Act, body: PersonBody, *, card: Card, purpose: Purpose) -> Booked:
    """Posts the points that ``body`` gives to ``card`` at its effective moment."""
    at = from_millis(act.effective_at_ms)
    born, uses = uses_of(act.operation_id, body, card, at=at)
    if not (born and isinstance(body, EarnBody | RegistrationBody) and body.hold):
        posting = _posting(act, body, card=card, purpose=purpose, moved=(born, uses))
        return post(books, act.tenant_id, posting)
    lease = _lease_of(books, act, body, card=card)
    parts = [replace(lot, left=use.points) for lot, use in zip(born, uses, strict=True)]
    held = replace(
        purpose, leased=set_aside(lease, parts), facts=purpose.facts | lease_facts(lease)
    )
    leases.add(books, act.tenant_id, lease)
    posting = _posting(act, body, card=card, purpose=held, moved=(born, uses))
    done = post(books, act.tenant_id, posting)
    leases.tell(books, act.tenant_id, lease)
    leases.tell_holding(
        books, act.tenant_id, lease.device_id, restaurant_id=act.incoming.restaurant_id
    )
    return done


def tell_unborn(books: Books, act: Act, body: OperationBody) -> None:
    """The device learns that what it holds since before a restore is not born again.

    It may never ask: another till brought this in a packet, and it had been answered for before.
    """
    is_holding = isinstance(body, EarnBody | RegistrationBody) and body.hold
    if act.promised is None or not is_holding:
        return
    if not leases.named(books, act.tenant_id, [act.original_id]):
        audience = feed.Audience(device_id=act.incoming.device_id)
        feed.tell(books, act.tenant_id, kind="lease", entity_id=act.original_id, audience=audience)


def book_uses(
    books: Books,
    act: Act,
    body: PersonBody,
    *,
    card_and_uses: tuple[Card, tuple[LotUse, ...]],
    purpose: Purpose,
) -> Booked:
    """Posts these very uses of lots that ``card`` has already."""
    card, uses = card_and_uses
    posting = _posting(act, body, card=card, purpose=purpose, moved=((), uses))
    return post(books, act.tenant_id, posting)


def _lease_of(books: Books, act: Act, body: EarnBody | RegistrationBody, *, card: Card) -> NewLease:
    """The lease that the till has held since it made the operation, and named after it."""
    guest_id = body.guest_id if isinstance(body, EarnBody) else act.original_id
    return NewLease(
        lease_id=LeaseId(act.original_id),
        device_id=act.incoming.device_id,
        card_id=card.card_id,
        guest_id=GuestId(guest_id),
        server_epoch=tenant_now(books, act.tenant_id).server_epoch,
        granted_at_ms=act.posted_at_ms,
    )


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
        leased=purpose.leased,
        house_points=purpose.house_points,
        owed=purpose.owed,
        reinstated=purpose.reinstated,
        others=purpose.others,
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
