"""The rows of the ledger; nobody outside ``server.ledger`` reads or writes them.

Entries, uses, transactions and bodies are only ever added. What changes in place is derived from
them and checked against them by ``verify``: balances of accounts, what is left of lots.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from server.database import Row

_OF_A_SHIFT = text("shift_id IS NOT NULL")
_HOLDS_POINTS = text("points_left > 0")
"""A card's empty lots, of which there are more every year, are never asked for."""
_DUE = ("tenant_id", "kind", "expires_at_ms", "effective_at_ms")
_GIVES_AWAY = text("kind = 'TRANSFER_OUT'")
_HAS_EXPIRED = text("points_expired > 0")
OWING = text("account LIKE 'suspense:%' AND balance <> 0")
TAKEN_BACK = text("ended IN ('RECLAIMED', 'LOST')")
"""Leases that may still cost the house something; few, among all there ever were."""


def _where(condition: TextClause) -> dict[str, Any]:
    """Of an index that holds only such rows, in either database."""
    return {"sqlite_where": condition, "postgresql_where": condition}


class OperationRow(Row, table=True):
    """What a device did, in its own words, and what became of it."""

    __tablename__ = "operation"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.device_id"]),
        UniqueConstraint("tenant_id", "device_id", "epoch", "seq"),
        UniqueConstraint("tenant_id", "decision_seq"),
        Index("ix_operation_original", "tenant_id", "original_id"),
        Index("ix_operation_guest", "tenant_id", "guest_id", "status"),
        Index("ix_operation_shift", "tenant_id", "shift_id", **_where(_OF_A_SHIFT)),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    operation_id: str = Field(primary_key=True, max_length=36)
    device_id: str = Field(max_length=36)
    restaurant_id: str = Field(max_length=36)
    epoch: int = Field(sa_type=BigInteger)
    seq: int = Field(sa_type=BigInteger)
    link: str = Field(max_length=64)
    """The hash that chains it to the device's operation before it."""
    original_id: str = Field(max_length=36)
    """Its first id, where it was enqueued again under a new epoch; else its own."""
    kind: str | None = Field(default=None, max_length=20)
    guest_id: str | None = Field(default=None, max_length=36)
    """As the body names him, an alias too."""
    shift_id: str | None = Field(default=None, max_length=36)
    """As the body names it."""
    body: str = Field(sa_type=Text)
    private: str | None = Field(default=None, sa_type=Text)
    """Personal data and free text: may be erased without breaking a chain."""
    received_at_ms: int = Field(sa_type=BigInteger)
    effective_at_ms: int = Field(sa_type=BigInteger)
    status: str = Field(max_length=20)
    code: str | None = Field(default=None, max_length=40)
    outcome: str = Field(sa_type=Text)
    cancelled_by: str | None = Field(default=None, max_length=36)
    decision_seq: int = Field(sa_type=BigInteger)
    decision_hash: str = Field(max_length=64)
    """The decision's link in the tenant's chain: see ``server.ledger.decisions``."""
    promised: str | None = Field(default=None, sa_type=Text)
    """Its outcome by the server's own signature, where a backup without it was restored."""


class FormerDecisionRow(Row, table=True):
    """What was answered about an operation before it was decided; only ever added."""

    __tablename__ = "former_decision"

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    decision_seq: int = Field(primary_key=True, sa_type=BigInteger)
    facts: str = Field(sa_type=Text)
    hash: str = Field(max_length=64)


class TransactionRow(Row, table=True):
    """One booking: its entries sum to zero, and its hash covers the transaction before it."""

    __tablename__ = "ledger_transaction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operation.tenant_id", "operation.operation_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        UniqueConstraint("tenant_id", "operation_id"),
        Index("ix_ledger_transaction_transfer", "tenant_id", "card_id", **_where(_GIVES_AWAY)),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    transaction_seq: int = Field(primary_key=True, sa_type=BigInteger)
    operation_id: str | None = Field(default=None, max_length=36)
    """None where the server itself acted: it set points aside under a lease, or took them back."""
    kind: str = Field(max_length=20)
    card_id: str = Field(max_length=36)
    staff_id: str = Field(max_length=36)
    """Who did it: a person, a device by itself, or ``SYSTEM``."""
    effective_at_ms: int = Field(sa_type=BigInteger)
    posted_at_ms: int = Field(sa_type=BigInteger)
    snapshot: str = Field(sa_type=Text)
    """Rule, level and promo as they were applied (LED-12), canonical JSON."""
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class EntryRow(Row, table=True):
    """One leg: points into or out of an account, the account's version and balance after it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
        ),
        UniqueConstraint("tenant_id", "account", "account_version"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    transaction_seq: int = Field(primary_key=True, sa_type=BigInteger)
    line: int = Field(primary_key=True)
    account: str = Field(max_length=120)
    points: int = Field(sa_type=BigInteger)
    account_version: int = Field(sa_type=BigInteger)
    balance_after: int = Field(sa_type=BigInteger)


class AccountRow(Row, table=True):
    """The sum of an account's entries, kept beside them so that nobody has to add them up."""

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_owing", "tenant_id", **_where(OWING)),)

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    account: str = Field(primary_key=True, max_length=120)
    version: int = Field(sa_type=BigInteger)
    balance: int = Field(sa_type=BigInteger)


