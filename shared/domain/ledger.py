"""Double entry in points: kinds, accounts, entries and the invariants as functions.

Knows what makes a transaction sound. Must not know tables or SQL: the server feeds it rows, and
``verify-ledger`` asks the same functions again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.ids import CardId, DeviceId
from shared.domain.points import PointsKind


class EntryKind(StrEnum):
    """What a transaction is for (LED-04)."""

    EARN = "EARN"
    REDEEM = "REDEEM"
    EXPIRE = "EXPIRE"
    REFUND_EARN = "REFUND_EARN"
    REFUND_REDEEM = "REFUND_REDEEM"
    MANUAL_ADJUST = "MANUAL_ADJUST"
    PROMO_GRANT = "PROMO_GRANT"
    TRANSFER_OUT = "TRANSFER_OUT"
    TRANSFER_IN = "TRANSFER_IN"
    MERGE = "MERGE"
    MIGRATE = "MIGRATE"
    LEASE = "LEASE"
    """Points set aside for a device, or back from it: the guest has as many as before."""
    REPAY = "REPAY"
    """What a restored server owed is paid, by points that arrived later or by the house (§9)."""


class AccountKind(StrEnum):
    """Whose points an account counts."""

    AVAILABLE = "available"
    LEASE = "lease"
    ISSUED = "issued"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    ADJUSTED = "adjusted"
    HOUSE_LOSS = "house_loss"
    SUSPENSE = "suspense"


FLOORED = frozenset({AccountKind.AVAILABLE, AccountKind.LEASE})
"""Accounts that never go below zero (P3)."""


@dataclass(frozen=True, slots=True)
class Account:
    """A place where points are counted; tenant accounts belong to no card.

    A card has one account for each of its two balances, so each has a floor, a version and a
    before and after of its own (LED-03, LED-06).
    """

    kind: AccountKind
    card_id: CardId | None = None
    balance: PointsKind | None = None
    device_id: DeviceId | None = None

    @property
    def key(self) -> str:
        """The account's id within its tenant."""
        parts = (self.kind, self.card_id, self.balance, self.device_id)
        return ":".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement of a transaction: points into (positive) or out of an account."""

    account: Account
    points: int


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account's balance after its ``version``-th entry."""

    version: int
    balance: int


def is_balanced(legs: Sequence[Leg]) -> bool:
    """Whether the transaction neither creates nor destroys points (S3)."""
    return sum(leg.points for leg in legs) == 0


def post_leg(state: AccountState, leg: Leg) -> AccountState:
    """The account after ``leg``; a floored account that would go negative is a bug upstream."""
    after = state.balance + leg.points
    assert after >= 0 or leg.account.kind not in FLOORED, f"{leg.account.kind} would be {after}"
    return AccountState(state.version + 1, after)
