"""Sums of a replica: kept by adding and taking away, the same in whatever order (design §5)."""

import random

from hypothesis import given
from hypothesis import strategies as st

from shared.sync.marks import BUCKETS, EMPTY_SUM, added, bucket_of, mark_of
from shared.sync.sums import buckets_in, mask_of

things = st.tuples(st.sampled_from(["guest", "card"]), st.uuids().map(str), st.integers(1, 2**53))


@given(st.lists(things, unique=True), st.randoms())
def test_a_sum_depends_on_what_there_is_and_not_on_how_it_came(
    there: list[tuple[str, str, int]], chance: random.Random
) -> None:
    total = EMPTY_SUM
    for thing in there:
        total = added(total, mark_of(*thing))
    others = list(there)
    chance.shuffle(others)
    for thing in others:
        total = added(total, -mark_of(*thing))
    assert total == EMPTY_SUM


@given(things, things)
def test_other_things_have_other_sums(
    one: tuple[str, str, int], other: tuple[str, str, int]
) -> None:
    assert (mark_of(*one) == mark_of(*other)) == (one == other)


@given(st.sets(st.integers(0, BUCKETS - 1)))
def test_a_set_of_buckets_travels_as_a_mask(buckets: set[int]) -> None:
    assert buckets_in(mask_of(buckets)) == buckets


@given(st.uuids().map(str))
def test_every_thing_is_in_a_bucket_whatever_its_place_in_the_feed(entity_id: str) -> None:
    assert 0 <= bucket_of("guest", entity_id) < BUCKETS
