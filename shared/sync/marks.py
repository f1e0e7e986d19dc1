"""The additive checksum of a replica (design §5): whoever holds the same things has the same sum.

A thing counts by its kind, its id and the number of its last change in the feed, so a sum sees what
is missing, too much or out of date, not what a thing looks like. Sums are modulo 2^64 and spelt in
hex, so they are kept by adding and taking away. Where two differ, the sums of ``BUCKETS`` parts say
where: the bucket of a thing never changes.
"""

import hashlib

EMPTY_SUM = "0" * 16
BUCKETS = 256
_MODULUS = 2**64
_MARK_BYTES = 8


def mark_of(kind: str, entity_id: str, seq: int) -> int:
    """What that thing adds to a sum."""
    text = f"{kind}\n{entity_id}\n{seq}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_MARK_BYTES).digest())


def added(total: str, mark: int) -> str:
    """``total`` with ``mark``, or without it where that is negative."""
    return f"{(int(total, 16) + mark) % _MODULUS:016x}"


def bucket_of(kind: str, entity_id: str) -> int:
    """Which of the ``BUCKETS`` holds that thing."""
    return hashlib.blake2b(f"{kind}\n{entity_id}".encode(), digest_size=1).digest()[0]
