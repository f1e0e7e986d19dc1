"""What a till does after its server was restored."""

from sqlalchemy import Connection

from server.access import SignedRequest, sign
from server.devices.enrolment import certificate_of
from server.ledger.giving_up import WAITED_FOR_MS
from server.recovery.announce import announce as told
from server.recovery.debts import pay_old_debts
from server.recovery.fence import lift
from server.tenants.service import tenant
from shared.sync.messages import (
    AnnounceReply,
    AnnounceRequest,
    PushReply,
    SignedLease,
    request_signing_text,
)
from tests.server.shop import Shop, Till


def replay(till: Till, reply: PushReply) -> PushReply:
    """Sends again what that acknowledgement answered for, and shows it."""
    seqs = {outcome.seq for outcome in reply.outcomes}
    again = [each for each in till.sent if each.seq in seqs]
    request = till.request(again, head=till.heads[again[-1].seq - 1], proof=reply)
    return till.send(request)


def announce(
    till: Till,
    *,
    leases: tuple[SignedLease, ...] = (),
    keepsakes: tuple[str, ...] = (),
    replayed_to: int | None = None,
) -> AnnounceReply:
    """The till tells the server of what it kept, or that all was sent again."""
    shop = till.shop
    owner = shop.read(lambda conn: tenant(conn, shop.tenant_id))
    request = AnnounceRequest(
        server_epoch=owner.server_epoch,
        epoch=till.epoch,
        leases=leases,
        replayed_to=replayed_to,
        keepsakes=keepsakes,
        certificate=certificate_of(owner, till.device),
    )
    text = request_signing_text(method="POST", target="/", nonce="ab" * 16, body_sha256="0" * 64)
    claim = SignedRequest(till.device.device_id, text, sign(till.seed, text))
    return shop.write(
        lambda conn: told(conn, request, claim, now_ms=shop.now_ms, chance=shop.chance)
    )


def keepsakes_of(till: Till, *, kind: str | None = None) -> tuple[str, ...]:
    """What the till was given to keep, all of it or what is of that kind."""
    changes = till.pull().changes
    return tuple(each.keepsake for each in changes if each.keepsake and kind in (None, each.kind))


def lifted(shop: Shop) -> int:
    """An operator takes the fence down; the house's loss."""

    def by_hand(conn: Connection) -> int:
        return lift(conn, shop.tenant_id, by="operator", now_ms=shop.now_ms, chance=shop.chance)

    return shop.write(by_hand)


def given_up(shop: Shop, *, after_ms: int = WAITED_FOR_MS) -> int:
    """So long nobody brought what is owed: how many points the house pays."""
    shop.now_ms += after_ms
    return shop.write(lambda conn: pay_old_debts(conn, shop.tenant_id, now_ms=shop.now_ms))
