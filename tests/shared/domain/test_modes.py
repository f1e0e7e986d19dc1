"""Cards of the chain and of restaurants: what a migration keeps (LOY-04…09)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.card import Card, CardStatus
from shared.domain.codes import card_token_of, is_card_token
from shared.domain.ids import LotId, PromoId, RestaurantId, card_id_of
from shared.domain.lots import LotMove
from shared.domain.modes import (
    Counted,
    Migration,
    Origins,
    card_id_at,
    empty_card,
    separate,
    status_there,
    unify,
)
from shared.domain.points import PointsKind
from shared.domain.programme import CardMode
from shared.domain.visitors import Granted
from tests.shared.domain.drawn import cards, lots, programmes
from tests.shared.domain.programmes import (
    BRONZE,
    GOLD,
    NOON_SATURDAY,
    SILVER,
    a_card,
    a_programme,
    uuid_text,
)

HERE, THERE, ELSEWHERE = (RestaurantId(uuid_text(number)) for number in (71, 72, 73))
PLACES = (HERE, THERE, ELSEWHERE)


@st.composite
def origins(draw: st.DrawFn, card: Card) -> Origins:
    """Where some of the card's lots and some of what it counts came from."""
    counted = {
        place: Counted(card.lifetime_spent_minor // 3, card.total_visits // 3)
        for place in draw(st.sets(st.sampled_from(PLACES)))
    }
    earned = {
        lot.lot_id: place
        for lot in card.lots
        if (place := draw(st.none() | st.sampled_from(PLACES))) is not None
    }
    return Origins(earned, counted, home=draw(st.sampled_from(PLACES)))


@st.composite
def chains(draw: st.DrawFn) -> Card:
    """A card of the chain with lots, some of them empty."""
    card = draw(cards())
    return replace(card, lots=draw(lots()), card_id=card_id_of(card.guest_id))


@tried(max_examples=25)
@given(st.data())
def test_a_separation_keeps_every_point_with_its_kind_and_term(data: st.DataObject) -> None:
    card = data.draw(chains())
    done = separate(card, origins=data.draw(origins(card)))
    assert _held(done.cards) == _held([card])
    assert _counts(done.cards) == _counts([card])
    assert _lot_ids(done.cards) == _lot_ids([card])
    assert {each.last_activity_at for each in done.cards} == {card.last_activity_at}
    _agrees(done, before=[card])


@tried(max_examples=25)
@given(st.data())
def test_what_was_separated_and_unified_again_is_as_it_was(data: st.DataObject) -> None:
    card, programme = data.draw(chains()), data.draw(programmes())
    apart = separate(card, origins=data.draw(origins(card)))
    done = unify(apart.cards, programme=programme)
    chain, *empty = done.cards
    assert chain == replace(
        card,
        status=CardStatus.MIGRATED,
        level_id=programme.level(card.level_id).level_id,
        lots=chain.lots,
    )
    assert sorted(chain.lots, key=lambda lot: lot.lot_id) == sorted(
        card.lots, key=lambda lot: lot.lot_id
    )
    assert all(each.status is CardStatus.MERGED and not each.lots for each in empty)
    _agrees(done, before=apart.cards)


@tried(max_examples=25)
@given(st.data())
def test_cards_that_were_there_before_are_taken_again(data: st.DataObject) -> None:
    card, programme = data.draw(chains()), data.draw(programmes())
    where = data.draw(origins(card))
    first = separate(card, origins=where)
    chain, *former = unify(first.cards, programme=programme).cards
    again = separate(chain, origins=where, former=former)
    assert {(x.card_id, x.token, x.restaurant_id) for x in again.cards} == {
        (x.card_id, x.token, x.restaurant_id) for x in first.cards
    }
    assert _held(again.cards) == _held([card])
    assert _counts(again.cards) == _counts([card])


def test_three_restaurants_add_up() -> None:
    """LOY-05: 200 + 150 + 300 = 650."""
    each = [_card(place, points) for place, points in zip(PLACES, (200, 150, 300), strict=True)]
    chain = unify(each, programme=a_programme()).cards[0]
    assert (chain.card_id, chain.restaurant_id) == (card_id_of(chain.guest_id), None)
    assert sum(lot.left for lot in chain.lots) == 650
    assert (chain.lifetime_spent_minor, chain.total_visits) == (3_000, 6)


def test_each_lot_goes_to_where_it_was_earned_and_the_rest_goes_home() -> None:
    card = unify([_card(HERE, 200), _card(THERE, 150)], programme=a_programme()).cards[0]
    where = Origins({card.lots[1].lot_id: THERE}, {THERE: Counted(700, 1)}, home=HERE)
    here, there, empty = separate(card, origins=where).cards
    assert (here.restaurant_id, there.restaurant_id) == (HERE, THERE)
    assert (here.lots, there.lots) == (card.lots[:1], card.lots[1:])
    assert (here.lifetime_spent_minor, here.total_visits) == (1_300, 3)
    assert (there.lifetime_spent_minor, there.total_visits) == (700, 1)
    assert there.card_id == card_id_of(card.guest_id, THERE) != here.card_id
    assert is_card_token(there.token)
    assert there.display_code is None
    assert (empty.card_id, empty.status, empty.lots) == (card.card_id, CardStatus.MERGED, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((CardStatus.ACTIVE, CardStatus.MIGRATED), CardStatus.MIGRATED),
        ((CardStatus.ACTIVE, CardStatus.BLOCKED), CardStatus.BLOCKED),
        ((CardStatus.ACTIVE, CardStatus.PENDING_CONSENT), CardStatus.MIGRATED),
        ((CardStatus.PENDING_CONSENT, CardStatus.MERGED), CardStatus.PENDING_CONSENT),
        ((CardStatus.DELETED, CardStatus.BLOCKED), CardStatus.DELETED),
    ],
)
def test_a_migration_unblocks_nobody_and_answers_for_nobody(
    before: tuple[CardStatus, CardStatus], after: CardStatus
) -> None:
    pair = [
        replace(_card(place, 10), status=each) for place, each in zip(PLACES, before, strict=False)
    ]
    assert unify(pair, programme=a_programme()).cards[0].status is after


