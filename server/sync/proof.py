"""A till shows a restored server its own signature: so it knows again what it said (design §9)."""

from collections.abc import Mapping

from server.access import SignatureInvalid, check_signature, public_key_of
from server.devices.service import Device
from server.ledger.incoming import ALREADY_BOOKED
from server.sync.run import Promise
from server.tenants.service import Tenant
from shared.sync.messages import Outcome, PushReply, signing_text


def promises_of(proof: PushReply | None, *, owner: Tenant, sender: Device) -> Mapping[str, Promise]:
    """The outcomes that the acknowledgement promised to the sender, by operation.

    Under the first id too, where it was enqueued again before: it may come in yet another place.

    Raises ``SignatureInvalid`` for one that this tenant's key did not sign, or not for him.
    """
    if proof is None:
        return {}
    if proof.device_id != sender.device_id:
        raise SignatureInvalid
    key = public_key_of(owner.signing_seed)
    check_signature(key, text=signing_text(proof), signature=proof.signature)
    promised: dict[str, Promise] = {}
    for each in proof.outcomes:
        promise = Promise(_afresh(each), proof.server_time_ms)
        promised[each.operation_id] = promise
        origin = each.data.get("origin")
        if isinstance(origin, str):
            promised[origin] = promise
    return promised


def _afresh(outcome: Outcome) -> Outcome:
    """Whether this server has booked it already in another place it finds out anew."""
    notes = tuple(note for note in outcome.notes if note != ALREADY_BOOKED)
    return outcome.model_copy(update={"notes": notes})
