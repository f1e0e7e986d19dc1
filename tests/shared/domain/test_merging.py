"""Two cards together and apart again (GST-70, GST-71)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as tried

from shared.domain.card import Card, CardStatus
from shared.domain.errors import CardNotUsable
from shared.domain.ids import CardId, GuestId, LotId
from shared.domain.lots import LotMove
from shared.domain.merging import (
    Merge,
    Record,
    Share,
    Standing,
    merged,
    merged_chains,
    record_of,
    standing_of,
    unmerged,
)
from tests.shared.domain.drawn import cards
from tests.shared.domain.programmes import (
    BRONZE,
    GOLD,
    NOON_SATURDAY,
    SILVER,
    a_card,
    a_programme,
    uuid_text,
)

DAY = timedelta(days=1)
SURVIVOR = replace(
    a_card(regular=5),
    lifetime_spent_minor=100_00,
    total_visits=2,
    last_activity_at=NOON_SATURDAY,
    discount_bp=3_00,
)
SOURCE = replace(
    a_card(promo=7),
    card_id=CardId(uuid_text(43)),
    guest_id=GuestId(uuid_text(44)),
    level_id=GOLD.level_id,
    lifetime_spent_minor=40_00,
    total_visits=1,
    last_activity_at=NOON_SATURDAY - DAY,
    discount_bp=5_00,
)
LOTS = (LotId("b"), LotId("a"))


def together(survivor: Card = SURVIVOR, source: Card = SOURCE) -> Merge:
    """Both after a merge."""
    return merged(survivor, source, programme=a_programme(), lot_ids=LOTS)


def test_the_survivor_gets_all_that_the_other_had() -> None:
    merge = together()
    assert merge.survivor == replace(
        SURVIVOR,
        level_id=GOLD.level_id,
        discount_bp=5_00,
        lifetime_spent_minor=140_00,
        total_visits=3,
        lots=(),
    )
    assert merge.source == replace(
        SOURCE, status=CardStatus.MERGED, lifetime_spent_minor=0, total_visits=0, lots=()
    )
    assert merge.moves == tuple(
        LotMove(LotId(name), SOURCE.card_id, SURVIVOR.card_id) for name in ("a", "b")
    )


@pytest.mark.parametrize(
    ("of_survivor", "of_source", "expected"),
    [
        (CardStatus.ACTIVE, CardStatus.ACTIVE, CardStatus.ACTIVE),
        (CardStatus.ACTIVE, CardStatus.BLOCKED, CardStatus.BLOCKED),
        (CardStatus.BLOCKED, CardStatus.ACTIVE, CardStatus.BLOCKED),
        (CardStatus.ACTIVE, CardStatus.PENDING_CONSENT, CardStatus.ACTIVE),
        (CardStatus.PENDING_CONSENT, CardStatus.ACTIVE, CardStatus.ACTIVE),
        (CardStatus.PENDING_CONSENT, CardStatus.PENDING_CONSENT, CardStatus.PENDING_CONSENT),
        (CardStatus.MIGRATED, CardStatus.ACTIVE, CardStatus.MIGRATED),
    ],
)
def test_who_was_blocked_stays_so_and_one_consent_is_enough(
    of_survivor: CardStatus, of_source: CardStatus, expected: CardStatus
) -> None:
    merge = together(replace(SURVIVOR, status=of_survivor), replace(SOURCE, status=of_source))
    assert merge.survivor.status is expected


@pytest.mark.parametrize("status", [CardStatus.MERGED, CardStatus.DELETED])
def test_a_card_that_is_nobodys_is_not_merged(status: CardStatus) -> None:
    gone = replace(SOURCE, status=status)
    for pair in ((SURVIVOR, gone), (gone, SURVIVOR)):
        with pytest.raises(CardNotUsable) as refused:
            together(*pair)
        assert refused.value.data() == {"status": status, "action": "merge"}


def test_the_higher_level_the_larger_discount_and_the_later_visit_stay() -> None:
    low = replace(SOURCE, level_id=BRONZE.level_id, discount_bp=None, last_activity_at=None)
    merge = together(SURVIVOR, low)
    assert merge.survivor.level_id == SILVER.level_id
    assert (merge.survivor.discount_bp, merge.survivor.last_activity_at) == (3_00, NOON_SATURDAY)
    merge = together(low, SURVIVOR)
    assert (merge.survivor.discount_bp, merge.survivor.last_activity_at) == (3_00, NOON_SATURDAY)
    nobody = replace(SURVIVOR, discount_bp=None, last_activity_at=None)
    merge = together(nobody, low)
    assert (merge.survivor.discount_bp, merge.survivor.last_activity_at) == (None, None)
    later = replace(SOURCE, last_activity_at=NOON_SATURDAY + DAY)
    assert together(SURVIVOR, later).survivor.last_activity_at == NOON_SATURDAY + DAY


def test_the_record_keeps_how_all_three_stood() -> None:
    assert record_of(SURVIVOR, SOURCE, together()) == Record(
        survivor=Standing(CardStatus.ACTIVE, SILVER.level_id, 3_00),
        source=Standing(CardStatus.ACTIVE, GOLD.level_id, 5_00),
        together=Standing(CardStatus.ACTIVE, GOLD.level_id, 5_00),
    )


SHARE = Share(
    spent_minor=50_00,
    visits=2,
    survivor_active_at=NOON_SATURDAY - 3 * DAY,
    source_active_at=SOURCE.last_activity_at,
)


def test_apart_again_each_has_what_is_his() -> None:
    """10.00 were spent in the source's name since, in one more visit."""
    merge = together()
    grown = replace(merge.survivor, lifetime_spent_minor=150_00, total_visits=4)
    apart = unmerged(
        grown,
        merge.source,
        record=record_of(SURVIVOR, SOURCE, merge),
        share=SHARE,
        lot_ids=LOTS[:1],
    )
    assert apart.survivor == replace(
        SURVIVOR, total_visits=2, last_activity_at=NOON_SATURDAY - 3 * DAY, lots=()
    )
    assert apart.source == replace(SOURCE, lifetime_spent_minor=50_00, total_visits=2, lots=())
    assert apart.moves == (LotMove(LotId("b"), SURVIVOR.card_id, SOURCE.card_id),)