def test_the_highest_level_and_the_greatest_discount_stay() -> None:
    low = replace(_card(HERE, 1), level_id=BRONZE.level_id, discount_bp=300)
    high = replace(_card(THERE, 1), level_id=GOLD.level_id)
    for pair in ([low, high], [high, low]):
        chain = unify(pair, programme=a_programme()).cards[0]
        assert (chain.level_id, chain.discount_bp) == (GOLD.level_id, 300)


def test_a_card_of_the_chain_has_all_that_its_sources_say() -> None:
    """A lone card is enough; one without an activity, a discount or a grant takes none away."""
    given_before = frozenset({Granted(PromoId(uuid_text(81)), "2026")})
    silent = _card(HERE, 1)
    active = replace(
        _card(THERE, 2), last_activity_at=NOON_SATURDAY, granted=given_before, display_code="123456"
    )
    chain, *sources = unify([silent, active], programme=a_programme()).cards
    assert chain == replace(
        active,
        card_id=card_id_of(active.guest_id),
        status=CardStatus.MIGRATED,
        token=chain.token,
        display_code=None,
        lifetime_spent_minor=2_000,
        total_visits=4,
        lots=(*silent.lots, *active.lots),
        restaurant_id=None,
    )
    assert sources == [
        replace(x, status=CardStatus.MERGED, lifetime_spent_minor=0, total_visits=0, lots=())
        for x in (silent, active)
    ]
    alone = unify([silent], programme=a_programme()).cards[0]
    assert (alone.last_activity_at, alone.discount_bp, alone.lots) == (None, None, silent.lots)


def test_a_card_of_a_restaurant_is_as_the_chains_was() -> None:
    """A card from an earlier time keeps its id and token, and nothing else of its own."""
    chain = replace(
        a_card(regular=5),
        level_id=GOLD.level_id,
        last_activity_at=NOON_SATURDAY,
        discount_bp=700,
        granted=frozenset({Granted(PromoId(uuid_text(81)), "2026")}),
        lifetime_spent_minor=1_000,
        total_visits=2,
        display_code="123456",
    )
    old = replace(_card(HERE, 3), status=CardStatus.MERGED, token="7" * 24, display_code="654321")
    unseen = replace(_card(ELSEWHERE, 0), status=CardStatus.MERGED)
    where = Origins({}, {THERE: Counted(400, 1)}, home=HERE)
    here, there, *rest = separate(chain, origins=where, former=[old, unseen]).cards
    assert here == replace(
        chain,
        card_id=old.card_id,
        status=CardStatus.MIGRATED,
        token=old.token,
        display_code="654321",
        restaurant_id=HERE,
        lifetime_spent_minor=600,
        total_visits=1,
    )
    assert there == replace(
        here,
        card_id=card_id_of(chain.guest_id, THERE),
        token=card_token_of(card_id_of(chain.guest_id, THERE)),
        display_code=None,
        restaurant_id=THERE,
        lifetime_spent_minor=400,
        lots=(),
    )
    assert rest == [
        replace(
            there,
            card_id=unseen.card_id,
            token=unseen.token,
            restaurant_id=ELSEWHERE,
            lifetime_spent_minor=0,
            total_visits=0,
        ),
        replace(chain, status=CardStatus.MERGED, lifetime_spent_minor=0, total_visits=0, lots=()),
    ]


def test_the_card_that_counts_is_the_chains_or_the_restaurants() -> None:
    """LOY-05, LOY-06: both sides name it without asking each other."""
    guest_id = a_card().guest_id
    assert card_id_at(guest_id, HERE, mode=CardMode.UNIFIED) == card_id_of(guest_id)
    assert card_id_at(guest_id, HERE, mode=CardMode.SEPARATE) == card_id_of(guest_id, HERE)


