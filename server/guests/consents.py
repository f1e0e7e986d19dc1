"""What guests answered, when, through whom, and to which text (GST-40, GST-44)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from server.books import Books
from server.database import table_of
from server.guests.tables import ConsentRow
from server.shelves import Columns, rows_of
from server.tenants.consent_texts import archive
from shared.domain.consents import ConsentAnswer, ConsentKind, ConsentSource
from shared.domain.ids import GuestId, TenantId
from shared.operations.bodies import ConsentBody

_CONSENT = table_of(ConsentRow)
_CONSENTS = rows_of(_CONSENT)
_LANGUAGE = "ru"
"""Of the text that was put to the guest (GST-43)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the guest answered, and where."""

    answer: ConsentAnswer
    source: ConsentSource
    kind: ConsentKind = ConsentKind.PERSONAL_DATA


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent: to which words, given how, and whether it still stands."""

    guest_id: GuestId
    kind: str
    version: str
    sha256: str
    accepted_at_ms: int
    channel: str
    staff_id: str | None
    device_id: str | None
    operation_id: str | None
    withdrawn_at_ms: int | None
    withdrawn_through: str | None


def keep_told(books: Books, consents: Iterable[ConsentBody], *, at_hand: Columns) -> None:
    """Writes the consents of a registration; ``at_hand`` is what they have in common."""
    for consent in consents:
        key = (at_hand["tenant_id"], at_hand["guest_id"], consent.kind, at_hand["given_at_ms"])
        columns = {
            "kind": consent.kind,
            "is_accepted": consent.accepted,
            "text_version": consent.text_version,
            "text_sha256": consent.text_sha256,
        }
        books.put(_CONSENTS, key, {**at_hand, **columns})


def keep_answer(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, said: Said, at_ms: int
) -> None:
    """Writes the answer beside those given before."""
    text = archive(conn, tenant_id).in_force(said.kind).read_in(_LANGUAGE)
    row = {
        "tenant_id": tenant_id,
        "guest_id": guest_id,
        "kind": said.kind.value,
        "given_at_ms": at_ms,
        "is_accepted": said.answer is ConsentAnswer.ACCEPTED,
        "text_version": text.version,
        "text_sha256": text.sha256,
        "source": said.source.value,
    }
    conn.execute(insert(_CONSENT), row)


def consents_of(
    conn: Connection, tenant_id: TenantId, names: tuple[GuestId, ...]
) -> tuple[Consent, ...]:
    """All consents given under these names of a guest, in the order they were given.

    A no withdraws what was given to the same question before it, under whichever name.
    """
    rows = conn.execute(
        select(_CONSENT)
        .where(_CONSENT.c.tenant_id == tenant_id, _CONSENT.c.guest_id.in_(names))
        .order_by(_CONSENT.c.given_at_ms, _CONSENT.c.kind)
    ).all()
    return tuple(_consent(row, _withdrawal(row, rows)) for row in rows if row.is_accepted)


def unknown_texts(conn: Connection, tenant_id: TenantId) -> Iterator[Mapping[str, Any]]:
    """Words that consents name and nobody has on record, and how many name them."""
    named = (_CONSENT.c.kind, _CONSENT.c.text_version, _CONSENT.c.text_sha256)
    rows = conn.execute(
        select(*named, func.count().label("consents"))
        .where(_CONSENT.c.tenant_id == tenant_id)
        .group_by(*named)
        .order_by(*named)
    )
    known = archive(conn, tenant_id)
    for row in rows:
        if not known.has(row.kind, row.text_version, row.text_sha256):
            yield {
                "kind": row.kind,
                "version": row.text_version,
                "sha256": row.text_sha256,
                "consents": row.consents,
            }


def _withdrawal(given: Any, rows: Any) -> Any:
    return next(
        (
            row
            for row in rows
            if not row.is_accepted
            and row.kind == given.kind
            and row.given_at_ms > given.given_at_ms
        ),
        None,
    )


def _consent(row: Any, withdrawal: Any) -> Consent:
    return Consent(
        guest_id=GuestId(row.guest_id),
        kind=row.kind,
        version=row.text_version,
        sha256=row.text_sha256,
        accepted_at_ms=row.given_at_ms,
        channel=row.source,
        staff_id=row.staff_id,
        device_id=row.device_id,
        operation_id=row.operation_id,
        withdrawn_at_ms=withdrawal.given_at_ms if withdrawal else None,
        withdrawn_through=withdrawal.source if withdrawal else None,
    )
