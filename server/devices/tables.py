"""The rows of devices; nobody but the modules of ``server.devices`` reads or writes them.

A device and a code are looked up before the tenant is known, so their ids have an index of
their own.
"""

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index
from sqlmodel import Field

from server.database import Row
from server.witness import volatile

_OF_RESTAURANT = (
    ["tenant_id", "restaurant_id"],
    ["restaurant.tenant_id", "restaurant.restaurant_id"],
)
_OF_DEVICE = (["tenant_id", "device_id"], ["device.tenant_id", "device.device_id"])


class DeviceRow(Row, table=True):
    """An enrolled device; its public key raw, in base64."""

    __tablename__ = "device"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_RESTAURANT),
        Index(None, "device_id"),
        {"info": volatile("last_contact_at_ms", "replayed_epoch")},
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    device_id: str = Field(primary_key=True, max_length=36)
    restaurant_id: str = Field(max_length=36)
    name: str = Field(max_length=80)
    public_key: str = Field(max_length=44)
    enrolled_at_ms: int = Field(sa_type=BigInteger)
    last_contact_at_ms: int = Field(sa_type=BigInteger)
    revoked_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    replayed_epoch: int | None = Field(default=None, sa_type=BigInteger)
    """The server epoch for which it has sent again all it had been answered for."""


class DeviceChainRow(Row, table=True):
    """How far the server holds one epoch of a device's chain; ``head`` in hex."""

    __tablename__ = "device_chain"
    __table_args__ = (ForeignKeyConstraint(*_OF_DEVICE),)

    tenant_id: str = Field(primary_key=True, max_length=36)
    device_id: str = Field(primary_key=True, max_length=36)
    epoch: int = Field(primary_key=True, sa_type=BigInteger)
    last_seq: int = Field(sa_type=BigInteger)
    head: str = Field(max_length=64)
    is_retired: bool = Field(default=False)
    stable_seq: int = Field(default=0, sa_type=BigInteger)
    """The last operation in the newest verified backup."""


class EnrolmentCodeRow(Row, table=True):
    """A single-use code, as its SHA-256; used when it has a device."""

    __tablename__ = "enrolment_code"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_RESTAURANT),
        ForeignKeyConstraint(*_OF_DEVICE),
        Index(None, "code_hash"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    code_hash: str = Field(primary_key=True, max_length=64)
    restaurant_id: str = Field(max_length=36)
    expires_at_ms: int = Field(sa_type=BigInteger)
    device_id: str | None = Field(default=None, max_length=36)


class DisplayCodeRow(Row, table=True):
    """A 6-digit code that is taken: reserved for a device, or a guest's for ever."""

    __tablename__ = "display_code"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_DEVICE),
        Index(None, "tenant_id", "device_id", "guest_id"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    code: str = Field(primary_key=True, max_length=6)
    device_id: str | None = Field(default=None, max_length=36)
    guest_id: str | None = Field(default=None, max_length=36)
