"""The rows of staff; nobody but ``server.staff.service`` reads or writes them."""

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from server.database import Row
from server.witness import WITNESSED


class StaffRow(Row, table=True):
    """A member of a restaurant's staff; salt and hash of the PIN in hex, permissions as JSON."""

    __tablename__ = "staff"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "restaurant_id"], ["restaurant.tenant_id", "restaurant.restaurant_id"]
        ),
        Index(None, "tenant_id", "restaurant_id"),
        {"info": WITNESSED},
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    staff_id: str = Field(primary_key=True, max_length=36)
    restaurant_id: str = Field(max_length=36)
    name: str = Field(max_length=80)
    role: str = Field(max_length=20)
    is_active: bool = Field(default=True)
    extra_permissions: str = Field(sa_type=Text)
    pin_salt: str = Field(max_length=32)
    pin_hash: str = Field(max_length=64)
    created_at_ms: int = Field(sa_type=BigInteger)
    left_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    """Since when not active; None while active."""
