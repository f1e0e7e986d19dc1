"""Chains of hashes, one link for each fact that a tenant keeps and nobody could derive (P6).

A link covers the fact and the link before it; a head beside the chain remembers how long it is. So
a fact that was changed, deleted, inserted, moved or cut off does not fit. Knows links and heads;
the facts, and the columns their links stand in, are their owners'. Under the tenant's lock.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import BigInteger, Connection, bindparam, select
from sqlmodel import Field

from server.books import Books
from server.database import Row, table_of
from server.prepared import ask_one
from server.shelves import Want, rows_of

FIRST_HASH = "0" * 64
"""What stands before the first link."""
_TAG = b"max-loyalty seal v1\0"


class Chain(StrEnum):
    """The chains of a tenant."""

    ACTIVITY = "activity"
    """Lines of the activity log."""
    DECISION = "decision"
    """What became of each operation, and when it came."""
    WITNESS = "witness"
    """Rows that people or the server wrote: see ``server.witness``."""


class SealHeadRow(Row, table=True):
    """The last link of one chain."""

    __tablename__ = "seal_head"

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    chain: str = Field(primary_key=True, max_length=10)
    last_seq: int = Field(sa_type=BigInteger)
    hash: str = Field(max_length=64)


_HEAD = table_of(SealHeadRow)
_HEADS = rows_of(_HEAD)
_BY_CHAIN = select(_HEAD).where(
    _HEAD.c.tenant_id == bindparam("tenant_id"), _HEAD.c.chain == bindparam("chain")
)


@dataclass(frozen=True, slots=True)
class Link:
    """One place of a chain, from 1, and its hash in hex."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A fact as it is found, with the link that stands beside it."""

    link: Link
    facts: str
    name: str
    """What to call it where it does not fit."""


def wants(tenant_id: str, *chains: Chain) -> tuple[Want, ...]:
    """Where these chains end."""
    return tuple((_HEADS, (tenant_id, chain.value)) for chain in chains)


def seal(books: Books, tenant_id: str, chain: Chain, *, facts: str) -> Link:
    """The link of ``facts``, the next of its chain; ``facts`` spell everything unambiguously."""
    head = books.get(_HEADS, (tenant_id, chain.value))
    before = Link(head["last_seq"], head["hash"]) if head else Link(0, FIRST_HASH)
    link = Link(before.seq + 1, _hash_of(tenant_id, chain, before=before, facts=facts))
    books.put(
        _HEADS,
        (tenant_id, chain.value),
        {"tenant_id": tenant_id, "chain": chain.value, "last_seq": link.seq, "hash": link.hash},
    )
    return link


def last_seq(conn: Connection, tenant_id: str, chain: Chain) -> int:
    """The place of the chain's last link, 0 where it has none."""
    head = ask_one(conn, _BY_CHAIN, tenant_id=tenant_id, chain=chain.value)
    return head.last_seq if head else 0


def check_seals(
    conn: Connection, tenant_id: str, chain: Chain, *, found: Iterable[Sealed]
) -> Iterator[str]:
    """What does not fit in a chain whose facts are ``found``, in the order of their places."""
    before = Link(0, FIRST_HASH)
    for each in found:
        if each.link.seq != before.seq + 1:
            yield f"{chain.value} {before.seq + 1} is missing, before {each.name}"
            before = Link(each.link.seq - 1, each.link.hash)
        elif _hash_of(tenant_id, chain, before=before, facts=each.facts) != each.link.hash:
            yield f"{each.name}: something in it, or before it, was changed since it was sealed"
        before = each.link
    head = ask_one(conn, _BY_CHAIN, tenant_id=tenant_id, chain=chain.value)
    sealed = Link(head.last_seq, head.hash) if head else Link(0, FIRST_HASH)
    if sealed != before:
        yield f"the chain of {chain.value} ends at {before.seq}, its head at {sealed.seq}"


def _hash_of(tenant_id: str, chain: Chain, *, before: Link, facts: str) -> str:
    text = f"{tenant_id}\n{chain.value}\n{before.seq + 1}\n{before.hash}\n{facts}"
    return hashlib.sha256(_TAG + text.encode()).hexdigest()
