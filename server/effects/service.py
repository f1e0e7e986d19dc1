"""The effect outbox: what an operation owes the outside is a row of its transaction (design §4).

Each is delivered at least once; its key ``operation:kind`` lets the recipient do it once. Must not
know HTTP: ``delivery`` takes what is due, tries, and says here how it went.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from server.audit import OPERATOR, Action, Activity, record
from server.books import Books
from server.database import table_of
from server.effects.tables import EffectRow, WebhookRow
from server.prepared import ask_one
from server.scope import enter_tenant, show_directory
from server.seals import Chain, last_seq
from server.shelves import Want, rows_of
from server.tenants.service import Counter, last_number, lock_tenant
from server.witness import witness
from shared.domain.errors import FieldInvalid
from shared.domain.ids import OperationId, TenantId
from shared.operations.canonical import canonical_json

URL_LENGTH_MAX = 500
CLAIMED_MS = 5 * 60 * 1000
"""How long who took an effect may try; after that, or after his crash, another one tries."""
SLICE = 20
_SCHEMES = frozenset({"http", "https"})

_WEBHOOK = table_of(WebhookRow)
_URL = select(_WEBHOOK.c.url).where(_WEBHOOK.c.tenant_id == bindparam("tenant_id"))
_EFFECT = table_of(EffectRow)
_EFFECTS = rows_of(_EFFECT)
_WEBHOOKS = rows_of(_WEBHOOK)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing owed, and how often it was tried in vain."""

    tenant_id: TenantId
    operation_id: OperationId
    kind: str
    told: str
    tries: int

    @property
    def key(self) -> str:
        """The same for ever, however often it is delivered."""
        return f"{self.operation_id}:{self.kind}"


def set_webhook(conn: Connection, tenant_id: TenantId, *, url: str | None, now_ms: int) -> None:
    """From now on what happens is told to ``url``; None owes nothing, and forgets what was owed.

    Raises ``FieldInvalid``.
    """
    lock_tenant(conn, tenant_id)
    host = None if url is None else _host_of(url)
    if url is None:
        conn.execute(delete(_EFFECT).where(_EFFECT.c.tenant_id == tenant_id))
        conn.execute(delete(_WEBHOOK).where(_WEBHOOK.c.tenant_id == tenant_id))
    else:
        _put_webhook(conn, tenant_id, url)
    witness(conn, tenant_id, _WEBHOOK)
    done = Activity(
        Action.WEBHOOK_SET, "tenant", tenant_id, OPERATOR, at_ms=now_ms, details={"host": host}
    )
    record(conn, tenant_id, done)


def owe(
    books: Books,
    tenant_id: TenantId,
    operation_id: OperationId,
    *,
    kind: str,
    facts: Mapping[str, Any],
) -> None:
    """The operation has this effect, once (S16): the second time it is owed already.

    ``facts`` hold no personal data and an ``at_ms``. A tenant without a webhook is owed nothing.
    """
    key = (tenant_id, operation_id, kind)
    if not is_told(books, tenant_id) or books.get(_EFFECTS, key) is not None:
        return
    books.put(
        _EFFECTS,
        key,
        {
            "tenant_id": tenant_id,
            "operation_id": operation_id,
            "kind": kind,
            "told": told_text(tenant_id, operation_id, kind=kind, facts=facts),
            "tries": 0,
            "due_at_ms": facts["at_ms"],
            "delivered_at_ms": None,
        },
    )


def told_text(
    tenant_id: TenantId, operation_id: OperationId, *, kind: str, facts: Mapping[str, Any]
) -> str:
    """The JSON text that tells ``facts``, the same for ever: what is sent, and signed."""
    head = {"what": "max-loyalty effect v1", "key": f"{operation_id}:{kind}", "kind": kind}
    return canonical_json({**head, "tenant_id": tenant_id, **facts})


def is_told(books: Books, tenant_id: TenantId) -> bool:
    """Whether the tenant wants to be told at all."""
    return books.get(_WEBHOOKS, (tenant_id,)) is not None


