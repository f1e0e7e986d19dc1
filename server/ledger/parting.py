"""Undoing a merge by hand: each of the two is a guest of his own again (GST-70).

The lots that moved go back with what is left in them, from wherever they lie on the survivor's
cards, also after a migration. What was done meanwhile in the source's name was done on the
survivor's cards and stays there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from server.audit import Action, note
from server.books import Books
from server.feed import service as feed
from server.guests import service as guests
from server.guests.cards import card_of, cards_of, put_card_facts
from server.guests.decision import Decision
from server.guests.merges import HandMerge, Undone, put_merge, standing_merge, undone_now
from server.guests.refusals import NotMerged, PointsLeased
from server.ledger import leases
from server.ledger.grants import move_grants_back
from server.ledger.house_acts import book_act
from server.ledger.lots import lots_moved
from server.ledger.merging import (
    Joined,
    Pair,
    act_of,
    activity,
    agree,
    cards_of_names,
    pair,
    person,
    points_moved,
    put_cards,
    require_decidable,
    require_paid,
)
from server.ledger.service import card_mode, opened_card
from server.ledger.tallies import last_active_ms, places_of_visits, spent_and_visits
from server.programme import service as programmes
from shared.domain.card import Card, CardStatus
from shared.domain.ids import CardId, GuestId, LotId, RestaurantId, TenantId, card_id_of
from shared.domain.merging import Record, Share, Standing, unmerged
from shared.domain.modes import empty_card
from shared.domain.programme import CardMode
from shared.operations.encode import from_millis


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
    survivor = person(books, tenant_id, source_id)
    require_paid(books, tenant_id, survivor.guest_id)
    back = _names_back(books, tenant_id, made, survivor_id=survivor.guest_id)
    way = _Parting(books, tenant_id, made, survivor.guest_id, back)
    joined = list(way.joined())
    occasion = f"{made.merge_id}:undone"
    act = act_of(joined[0].survivor, joined, occasion=occasion, decision=decision)
    done = book_act(books, tenant_id, replace(act, facts={"undoes": made.merge_id}))
    also = tuple(each for each in way.back if each != source_id)
    undone = Undone(decision.at_ms, decision.by, also, done.transaction_seq)
    put_merge(books, tenant_id, undone_now(made, undone))
    put_cards(books, tenant_id, joined)
    guests.lead(books, tenant_id, [source_id], to=None)
    guests.lead(books, tenant_id, also, to=source_id)
    for each in (source_id, survivor.guest_id):
        agree(books, tenant_id, each)
    books.aside(move_grants_back, tenant_id, source_id, of=survivor.guest_id, names=way.back)
    feed.tell(books, tenant_id, kind="guest", entity_id=survivor.guest_id)
    points = points_moved(books, tenant_id, joined)
    note(books, tenant_id, activity(made, Action.GUESTS_PARTED, decision=decision, points=points))
    return pair(books, tenant_id, made, survivor_id=survivor.guest_id, points=points)


def _names_back(
    books: Books, tenant_id: TenantId, made: HandMerge, *, survivor_id: GuestId
) -> tuple[GuestId, ...]:
    """The source and who leads to it again, by the merge or by a phone it had."""
    names = guests.names_of(books, tenant_id, survivor_id)
    return guests.with_phones_of(books, tenant_id, names, of={made.source_id, *made.names})


@dataclass(frozen=True, slots=True)
class _Parting:
    """What becomes of each card of the two."""

    books: Books
    tenant_id: TenantId
    made: HandMerge
    survivor_id: GuestId
    back: Sequence[GuestId]
    """The names that are the source's again."""

    def joined(self) -> Iterator[Joined]:
        """Card by card, the chain's first. Raises ``PointsLeased``."""
        lots = self._lots_back()
        chains = (self._card(self.survivor_id, None), self._card(self.made.source_id, None))
        if card_mode(self.books, self.tenant_id) is CardMode.UNIFIED:
            yield self._apart(chains, lots=lots.get(chains[0].card_id, ()))
            return
        share = Share(0, 0, *(each.last_activity_at for each in chains))
        yield Joined(*chains, unmerged(*chains, record=self.made.record, share=share, lot_ids=()))
        for place in sorted(self._places(lots)):
            there = (self._card(self.survivor_id, place), self._card(self.made.source_id, place))
            yield self._apart(there, lots=lots.get(there[0].card_id, ()))

    def _lots_back(self) -> Mapping[CardId, Sequence[LotId]]:
        """What moved then, by the survivor's cards it lies on now. Raises ``PointsLeased``."""
        seq = self.made.transaction_seq
        cards = guests.cards_in_use(self.books, self.tenant_id, self.survivor_id)
        card_ids = [card.card_id for card in cards]
        if seq is None:
            return {}
        moved = {
            each: [x.lot_id for x in lots_moved(self.books, self.tenant_id, seq, now_on=each)]
            for each in card_ids
        }
        going = {lot_id for lot_ids in moved.values() for lot_id in lot_ids}
        held = leases.of_cards(self.books, self.tenant_id, card_ids)
        parts = (part for lease in held for part in lease.held.lots if part.lot_id in going)
        leased = sum(part.left for part in parts)
        if leased:
            raise PointsLeased(points=leased)
        return moved

    def _places(self, lots: Mapping[CardId, Sequence[LotId]]) -> set[RestaurantId]:
        """Where the source has anything of his own."""
        names = cards_of_names(self.books, self.tenant_id, self.back)
        seen = self.books.once(places_of_visits, self.tenant_id, names)
        cards = cards_of(self.books, self.tenant_id, self.survivor_id)
        held = {card.restaurant_id for card in cards if lots.get(card.card_id)}
        home = guests.home_of(self.books, self.tenant_id, self.made.source_id)
        return {place for place in (*seen, *held, *self.made.there, home) if place is not None}

    def _card(self, guest_id: GuestId, place: RestaurantId | None) -> Card:
        """The guest's own card of that restaurant, or of the chain; made where he has none."""
        card = card_of(self.books, self.tenant_id, card_id_of(guest_id, place))
        if card is not None:
            return card
        assert place is not None, "every guest has a card of the chain"
        if guest_id == self.survivor_id:
            opened = opened_card(self.books, self.tenant_id, guest_id, at=place)
            assert opened is not None
            return opened
        programme = self.books.once(programmes.current, self.tenant_id)
        assert programme is not None, "who has guests has a programme"
        card = empty_card(self._card(guest_id, None), place, programme=programme)
        put_card_facts(self.books, self.tenant_id, card)
        return card

    def _apart(self, cards: tuple[Card, Card], *, lots: Sequence[LotId]) -> Joined:
        survivor, source = cards[0], self._as_active(cards[1])
        share = self._share(survivor, source)
        record = self._record(survivor.restaurant_id)
        parting = unmerged(survivor, source, record=record, share=share, lot_ids=lots)
        return Joined(survivor, source, parting)

    def _as_active(self, source: Card) -> Card:
        """Nothing is lost by idleness where he had another card when he was merged."""
        place, there = source.restaurant_id, self.made.there
        if place in there or (place is None and not there):
            return source
        cards = cards_of(self.books, self.tenant_id, source.guest_id)
        moments = [card.last_activity_at for card in cards if card.last_activity_at is not None]
        return replace(source, last_activity_at=max(moments, default=None))

    def _record(self, place: RestaurantId | None) -> Record:
        """How both stood; a migration since has left no other record than the one there is."""
        made = self.made
        if place is not None:
            return made.there.get(place, made.record)
        levels = [record.source.level_id for record in made.there.values()]
        programme = self.books.once(programmes.current, self.tenant_id)
        assert programme is not None, "who has guests has a programme"
        highest = max(levels, key=lambda x: programme.level(x).threshold_minor, default=None)
        source = made.record.source
        return Record(
            _in_use(made.record.survivor),
            _in_use(replace(source, level_id=highest or source.level_id)),
            made.record.together,
        )

    def _share(self, survivor: Card, source: Card) -> Share:
        """Whose is whose of what that card of the survivor counts now."""
        place = survivor.restaurant_id
        of_source = cards_of_names(self.books, self.tenant_id, self.back)
        spent_minor, visits = self.books.once(spent_and_visits, self.tenant_id, of_source, at=place)
        for each in self.back:
            merge = standing_merge(self.books, self.tenant_id, each)
            if merge is not None and place in {None, self._home(each)}:
                spent_minor += merge.brought_minor
        both = (self.survivor_id, source.guest_id)
        if any(len(cards_of(self.books, self.tenant_id, each)) > 1 for each in both):
            return Share(spent_minor, visits, survivor.last_activity_at, source.last_activity_at)
        names = guests.names_of(self.books, self.tenant_id, self.survivor_id)
        stay = (each for each in names[1:] if each not in self.back)
        go = (each for each in self.back if each != source.guest_id)
        return Share(
            spent_minor,
            visits,
            from_millis(self._active_ms(self.survivor_id, stay, names=names)),
            from_millis(self._active_ms(source.guest_id, go, names=names)),
        )

    def _home(self, guest_id: GuestId) -> RestaurantId:
        return guests.home_of(self.books, self.tenant_id, guest_id)

    def _active_ms(
        self, who: GuestId, others: Iterable[GuestId], *, names: Sequence[GuestId]
    ) -> int:
        """When he was active last, or one of those merged into him by hand.

        On their very cards, under whichever of ``names``, and as no migration ever touched them.
        """
        books, tenant_id = self.books, self.tenant_id
        merged = (x for x in others if standing_merge(books, tenant_id, x) is not None)
        moments = [
            (
                books.once(last_active_ms, tenant_id, card_id_of(each), names=names),
                guests.registered_at_ms(books, tenant_id, each),
            )
            for each in (who, *merged)
        ]
        return max(max(both) for both in moments)


def _in_use(standing: Standing) -> Standing:
    """Of a card of the chain that held nothing when it was written down."""
    if standing.status is CardStatus.MERGED:
        return replace(standing, status=CardStatus.MIGRATED)
    return standing
