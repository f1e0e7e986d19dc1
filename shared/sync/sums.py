"""Where two replicas differ, and what the server has there (design §5).

A till whose sum is not the server's asks for the sums of the buckets, then for all that is in those
that differ. Both are as good as the moment they were asked for: what changes later, the feed tells.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from shared.sync.marks import BUCKETS
from shared.sync.messages import FIRST_VERSION, Change, Cursor, HexHash64, Message

BucketMask = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A set of buckets: one bit each, the lowest for bucket 0."""


class SumsReply(Message):
    """The sum of every bucket, as far as its things are for the reader."""

    v: Literal[1] = FIRST_VERSION
    cursor: Cursor
    sums: Annotated[tuple[HexHash64, ...], Field(max_length=BUCKETS)] = ()
    """None at all for who has not read the feed to its end: there is nothing to compare."""


class ThingsReply(Message):
    """A page of what is in the buckets asked for, in the feed's order, as it is now."""

    v: Literal[1] = FIRST_VERSION
    cursor: Cursor
    """Up to where the feed was searched."""
    more: bool
    changes: tuple[Change, ...]


def mask_of(buckets: Iterable[int]) -> str:
    """These buckets, as they travel."""
    return f"{sum(1 << bucket for bucket in set(buckets)):064x}"


def buckets_in(mask: str) -> frozenset[int]:
    """The buckets that ``mask`` names."""
    bits = int(mask, 16)
    return frozenset(bucket for bucket in range(BUCKETS) if bits >> bucket & 1)
