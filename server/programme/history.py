"""Which version was in force when: what an operation made out of reach is judged by.

A version begins when it is published and valid, whichever comes later, and ends when one that was
published after it begins. The till goes by the same (``client.store.programme``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from server.database import table_of
from server.programme.tables import ProgrammeVersionRow
from shared.domain.ids import ProgrammeVersionId, TenantId

_VERSION = table_of(ProgrammeVersionRow)
_TERMS = (
    select(_VERSION.c.version_id, _VERSION.c.published_at_ms, _VERSION.c.valid_from_ms)
    .where(_VERSION.c.tenant_id == bindparam("tenant_id"))
    .order_by(_VERSION.c.published_at_ms, _VERSION.c.number)
)


@dataclass(frozen=True, slots=True)
class Term:
    """One version among the others."""

    version_id: ProgrammeVersionId
    begins_ms: int


def terms(conn: Connection, tenant_id: TenantId) -> tuple[Term, ...]:
    """Of every version, in the order they were published."""
    rows = conn.execute(_TERMS, {"tenant_id": tenant_id})
    return tuple(
        Term(ProgrammeVersionId(row.version_id), max(row.published_at_ms, row.valid_from_ms))
        for row in rows
    )


def in_force(known: Sequence[Term], at_ms: int) -> ProgrammeVersionId | None:
    """The version in force at ``at_ms``; the first one before them all, None where there is none.

    ``known`` is in the order of publication.
    """
    begun = [each for each in known if each.begins_ms <= at_ms]
    return (begun[-1] if begun else known[0]).version_id if known else None


def ended_ms(known: Sequence[Term], version_id: ProgrammeVersionId) -> int | None:
    """When the version went out of force; None while it has not.

    ``known`` is in the order of publication and holds the version.
    """
    place = next(place for place, each in enumerate(known) if each.version_id == version_id)
    return min((each.begins_ms for each in known[place + 1 :]), default=None)
