"""What comes in, and what is decided about it: the values that the ledger's modules hand round."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from pydantic import ValidationError

from server.chance import Chance
from shared.domain.card import Card
from shared.domain.ids import DeviceId, OperationId, RestaurantId, TenantId
from shared.operations.bodies import OperationBody, parse_body
from shared.operations.private import PrivatePart
from shared.sync.messages import PUSH_OPERATIONS_MAX, Outcome

OutcomeNote = Literal[
    "level_differs",
    "guest_differs",
    "programme_differs",
    "programme_outdated",
    "bonus_repeated",
    "clock_differs",
    "lease_reclaimed",
    "lease_overspent",
    "hold_refused",
    "float_used",
    "float_exceeded",
    "reinstated",
    "expired_meanwhile",
    "consent_text_unknown",
]
"""What differed without a refusal; a redemption under leases adds the codes of refusals (§6)."""
POINTS_EFFECT = "points"
RECEIVED_EFFECT = "points_received"
"""What a booking owes the company's own systems: to be told how the balance changed."""
ALREADY_BOOKED = "already_booked"
"""The note of an operation that was enqueued again under a new epoch, and had its effect before."""


_BOOKED = frozenset({"applied", "adjusted"})


@dataclass(frozen=True, slots=True)
class Incoming:
    """An operation whose place in its device's chain has been checked."""

    tenant_id: TenantId
    device_id: DeviceId
    restaurant_id: RestaurantId
    """Where the device stands."""
    epoch: int
    seq: int
    operation_id: OperationId
    link: bytes
    """Its chain hash, 32 bytes."""
    body: str
    """Verbatim."""
    private: PrivatePart | None
    received_at_ms: int
    not_before_ms: int = 0
    """When the device was enrolled: it cannot have done anything earlier."""
    promised: Outcome | None = None
    """What this server signed about it before it was restored from a backup without it (§9)."""
    is_fenced: bool = False
    """Whether the server may have forgotten what other devices have still to send again."""
    frozen_at_ms: int | None = None
    """Since when the tenant's functions are frozen (TEN-38)."""


@dataclass(frozen=True, slots=True)
class Act:
    """An operation while it is being decided."""

    incoming: Incoming
    original_id: OperationId
    """The id it was first enqueued under: what papers and other operations call it."""
    effective_at_ms: int
    posted_at_ms: int
    chance: Chance

    @property
    def tenant_id(self) -> TenantId:
        """Whose ledger."""
        return self.incoming.tenant_id

    @property
    def restaurant_id(self) -> RestaurantId:
        """Where it was done."""
        return self.incoming.restaurant_id

    @property
    def operation_id(self) -> OperationId:
        """The id of its place in the chain."""
        return self.incoming.operation_id

    @property
    def promised(self) -> Outcome | None:
        """How it was booked before the server forgot it; None where it was not, or was refused."""
        before = self.incoming.promised
        return before if before and before.status in _BOOKED else None


@dataclass(frozen=True, slots=True)
class Booked:
    """What an operation did to a card."""

    card: Card
    """The card afterwards."""
    regular: int = 0
    promo: int = 0
    transaction_seq: int | None = None
    """None where nothing was to post."""
    others: tuple[Card, ...] = ()
    """The other cards afterwards, where it moved points of more than one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an operation."""

    status: Literal["applied", "adjusted", "rejected", "parked", "quarantined"]
    code: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    booked: Booked | None = None


def booked(card: Booked, *notes: str) -> Verdict:
    """Applied as the till showed it."""
    return Verdict("applied", notes=notes, booked=card)


def adjusted(plain: Verdict, code: str, data: dict[str, Any]) -> Verdict:
    """``plain``, but something differs from what the till showed; ``data`` says what."""
    return replace(plain, status="adjusted", code=code, data=data)


@lru_cache(maxsize=2 * PUSH_OPERATIONS_MAX)
def understood(text: str) -> OperationBody | None:
    """The body with that text, or None where nobody understands it.

    Kept a while: while its run is booked a body is asked for more than once.
    """
    try:
        return parse_body(text)
    except ValidationError:
        return None
