"""Two guests whom a person found to be one (GST-70, GST-71). The way back is in ``parting``.

A merge leads the source's name to the survivor and moves every lot with what devices hold of it.
Entries, visits and children stay where they were written, under a name that leads to the
survivor now: so what comes late for the source lands on the survivor, and whoever asks for a guest
asks for all his names.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.audit import Action, Activity, note
from server.books import Books
from server.feed import service as feed
from server.guests import service as guests
from server.guests.cards import put_card_facts
from server.guests.decision import Decision
from server.guests.merges import HandMerge, merges_of, put_merge, standing_merge
from server.guests.refusals import PointsOwed
from server.ledger.grants import move_grants
from server.ledger.house_acts import HouseAct, book_act
from server.ledger.lots import lots_ever
from server.ledger.posting import OtherCard
from server.ledger.service import held_card
from server.ledger.suspense import owed
from server.ledger.tallies import spent_and_visits
from server.programme import service as programmes
from server.tenants.refusals import ServerFenced
from server.tenants.service import tenant
from shared.domain.card import Card
from shared.domain.errors import GuestUnknown, SameGuest
from shared.domain.ids import CardId, GuestId, TenantId, card_id_of
from shared.domain.ledger import EntryKind
from shared.domain.lots import Lot
from shared.domain.merging import Merge, merged, record_of


@dataclass(frozen=True, slots=True)
class Pair:
    """The two guests after a merge, or after it was undone."""

    merge_id: str
    survivor: Card
    source: Card
    moved_points: int
    """Of both kinds, that changed cards."""


def merge_guests(
    books: Books, tenant_id: TenantId, source_id: GuestId, *, into: GuestId, decision: Decision
) -> Pair:
    """The source is a name of the other guest from now on; call ``lock_tenant`` before.

    Raises ``GuestUnknown``, ``SameGuest``, ``CardNotUsable`` (deleted), ``ServerFenced``, and
    ``PointsOwed`` while the source owes points since a restore.
    """
    require_decidable(books, tenant_id)
    books.flush()
    source = person(books, tenant_id, source_id)
    survivor = person(books, tenant_id, into)
    if source.card_id == survivor.card_id:
        raise SameGuest(guest_id=survivor.guest_id)
    require_paid(books, tenant_id, source.card_id)
    programme = books.once(programmes.current, tenant_id)
    assert programme is not None, "who has guests has a programme"
    lots = lots_ever(books, tenant_id, source.card_id)
    lot_ids = [each.lot_id for each in lots]
    merge = merged(survivor, source, programme=programme, lot_ids=lot_ids)
    made = _booked(books, tenant_id, (survivor, source), merge=merge, decision=decision)
    put_merge(books, tenant_id, made)
    put_both(books, tenant_id, merge)
    guests.lead(books, tenant_id, [source.guest_id, *made.names], to=survivor.guest_id)
    books.aside(move_grants, tenant_id, source.guest_id, to=survivor.guest_id)
    feed.tell(books, tenant_id, kind="guest", entity_id=survivor.guest_id)
    note(books, tenant_id, activity(made, Action.GUESTS_MERGED, decision=decision, lots=lots))
    return pair(books, tenant_id, made, merge=merge, lots=lots)


def require_decidable(books: Books, tenant_id: TenantId) -> None:
    """Raises ``ServerFenced``."""
    if books.once(tenant, tenant_id).is_fenced:
        raise ServerFenced


def require_paid(books: Books, tenant_id: TenantId, card_id: CardId) -> None:
    """Raises ``PointsOwed``: a debt is the card's on which it was made, and does not move."""
    debt = owed(books, tenant_id, card_id)
    if debt:
        raise PointsOwed(points=sum(debt.values()))


def person(books: Books, tenant_id: TenantId, guest_id: GuestId) -> Card:
    """The chain's card of whoever that is, after every merge. Raises ``GuestUnknown``."""
    who = guests.canonical(books, tenant_id, guest_id)
    if who is None:
        raise GuestUnknown(guest_id=guest_id)
    return held_card(books, tenant_id, card_id_of(who))


def put_both(books: Books, tenant_id: TenantId, merge: Merge) -> None:
    """Both cards are like this from now on."""
    for card in (merge.survivor, merge.source):
        put_card_facts(books, tenant_id, card)


def activity(
    made: HandMerge, action: Action, *, decision: Decision, lots: Sequence[Lot]
) -> Activity:
    """What the activity log says of it (GST-70)."""
    details = {
        "merge_id": made.merge_id,
        "survivor_guest_id": made.survivor_id,
        "source_card_id": card_id_of(made.source_id),
        "moved_points": sum(lot.left for lot in lots),
    }
    return Activity(action, "guest", made.source_id, decision.by, decision.at_ms, details=details)


def pair(
    books: Books, tenant_id: TenantId, made: HandMerge, *, merge: Merge, lots: Sequence[Lot]
) -> Pair:
    """Both as they are now."""
    survivor, source = (
        held_card(books, tenant_id, each.card_id) for each in (merge.survivor, merge.source)
    )
    return Pair(made.merge_id, survivor, source, sum(lot.left for lot in lots))


def _booked(
    books: Books,
    tenant_id: TenantId,
    cards: tuple[Card, Card],
    *,
    merge: Merge,
    decision: Decision,
) -> HandMerge:
    """The merge on record, its lots moved."""
    survivor, source = cards
    names = guests.names_of(books, tenant_id, source.guest_id)
    before = merges_of(books, tenant_id, source.guest_id)
    act = HouseAct(
        EntryKind.MERGE,
        source,
        occasion=f"{survivor.guest_id}:{len(before)}",
        at_ms=decision.at_ms,
        facts={"survivor_guest_id": survivor.guest_id},
        others=(OtherCard(survivor),),
        moves=merge.moves,
        by=decision.by,
    )
    done = book_act(books, tenant_id, act)
    return HandMerge(
        merge_id=act.act_id,
        source_id=source.guest_id,
        survivor_id=survivor.guest_id,
        at_ms=decision.at_ms,
        by=decision.by,
        record=record_of(survivor, source, merge),
        names=names[1:],
        brought_minor=_brought(books, tenant_id, source, names=names),
        transaction_seq=done.transaction_seq,
    )


def _brought(books: Books, tenant_id: TenantId, source: Card, *, names: Sequence[GuestId]) -> int:
    """What the card has spent by no visit of ours, and by none of those merged into it before."""
    card_ids = tuple(card_id_of(each) for each in names)
    spent_minor, _ = books.once(spent_and_visits, tenant_id, card_ids)
    merges = [standing_merge(books, tenant_id, each) for each in names[1:]]
    of_others = sum(each.brought_minor for each in merges if each is not None)
    return source.lifetime_spent_minor - spent_minor - of_others
