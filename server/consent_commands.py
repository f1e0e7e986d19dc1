"""What an operator does about consents by hand: documents, who agreed to what, taking it back.

Like ``server.guest_commands``: one unit of work each, JSON values out.
"""

from dataclasses import asdict
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from server.books import Books
from server.clock import Clock
from server.commands import tenant_named
from server.database import Database
from server.guest_commands import decided, guest_named
from server.guests import consent_documents
from server.guests import service as guests
from server.guests.consents import Said, consents_of, unknown_texts
from server.guests.decision import Decision
from server.ledger.consenting import withdraw_consent
from server.scope import enter_tenant
from server.tenants.consent_texts import Archive, archive
from server.tenants.texts import OperatorFacts, sample_document
from shared.domain.consents import ConsentAnswer, ConsentDocument, ConsentKind, ConsentSource
from shared.domain.ids import TenantId
from shared.operations.encode import from_millis
from shared.operations.given import Given, wrong_field


class DocumentGiven(Given):
    """A document as it is read from standard input."""

    kind: ConsentKind
    version: str
    texts: dict[str, str]


def sample(
    database: Database, *, tenant: str, kind: ConsentKind, address: str, contact: str
) -> dict[str, Any]:
    """The sample with this operator in it, as ``publish_text`` reads it: for a lawyer to mend."""
    name = tenant_named(database, tenant).name
    document = sample_document(kind, OperatorFacts(name, address, contact))
    return {
        "kind": kind.value,
        "version": document.version,
        "texts": dict(document.texts),
    }


def publish_text(database: Database, *, tenant: str, text: bytes) -> dict[str, Any]:
    """The document that ``text`` is, in force from now on; older versions stay on record.

    Raises ``NotJson``, and ``FieldInvalid`` with a path, also for a version given before.
    """
    given, now_ms = _given(text), Clock().now_ms()
    document = ConsentDocument(given.kind, given.version, given.texts)
    tenant_id = tenant_named(database, tenant).tenant_id

    def work(conn: Connection) -> dict[str, Any]:
        is_new = consent_documents.publish(conn, tenant_id, document, now_ms=now_ms)
        hashes = dict(document.hashes())
        return {
            "kind": given.kind.value,
            "version": given.version,
            "sha256": hashes,
            "is_new": is_new,
        }

    return database.write_now(work)


def texts(database: Database, *, tenant: str) -> dict[str, Any]:
    """Every document on record, in the order of publication; and words that nobody has."""
    tenant_id = tenant_named(database, tenant).tenant_id

    def read(conn: Connection) -> dict[str, Any]:
        enter_tenant(conn, tenant_id)
        return {
            "documents": _documents(archive(conn, tenant_id)),
            "unknown": list(unknown_texts(conn, tenant_id)),
        }

    return database.read_now(read)


def consents(database: Database, *, tenant: str, guest: str) -> list[dict[str, Any]]:
    """What the guest agreed to: which words, when, at whose till, and whether it still stands."""
    tenant_id = tenant_named(database, tenant).tenant_id

    def read(conn: Connection) -> list[dict[str, Any]]:
        enter_tenant(conn, tenant_id)
        books = Books(conn)
        who = guests.canonical(books, tenant_id, guest_named(books, tenant_id, guest))
        assert who is not None, "who is named is a guest"
        names = guests.names_of(books, tenant_id, who)
        return [asdict(each) for each in consents_of(conn, tenant_id, names)]

    return database.read_now(read)


def withdraw(database: Database, *, tenant: str, guest: str, kind: ConsentKind) -> dict[str, Any]:
    """What became of the guest who took this consent back."""
    said = Said(ConsentAnswer.REJECTED, ConsentSource.OPERATOR, kind)

    def work(books: Books, tenant_id: TenantId, decision: Decision) -> dict[str, Any]:
        guest_id = guest_named(books, tenant_id, guest)
        card = withdraw_consent(books, tenant_id, guest_id, said=said, decision=decision)
        return {"guest_id": card.guest_id, "card_status": card.status.value}

    return decided(database, tenant, work)


def _given(text: bytes) -> DocumentGiven:
    try:
        return DocumentGiven.model_validate_json(text)
    except ValidationError as error:
        raise wrong_field(error) from error


def _documents(known: Archive) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.document.kind.value,
            "version": each.document.version,
            "published_at": from_millis(each.published_at_ms).isoformat(),
            "is_in_force": known.in_force(each.document.kind) is each.document,
            "sha256": dict(each.document.hashes()),
            "texts": dict(each.document.texts),
        }
        for each in known.published
    ]
