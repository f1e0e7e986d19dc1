"""The rows of programmes; nobody but ``server.programme.service`` reads or writes them."""

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from server.database import Row
from server.witness import WITNESSED


class ProgrammeVersionRow(Row, table=True):
    """One immutable version, whole, as JSON.

    Two may have one number: one that was published before a restore and came back after it.
    """

    __tablename__ = "programme_version"
    __table_args__ = (Index(None, "tenant_id", "published_at_ms"), {"info": WITNESSED})

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    version_id: str = Field(primary_key=True, max_length=36)
    number: int
    valid_from_ms: int = Field(sa_type=BigInteger)
    published_at_ms: int = Field(sa_type=BigInteger)
    body: str = Field(sa_type=Text)
