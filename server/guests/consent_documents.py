"""Publishing a consent document: tills hear of it, and keep it for a server that forgot it (§9)."""

from sqlalchemy import Connection

from server.audit import OPERATOR, Action, Activity, record
from server.feed import service as feed
from server.shelves import Columns
from server.tenants import consent_texts
from server.tenants.service import Tenant, lock_tenant
from shared.domain.consents import ConsentDocument, checked_document
from shared.domain.ids import TenantId


def publish(
    conn: Connection, tenant_id: TenantId, document: ConsentDocument, *, now_ms: int
) -> bool:
    """Whether anything changed: the document is in force from now on, older ones stay on record.

    A till that is out of reach goes on with the one it has. Raises ``FieldInvalid``, also for a
    version that was given to other words before.
    """
    lock_tenant(conn, tenant_id)
    made = consent_texts.add_document(conn, tenant_id, checked_document(document), now_ms=now_ms)
    if made is None:
        return False
    _tell(conn, tenant_id, made)
    published = Activity(
        Action.CONSENT_TEXT_PUBLISHED,
        "consent_text",
        document.version,
        OPERATOR,
        at_ms=now_ms,
        details={"kind": document.kind.value, "sha256": dict(document.hashes())},
    )
    record(conn, tenant_id, published)
    return True


def keepsake(conn: Connection, owner: Tenant, document_id: str) -> str:
    """The document as tills keep it for the server."""
    return consent_texts.keepsake(conn, owner.tenant_id, document_id, seed=owner.signing_seed)


def put_back(conn: Connection, tenant_id: TenantId, kept: Columns) -> str | None:
    """The id of the document a keepsake held; None where it was not missing.

    It has its old place among the others: one published after the restore stays in force.
    """
    document_id = consent_texts.put_back(conn, tenant_id, kept)
    if document_id is not None:
        _tell(conn, tenant_id, document_id)
    return document_id


def _tell(conn: Connection, tenant_id: TenantId, document_id: str) -> None:
    feed.record(conn, tenant_id, kind="consent_text", entity_id=document_id)
    feed.record(conn, tenant_id, kind="tenant", entity_id=tenant_id)
