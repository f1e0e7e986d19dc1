"""The rows of tenants; nobody but ``server.tenants.service`` reads or writes them."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from server.database import Row
from server.witness import WITNESSED
from shared.domain.programme import CardMode


class TenantRow(Row, table=True):
    """A tenant; ``signing_seed`` and ``phone_pepper`` are secrets, in hex."""

    __tablename__ = "tenant"
    __table_args__ = ({"info": WITNESSED},)

    tenant_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=120)
    signing_seed: str = Field(max_length=64)
    phone_pepper: str = Field(max_length=64)
    server_epoch: int = Field(sa_type=BigInteger)
    guests_max: int | None = Field(default=None)
    promos_max: int | None = Field(default=None)
    frozen_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    fenced_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    card_mode: str = Field(default=CardMode.UNIFIED.value, max_length=20)
    """Whose cards hold the points now; the programme in force says the same."""
    leases_paused_until_ms: int | None = Field(default=None, sa_type=BigInteger)
    """Until then no till is granted points: a migration waits for those that are out (LOY-08)."""
    created_at_ms: int = Field(sa_type=BigInteger)


class ConsentTextRow(Row, table=True):
    """One version of a consent document; only ever added (GST-40)."""

    __tablename__ = "consent_text"
    __table_args__ = ({"info": WITNESSED},)

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    document_id: str = Field(primary_key=True, max_length=36)
    """``kind/version``: no version is given twice."""
    kind: str = Field(max_length=20)
    version: str = Field(max_length=40)
    texts: str = Field(sa_type=Text)
    """By language: JSON."""
    published_at_ms: int = Field(sa_type=BigInteger)


class OfflinePolicyRow(Row, table=True):
    """How far a tenant trusts its tills while they are out of reach; without a row, as usual."""

    __tablename__ = "offline_policy"
    __table_args__ = ({"info": WITNESSED},)

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    silence: str = Field(max_length=10)
    horizon_minutes: int
    float_per_operation: int = Field(sa_type=BigInteger)
    float_per_guest: int = Field(sa_type=BigInteger)
    float_per_day: int = Field(sa_type=BigInteger)
    float_per_operation_most: int = Field(sa_type=BigInteger)
    """The highest ever in force: a till may not have heard of a lower one."""
    float_per_day_most: int = Field(sa_type=BigInteger)


class TenantCounterRow(Row, table=True):
    """The row everybody who writes for a tenant locks first; it gives out numbers without gaps.

    A table of its own: a lock on ``tenant`` would collide with the locks of foreign keys.
    """

    __tablename__ = "tenant_counter"

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    feed_seq: int = Field(default=0, sa_type=BigInteger)
    transaction_seq: int = Field(default=0, sa_type=BigInteger)
