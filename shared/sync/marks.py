"""The additive checksum of a replica (design §5): whoever holds the same things has the same sum.

A thing counts by its kind, its id and the number of its last change in the feed. Sums are modulo
2^64 and spelt in hex, so they are kept by adding and taking away, and compared by ranges.
"""

import hashlib

EMPTY_SUM = "0" * 16
_MODULUS = 2**64
_MARK_BYTES = 8


def mark_of(kind: str, entity_id: str, seq: int) -> int:
    """What that thing adds to a sum."""
    text = f"{kind}\n{entity_id}\n{seq}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_MARK_BYTES).digest())


def added(total: str, mark: int) -> str:
    """``total`` with ``mark``, or without it where that is negative."""
    return f"{(int(total, 16) + mark) % _MODULUS:016x}"