def test_where_a_guest_never_was_his_card_is_empty() -> None:
    """What is his wherever he comes goes with him; level, counters and points begin anew."""
    chain = replace(
        a_card(regular=5, promo=7),
        level_id=GOLD.level_id,
        display_code="123456",
        lifetime_spent_minor=1_000,
        total_visits=2,
        last_activity_at=NOON_SATURDAY,
        discount_bp=700,
        granted=frozenset({Granted(PromoId(uuid_text(81)), "2026")}),
    )
    card_id = card_id_of(chain.guest_id, HERE)
    assert empty_card(chain, HERE, programme=a_programme()) == Card(
        card_id=card_id,
        guest_id=chain.guest_id,
        status=CardStatus.ACTIVE,
        level_id=BRONZE.level_id,
        token=card_token_of(card_id),
        restaurant_id=HERE,
        discount_bp=700,
        granted=chain.granted,
    )


@pytest.mark.parametrize(
    ("chain", "there", "after"),
    [
        (CardStatus.ACTIVE, CardStatus.ACTIVE, CardStatus.MERGED),
        (CardStatus.MIGRATED, CardStatus.ACTIVE, CardStatus.MERGED),
        (CardStatus.MERGED, CardStatus.ACTIVE, CardStatus.MERGED),
        (CardStatus.BLOCKED, CardStatus.BLOCKED, CardStatus.BLOCKED),
        (CardStatus.PENDING_CONSENT, CardStatus.PENDING_CONSENT, CardStatus.PENDING_CONSENT),
        (CardStatus.DELETED, CardStatus.DELETED, CardStatus.DELETED),
    ],
)
def test_the_card_of_the_chain_forbids_in_every_restaurant(
    chain: CardStatus, there: CardStatus, after: CardStatus
) -> None:
    card = replace(a_card(), status=chain)
    assert empty_card(card, HERE, programme=a_programme()).status is there
    apart = separate(card, origins=Origins({}, {}, home=HERE))
    assert apart.cards[-1].status is after


@pytest.mark.parametrize(
    ("chain", "own", "after"),
    [
        (CardStatus.BLOCKED, CardStatus.MIGRATED, CardStatus.BLOCKED),
        (CardStatus.PENDING_CONSENT, CardStatus.BLOCKED, CardStatus.PENDING_CONSENT),
        (CardStatus.DELETED, CardStatus.ACTIVE, CardStatus.DELETED),
        (CardStatus.MERGED, CardStatus.BLOCKED, CardStatus.ACTIVE),
        (CardStatus.ACTIVE, CardStatus.PENDING_CONSENT, CardStatus.ACTIVE),
        (CardStatus.ACTIVE, CardStatus.MERGED, CardStatus.ACTIVE),
        (CardStatus.MERGED, CardStatus.MIGRATED, CardStatus.MIGRATED),
    ],
)
def test_a_card_of_a_restaurant_forbids_what_the_chains_forbids_and_nothing_else(
    chain: CardStatus, own: CardStatus, after: CardStatus
) -> None:
    assert status_there(chain, own) is after


def test_the_level_of_an_earlier_time_is_not_brought_back() -> None:
    """The chain's card was Gold when it was emptied; where the guest is now, he is Silver."""
    former = replace(a_card(), level_id=GOLD.level_id, discount_bp=900, status=CardStatus.MERGED)
    chain = unify([_card(HERE, 1), former], programme=a_programme()).cards[0]
    assert (chain.level_id, chain.discount_bp) == (SILVER.level_id, None)
    alone = unify([former], programme=a_programme()).cards[0]
    assert (alone.level_id, alone.discount_bp) == (GOLD.level_id, 900)


def test_a_guest_without_a_card_is_a_bug_of_the_caller() -> None:
    with pytest.raises(AssertionError):
        unify([], programme=a_programme())


def _card(place: RestaurantId, points: int) -> Card:
    card = a_card(regular=points)
    return replace(
        card,
        card_id=card_id_of(card.guest_id, place),
        restaurant_id=place,
        lifetime_spent_minor=1_000,
        total_visits=2,
        lots=tuple(replace(lot, lot_id=LotId(f"{place}:0")) for lot in card.lots),
    )


def _held(cards: Iterable[Card]) -> Counter[tuple[PointsKind, object]]:
    held: Counter[tuple[PointsKind, object]] = Counter()
    for card in cards:
        for lot in card.lots:
            held[lot.kind, lot.expires_at] += lot.left
    return held


def _counts(cards: Iterable[Card]) -> tuple[int, int]:
    everyone = list(cards)
    return (
        sum(each.lifetime_spent_minor for each in everyone),
        sum(each.total_visits for each in everyone),
    )


def _lot_ids(cards: Iterable[Card]) -> list[str]:
    return sorted(lot.lot_id for card in cards for lot in card.lots)


def _agrees(done: Migration, *, before: Sequence[Card]) -> None:
    """The moves lead each lot from where it lay to where it lies."""
    lay = {lot.lot_id: card.card_id for card in before for lot in card.lots}
    lies = {lot.lot_id: card.card_id for card in done.cards for lot in card.lots}
    moved = [LotMove(lot_id, lay[lot_id], lies[lot_id]) for lot_id in lies]
    assert sorted(done.moves, key=lambda move: move.lot_id) == sorted(
        (move for move in moved if move.from_card != move.to_card), key=lambda move: move.lot_id
    )
