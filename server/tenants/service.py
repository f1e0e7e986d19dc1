"""Tenants: making one, asking for one, and the lock that puts all its writes in one order.

Knows the tenant's secrets; hands them out only inside ``Tenant``, whose ``repr`` hides them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from server.audit import OPERATOR, Action, Activity, record
from server.books import Books
from server.chance import Chance
from server.database import table_of
from server.prepared import ask, ask_one
from server.scope import enter_tenant, show_directory, step_into_tenant
from server.shelves import Columns, Want, facts_of, rows_of
from server.tenants.consent_texts import add_document
from server.tenants.tables import TenantCounterRow, TenantRow
from server.tenants.texts import OperatorFacts, sample_document
from server.witness import witness
from shared.domain.consents import ConsentKind
from shared.domain.errors import FieldInvalid
from shared.domain.ids import TenantId
from shared.domain.programme import CardMode

NAME_MAX_LENGTH = 120
SECRET_BYTES = 32
_SERVER_EPOCHS = 2**32

_TENANT = table_of(TenantRow)
_COUNTER = table_of(TenantCounterRow)
_COUNTERS = rows_of(_COUNTER)


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant and what its tariff and settings say."""

    tenant_id: TenantId
    name: str
    signing_seed: bytes = field(repr=False)
    """The private half of the key that signs certificates and acknowledgements."""
    phone_pepper: bytes = field(repr=False)
    server_epoch: int
    guests_max: int | None
    """How many guests the tariff allows; None is without limit (CSH-51)."""
    promos_max: int | None
    """How many promos at a time the tariff allows; None is without limit (LOY-85)."""
    frozen_at_ms: int | None
    """Since when its functions are frozen (TEN-38)."""
    fenced_at_ms: int | None
    """Since when it waits for its tills after a restore (design §9)."""
    leases_paused_until_ms: int
    """Until then no till is granted points: a migration waits for them."""
    card_mode: CardMode
    """Whose cards hold the points, the chain's or the restaurants' (LOY-04)."""

    @property
    def is_frozen(self) -> bool:
        """Whether its functions are frozen now."""
        return self.frozen_at_ms is not None

    @property
    def is_fenced(self) -> bool:
        """Whether it may have forgotten what its tills know."""
        return self.fenced_at_ms is not None


class Counter(StrEnum):
    """What a tenant counts without gaps; the value is the column."""

    FEED = "feed_seq"
    TRANSACTION = "transaction_seq"


_BY_ID = select(_TENANT).where(_TENANT.c.tenant_id == bindparam("of_tenant"))
_OF_TENANT = _COUNTER.c.tenant_id == bindparam("of_tenant")
_EVERYBODY = select(_TENANT).order_by(_TENANT.c.created_at_ms, _TENANT.c.tenant_id)
_NUMBERS = select(_COUNTER).where(_OF_TENANT)
_LOCK = select(_COUNTER.c.tenant_id).where(_OF_TENANT).with_for_update()


def create_tenant(conn: Connection, *, name: str, now_ms: int, chance: Chance) -> TenantId:
    """The id of a new tenant with keys and sample documents of its own. Raises ``FieldInvalid``."""
    tenant_id = TenantId(chance.uuid())
    enter_tenant(conn, tenant_id)
    conn.execute(
        insert(_TENANT).values(
            tenant_id=tenant_id,
            name=checked_name(name, field_name="name", max_length=NAME_MAX_LENGTH),
            signing_seed=chance.token_bytes(SECRET_BYTES).hex(),
            phone_pepper=chance.token_bytes(SECRET_BYTES).hex(),
            server_epoch=chance.below(_SERVER_EPOCHS),
            created_at_ms=now_ms,
        )
    )
    conn.execute(insert(_COUNTER).values(tenant_id=tenant_id, feed_seq=0, transaction_seq=0))
    made = Activity(Action.TENANT_CREATED, "tenant", tenant_id, OPERATOR, at_ms=now_ms)
    record(conn, tenant_id, made)
    witness(conn, tenant_id, _TENANT)
    for kind in ConsentKind:
        sample = sample_document(kind, OperatorFacts(tenant(conn, tenant_id).name))
        add_document(conn, tenant_id, sample, now_ms=now_ms)
    return tenant_id


def tenant(conn: Connection, tenant_id: TenantId) -> Tenant:
    """The tenant with that id; asking for one that is not there is a bug."""
    row = ask_one(conn, _BY_ID, of_tenant=tenant_id)
    assert row is not None, "nobody names a tenant that there is not"
    return _tenant_of(row)


def tenant_now(books: Books, tenant_id: TenantId) -> Tenant:
    """As ``tenant``, from open books: nobody changes it while they are."""
    found = books.get(_TENANTS, (tenant_id,))
    assert found is not None, "nobody names a tenant that there is not"
    return found


def find_tenant(conn: Connection, tenant_id: TenantId) -> Tenant | None:
    """The tenant with that id, or None."""
    row = conn.execute(_BY_ID, {"of_tenant": tenant_id}).one_or_none()
    return _tenant_of(row) if row is not None else None


