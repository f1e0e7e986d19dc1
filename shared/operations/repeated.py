"""An operation that is enqueued again under a new epoch keeps its first id, and proves it (§2).

Its body says where it stood first; from that, and from what it repeats word for word, anyone
computes the very hash the first id was cut from. Works on the text, not on models: a text made by
an older version of the till gives the same bytes for ever.
"""

import json
from collections.abc import Mapping
from typing import Any

from shared.domain.ids import DeviceId, OperationId, TenantId
from shared.operations.bodies import FirstPlace, OperationBody, Totals
from shared.operations.canonical import canonical_json
from shared.operations.chain import ChainPlace, link_hash, operation_id_of


def repeated_text(text: str, *, origin: OperationId, first: FirstPlace, totals: Totals) -> str:
    """The body ``text`` as it stands under a new epoch, canonical.

    One that was repeated already keeps its first place.
    """
    told: dict[str, Any] = json.loads(text)
    again: dict[str, Any] = {"totals": totals.model_dump(mode="json")}
    if "origin" not in told:
        again |= {"origin": origin, "first": first.model_dump(mode="json")}
    return canonical_json(told | again)


def is_origin_proved(
    body: OperationBody, text: str, *, tenant_id: TenantId, device_id: DeviceId
) -> bool:
    """Whether the device made this very operation under the id that ``body`` calls its origin.

    ``text`` is the verbatim text of ``body``.
    """
    first = body.first
    if body.origin is None or first is None:
        return False
    place = ChainPlace(tenant_id, device_id, first.epoch, first.seq)
    link = link_hash(place, bytes.fromhex(first.previous), _first_text(json.loads(text), first))
    return operation_id_of(link) == body.origin


def _first_text(told: Mapping[str, Any], first: FirstPlace) -> str:
    """The body as it was made: without what the repetition added."""
    made = {key: value for key, value in told.items() if key not in {"origin", "first"}}
    return canonical_json(made | {"totals": first.totals.model_dump(mode="json")})
