"""Work of an epoch that was ended: what is held elsewhere has arrived, the rest never counts (§3).

The packet was made before its till began anew, so nothing in it can be booked in its old place.
"""

import base64

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.devices.enrolment import certificate_of
from server.recovery.rescue import take_rescue
from server.rescue_keys import rescue_public_key_of
from server.tenants.service import tenant
from shared.operations.bodies import FirstPlace, parse_body
from shared.sync.messages import PushRequest
from shared.sync.rescue import (
    MAGIC,
    NONCE_BYTES,
    SEALING_INFO,
    RescuePacket,
    RescueReply,
    taken_code,
)
from tests.server.shop import Shop, Till


def test_what_was_enqueued_again_under_a_newer_epoch_is_proved_to_have_arrived(
    shop: Shop, till: Till
) -> None:
    guest_id = till.register()
    till.push()
    earned = till.earn(guest_id)
    work = till.request(till.queue)
    _begin_again_with_all(till)
    till.push()
    before = shop.balance(guest_id)
    reply = _brought(shop, till, work)
    assert [(each.operation_id, each.status) for each in reply.outcomes] == [(earned, "applied")]
    assert (reply.undecided, reply.taken) == (0, taken_code(work.head))
    assert shop.balance(guest_id) == before
    assert shop.verified().problems == ()


def test_what_was_booked_nowhere_stays_undecided_and_is_never_proved(
    shop: Shop, till: Till
) -> None:
    guest_id = till.register()
    till.push()
    held = till.sent[-1].operation_id
    till.earn(guest_id)
    work = till.request([*till.sent, *till.queue])
    till.begin_again(epoch=9)
    till.earn(guest_id)
    till.push()
    reply = _brought(shop, till, work)
    assert [each.operation_id for each in reply.outcomes] == [held]
    assert (reply.undecided, reply.taken) == (1, "")
    assert shop.verified().problems == ()


def test_what_another_till_did_under_that_id_proves_nothing(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    guest_id = other.register()
    other.push()
    for _ in range(2):
        till.earn(guest_id)
    stolen = till.queue[1].model_copy(update={"operation_id": other.sent[0].operation_id})
    work = till.request([stolen])
    till.begin_again(epoch=9)
    till.earn(guest_id)
    till.push()
    reply = _brought(shop, till, work)
    assert (reply.outcomes, reply.undecided, reply.taken) == ((), 1, "")


def _begin_again_with_all(till: Till) -> None:
    """As a till does that cannot go on where it was."""
    (late,), previous, epoch = till.queue, till.heads[-2], till.epoch
    totals = parse_body(late.body).totals
    till.begin_again(epoch=9)
    first = FirstPlace(epoch=epoch, seq=late.seq, previous=previous, totals=totals)
    till.enqueue_again(late, first=first)


def _brought(shop: Shop, till: Till, work: PushRequest) -> RescueReply:
    owner = shop.read(lambda conn: tenant(conn, shop.tenant_id))
    packet = RescuePacket(certificate=certificate_of(owner, till.device), pushes=(work,))
    text = packet.model_dump_json(exclude_none=True).encode()
    sealed = _sealed(text, rescue_public_key_of(owner.signing_seed))
    return shop.write(
        lambda conn: take_rescue(
            conn, sealed, shop.tenant_id, now_ms=shop.now_ms, chance=shop.chance
        )
    )


def _sealed(text: bytes, rescue_key: str) -> bytes:
    ephemeral = X25519PrivateKey.from_private_bytes(bytes(32))
    public, nonce = ephemeral.public_key().public_bytes_raw(), bytes(NONCE_BYTES)
    theirs = X25519PublicKey.from_public_bytes(base64.b64decode(rescue_key))
    key = HKDF(SHA256(), 32, salt=public, info=SEALING_INFO).derive(ephemeral.exchange(theirs))
    return MAGIC + public + nonce + ChaCha20Poly1305(key).encrypt(nonce, text, MAGIC)
