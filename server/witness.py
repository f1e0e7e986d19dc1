"""Witnesses of rows that nothing else proves: a colleague, a programme, a device, a setting.

Who writes such a row has it witnessed in the same transaction; the newest witness of a row holds
the hash of all its columns, but for those that move by themselves (``volatile``). The witnesses
are a chain of their own. A table asks for it in its ``info``: ``WITNESSED``.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Index,
    Select,
    Table,
    bindparam,
    func,
    literal,
    select,
)
from sqlmodel import Field

from server.books import Books, writing
from server.database import Row, table_of
from server.prepared import ask_one, stream
from server.seals import Chain, Link, Sealed, check_seals, seal
from server.shelves import rows_of
from shared.operations.canonical import canonical_json

WITNESSED = {"witnessed": True}
"""For a table's ``info``."""
_GONE = ""
_TENANT: BindParameter[str] = bindparam("of")


def volatile(*columns: str) -> dict[str, Any]:
    """For a table's ``info``: witnessed, but for these columns."""
    return {**WITNESSED, "volatile": columns}


class WitnessRow(Row, table=True):
    """What a row said when it was written last; only ever added."""

    __tablename__ = "witness"
    __table_args__ = (Index("ix_witness_row", "tenant_id", "table_name", "row_id", "witness_seq"),)

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    witness_seq: int = Field(primary_key=True, sa_type=BigInteger)
    table_name: str = Field(max_length=40)
    row_id: str = Field(max_length=80)
    """What follows the tenant in its primary key; nothing where there is one row a tenant."""
    fingerprint: str = Field(max_length=64)
    """SHA-256 of its columns in hex; empty where the row was deleted."""
    hash: str = Field(max_length=64)


_WITNESS = table_of(WitnessRow)
_WITNESSES = rows_of(_WITNESS)
_IN_ORDER = select(_WITNESS).where(_WITNESS.c.tenant_id == _TENANT).order_by(_WITNESS.c.witness_seq)
_LATER = _WITNESS.alias("later")


def witness(conn: Connection, tenant_id: str, table: Table, *, row_id: str = "") -> None:
    """Witnesses the row as it is now, or that it is gone; call it after the write."""
    found = ask_one(conn, _row(table), of=tenant_id, row_id=row_id)
    with writing(conn) as books:
        if found is None:
            _add(books, tenant_id, (table.name, row_id, _GONE))
        else:
            attest(books, tenant_id, table, row=found._asdict())


def attest(books: Books, tenant_id: str, table: Table, *, row: Mapping[str, Any]) -> None:
    """As ``witness``, into open books, of a row with all its columns."""
    _, *others = (column.name for column in table.primary_key.columns)
    row_id = row[others[0]] if others else ""
    _add(books, tenant_id, (table.name, row_id, _fingerprint(table, row)))


def check_witnesses(conn: Connection, tenant_id: str, counts: Counter[str]) -> Iterator[str]:
    """What does not fit between the tenant's witnessed rows and their witnesses."""
    yield from check_seals(conn, tenant_id, Chain.WITNESS, found=_found(conn, tenant_id))
    for table in WitnessRow.metadata.sorted_tables:
        if table.info.get("witnessed"):
            yield from _check_rows(conn, tenant_id, table, counts=counts)
            yield from _check_missing(conn, tenant_id, table)


def _add(books: Books, tenant_id: str, fact: tuple[str, str, str]) -> None:
    link = seal(books, tenant_id, Chain.WITNESS, facts=canonical_json(fact))
    name, row_id, fingerprint = fact
    books.put(
        _WITNESSES,
        (tenant_id, link.seq),
        {
            "tenant_id": tenant_id,
            "witness_seq": link.seq,
            "table_name": name,
            "row_id": row_id,
            "fingerprint": fingerprint,
            "hash": link.hash,
        },
    )


def _found(conn: Connection, tenant_id: str) -> Iterator[Sealed]:
    for row in stream(conn, _IN_ORDER, of=tenant_id):
        yield Sealed(
            Link(row.witness_seq, row.hash),
            canonical_json((row.table_name, row.row_id, row.fingerprint)),
            f"witness {row.witness_seq} of {row.table_name} {row.row_id}",
        )


def _check_rows(
    conn: Connection, tenant_id: str, table: Table, *, counts: Counter[str]
) -> Iterator[str]:
    for row in stream(conn, _rows_and_witnesses(table), of=tenant_id):
        counts["witnessed rows"] += 1
        if row.told != _fingerprint(table, row._asdict()):
            yield f"{table.name} {row.told_id}: the row is not what was written last"


@cache
def _rows_and_witnesses(table: Table) -> Select[Any]:
    """Each row of a tenant with what its newest witness told."""
    newest = (
        select(func.max(_LATER.c.witness_seq))
        .where(
            _LATER.c.tenant_id == _TENANT,
            _LATER.c.table_name == table.name,
            _LATER.c.row_id == _id_of(table),
        )
        .scalar_subquery()
    )
    told = (_WITNESS.c.tenant_id == _TENANT) & (_WITNESS.c.witness_seq == newest)
    return (
        select(table, _WITNESS.c.fingerprint.label("told"), _id_of(table).label("told_id"))
        .select_from(table)
        .outerjoin(_WITNESS, told)
        .where(table.c.tenant_id == _TENANT)
    )


@cache
def _row(table: Table) -> Select[Any]:
    return select(table).where(table.c.tenant_id == _TENANT, _id_of(table) == bindparam("row_id"))


def _check_missing(conn: Connection, tenant_id: str, table: Table) -> Iterator[str]:
    for row in stream(conn, _witnesses_alone(table), of=tenant_id):
        yield f"{table.name} {row.row_id}: the row is missing"


@cache
def _witnesses_alone(table: Table) -> Select[tuple[str]]:
    """The newest witnesses of a tenant that tell of a row there is not."""
    is_later = (
        (_LATER.c.tenant_id == _TENANT)
        & (_LATER.c.table_name == table.name)
        & (_LATER.c.row_id == _WITNESS.c.row_id)
        & (_LATER.c.witness_seq > _WITNESS.c.witness_seq)
    )
    is_there = (table.c.tenant_id == _TENANT) & (_id_of(table) == _WITNESS.c.row_id)
    return (
        select(_WITNESS.c.row_id)
        .select_from(_WITNESS)
        .outerjoin(_LATER, is_later)
        .outerjoin(table, is_there)
        .where(
            _WITNESS.c.tenant_id == _TENANT,
            _WITNESS.c.table_name == table.name,
            _WITNESS.c.fingerprint != _GONE,
            _LATER.c.tenant_id.is_(None),
            table.c.tenant_id.is_(None),
        )
    )


def _id_of(table: Table) -> ColumnElement[str]:
    _, *others = table.primary_key.columns
    assert len(others) <= 1, "a witnessed row is named by one column beside its tenant"
    return others[0] if others else literal("")


def _fingerprint(table: Table, row: Mapping[str, Any]) -> str:
    left_out = table.info.get("volatile", ())
    columns = {column.name: row[column.name] for column in table.c if column.name not in left_out}
    return hashlib.sha256(canonical_json(columns).encode()).hexdigest()
