"""The rows of effects and of where they go; nobody but ``server.effects`` reads or writes them."""

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from server.database import Row
from server.witness import WITNESSED


class WebhookRow(Row, table=True):
    """Where a tenant wants to be told; without one nothing is owed."""

    __tablename__ = "webhook"
    __table_args__ = ({"info": WITNESSED},)

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    url: str = Field(max_length=500)
    since_decision: int = Field(sa_type=BigInteger)
    """The place of the last decision before it in the tenant's chain: those after it are told."""
    since_transaction: int = Field(sa_type=BigInteger)
    """The last transaction before it: what the house did by itself later is told."""
    forgotten_to_ms: int = Field(default=0, sa_type=BigInteger)
    """What was booked before that moment may have been told and forgotten."""


class EffectRow(Row, table=True):
    """Something owed to the outside, written with the operation that caused it."""

    __tablename__ = "effect"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["webhook.tenant_id"]),
        Index(None, "tenant_id", "delivered_at_ms", "due_at_ms"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    operation_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(primary_key=True, max_length=20)
    told: str = Field(sa_type=Text)
    """The JSON text that is sent, and signed."""
    tries: int = Field(default=0)
    due_at_ms: int = Field(sa_type=BigInteger)
    delivered_at_ms: int | None = Field(default=None, sa_type=BigInteger)
