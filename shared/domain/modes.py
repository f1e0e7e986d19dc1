"""One card for the chain or one for each restaurant, and the way from one to the other (LOY-04…09).

Lots move as they are: with their ids, terms and all that was ever booked on them, so the history
of every point is kept. The cards that points go to are ``MIGRATED`` and as good as active ones,
those they leave are ``MERGED`` (C-82). In the mode of separate cards the chain's holds nothing and
stays for ever: its token and code lead to the guest, and what it forbids him (blocked, no consent
yet) it forbids in the restaurants he never was in. Must not know when points may not move: whoever
migrates has had the leases given back, and books the moves.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.domain.card import Card, CardStatus
from shared.domain.codes import card_token_of
from shared.domain.ids import CardId, GuestId, LotId, RestaurantId, card_id_of
from shared.domain.lots import LotMove
from shared.domain.programme import CardMode, ProgrammeVersion
from shared.domain.visitors import Granted

FORBIDDING = frozenset({CardStatus.BLOCKED, CardStatus.PENDING_CONSENT, CardStatus.DELETED})
"""What the chain's card forbids in every restaurant."""


@dataclass(frozen=True, slots=True)
class Migration:
    """Every card of the guest afterwards, with its lots, and the lots that changed cards."""

    cards: tuple[Card, ...]
    """Those in use first."""
    moves: tuple[LotMove, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a guest spent in one restaurant, and how often he came."""

    spent_minor: int
    visits: int


@dataclass(frozen=True, slots=True)
class Origins:
    """Where what a card of the chain holds and counts came from."""

    lots: Mapping[LotId, RestaurantId]
    """Where a lot was earned; one that no restaurant gave is left out."""
    counted: Mapping[RestaurantId, Counted]
    home: RestaurantId
    """Where the guest was registered: what came from nowhere else goes there."""


def card_id_at(guest_id: GuestId, restaurant_id: RestaurantId, *, mode: CardMode) -> CardId:
    """The id of the card that counts for the guest in that restaurant (LOY-05, LOY-06)."""
    return card_id_of(guest_id, restaurant_id if mode is CardMode.SEPARATE else None)


def empty_card(chain: Card, restaurant_id: RestaurantId, *, programme: ProgrammeVersion) -> Card:
    """The card of a restaurant the guest never was in, until the first booking writes it (LOY-06).

    ``chain`` is his card of the chain, after every merge: what is his wherever he comes (what it
    forbids, a discount of his own, what he was granted once) goes with him; the rest begins anew.
    """
    return replace(
        _new_card(chain, restaurant_id),
        status=chain.status if chain.status in FORBIDDING else CardStatus.ACTIVE,
        level_id=programme.lowest_level().level_id,
        lifetime_spent_minor=0,
        total_visits=0,
        last_activity_at=None,
    )


def status_there(chain: CardStatus, own: CardStatus) -> CardStatus:
    """What a card of a restaurant is, that was ``own``, now that the chain's card is ``chain``."""
    if chain in FORBIDDING:
        return chain
    return CardStatus.ACTIVE if own in {*FORBIDDING, CardStatus.MERGED} else own


def unify(cards: Sequence[Card], *, programme: ProgrammeVersion) -> Migration:
    """All cards of a guest become one of the chain: balances and counters are summed (LOY-07).

    None of ``cards`` is deleted; one of them may be a card of the chain from an earlier time, whose
    level and discount are of that time, too.
    """
    assert cards, "a guest has a card"
    own = next((each for each in cards if each.restaurant_id is None), _new_card(cards[0], None))
    sources = [each for each in cards if each.restaurant_id is not None]
    active = [each.last_activity_at for each in cards if each.last_activity_at is not None]
    counted = sources or cards
    levels = [programme.level(each.level_id) for each in counted]
    discounts = [each.discount_bp for each in counted if each.discount_bp is not None]
    chain = replace(
        own,
        status=_status_in_use(cards),
        level_id=max(levels, key=lambda level: level.threshold_minor).level_id,
        lifetime_spent_minor=sum(each.lifetime_spent_minor for each in cards),
        total_visits=sum(each.total_visits for each in cards),
        last_activity_at=max(active, default=None),
        lots=tuple(lot for each in cards for lot in each.lots),
        discount_bp=max(discounts, default=None),
        granted=frozenset[Granted]().union(*(each.granted for each in cards)),
    )
    return Migration((chain, *map(_emptied, sources)), tuple(_moves([chain], sources)))


def separate(card: Card, *, origins: Origins, former: Collection[Card] = ()) -> Migration:
    """The card of the chain becomes one for each restaurant the guest was in (LOY-08).

    ``former`` are his cards of restaurants from an earlier time. Each card has the level, the
    discount and the last activity of the chain's: nothing is lost by the move, not by idleness
    either.
    """
    own = {each.restaurant_id: each for each in former if each.restaurant_id is not None}
    earned = (_home_of(lot.lot_id, origins) for lot in card.lots)
    places = {origins.home, *origins.counted, *own, *earned}
    cards = [
        _of_restaurant(card, own.get(place) or _new_card(card, place), origins)
        for place in sorted(places)
    ]
    chain = _emptied(card)
    if card.status in FORBIDDING:
        chain = replace(chain, status=card.status)
    return Migration((*cards, chain), tuple(_moves(cards, [card])))


def _of_restaurant(card: Card, own: Card, origins: Origins) -> Card:
    """``own``, with what of ``card`` belongs to its restaurant."""
    counted = _counted_at(own.restaurant_id, card, origins)
    return replace(
        own,
        status=_status_in_use([card]),
        level_id=card.level_id,
        lifetime_spent_minor=counted.spent_minor,
        total_visits=counted.visits,
        last_activity_at=card.last_activity_at,
        lots=tuple(x for x in card.lots if _home_of(x.lot_id, origins) == own.restaurant_id),
        discount_bp=card.discount_bp,
        granted=card.granted,
    )


def _counted_at(place: RestaurantId | None, card: Card, origins: Origins) -> Counted:
    elsewhere = [counted for at, counted in origins.counted.items() if at != origins.home]
    if place == origins.home:
        return Counted(
            card.lifetime_spent_minor - sum(each.spent_minor for each in elsewhere),
            card.total_visits - sum(each.visits for each in elsewhere),
        )
    assert place is not None
    return origins.counted.get(place, Counted(0, 0))


def _home_of(lot_id: LotId, origins: Origins) -> RestaurantId:
    return origins.lots.get(lot_id, origins.home)


def _status_in_use(cards: Sequence[Card]) -> CardStatus:
    """Blocked or forgotten if any was; waiting for consent if all that counted were."""
    statuses = {each.status for each in cards} - {CardStatus.MERGED}
    for forbidding in (CardStatus.DELETED, CardStatus.BLOCKED):
        if forbidding in statuses:
            return forbidding
    if statuses == {CardStatus.PENDING_CONSENT}:
        return CardStatus.PENDING_CONSENT
    return CardStatus.MIGRATED


def _new_card(like: Card, restaurant_id: RestaurantId | None) -> Card:
    """A card the guest never had; its code is for the server to give."""
    card_id = card_id_of(like.guest_id, restaurant_id)
    return replace(
        like,
        card_id=card_id,
        token=card_token_of(card_id),
        display_code=None,
        restaurant_id=restaurant_id,
        lots=(),
    )


def _emptied(card: Card) -> Card:
    return replace(card, status=CardStatus.MERGED, lifetime_spent_minor=0, total_visits=0, lots=())


def _moves(takers: Sequence[Card], givers: Sequence[Card]) -> Iterator[LotMove]:
    taker = {lot.lot_id: card.card_id for card in takers for lot in card.lots}
    for giver in givers:
        for lot in sorted(giver.lots, key=lambda each: each.lot_id):
            yield LotMove(lot.lot_id, giver.card_id, taker[lot.lot_id])
