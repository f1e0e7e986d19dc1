"""Push: a device's signed run of operations in, the signed acknowledgement out (design §5)."""

from collections.abc import Iterator

from sqlalchemy import Connection

from server.access import sign
from server.books import Books, writing
from server.chance import Chance
from server.devices import service as devices
from server.devices.service import Device, signer
from server.effects import service as effects
from server.exchange import MessageInvalid
from server.feed import service as feed
from server.leases.contact import Contact
from server.leases.contacts import note_contact, share_out
from server.ledger import announced, holders
from server.shelves import Want
from server.sync.proof import promises_of
from server.sync.run import Accepted, Run, accept
from server.tenants import offline
from server.tenants import service as tenants
from server.tenants.service import Tenant, lock_entered, tenant_now
from shared.domain.ids import DeviceId
from shared.sync.messages import (
    PROTOCOL_VERSION,
    PushReply,
    PushRequest,
    push_signing_text,
    signing_text,
)


def push(
    conn: Connection,
    request: PushRequest,
    *,
    now_ms: int,
    chance: Chance,
    reads: int = PROTOCOL_VERSION,
) -> PushReply:
    """Books the run and answers for each of its operations; the same run again, the same answers.

    The answer is in a form that a reader of version ``reads`` understands.
    Raises ``SignatureInvalid``, ``DeviceRevoked``, and what ``accept`` raises.
    """
    sender = _sender(Books(conn), request)
    lock_entered(conn, sender.tenant_id)
    with writing(conn) as books:  # opened behind the lock: what was read before it may be old
        books.fetch_together(_wants(sender, request))
        owner = tenant_now(books, sender.tenant_id)
        horizon_ms = note_contact(books, owner, sender, now_ms=now_ms)
        accepted = take(books, request, sender, now_ms=now_ms, chance=chance)
        share_out(books, Contact(owner, sender, now_ms, chance))
        answer = _reply(books, request, owner, accepted=accepted, now_ms=now_ms)
    unsigned = answer.model_copy(update={"horizon_ms": horizon_ms}).for_reader_of(reads)
    signature = sign(owner.signing_seed, signing_text(unsigned))
    return unsigned.model_copy(update={"signature": signature})


def take(
    books: Books, request: PushRequest, sender: Device, *, now_ms: int, chance: Chance
) -> Accepted:
    """Books the run of a request whose signature was checked; call ``lock_tenant`` before.

    Raises what ``accept`` raises.
    """
    owner = tenant_now(books, sender.tenant_id)
    if owner.is_fenced:
        books.aside(announced.grant_again, owner.tenant_id)
    promised = promises_of(request.proof, owner=owner, sender=sender)
    run = Run(sender, request.epoch, request.operations, received_at_ms=now_ms, promised=promised)
    accepted = accept(books, run, chance=chance)
    if request.head != accepted.run_head.hex():
        raise MessageInvalid(errors=[{"path": "head", "reason": "chain"}])
    return accepted


def _wants(sender: Device, request: PushRequest) -> Iterator[Want]:
    """What every push asks for, whatever it brings."""
    tenant_id, device_id = sender.tenant_id, sender.device_id
    yield from tenants.wants(tenant_id)
    yield from offline.wants(tenant_id)
    yield from effects.wants(tenant_id)
    yield from devices.wants(tenant_id, device_id, epoch=request.epoch)
    yield from holders.wants(tenant_id, device_id)
    yield from feed.wants_of_sum(tenant_id, feed.EVERYONE)


def _sender(books: Books, request: PushRequest) -> Device:
    device_id = DeviceId(request.device_id)
    return signer(
        books,
        device_id,
        request.signature,
        text_for=lambda tenant_id: push_signing_text(request, tenant_id),
    )


def _reply(
    books: Books, request: PushRequest, owner: Tenant, *, accepted: Accepted, now_ms: int
) -> PushReply:
    return PushReply(
        nonce=request.nonce,
        device_id=request.device_id,
        epoch=request.epoch,
        have=accepted.state.last_seq,
        head=accepted.state.head.hex(),
        outcomes=accepted.outcomes,
        server_epoch=owner.server_epoch,
        stable=accepted.state.stable_seq,
        feed_head=feed.head_now(books, owner.tenant_id),
        server_time_ms=now_ms,
    )
