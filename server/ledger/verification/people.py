"""Who was found to be whom: merges by hand, held against names, cards and the lots that moved.

An alias by registration is told by that registration's outcome; an alias by hand by a merge that
stands. Not found here: which level, status or discount of its own a card got back by an unmerge.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import BindParameter, Connection, bindparam, select

from server.database import table_of
from server.guests.merges import stored_merges
from server.guests.stored import stored_aliases, stored_cards_of_restaurants
from server.ledger.tables import LotMoveRow, TransactionRow
from server.prepared import Fields, ask, stream
from shared.domain.ids import CardId, GuestId, RestaurantId, TenantId, card_id_of
from shared.domain.ledger import EntryKind

_TRANSACTION = table_of(TransactionRow)
_MOVE = table_of(LotMoveRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_MERGING = select(_TRANSACTION).where(
    _TRANSACTION.c.tenant_id == _TENANT, _TRANSACTION.c.kind == EntryKind.MERGE.value
)
_MOVED_BETWEEN = (
    select(_MOVE.c.transaction_seq, _MOVE.c.from_card_id, _MOVE.c.to_card_id)
    .where(_MOVE.c.tenant_id == _TENANT)
    .distinct()
)
_NAMES = TypeAdapter(list[str])


class _Kept(BaseModel):
    """What a booking of the house keeps of its act."""

    act: dict[str, str]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody's names, as the rows say."""

    aliases: dict[str, str]
    standing: dict[str, str] = field(default_factory=dict)
    """Of each guest merged by hand, into whom."""
    given_back: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Of each name, the sources it was led back to by an unmerge."""
    once_one: dict[str, str] = field(default_factory=dict)
    """Chains that end at one guest for all who were ever merged by hand."""

    def who(self, guest_id: str) -> GuestId:
        """Who that is now."""
        return GuestId(self.aliases.get(guest_id, guest_id))

    def may_lead_to(self, guest_id: str, *, born: str | None) -> set[str | None]:
        """To whom that name may lead, told of as ``born`` by its registration; None: nobody."""
        if guest_id in self.standing:
            return {self.who(self.standing[guest_id])}
        if born is None:
            return {None}
        return {self.who(each) for each in (born, *self.given_back[guest_id])}

    def were_one(self, one: str, other: str) -> bool:
        """Whether both are, or ever were, one person by hand."""
        return one == other or self.common_name_of(one) == self.common_name_of(other)

    def ever(self, guest_id: str) -> str:
        """One name for all who are this person, or ever were."""
        return self.common_name_of(self.who(guest_id))

    def join(self, one: str, other: str) -> None:
        """These two were one."""
        last, other_last = self.common_name_of(one), self.common_name_of(other)
        if last != other_last:
            self.once_one[last] = other_last

    def common_name_of(self, guest_id: str) -> str:
        """The same for all names that are, or ever were, one person's by hand."""
        while guest_id in self.once_one:
            guest_id = self.once_one[guest_id]
        return guest_id


def people(conn: Connection, tenant_id: TenantId) -> People:
    """All names of the tenant's guests."""
    found = People(dict(stored_aliases(conn, tenant_id)))
    for row in stored_merges(conn, tenant_id):
        found.join(row.source_id, row.survivor_id)
        if row.undone_at_ms is None:
            found.standing[row.source_id] = row.survivor_id
        for name in _names(row.given_back):
            found.given_back[name].add(row.source_id)
    return found


def check_merges(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the merges on record and the transactions that moved lots."""
    booked = {row.transaction_seq: row for row in stream(conn, _MERGING, tenant_id=tenant_id)}
    cards = _cards_moved_between(conn, tenant_id)
    places = [None, *sorted(set(_places_of_cards(conn, tenant_id)))]
    for row in stored_merges(conn, tenant_id):
        sources, survivors = (
            [card_id_of(GuestId(guest_id), place) for place in places]
            for guest_id in (row.source_id, row.survivor_id)
        )
        there = booked.pop(row.transaction_seq, None)
        if row.transaction_seq is not None and (
            there is None
            or _act_id(there) != row.merge_id
            or not set() < cards[row.transaction_seq] <= set(zip(sources, survivors, strict=True))
        ):
            yield f"merge {row.merge_id}: its transaction did not move the lots of these two"
        back = booked.pop(row.undone_seq, None)
        if row.undone_seq is not None and (
            back is None or not {taker for _, taker in cards[row.undone_seq]} <= set(sources)
        ):
            yield f"merge {row.merge_id}: its transaction did not move the lots back"
    yield from (f"transaction {seq}: nobody was merged by it" for seq in booked)


def _places_of_cards(conn: Connection, tenant_id: TenantId) -> Iterator[RestaurantId]:
    """The restaurants that have, or had, cards of their own."""
    for row in stored_cards_of_restaurants(conn, tenant_id):
        yield RestaurantId(row.restaurant_id)


def _names(text: str) -> list[str]:
    """None where nobody understands it: the row's witness tells of that."""
    try:
        return _NAMES.validate_json(text)
    except ValidationError:
        return []


def _act_id(row: Fields) -> str | None:
    """As its booking keeps it; that it is named after what it did is asked in ``house``."""
    try:
        return _Kept.model_validate_json(row.snapshot).act["act_id"]
    except (ValidationError, KeyError):
        return None


def _cards_moved_between(
    conn: Connection, tenant_id: TenantId
) -> defaultdict[int, set[tuple[CardId, CardId]]]:
    """Of each transaction that moved lots, from which cards to which."""
    found: defaultdict[int, set[tuple[CardId, CardId]]] = defaultdict(set)
    for seq, giver, taker in ask(conn, _MOVED_BETWEEN, tenant_id=tenant_id):
        found[seq].add((CardId(giver), CardId(taker)))
    return found