def wants(tenant_id: TenantId) -> tuple[Want, ...]:
    """What every booking asks of where it is told."""
    return ((_WEBHOOKS, (tenant_id,)),)


def webhook(conn: Connection, tenant_id: TenantId) -> str | None:
    """Where the tenant wants to be told, or None."""
    row = ask_one(conn, _URL, tenant_id=tenant_id)
    return str(row.url) if row is not None else None


def tenants_with_webhook(conn: Connection) -> tuple[TenantId, ...]:
    """Who is to be told at all."""
    show_directory(conn)
    rows = conn.execute(select(_WEBHOOK.c.tenant_id).order_by(_WEBHOOK.c.tenant_id))
    return tuple(TenantId(each) for each in rows.scalars())


def take_due(conn: Connection, tenant_id: TenantId, *, now_ms: int) -> tuple[Effect, ...]:
    """A slice of what is due, for the taker alone; to be settled one by one."""
    lock_tenant(conn, tenant_id)
    rows = conn.execute(
        select(_EFFECT)
        .where(
            _EFFECT.c.tenant_id == tenant_id,
            _EFFECT.c.delivered_at_ms.is_(None),
            _EFFECT.c.due_at_ms <= now_ms,
        )
        .order_by(_EFFECT.c.due_at_ms, _EFFECT.c.operation_id)
        .limit(SLICE)
    ).all()
    taken = tuple(
        Effect(tenant_id, OperationId(row.operation_id), row.kind, row.told, row.tries)
        for row in rows
    )
    for each in taken:
        _change(conn, each, due_at_ms=now_ms + CLAIMED_MS)
    return taken


def is_any_due(conn: Connection, tenant_id: TenantId, *, now_ms: int) -> bool:
    """Whether ``take_due`` would find anything."""
    enter_tenant(conn, tenant_id)
    query = (
        select(_EFFECT.c.operation_id)
        .where(
            _EFFECT.c.tenant_id == tenant_id,
            _EFFECT.c.delivered_at_ms.is_(None),
            _EFFECT.c.due_at_ms <= now_ms,
        )
        .limit(1)
    )
    return conn.execute(query).first() is not None


def settle(
    conn: Connection, effect: Effect, *, delivered_at_ms: int | None, again_at_ms: int
) -> None:
    """How a try went: delivered, or to be tried again at ``again_at_ms``."""
    lock_tenant(conn, effect.tenant_id)
    _change(
        conn,
        effect,
        tries=effect.tries + 1,
        delivered_at_ms=delivered_at_ms,
        due_at_ms=again_at_ms,
    )


def _host_of(url: str) -> str:
    """The part of an address that is no secret. Raises ``FieldInvalid`` for what is no address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise FieldInvalid(field="url", reason="format") from error
    if len(url) > URL_LENGTH_MAX or parts.scheme not in _SCHEMES or not host:
        raise FieldInvalid(field="url", reason="format")
    return host


def _put_webhook(conn: Connection, tenant_id: TenantId, url: str) -> None:
    changed = update(_WEBHOOK).where(_WEBHOOK.c.tenant_id == tenant_id).values(url=url)
    if not conn.execute(changed).rowcount:
        conn.execute(
            insert(_WEBHOOK).values(
                tenant_id=tenant_id,
                url=url,
                since_decision=last_seq(conn, tenant_id, Chain.DECISION),
                since_transaction=last_number(conn, tenant_id, Counter.TRANSACTION),
                forgotten_to_ms=0,
            )
        )


def _change(conn: Connection, effect: Effect, **columns: int | None) -> None:
    conn.execute(
        update(_EFFECT)
        .where(
            _EFFECT.c.tenant_id == effect.tenant_id,
            _EFFECT.c.operation_id == effect.operation_id,
            _EFFECT.c.kind == effect.kind,
        )
        .values(columns)
    )
