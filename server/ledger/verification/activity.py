"""When each card was active last (LOY-22): what its points expire by, and what a level falls by.

A migration gives the cards it fills the moment of those it empties (LOY-09), and keeps no record of
it: such a card may have the moment of anything its guest ever did.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from server.database import table_of
from server.ledger.tables import TransactionRow, VisitRow
from server.ledger.verification.counting import Counting
from server.prepared import ask, stream
from shared.domain.card import CardStatus
from shared.domain.ids import CardId, GuestId, TenantId, card_id_of
from shared.domain.ledger import EntryKind

_TRANSACTION, _VISIT = table_of(TransactionRow), table_of(VisitRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_VISITED = select(_VISIT.c.card_id, _VISIT.c.visited_at_ms.label("at_ms")).where(
    _VISIT.c.tenant_id == _TENANT
)
_REDEEMED = select(_TRANSACTION.c.card_id, _TRANSACTION.c.effective_at_ms.label("at_ms")).where(
    _TRANSACTION.c.tenant_id == _TENANT, _TRANSACTION.c.kind == EntryKind.REDEEM.value
)
_LAST_VISITS = (
    select(_VISIT.c.card_id, func.max(_VISIT.c.visited_at_ms).label("at_ms"))
    .where(_VISIT.c.tenant_id == _TENANT)
    .group_by(_VISIT.c.card_id)
)
_LAST_REDEMPTIONS = (
    select(_TRANSACTION.c.card_id, func.max(_TRANSACTION.c.effective_at_ms).label("at_ms"))
    .where(_TRANSACTION.c.tenant_id == _TENANT, _TRANSACTION.c.kind == EntryKind.REDEEM.value)
    .group_by(_TRANSACTION.c.card_id)
)
_Moment = tuple[str, int]
"""Who, under one of all names that were ever his, and when."""


def check_activity(conn: Connection, tenant_id: TenantId, found: Counting) -> Iterator[str]:
    """A card was active last when its guest last earned, redeemed, or was registered.

    So was the card it was merged into by hand. A card that was merged itself says when it was, or
    one of those merged into it before: it counts no more.
    """
    own = _last_acts(conn, tenant_id, found)
    merged = _of_merged(found, own)
    moved = {found.people.ever(card.guest_id) for card in found.restaurants.values()}
    last = own | _of_survivors(found, own)
    doubtful: defaultdict[_Moment, list[CardId]] = defaultdict(list)
    for card_id, card in found.cards.items():
        at_ms, person = card.last_activity_at_ms, found.people.ever(card.guest_id)
        if at_ms == last.get(card_id) or at_ms in merged.get(card_id, ()):
            continue
        if person in moved and card.status == CardStatus.MERGED:
            continue
        if person in moved and at_ms is not None and at_ms >= own.get(card_id, 0):
            doubtful[person, at_ms].append(card_id)
        else:
            yield _problem(card_id)
    for moment in _moments(conn, tenant_id, found) if doubtful else ():
        doubtful.pop(moment, None)
    yield from (_problem(card_id) for card_ids in doubtful.values() for card_id in card_ids)


def _problem(card_id: CardId) -> str:
    return f"card {card_id} was active last at another time than it says (LOY-22)"


def _last_acts(conn: Connection, tenant_id: TenantId, found: Counting) -> dict[str, int]:
    """When something was done last on each very card."""
    everybody = found.guests.values()
    last = {x.card_id: x.registered_at_ms for x in everybody if x.card_id is not None}
    moments = (ask(conn, each, tenant_id=tenant_id) for each in (_LAST_VISITS, _LAST_REDEMPTIONS))
    for row in chain.from_iterable(moments):
        last[row.card_id] = max(last.get(row.card_id, 0), row.at_ms)
    return last


def _of_survivors(found: Counting, own: dict[str, int]) -> dict[str, int]:
    """The same of who others were merged into, theirs included."""
    last: dict[str, int] = {}
    for source_id in found.people.standing:
        survivor = card_id_of(found.people.who(source_id))
        moments = (last.get(survivor, 0), own.get(survivor, 0))
        last[survivor] = max(*moments, own.get(card_id_of(GuestId(source_id)), 0))
    return last


def _of_merged(found: Counting, own: dict[str, int]) -> dict[str, set[int]]:
    """Of each card that was merged by hand, all that it may say: what others of its guest do.

    Also of those who are no more with it: what it counted with them it counts as long as it rests.
    """
    people = found.people
    cards = {card_id_of(GuestId(each)): people.ever(each) for each in people.standing}
    moments: defaultdict[str, set[int]] = defaultdict(set)
    for card_id, card in found.cards.items() if cards else ():
        moments[people.ever(card.guest_id)].add(own.get(card_id, 0))
    return {card_id: moments[person] for card_id, person in cards.items()}


def _moments(conn: Connection, tenant_id: TenantId, found: Counting) -> Iterator[_Moment]:
    """Everything that was ever done."""
    for guest in found.guests.values():
        yield found.people.ever(guest.guest_id), guest.registered_at_ms
    cards = found.cards
    for query in (_VISITED, _REDEEMED):
        for row in stream(conn, query, tenant_id=tenant_id):
            card = cards.get(CardId(row.card_id))
            if card is not None:
                yield found.people.ever(card.guest_id), row.at_ms
