"""A till shows a restored server its own signature: so it knows again what it said (design §9)."""

from collections.abc import Mapping

from server.access import SignatureInvalid, check_signature, public_key_of
from server.devices.service import Device
from server.sync.run import Promise
from server.tenants.service import Tenant
from shared.sync.messages import PushReply, signing_text


def promises_of(proof: PushReply | None, *, owner: Tenant, sender: Device) -> Mapping[str, Promise]:
    """The outcomes that the acknowledgement promised to the sender, by operation.

    Raises ``SignatureInvalid`` for one that this tenant's key did not sign, or not for him.
    """
    if proof is None:
        return {}
    if proof.device_id != sender.device_id:
        raise SignatureInvalid
    key = public_key_of(owner.signing_seed)
    check_signature(key, text=signing_text(proof), signature=proof.signature)
    return {each.operation_id: Promise(each, proof.server_time_ms) for each in proof.outcomes}
