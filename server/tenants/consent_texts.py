"""Consent documents: every version a company ever put before its guests, never changed (GST-40).

The one published last of its kind is in force; older ones stay to be read, for consents name them
by version and hash. Must not know who consented, nor who is told of a new one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from server.database import table_of
from server.keepsakes import is_put_back
from server.keepsakes import keepsake as keepsake_of
from server.prepared import ask
from server.shelves import Columns
from server.tenants.tables import ConsentTextRow
from server.witness import witness
from shared.domain.consents import ConsentDocument, ConsentKind
from shared.domain.errors import FieldInvalid
from shared.domain.ids import TenantId

_TEXT = table_of(ConsentTextRow)
_OF_TENANT = (
    select(_TEXT)
    .where(_TEXT.c.tenant_id == bindparam("tenant_id"))
    .order_by(_TEXT.c.published_at_ms, _TEXT.c.document_id)
)


@dataclass(frozen=True, slots=True)
class Published:
    """A document of the archive."""

    document_id: str
    document: ConsentDocument
    published_at_ms: int


@dataclass(frozen=True, slots=True)
class Archive:
    """All documents of a tenant, in the order of their publication."""

    published: tuple[Published, ...]

    def in_force(self, kind: ConsentKind) -> ConsentDocument:
        """The one published last; every tenant has one of each kind from its first moment on."""
        return [each.document for each in self.published if each.document.kind is kind][-1]

    def has(self, kind: str, version: str, sha256: str) -> bool:
        """Whether these very words are on record."""
        return any(
            (each.document.kind.value, each.document.version) == (kind, version)
            and sha256 in each.document.hashes().values()
            for each in self.published
        )


def archive(conn: Connection, tenant_id: TenantId) -> Archive:
    """Every document of the tenant."""
    return Archive(tuple(_published(row) for row in ask(conn, _OF_TENANT, tenant_id=tenant_id)))


def add_document(
    conn: Connection, tenant_id: TenantId, document: ConsentDocument, *, now_ms: int
) -> str | None:
    """The document's id; it is in force now. None where it already is, word for word.

    Call ``lock_tenant`` before. Raises ``FieldInvalid`` for a version that was given before.
    """
    known = archive(conn, tenant_id)
    document_id = f"{document.kind.value}/{document.version}"
    if any(each.document_id == document_id for each in known.published):
        if known.in_force(document.kind) == document:
            return None
        raise FieldInvalid(field="version", reason="taken")
    of_kind = [each for each in known.published if each.document.kind is document.kind]
    last_ms = max((each.published_at_ms for each in of_kind), default=-1)
    conn.execute(
        insert(_TEXT).values(
            tenant_id=tenant_id,
            document_id=document_id,
            kind=document.kind.value,
            version=document.version,
            texts=json.dumps(dict(document.texts), ensure_ascii=False),
            published_at_ms=max(now_ms, last_ms + 1),
        )
    )
    witness(conn, tenant_id, _TEXT, row_id=document_id)
    return document_id


def keepsake(conn: Connection, tenant_id: TenantId, document_id: str, *, seed: bytes) -> str:
    """The document as tills keep it for the server; ``seed`` is the tenant's."""
    return keepsake_of(conn, _TEXT, tenant_id=tenant_id, row_id=document_id, seed=seed)


def put_back(conn: Connection, tenant_id: TenantId, kept: Columns) -> str | None:
    """The id of the document a keepsake held; None where it was not missing."""
    if not is_put_back(conn, _TEXT, kept):
        return None
    document_id = str(kept["document_id"])
    witness(conn, tenant_id, _TEXT, row_id=document_id)
    return document_id


def _published(row: Any) -> Published:
    texts: Mapping[str, str] = json.loads(row.texts)
    document = ConsentDocument(ConsentKind(row.kind), row.version, texts)
    return Published(row.document_id, document, row.published_at_ms)
