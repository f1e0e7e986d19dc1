"""Flags: two guests who look like one person, raised at a registration, decided by a person.

Nothing is merged here (GST-73): a decision to merge is carried out by ``server.ledger.merging``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, select

from server.audit import Action, Activity, note
from server.books import Books
from server.database import table_of
from server.guests.decision import Decision
from server.guests.refusals import NotFlagged
from server.guests.service import like
from server.guests.tables import GuestLikenessRow, GuestRow
from server.shelves import Columns, rows_of
from shared.domain.guest import Profile
from shared.domain.ids import GuestId, TenantId
from shared.domain.likeness import Alike, likeness

_LIKENESS = table_of(GuestLikenessRow)
_GUEST = table_of(GuestRow)
_FLAGS = rows_of(_LIKENESS)
_OPEN = ""


class Answer(StrEnum):
    """What a person found."""

    MERGE = "MERGE"
    IGNORE = "IGNORE"


@dataclass(frozen=True, slots=True)
class Flag:
    """Two guests who look like one."""

    guest_id: GuestId
    """Who was registered last."""
    earlier_id: GuestId
    reasons: tuple[Alike, ...]
    raised_at_ms: int


def flag_likeness(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, profile: Profile, at_ms: int
) -> tuple[Flag, ...]:
    """Raises a flag for each guest, no alias, who looks like the one registered a moment ago."""
    raised: list[Flag] = []
    for other in like(books, tenant_id, profile):
        reasons = likeness(profile, other.profile)
        if reasons and other.guest_id != guest_id:
            flag = Flag(guest_id, other.guest_id, tuple(sorted(reasons)), at_ms)
            key = (tenant_id, flag.guest_id, flag.earlier_id)
            books.put(_FLAGS, key, _row(tenant_id, flag))
            raised.append(flag)
    return tuple(raised)


def open_flags(conn: Connection, tenant_id: TenantId) -> Iterator[Flag]:
    """Those of two guests still, which nobody has decided; the oldest first."""
    later, earlier = _GUEST.alias("later"), _GUEST.alias("earlier")
    rows = conn.execute(
        select(_LIKENESS)
        .join(later, _is_named(later, _LIKENESS.c.guest_id))
        .join(earlier, _is_named(earlier, _LIKENESS.c.earlier_id))
        .where(
            _LIKENESS.c.tenant_id == tenant_id,
            _LIKENESS.c.decision == _OPEN,
            func.coalesce(later.c.alias_of, later.c.guest_id)
            != func.coalesce(earlier.c.alias_of, earlier.c.guest_id),
        )
        .order_by(_LIKENESS.c.raised_at_ms, _LIKENESS.c.guest_id, _LIKENESS.c.earlier_id)
    )
    for row in rows:
        reasons = tuple(Alike(each) for each in row.reasons.split(","))
        yield Flag(GuestId(row.guest_id), GuestId(row.earlier_id), reasons, row.raised_at_ms)


def decide(
    books: Books,
    tenant_id: TenantId,
    pair: tuple[GuestId, GuestId],
    *,
    answer: Answer,
    decision: Decision,
) -> None:
    """The open flag on these two, in either order, has that answer. Raises ``NotFlagged``."""
    row = _open_row(books, tenant_id, pair)
    decided = {
        **row,
        "decision": answer.value,
        "decided_at_ms": decision.at_ms,
        "decided_by": decision.by,
    }
    books.put(_FLAGS, (tenant_id, row["guest_id"], row["earlier_id"]), decided)
    details = {"earlier_guest_id": row["earlier_id"], "answer": answer.value}
    activity = Activity(
        Action.LIKENESS_DECIDED,
        "guest",
        row["guest_id"],
        performed_by=decision.by,
        at_ms=decision.at_ms,
        details=details,
    )
    note(books, tenant_id, activity)


def forget_flags(conn: Connection, tenant_id: TenantId, guest_ids: Sequence[GuestId]) -> None:
    """Nobody is said to look like these any more (GST-45)."""
    is_one = _LIKENESS.c.guest_id.in_(guest_ids) | _LIKENESS.c.earlier_id.in_(guest_ids)
    conn.execute(delete(_LIKENESS).where(_LIKENESS.c.tenant_id == tenant_id, is_one))


def _is_named(guest: Any, column: Any) -> Any:
    return (guest.c.tenant_id == _LIKENESS.c.tenant_id) & (guest.c.guest_id == column)


def _open_row(books: Books, tenant_id: TenantId, pair: tuple[GuestId, GuestId]) -> Columns:
    for guest_id, earlier_id in (pair, pair[::-1]):
        row = books.get(_FLAGS, (tenant_id, guest_id, earlier_id))
        if row is not None and row["decision"] == _OPEN:
            return row
    raise NotFlagged(guest_id=pair[0], other_id=pair[1])


def _row(tenant_id: TenantId, flag: Flag) -> Columns:
    return {
        "tenant_id": tenant_id,
        "guest_id": flag.guest_id,
        "earlier_id": flag.earlier_id,
        "reasons": ",".join(flag.reasons),
        "raised_at_ms": flag.raised_at_ms,
        "decision": _OPEN,
        "decided_at_ms": None,
        "decided_by": None,
    }
