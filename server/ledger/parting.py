"""Undoing a merge by hand: each of the two is a guest of his own again (GST-70).

The lots that moved go back with what is left in them. What was done meanwhile in the source's name
was done on the survivor's card and stays there.
"""

from collections.abc import Sequence

from server.audit import Action, note
from server.books import Books
from server.feed import service as feed
from server.guests import service as guests
from server.guests.cards import card_of
from server.guests.decision import Decision
from server.guests.merges import HandMerge, Undone, put_merge, standing_merge, undone_now
from server.guests.refusals import NotMerged, PointsLeased
from server.ledger import leases
from server.ledger.grants import move_grants_back
from server.ledger.house_acts import HouseAct, book_act
from server.ledger.lots import lots_moved
from server.ledger.merging import (
    Pair,
    activity,
    pair,
    person,
    put_both,
    require_decidable,
    require_paid,
)
from server.ledger.posting import OtherCard
from server.ledger.service import held_card
from server.ledger.tallies import last_active_ms, spent_and_visits
from shared.domain.card import Card
from shared.domain.ids import CardId, GuestId, TenantId, card_id_of
from shared.domain.ledger import EntryKind
from shared.domain.lots import Lot
from shared.domain.merging import Merge, Share, unmerged
from shared.operations.encode import from_millis, to_millis


def unmerge_guests(
    books: Books, tenant_id: TenantId, source_id: GuestId, *, decision: Decision
) -> Pair:
    """The source is a guest of his own again, with what is left of his lots.

    Call ``lock_tenant`` before. Raises ``NotMerged``, ``ServerFenced``, ``PointsOwed`` while the
    survivor owes points, and ``PointsLeased`` while devices hold points that would move.
    """
    require_decidable(books, tenant_id)
    books.flush()
    made = standing_merge(books, tenant_id, source_id)
    if made is None:
        raise NotMerged(guest_id=source_id)
    back = _names_back(books, tenant_id, made)
    share = _share(books, tenant_id, made, back=back)
    survivor = person(books, tenant_id, source_id)
    source = held_card(books, tenant_id, card_id_of(source_id))
    require_paid(books, tenant_id, survivor.card_id)
    lots = _lots_back(books, tenant_id, made, card_id=survivor.card_id)
    parting = unmerged(
        survivor, source, record=made.record, share=share, lot_ids=[each.lot_id for each in lots]
    )
    act = _act(made, (survivor, source), parting=parting, by=decision)
    done = book_act(books, tenant_id, act)
    also = tuple(each for each in back if each != source_id)
    undone = Undone(decision.at_ms, decision.by, also, done.transaction_seq)
    put_merge(books, tenant_id, undone_now(made, undone))
    put_both(books, tenant_id, parting)
    guests.lead(books, tenant_id, [source_id], to=None)
    guests.lead(books, tenant_id, also, to=source_id)
    books.aside(move_grants_back, tenant_id, source_id, of=survivor.guest_id, names=back)
    feed.tell(books, tenant_id, kind="guest", entity_id=survivor.guest_id)
    note(books, tenant_id, activity(made, Action.GUESTS_PARTED, decision=decision, lots=lots))
    return pair(books, tenant_id, made, merge=parting, lots=lots)


def _names_back(books: Books, tenant_id: TenantId, made: HandMerge) -> tuple[GuestId, ...]:
    """The source and who leads to it again, by the merge or by a phone it had."""
    survivor_id = guests.canonical(books, tenant_id, made.source_id)
    assert survivor_id is not None, "a foreign key keeps who was merged"
    names = guests.names_of(books, tenant_id, survivor_id)
    return guests.with_phones_of(books, tenant_id, names, of={made.source_id, *made.names})


def _share(books: Books, tenant_id: TenantId, made: HandMerge, *, back: Sequence[GuestId]) -> Share:
    """Whose is whose of what the survivor counts now."""
    survivor_id = guests.canonical(books, tenant_id, made.source_id)
    assert survivor_id is not None, "a foreign key keeps who was merged"
    names = guests.names_of(books, tenant_id, survivor_id)
    of_source = tuple(card_id_of(each) for each in back)
    spent_minor, visits = books.once(spent_and_visits, tenant_id, of_source)
    card_id = card_id_of(survivor_id)
    active_ms = books.once(last_active_ms, tenant_id, card_id, names=names)
    moments = [active_ms, guests.registered_at_ms(books, tenant_id, survivor_id)]
    for each in names[1:]:
        merge = standing_merge(books, tenant_id, each)
        if merge is not None and each in back:
            spent_minor += merge.brought_minor
        elif merge is not None:
            moments.append(_active_ms(books, tenant_id, each))
    return Share(spent_minor, visits, from_millis(max(moments)))


def _active_ms(books: Books, tenant_id: TenantId, guest_id: GuestId) -> int:
    """When who was merged before was active last in his own name."""
    card = card_of(books, tenant_id, card_id_of(guest_id))
    assert card is not None, "every guest has a card"
    return to_millis(card.last_activity_at) if card.last_activity_at else 0


def _lots_back(
    books: Books, tenant_id: TenantId, made: HandMerge, *, card_id: CardId
) -> tuple[Lot, ...]:
    """What moved then and lies on that card now. Raises ``PointsLeased``."""
    if made.transaction_seq is None:
        return ()
    lots = lots_moved(books, tenant_id, made.transaction_seq, now_on=card_id)
    lot_ids = {lot.lot_id for lot in lots}
    held = [
        part for lease in leases.of_cards(books, tenant_id, [card_id]) for part in lease.held.lots
    ]
    leased = sum(part.left for part in held if part.lot_id in lot_ids)
    if leased:
        raise PointsLeased(points=leased)
    return lots


def _act(made: HandMerge, cards: tuple[Card, Card], *, parting: Merge, by: Decision) -> HouseAct:
    survivor, source = cards
    return HouseAct(
        EntryKind.MERGE,
        survivor,
        occasion=f"{made.merge_id}:undone",
        at_ms=by.at_ms,
        facts={"undoes": made.merge_id},
        others=(OtherCard(source),),
        moves=parting.moves,
        by=by.by,
    )
