"""The rows of checks; nobody but ``server.checks.service`` reads or writes them."""

from sqlalchemy import BigInteger, ForeignKeyConstraint
from sqlmodel import Field

from server.database import Row


class PosCheckRow(Row, table=True):
    """A check and the two operations it can carry; the key is LED-20's."""

    __tablename__ = "pos_check"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "guest_id"], ["guest.tenant_id", "guest.guest_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    pos_system: str = Field(primary_key=True, max_length=20)
    pos_check_id: str = Field(primary_key=True, max_length=64)
    restaurant_id: str = Field(max_length=36)
    guest_id: str = Field(max_length=36)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    number: str | None = Field(default=None, max_length=40)
    earn_operation_id: str | None = Field(default=None, max_length=36)
    redeem_operation_id: str | None = Field(default=None, max_length=36)
    closed_at_ms: int = Field(sa_type=BigInteger)
