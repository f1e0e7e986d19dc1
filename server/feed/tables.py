"""The rows of the feed; nobody but ``server.feed.service`` reads or writes them."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from server.database import Row


class FeedEntryRow(Row, table=True):
    """The last change of one thing. A newer change moves the entry to the end of the feed."""

    __tablename__ = "feed_entry"
    __table_args__ = (UniqueConstraint("tenant_id", "seq"),)

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    kind: str = Field(primary_key=True, max_length=20)
    entity_id: str = Field(primary_key=True, max_length=36)
    seq: int = Field(sa_type=BigInteger)
    restaurant_id: str | None = Field(default=None, max_length=36)
    device_id: str | None = Field(default=None, max_length=36)


class FeedSumRow(Row, table=True):
    """The additive checksum of the entries for one audience: see ``shared.sync.marks``."""

    __tablename__ = "feed_sum"

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    audience: str = Field(primary_key=True, max_length=80)
    total: str = Field(max_length=16)