class LotRow(Row, table=True):
    """Points of one origin and one expiry; ``points_left`` is the sum of its uses."""

    __tablename__ = "lot"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "card_id"], ["card.tenant_id", "card.card_id"]),
        ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
        ),
        Index("ix_lot_card", "tenant_id", "card_id", **_where(_HOLDS_POINTS)),
        Index("ix_lot_due", *_DUE, **_where(_HOLDS_POINTS)),
        Index("ix_lot_expired", "tenant_id", "card_id", **_where(_HAS_EXPIRED)),
        Index("ix_lot_transaction", "tenant_id", "transaction_seq"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    lot_id: str = Field(primary_key=True, max_length=48)
    card_id: str = Field(max_length=36)
    transaction_seq: int = Field(sa_type=BigInteger)
    """The transaction it was born in."""
    kind: str = Field(max_length=10)
    effective_at_ms: int = Field(sa_type=BigInteger)
    expires_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    points_left: int = Field(sa_type=BigInteger)
    points_expired: int = Field(default=0, sa_type=BigInteger)
    """What expired of it and did not come back for a redemption told late."""


class LotUseRow(Row, table=True):
    """Points given to (positive) or taken from (negative) a lot by one transaction."""

    __tablename__ = "lot_use"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
        ),
        ForeignKeyConstraint(["tenant_id", "lot_id"], ["lot.tenant_id", "lot.lot_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    transaction_seq: int = Field(primary_key=True, sa_type=BigInteger)
    line: int = Field(primary_key=True)
    lot_id: str = Field(max_length=48)
    points: int = Field(sa_type=BigInteger)


class LotMoveRow(Row, table=True):
    """A lot that went from one card to another in one transaction, with all it held."""

    __tablename__ = "lot_move"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
        ),
        ForeignKeyConstraint(["tenant_id", "lot_id"], ["lot.tenant_id", "lot.lot_id"]),
        ForeignKeyConstraint(["tenant_id", "from_card_id"], ["card.tenant_id", "card.card_id"]),
        ForeignKeyConstraint(["tenant_id", "to_card_id"], ["card.tenant_id", "card.card_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    transaction_seq: int = Field(primary_key=True, sa_type=BigInteger)
    line: int = Field(primary_key=True)
    lot_id: str = Field(max_length=48)
    from_card_id: str = Field(max_length=36)
    to_card_id: str = Field(max_length=36)


class LeaseRow(Row, table=True):
    """Points set aside for one device (design §6); granted = spent + returned + left (S6)."""

    __tablename__ = "lease"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.device_id"]),
        ForeignKeyConstraint(["tenant_id", "card_id"], ["card.tenant_id", "card.card_id"]),
        Index("ix_lease_card", "tenant_id", "card_id", "ended"),
        Index("ix_lease_device", "tenant_id", "device_id", "ended"),
        Index("ix_lease_taken_back", "tenant_id", **_where(TAKEN_BACK)),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    lease_id: str = Field(primary_key=True, max_length=36)
    device_id: str = Field(max_length=36)
    card_id: str = Field(max_length=36)
    guest_id: str = Field(max_length=36)
    """As the device knows him, an alias too."""
    server_epoch: int = Field(sa_type=BigInteger)
    granted_at_ms: int = Field(sa_type=BigInteger)
    points_granted: int = Field(default=0, sa_type=BigInteger)
    points_spent: int = Field(default=0, sa_type=BigInteger)
    points_returned: int = Field(default=0, sa_type=BigInteger)
    points_late: int = Field(default=0, sa_type=BigInteger)
    """Spent by the device, told only after they had been returned."""
    is_recalled: bool = Field(default=False)
    ended: str = Field(default="", max_length=10)
    """How it ended (``LeaseEnd``); empty while the device may spend it."""


class LeaseHolderRow(Row, table=True):
    """What a device was told about leases, and what it vouched for by itself."""

    __tablename__ = "lease_holder"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "device_id"], ["device.tenant_id", "device.device_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    device_id: str = Field(primary_key=True, max_length=36)
    horizon_ms: int = Field(default=0, sa_type=BigInteger)
    """Server time until which it may spend what it holds, as far as it was ever told."""
    ahead_at_ms: int = Field(default=0, sa_type=BigInteger)
    """When it last got leases ahead of time."""
    float_day: int = Field(default=0)
    """The newest day of the restaurant in which it gave house float, its proleptic ordinal."""
    float_points: int = Field(default=0, sa_type=BigInteger)
    """How much it gave in that day."""


class AnnouncedLeaseRow(Row, table=True):
    """A lease of ours that a device showed us after a restore; kept until it is granted again.

    For ever where the points were not there any more: what was spent under it is booked all the
    same.
    """

    __tablename__ = "announced_lease"

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    lease_id: str = Field(primary_key=True, max_length=36)
    lease: str = Field(sa_type=Text)
    is_lapsed: bool = Field(default=False)
    """Whether nothing more of it is granted."""


class LeaseLotRow(Row, table=True):
    """The part of a lot under a lease: granted once, ``points_left`` is the sum of its uses."""

    __tablename__ = "lease_lot"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "lease_id"], ["lease.tenant_id", "lease.lease_id"]),
        ForeignKeyConstraint(["tenant_id", "lot_id"], ["lot.tenant_id", "lot.lot_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    lease_id: str = Field(primary_key=True, max_length=36)
    lot_id: str = Field(primary_key=True, max_length=48)
    points_granted: int = Field(sa_type=BigInteger)
    points_left: int = Field(sa_type=BigInteger)


class LeaseUseRow(Row, table=True):
    """Points that went under a lease (positive) or left it (negative) in one transaction."""

    __tablename__ = "lease_use"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
        ),
        ForeignKeyConstraint(
            ["tenant_id", "lease_id", "lot_id"],
            ["lease_lot.tenant_id", "lease_lot.lease_id", "lease_lot.lot_id"],
        ),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    transaction_seq: int = Field(primary_key=True, sa_type=BigInteger)
    line: int = Field(primary_key=True)
    lease_id: str = Field(max_length=36)
    lot_id: str = Field(max_length=48)
    points: int = Field(sa_type=BigInteger)


class VisitRow(Row, table=True):
    """A guest's visit, told by the earn that recorded it (LED-07)."""

    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "card_id"], ["card.tenant_id", "card.card_id"]),
        Index("ix_visit_card", "tenant_id", "card_id", "visited_at_ms"),
        Index("ix_visit_restaurant", "tenant_id", "restaurant_id", "visited_at_ms"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    operation_id: str = Field(primary_key=True, max_length=36)
    card_id: str = Field(max_length=36)
    restaurant_id: str = Field(max_length=36)
    amount_minor: int = Field(sa_type=BigInteger)
    visited_at_ms: int = Field(sa_type=BigInteger)
    cancelled_by: str | None = Field(default=None, max_length=36)


class RefundRow(Row, table=True):
    """Part of a check's money that went back, and the points that could not be taken for it."""

    __tablename__ = "refund"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operation.tenant_id", "operation.operation_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["tenant_id", "target_operation_id"],
            ["operation.tenant_id", "operation.operation_id"],
        ),
        Index("ix_refund_target", "tenant_id", "target_operation_id"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    operation_id: str = Field(primary_key=True, max_length=36)
    target_operation_id: str = Field(max_length=36)
    refund_minor: int = Field(sa_type=BigInteger)
    worth_minor: int = Field(sa_type=BigInteger)
    """What that, in the check's own money, is of the spending, in the programme's (LOY-69)."""
    shortfall: int = Field(sa_type=BigInteger)
    expired: int = Field(sa_type=BigInteger)
    """Points not taken: spent already, for the manager to see (LOY-101); and expired unspent."""


class BonusGrantRow(Row, table=True):
    """A promo, once for each occasion of a person; who was two and had it as both has two (S15)."""

    __tablename__ = "bonus_grant"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "guest_id"], ["guest.tenant_id", "guest.guest_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    guest_id: str = Field(primary_key=True, max_length=36)
    promo_id: str = Field(primary_key=True, max_length=36)
    occasion: str = Field(primary_key=True, max_length=60)
    """A birthday's year, an absence's first day, or that it was the first visit."""
    given_to: str = Field(max_length=36)
    """As the operation names him, an alias too; ``guest_id`` is who has it after every merge."""
    given_by: str = Field(primary_key=True, max_length=36)
    """The operation, or the server's own act."""
    points: int = Field(sa_type=BigInteger)
    taken_back_by: str | None = Field(default=None, max_length=36)
    """The operation that cancelled the one; then it may be given again."""
