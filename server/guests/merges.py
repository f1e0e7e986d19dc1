"""Records of merges by hand: who was found to be whom, how it was before, and whether it stands.

A person is all the names that lead to him; a merge leads one more name, an unmerge lets it go.
Must not know points: what moves with a merge is the business of ``server.ledger.merging``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.books import Books
from server.database import table_of
from server.guests.tables import GuestMergeRow
from server.prepared import Fields, ask
from server.shelves import Key, Lookup, Shelf
from server.witness import attest
from shared.domain.card import CardStatus
from shared.domain.ids import GuestId, LevelId, RestaurantId, TenantId
from shared.domain.merging import Record, Standing
from shared.operations.canonical import canonical_json

_MERGE = table_of(GuestMergeRow)
_IN_ORDER = (
    select(_MERGE)
    .where(_MERGE.c.tenant_id == bindparam("tenant_id"))
    .order_by(_MERGE.c.merged_at_ms, _MERGE.c.merge_id)
)


@dataclass(frozen=True, slots=True)
class Undone:
    """When and by whom a merge was undone."""

    at_ms: int
    by: str
    given_back: tuple[GuestId, ...]
    """Other names that lead to the source again."""
    transaction_seq: int | None


@dataclass(frozen=True, slots=True)
class HandMerge:
    """Two guests a person found to be one."""

    merge_id: str
    source_id: GuestId
    survivor_id: GuestId
    at_ms: int
    by: str
    record: Record
    names: tuple[GuestId, ...]
    """Other names of the source, that lead to the survivor since."""
    brought_minor: int
    """What the source's card itself had spent before its visits were counted here."""
    transaction_seq: int | None
    there: Mapping[RestaurantId, Record] = field(default_factory=dict)
    """How the cards of restaurants stood, where each has its own; ``record`` is of the chain's."""
    undone: Undone | None = field(default=None)


def merges_of(books: Books, tenant_id: TenantId, source_id: GuestId) -> tuple[HandMerge, ...]:
    """How often that guest was merged by hand, the newest last."""
    found = books.find(_OF_SOURCE, (tenant_id, source_id))
    return tuple(sorted(found, key=lambda each: (each.at_ms, each.merge_id)))


def standing_merge(books: Books, tenant_id: TenantId, source_id: GuestId) -> HandMerge | None:
    """The merge by which that guest is an alias, or None."""
    found = [each for each in merges_of(books, tenant_id, source_id) if each.undone is None]
    return found[0] if found else None


def put_merge(books: Books, tenant_id: TenantId, merge: HandMerge) -> None:
    """The merge is like this from now on."""
    key = (tenant_id, merge.merge_id)
    books.put(_MERGES, key, merge)
    attest(books, tenant_id, _MERGE, row=_encoded(key, merge))


def stored_merges(conn: Connection, tenant_id: TenantId) -> Iterator[Fields]:
    """Every merge as its row says, in the order they were made: for ``verify`` only."""
    return iter(ask(conn, _IN_ORDER, tenant_id=tenant_id))


def undone_now(merge: HandMerge, undone: Undone) -> HandMerge:
    """``merge``, which stands no more."""
    return replace(merge, undone=undone)


def _decoded(row: Fields) -> HandMerge:
    kept = json.loads(row.record)
    undone = None
    if row.undone_at_ms is not None:
        names = tuple(GuestId(each) for each in json.loads(row.given_back))
        undone = Undone(row.undone_at_ms, row.undone_by, names, row.undone_seq)
    return HandMerge(
        merge_id=row.merge_id,
        source_id=GuestId(row.source_id),
        survivor_id=GuestId(row.survivor_id),
        at_ms=row.merged_at_ms,
        by=row.merged_by,
        record=_record(kept),
        names=tuple(GuestId(each) for each in kept["names"]),
        brought_minor=kept["brought_minor"],
        transaction_seq=row.transaction_seq,
        there={RestaurantId(place): _record(each) for place, each in kept["there"].items()},
        undone=undone,
    )


def _record(kept: Mapping[str, Any]) -> Record:
    return Record(*(_standing(kept[each]) for each in ("survivor", "source", "together")))


def _standing(kept: Mapping[str, Any]) -> Standing:
    return Standing(CardStatus(kept["status"]), LevelId(kept["level_id"]), kept["discount_bp"])


def _encoded(key: Key, merge: HandMerge) -> dict[str, Any]:
    kept = asdict(merge.record) | {
        "names": merge.names,
        "brought_minor": merge.brought_minor,
        "there": {place: asdict(record) for place, record in merge.there.items()},
    }
    undone = merge.undone
    return {
        "tenant_id": key[0],
        "merge_id": merge.merge_id,
        "transaction_seq": merge.transaction_seq,
        "source_id": merge.source_id,
        "survivor_id": merge.survivor_id,
        "merged_at_ms": merge.at_ms,
        "merged_by": merge.by,
        "record": canonical_json(kept),
        "undone_at_ms": undone.at_ms if undone else None,
        "undone_by": undone.by if undone else None,
        "given_back": canonical_json(undone.given_back if undone else ()),
        "undone_seq": undone.transaction_seq if undone else None,
    }


def _source_group(key: Key, merge: HandMerge) -> Key:
    return key[0], merge.source_id


_MERGES = Shelf(_MERGE, _decoded, _encoded)
_OF_SOURCE = Lookup(_MERGES, ("tenant_id", "source_id"), _source_group)
