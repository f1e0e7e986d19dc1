"""Two guests whom a person found to be one (GST-70, GST-71). The way back is in ``parting``.

A merge leads the source's name to the survivor and moves every lot with what devices hold of it:
from card to card where each restaurant has its own. Entries, visits and children stay where they
were written, under a name that leads to the survivor now: so what comes late for the source lands
on the survivor, and whoever asks for a guest asks for all his names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from server.audit import Action, Activity, note
from server.books import Books
from server.feed import service as feed
from server.guests import service as guests
from server.guests.cards import cards_of, put_card_facts, tell_card
from server.guests.decision import Decision
from server.guests.merges import HandMerge, merges_of, put_merge, standing_merge
from server.guests.refusals import PointsOwed
from server.ledger.grants import move_grants
from server.ledger.house_acts import HouseAct, book_act
from server.ledger.lots import lot, lots_ever, lots_of_card
from server.ledger.posting import OtherCard
from server.ledger.service import card_mode, held_card, opened_card
from server.ledger.suspense import owed, repay
from server.ledger.tallies import spent_and_visits
from server.programme import service as programmes
from server.tenants.refusals import ServerFenced
from server.tenants.service import tenant_now
from shared.domain.card import Card
from shared.domain.errors import GuestUnknown, SameGuest
from shared.domain.ids import CardId, GuestId, TenantId, card_id_of
from shared.domain.ledger import EntryKind
from shared.domain.merging import Merge, merged, merged_chains, record_of
from shared.domain.modes import status_there
from shared.domain.programme import CardMode


@dataclass(frozen=True, slots=True)
class Pair:
    """The two guests after a merge, or after it was undone: each with all that is his."""

    merge_id: str
    survivor: Card
    """The chain's, and on it what the cards of restaurants hold and count, too."""
    source: Card
    moved_points: int
    """Of both kinds, that changed cards."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A card of each of the two, as they were, and what becomes of both."""

    survivor: Card
    source: Card
    merge: Merge


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
    require_paid(books, tenant_id, source.guest_id)
    joined = _joined(books, tenant_id, (survivor, source))
    made = _booked(books, tenant_id, joined, decision=decision)
    put_merge(books, tenant_id, made)
    put_cards(books, tenant_id, joined)
    guests.lead(books, tenant_id, [source.guest_id, *made.names], to=survivor.guest_id)
    agree(books, tenant_id, survivor.guest_id)
    books.aside(move_grants, tenant_id, source.guest_id, to=survivor.guest_id)
    feed.tell(books, tenant_id, kind="guest", entity_id=survivor.guest_id)
    points = points_moved(books, tenant_id, joined)
    for each in joined:  # it may be this very merge that a restore forgot, and not what it brought
        repay(books, tenant_id, each.survivor.card_id, now_ms=decision.at_ms)
    note(books, tenant_id, activity(made, Action.GUESTS_MERGED, decision=decision, points=points))
    return pair(books, tenant_id, made, survivor_id=survivor.guest_id, points=points)


def require_decidable(books: Books, tenant_id: TenantId) -> None:
    """Raises ``ServerFenced``."""
    if tenant_now(books, tenant_id).is_fenced:
        raise ServerFenced


def require_paid(books: Books, tenant_id: TenantId, guest_id: GuestId) -> None:
    """Raises ``PointsOwed``: a debt is the card's on which it was made, and does not move."""
    cards = guests.cards_in_use(books, tenant_id, guest_id)
    points = sum(sum(owed(books, tenant_id, each.card_id).values()) for each in cards)
    if points:
        raise PointsOwed(points=points)


def person(books: Books, tenant_id: TenantId, guest_id: GuestId) -> Card:
    """The chain's card of whoever that is, after every merge. Raises ``GuestUnknown``."""
    who = guests.canonical(books, tenant_id, guest_id)
    if who is None:
        raise GuestUnknown(guest_id=guest_id)
    return held_card(books, tenant_id, card_id_of(who))


def cards_of_names(
    books: Books, tenant_id: TenantId, names: Iterable[GuestId]
) -> tuple[CardId, ...]:
    """All cards, in use or not, that were ever given to these names."""
    return tuple(card.card_id for each in names for card in cards_of(books, tenant_id, each))


def put_cards(books: Books, tenant_id: TenantId, joined: Sequence[Joined]) -> None:
    """The cards are from now on as it was found."""
    for each in joined:
        put_card_facts(books, tenant_id, each.merge.survivor)
        put_card_facts(books, tenant_id, each.merge.source)


def agree(books: Books, tenant_id: TenantId, guest_id: GuestId) -> None:
    """The guest's cards of restaurants forbid what the chain's forbids, and nothing else."""
    chain, *there = guests.cards_in_use(books, tenant_id, guest_id)
    for card in there:
        status = status_there(chain.status, card.status)
        if status is not card.status:
            put_card_facts(books, tenant_id, replace(card, status=status))
            tell_card(books, tenant_id, card)


