"""Rescue packets: a till's work that came by another road than its own (design §3).

Sealed to the tenant, signed by the till that made it, so whoever brings it is trusted with
nothing. What is in it goes the one way in: taken twice, or sent by the till as well, it gets the
same outcomes. A till that was shut out, lost or broken may still be rescued.
"""

from pydantic import ValidationError
from sqlalchemy import Connection

from server.access import check_signature
from server.audit import Action, Activity, record
from server.books import Books, writing
from server.chance import Chance
from server.devices.recovery import certified, recognised
from server.devices.refusals import EpochRetired
from server.devices.service import Device
from server.ledger import announced, operations
from server.ledger.giving_up import give_up
from server.ledger.granting import Return
from server.ledger.leases import LeaseEnd
from server.recovery.announce import check_leases
from server.recovery.keepsakes import decide_waiting, put_back
from server.rescue_keys import RescueUnreadable, unseal
from server.sync.push import take
from server.tenants.service import lock_tenant, tenant
from shared.domain.ids import OperationId, TenantId
from shared.sync.messages import Outcome, PushRequest, push_signing_text
from shared.sync.rescue import RescuePacket, RescueReply, taken_code


def take_rescue(
    conn: Connection, sealed: bytes, tenant_id: TenantId, *, now_ms: int, chance: Chance
) -> RescueReply:
    """Books what the packet holds and the server does not.

    Raises ``RescueUnreadable``, ``SignatureInvalid``, and what a push raises.
    """
    lock_tenant(conn, tenant_id)
    owner = tenant(conn, tenant_id)
    packet = _opened(unseal(owner.signing_seed, sealed))
    if packet.certificate.tenant_id != tenant_id:
        raise RescueUnreadable
    certified(conn, packet.certificate)
    by = packet.certificate.device_id
    is_any_back = put_back(conn, owner, packet.keepsakes, by=by, now_ms=now_ms)
    maker = recognised(conn, packet.certificate, now_ms=now_ms)
    check_leases(packet.leases, sender=maker, owner=owner)
    announced.keep(conn, tenant_id, packet.leases)
    announced.grant_again(conn, tenant_id, is_last=not owner.is_fenced)
    if is_any_back:
        decide_waiting(conn, tenant_id, now_ms=now_ms, chance=chance)
    outcomes: list[Outcome] = []
    for request in packet.pushes:
        outcomes += _taken(conn, request, maker, now_ms=now_ms, chance=chance)
    if maker.is_revoked and not owner.is_fenced:
        with writing(conn) as books:
            why = Return(LeaseEnd.LOST, at_ms=now_ms, effective_at_ms=now_ms)
            give_up(books, tenant_id, maker.device_id, why=why)
    taken = Activity(
        Action.RESCUE_TAKEN,
        "device",
        maker.device_id,
        performed_by=maker.device_id,
        at_ms=now_ms,
        details={"operations": len(outcomes)},
    )
    record(conn, tenant_id, taken)
    held = sum(len(request.operations) for request in packet.pushes)
    undecided = held - len(outcomes)
    return RescueReply(
        device_id=maker.device_id,
        outcomes=tuple(outcomes),
        undecided=undecided,
        taken="" if undecided or not held else taken_code(packet.pushes[-1].head),
    )


def _opened(text: bytes) -> RescuePacket:
    try:
        return RescuePacket.model_validate_json(text)
    except ValidationError as error:
        raise RescueUnreadable from error


def _taken(
    conn: Connection, request: PushRequest, maker: Device, *, now_ms: int, chance: Chance
) -> tuple[Outcome, ...]:
    """Of an epoch that was ended nothing new: only what is held already, wherever it came to be.

    The rest stays undecided, so no proof is given for it: it was booked nowhere.
    """
    text = push_signing_text(request, maker.tenant_id)
    check_signature(maker.public_key, text=text, signature=request.signature)
    try:
        with writing(conn) as books:
            return take(books, request, maker, now_ms=now_ms, chance=chance).outcomes
    except EpochRetired:
        return _held(Books(conn), request, maker)


def _held(books: Books, request: PushRequest, maker: Device) -> tuple[Outcome, ...]:
    """The outcomes of those the server has from their maker, under a newer epoch too (§2)."""
    outcomes: list[Outcome] = []
    for each in request.operations:
        name = OperationId(each.operation_id)
        found = operations.by_original(books, maker.tenant_id, name)
        mine = [stored.outcome for stored in found if stored.is_by(maker.device_id)]
        if mine:
            place = {"seq": each.seq, "operation_id": name}
            outcomes.append(mine[-1].model_copy(update=place))
    return tuple(outcomes)