def tenants(conn: Connection) -> tuple[Tenant, ...]:
    """Every tenant of this server, the oldest first."""
    show_directory(conn)
    return tuple(_tenant_of(row) for row in ask(conn, _EVERYBODY))


def walk_tenants(conn: Connection) -> Iterator[Tenant]:
    """Every tenant in turn, entered before it is handed out.

    For what looks at all of them and writes nothing: verification, export, an operator's search.
    """
    for each in tenants(conn):
        step_into_tenant(conn, each.tenant_id)
        yield each


def limit_guests(conn: Connection, tenant_id: TenantId, *, guests_max: int | None) -> None:
    """Sets how many guests the tariff allows; None is without limit (CSH-51)."""
    lock_tenant(conn, tenant_id)
    conn.execute(
        update(_TENANT).where(_TENANT.c.tenant_id == tenant_id).values(guests_max=guests_max)
    )
    witness(conn, tenant_id, _TENANT)


def limit_promos(conn: Connection, tenant_id: TenantId, *, promos_max: int | None) -> None:
    """Sets how many promos at a time the tariff allows; None is without limit (LOY-85)."""
    lock_tenant(conn, tenant_id)
    conn.execute(
        update(_TENANT).where(_TENANT.c.tenant_id == tenant_id).values(promos_max=promos_max)
    )
    witness(conn, tenant_id, _TENANT)


def set_card_mode(conn: Connection, tenant_id: TenantId, mode: CardMode) -> None:
    """The points are on cards of that mode from now on; whoever says so has moved them."""
    conn.execute(
        update(_TENANT).where(_TENANT.c.tenant_id == tenant_id).values(card_mode=mode.value)
    )
    witness(conn, tenant_id, _TENANT)


def pause_leases(conn: Connection, tenant_id: TenantId, *, until_ms: int | None) -> None:
    """No till is granted points until then; None ends it."""
    changed = update(_TENANT).where(_TENANT.c.tenant_id == tenant_id)
    conn.execute(changed.values(leases_paused_until_ms=until_ms))
    witness(conn, tenant_id, _TENANT)


def lock_tenant(conn: Connection, tenant_id: TenantId) -> None:
    """Waits until this transaction is the only one that writes for the tenant.

    Every writing service starts here: one order of locks, so no deadlock, and a feed whose numbers
    are committed in their order. SQLite's single writer already waited at ``BEGIN IMMEDIATE``.
    """
    enter_tenant(conn, tenant_id)
    lock_entered(conn, tenant_id)


def lock_entered(conn: Connection, tenant_id: TenantId) -> None:
    """As ``lock_tenant``, for who has entered the tenant already."""
    if conn.dialect.name == "postgresql":
        found = ask_one(conn, _LOCK, of_tenant=tenant_id)
        assert found is not None, "every tenant counts from its first moment on"


def wants(tenant_id: TenantId) -> tuple[Want, ...]:
    """What every unit of work that books anything asks of the tenant."""
    return (_TENANTS, (tenant_id,)), (_COUNTERS, (tenant_id,))


def next_number(books: Books, tenant_id: TenantId, counter: Counter) -> int:
    """The next number of ``counter``, from 1; call ``lock_tenant`` before."""
    row = _counters(books, tenant_id)
    number: int = row[counter.value] + 1
    books.put(_COUNTERS, (tenant_id,), {**row, counter.value: number})
    return number


def number_now(books: Books, tenant_id: TenantId, counter: Counter) -> int:
    """The last number ``counter`` gave, 0 when none, as open books have it."""
    return int(_counters(books, tenant_id)[counter.value])


def last_number(conn: Connection, tenant_id: TenantId, counter: Counter) -> int:
    """The last number ``counter`` gave, 0 when none."""
    row = ask_one(conn, _NUMBERS, of_tenant=tenant_id)
    return int(getattr(row, counter.value)) if row else 0


def _counters(books: Books, tenant_id: TenantId) -> Columns:
    row = books.get(_COUNTERS, (tenant_id,))
    assert row is not None, "every tenant counts from its first moment on"
    return row


def checked_name(typed: str, *, field_name: str, max_length: int) -> str:
    """``typed`` with single spaces. Raises ``FieldInvalid`` when empty, too long, unprintable."""
    name = " ".join(typed.split())
    if not name:
        raise FieldInvalid(field=field_name, reason="empty")
    if len(name) > max_length:
        raise FieldInvalid(field=field_name, reason="too_long")
    if not name.isprintable():
        raise FieldInvalid(field=field_name, reason="format")
    return name


def _tenant_of(row: Any) -> Tenant:
    return Tenant(
        tenant_id=TenantId(row.tenant_id),
        name=row.name,
        signing_seed=bytes.fromhex(row.signing_seed),
        phone_pepper=bytes.fromhex(row.phone_pepper),
        server_epoch=row.server_epoch,
        guests_max=row.guests_max,
        promos_max=row.promos_max,
        frozen_at_ms=row.frozen_at_ms,
        fenced_at_ms=row.fenced_at_ms,
        leases_paused_until_ms=row.leases_paused_until_ms or 0,
        card_mode=CardMode(row.card_mode),
    )


_TENANTS = facts_of(_TENANT, _tenant_of)