def points_moved(books: Books, tenant_id: TenantId, joined: Sequence[Joined]) -> int:
    """All that is left in the lots that changed cards."""
    moves = (move for each in joined for move in each.merge.moves)
    return sum(lot(books, tenant_id, move.lot_id).left for move in moves)


def act_of(named: Card, joined: Sequence[Joined], *, occasion: str, decision: Decision) -> HouseAct:
    """The booking that moves the lots, in the name of one of the cards of the chain."""
    cards = {x.card_id: x for each in joined for x in (each.source, each.survivor)}
    others = tuple(OtherCard(x) for x in cards.values() if x.card_id != named.card_id)
    return HouseAct(
        EntryKind.MERGE,
        named,
        occasion=occasion,
        at_ms=decision.at_ms,
        others=others,
        moves=tuple(move for each in joined for move in each.merge.moves),
        by=decision.by,
    )


def activity(made: HandMerge, action: Action, *, decision: Decision, points: int) -> Activity:
    """What the activity log says of it (GST-70)."""
    details = {
        "merge_id": made.merge_id,
        "survivor_guest_id": made.survivor_id,
        "source_card_id": card_id_of(made.source_id),
        "moved_points": points,
    }
    return Activity(action, "guest", made.source_id, decision.by, decision.at_ms, details=details)


def pair(
    books: Books, tenant_id: TenantId, made: HandMerge, *, survivor_id: GuestId, points: int
) -> Pair:
    """Both as they are now."""
    survivor, source = (_whole(books, tenant_id, each) for each in (survivor_id, made.source_id))
    return Pair(made.merge_id, survivor, source, points)


def _whole(books: Books, tenant_id: TenantId, guest_id: GuestId) -> Card:
    cards = cards_of(books, tenant_id, guest_id)
    lots = (lots_of_card(books, tenant_id, card.card_id) for card in cards)
    return replace(
        cards[0],
        lots=tuple(lot for some in lots for lot in some),
        lifetime_spent_minor=sum(card.lifetime_spent_minor for card in cards),
        total_visits=sum(card.total_visits for card in cards),
    )


def _joined(books: Books, tenant_id: TenantId, chains: tuple[Card, Card]) -> list[Joined]:
    """The cards that become one; those of the chain, which come first, hold nothing in SEPARATE."""
    survivor, source = chains
    if card_mode(books, tenant_id) is CardMode.UNIFIED:
        return [_join(books, tenant_id, chains)]
    joined = [Joined(survivor, source, merged_chains(survivor, source))]
    for card in cards_of(books, tenant_id, source.guest_id):
        if card.restaurant_id is not None:
            there = opened_card(books, tenant_id, survivor.guest_id, at=card.restaurant_id)
            assert there is not None, "he has a card of the chain"
            joined.append(_join(books, tenant_id, (there, card)))
    return joined


def _join(books: Books, tenant_id: TenantId, both: tuple[Card, Card]) -> Joined:
    survivor, source = both
    programme = books.once(programmes.current, tenant_id)
    assert programme is not None, "who has guests has a programme"
    lot_ids = [each.lot_id for each in lots_ever(books, tenant_id, source.card_id)]
    merge = merged(survivor, source, programme=programme, lot_ids=lot_ids)
    return Joined(survivor, source, merge)


def _booked(
    books: Books, tenant_id: TenantId, joined: Sequence[Joined], *, decision: Decision
) -> HandMerge:
    """The merge on record, its lots moved."""
    survivor, source = joined[0].survivor, joined[0].source
    names = guests.names_of(books, tenant_id, source.guest_id)
    before = merges_of(books, tenant_id, source.guest_id)
    occasion = f"{survivor.guest_id}:{len(before)}"
    plain = act_of(source, joined, occasion=occasion, decision=decision)
    act = replace(plain, facts={"survivor_guest_id": survivor.guest_id})
    done = book_act(books, tenant_id, act)
    records = {x.source.restaurant_id: record_of(x.survivor, x.source, x.merge) for x in joined}
    return HandMerge(
        merge_id=act.act_id,
        source_id=source.guest_id,
        survivor_id=survivor.guest_id,
        at_ms=decision.at_ms,
        by=decision.by,
        record=records[None],
        names=names[1:],
        brought_minor=_brought(books, tenant_id, names),
        transaction_seq=done.transaction_seq,
        there={place: record for place, record in records.items() if place is not None},
    )


def _brought(books: Books, tenant_id: TenantId, names: Sequence[GuestId]) -> int:
    """What the guest has spent by no visit of ours, and by none of those merged into him before."""
    cards = cards_of(books, tenant_id, names[0])
    card_ids = cards_of_names(books, tenant_id, names)
    spent_minor, _ = books.once(spent_and_visits, tenant_id, card_ids)
    merges = [standing_merge(books, tenant_id, each) for each in names[1:]]
    of_others = sum(each.brought_minor for each in merges if each is not None)
    return sum(card.lifetime_spent_minor for card in cards) - spent_minor - of_others
