"""One spelling of a JSON value, so that hashing it twice gives the same hash.

Sorted keys, no spaces, UTF-8, no floats. A stored body is never serialised again to be hashed:
both sides keep the very bytes (design: ledger-and-sync §2).
"""

import json
from typing import Any

_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_json(value: Any) -> str:
    """``value`` in canonical form. Raises ``TypeError`` for floats and foreign types."""
    _refuse_floats(value)
    return _ENCODER.encode(value)


def _refuse_floats(value: Any) -> None:
    """Looks at what may hold a float only: a long message has thousands of plain values."""
    if isinstance(value, float):
        raise TypeError("a float has no canonical form")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for inner in value:
        if type(inner) not in _PLAIN:
            _refuse_floats(inner)