def test_what_became_of_the_survivor_since_stays() -> None:
    merge = together()
    changed = replace(
        merge.survivor,
        status=CardStatus.BLOCKED,
        level_id=BRONZE.level_id,
        discount_bp=9_00,
    )
    apart = unmerged(
        changed,
        merge.source,
        record=record_of(SURVIVOR, SOURCE, merge),
        share=SHARE,
        lot_ids=(),
    )
    assert standing_of(apart.survivor) == standing_of(changed)
    assert standing_of(apart.source) == standing_of(SOURCE)


def test_what_the_merge_made_of_either_goes_back() -> None:
    """A survivor blocked by the merge alone is not blocked any more; the source is as it was."""
    blocked = replace(SOURCE, status=CardStatus.BLOCKED)
    merge = together(SURVIVOR, blocked)
    assert merge.survivor.status is CardStatus.BLOCKED
    touched = replace(merge.source, level_id=BRONZE.level_id, discount_bp=1, lots=SOURCE.lots)
    apart = unmerged(
        replace(merge.survivor, lots=SURVIVOR.lots),
        touched,
        record=record_of(SURVIVOR, blocked, merge),
        share=SHARE,
        lot_ids=(),
    )
    assert standing_of(apart.survivor) == standing_of(SURVIVOR)
    assert standing_of(apart.source) == standing_of(blocked)
    assert (apart.survivor.lots, apart.source.lots) == ((), ())


@tried(max_examples=40)
@given(survivor=cards(), source=cards(status=CardStatus.PENDING_CONSENT))
def test_a_merge_undone_at_once_never_was(survivor: Card, source: Card) -> None:
    other = replace(source, card_id=SOURCE.card_id)
    programme = a_programme()
    lot_ids = [lot.lot_id for lot in other.lots]
    merge = merged(survivor, other, programme=programme, lot_ids=lot_ids)
    apart = unmerged(
        merge.survivor,
        merge.source,
        record=record_of(survivor, other, merge),
        share=Share(
            other.lifetime_spent_minor,
            other.total_visits,
            survivor.last_activity_at,
            other.last_activity_at,
        ),
        lot_ids=lot_ids,
    )
    assert apart.survivor == replace(survivor, lots=())
    assert apart.source == replace(other, lots=())
    assert [each.lot_id for each in apart.moves] == [each.lot_id for each in merge.moves]


@pytest.mark.parametrize(
    ("survivor", "source", "after"),
    [
        (CardStatus.MERGED, CardStatus.ACTIVE, CardStatus.MERGED),
        (CardStatus.MERGED, CardStatus.BLOCKED, CardStatus.BLOCKED),
        (CardStatus.BLOCKED, CardStatus.MERGED, CardStatus.BLOCKED),
        (CardStatus.PENDING_CONSENT, CardStatus.ACTIVE, CardStatus.ACTIVE),
        (CardStatus.PENDING_CONSENT, CardStatus.PENDING_CONSENT, CardStatus.PENDING_CONSENT),
    ],
)
def test_cards_of_the_chain_that_hold_nothing_say_what_the_person_may(
    survivor: CardStatus, source: CardStatus, after: CardStatus
) -> None:
    """LOY-06: what either forbids; and the greater discount of their own."""
    pair = replace(SURVIVOR, status=survivor), replace(SOURCE, status=source)
    done = merged_chains(*pair)
    assert done.survivor == replace(pair[0], status=after, discount_bp=5_00)
    assert done.source == replace(pair[1], status=CardStatus.MERGED)
    assert done.moves == ()


@pytest.mark.parametrize(("own", "brought"), [(7_00, 5_00), (7_00, None), (5_00, 7_00)])
def test_of_two_discounts_of_their_own_the_greater_is_the_persons(
    own: int, brought: int | None
) -> None:
    """Whoever of the two had it."""
    pair = replace(SURVIVOR, discount_bp=own), replace(SOURCE, discount_bp=brought)
    assert merged_chains(*pair).survivor.discount_bp == 7_00


@pytest.mark.parametrize("place", [0, 1])
def test_the_card_of_nobody_is_merged_with_none(place: int) -> None:
    pair = [SURVIVOR, SOURCE]
    pair[place] = replace(pair[place], status=CardStatus.DELETED)
    with pytest.raises(CardNotUsable) as refused:
        merged_chains(*pair)
    assert refused.value.data() == {"status": CardStatus.DELETED, "action": "merge"}
