"""The rows of guests and cards; nobody but ``server.guests.service`` reads or writes them."""

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from server.database import Row
from server.witness import WITNESSED, volatile

_NO_ALIAS = text("alias_of IS NULL")
_ALIAS = text("alias_of IS NOT NULL")
_HAS_LIKENESS = text("likeness_key <> ''")


class GuestRow(Row, table=True):
    """A guest. ``alias_of`` names the guest who survived, who is never an alias himself."""

    __tablename__ = "guest"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "alias_of"], ["guest.tenant_id", "guest.guest_id"], name="fk_guest_alias"
        ),
        Index(
            "uq_guest_phone_key",
            "tenant_id",
            "phone_key",
            unique=True,
            sqlite_where=_NO_ALIAS,
            postgresql_where=_NO_ALIAS,
        ),
        Index("ix_guest_phone_key", "tenant_id", "phone_key"),
        Index(
            "ix_guest_alias",
            "tenant_id",
            "alias_of",
            sqlite_where=_ALIAS,
            postgresql_where=_ALIAS,
        ),
        Index(
            "ix_guest_likeness",
            "tenant_id",
            "likeness_key",
            sqlite_where=_HAS_LIKENESS,
            postgresql_where=_HAS_LIKENESS,
        ),
        Index(
            "ix_guest_birthday",
            "tenant_id",
            "birthday",
            sqlite_where=_NO_ALIAS,
            postgresql_where=_NO_ALIAS,
        ),
        {"info": WITNESSED},
    )

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    guest_id: str = Field(primary_key=True, max_length=36)
    alias_of: str | None = Field(default=None, max_length=36)
    phone_key: str = Field(max_length=64)
    """HMAC of the normalised phone under the tenant's pepper; of an erased guest, his id."""
    phone: str = Field(max_length=11)
    """Empty once he is erased (GST-45)."""
    first_name: str = Field(max_length=60)
    last_name: str = Field(max_length=60)
    birth_date: str | None = Field(default=None, max_length=10)
    restaurant_id: str = Field(max_length=36)
    source: str = Field(max_length=20)
    registered_at_ms: int = Field(sa_type=BigInteger)
    likeness_key: str = Field(default="", max_length=64)
    """HMAC of names and birth date, where all of them are known: who looks like whom (GST-73)."""
    birthday: str = Field(default="", max_length=5)
    """The month and the day of the birth date, ``MM-DD``, for the nights; empty where none is."""


class ConsentRow(Row, table=True):
    """One answer of a guest, and to which text; only ever added (GST-40).

    A consent was withdrawn when the next answer of its kind, which is a no, was given.
    """

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "guest_id"], ["guest.tenant_id", "guest.guest_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    guest_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(primary_key=True, max_length=20)
    given_at_ms: int = Field(primary_key=True, sa_type=BigInteger)
    is_accepted: bool
    text_version: str = Field(max_length=40)
    text_sha256: str = Field(max_length=64)
    source: str = Field(max_length=20)
    """Through which channel."""
    staff_id: str | None = Field(default=None, max_length=36)
    """Whoever ticked it at a till, in the guest's presence."""
    device_id: str | None = Field(default=None, max_length=36)
    operation_id: str | None = Field(default=None, max_length=36)
    """In whose chained body it stands."""


class CardRow(Row, table=True):
    """A card. Its balance is not here: balances are derived from ledger entries only."""

    __tablename__ = "card"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "guest_id"], ["guest.tenant_id", "guest.guest_id"]),
        ForeignKeyConstraint(
            ["tenant_id", "restaurant_id"], ["restaurant.tenant_id", "restaurant.restaurant_id"]
        ),
        UniqueConstraint("tenant_id", "guest_id", "restaurant_id"),
        UniqueConstraint("tenant_id", "token"),
        UniqueConstraint("tenant_id", "display_code"),
        {"info": volatile("lifetime_spent_minor", "total_visits", "last_activity_at_ms")},
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    card_id: str = Field(primary_key=True, max_length=36)
    guest_id: str = Field(max_length=36)
    restaurant_id: str | None = Field(default=None, max_length=36)
    """Where it counts (LOY-06); None is the chain's, of which its id makes one a guest."""
    status: str = Field(max_length=20)
    level_id: str = Field(max_length=36)
    token: str = Field(max_length=24)
    display_code: str | None = Field(default=None, max_length=6)
    lifetime_spent_minor: int = Field(default=0, sa_type=BigInteger)
    total_visits: int = Field(default=0)
    last_activity_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    discount_bp: int | None = Field(default=None)
    """The guest's own discount in a DISCOUNT programme; None is his level's (LOY-03)."""


class GuestChildRow(Row, table=True):
    """A guest's child (GST-03, G-27): personal data, kept beside whom it was told of."""

    __tablename__ = "guest_child"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "guest_id"], ["guest.tenant_id", "guest.guest_id"]),
        Index("ix_guest_child_guest", "tenant_id", "guest_id"),
        Index("ix_guest_child_birthday", "tenant_id", "birthday"),
        {"info": WITNESSED},
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    child_id: str = Field(primary_key=True, max_length=36)
    guest_id: str = Field(max_length=36)
    """As he was called then, an alias too."""
    name: str = Field(max_length=60)
    birth_date: str = Field(max_length=10)
    birthday: str = Field(max_length=5)


class GuestMergeRow(Row, table=True):
    """Two guests whom a person found to be one, and how to part them again (GST-70)."""

    __tablename__ = "guest_merge"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "source_id"], ["guest.tenant_id", "guest.guest_id"]),
        ForeignKeyConstraint(["tenant_id", "survivor_id"], ["guest.tenant_id", "guest.guest_id"]),
        Index("ix_guest_merge_source", "tenant_id", "source_id"),
        {"info": WITNESSED},
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    merge_id: str = Field(primary_key=True, max_length=36)
    """The id of the server's act: its transaction has it too."""
    transaction_seq: int | None = Field(default=None, sa_type=BigInteger)
    """In which the source's lots moved; None where it never had any."""
    source_id: str = Field(max_length=36)
    survivor_id: str = Field(max_length=36)
    merged_at_ms: int = Field(sa_type=BigInteger)
    merged_by: str = Field(max_length=36)
    record: str = Field(sa_type=Text)
    """How both cards stood, and who else was led to the survivor: JSON."""
    undone_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    undone_by: str | None = Field(default=None, max_length=36)
    given_back: str = Field(default="[]", sa_type=Text)
    """Who else was led back to the source when it was undone: JSON."""
    undone_seq: int | None = Field(default=None, sa_type=BigInteger)
    """In which lots moved back."""


class GuestLikenessRow(Row, table=True):
    """Two guests who look like one person, until a person decides (GST-72, GST-73)."""

    __tablename__ = "guest_likeness"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "guest_id"], ["guest.tenant_id", "guest.guest_id"]),
        ForeignKeyConstraint(["tenant_id", "earlier_id"], ["guest.tenant_id", "guest.guest_id"]),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    guest_id: str = Field(primary_key=True, max_length=36)
    """Who was registered last of the two."""
    earlier_id: str = Field(primary_key=True, max_length=36)
    reasons: str = Field(max_length=80)
    """``Alike``, with commas."""
    raised_at_ms: int = Field(sa_type=BigInteger)
    decision: str = Field(default="", max_length=10)
    """Empty while nobody has decided."""
    decided_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    decided_by: str | None = Field(default=None, max_length=36)
