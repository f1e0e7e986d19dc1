"""PIN verifiers: Argon2id with the protocol's fixed parameters (CSH-05, SEC-17)."""

import hmac

from argon2.low_level import Type, hash_secret_raw

from shared.sync.pins import PIN_HASH_BYTES, PIN_MEMORY_KIB, PIN_PARALLELISM, PIN_TIME_COST


def pin_hash(pin: str, salt: bytes) -> bytes:
    """What a till stores under its own pepper and compares at sign-in."""
    return hash_secret_raw(
        pin.encode(),
        salt,
        time_cost=PIN_TIME_COST,
        memory_cost=PIN_MEMORY_KIB,
        parallelism=PIN_PARALLELISM,
        hash_len=PIN_HASH_BYTES,
        type=Type.ID,
    )


def is_pin_of(pin: str, *, salt: bytes, expected: bytes) -> bool:
    """Whether ``pin`` gives ``expected``, compared in constant time (SEC-26)."""
    return hmac.compare_digest(pin_hash(pin, salt), expected)
