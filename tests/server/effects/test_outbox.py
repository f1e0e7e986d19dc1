"""What an operation owes the outside is written with it, once, and delivered until it is taken."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from server.access import SignatureInvalid, check_signature, public_key_of
from server.audit import Action, activities
from server.chance import Chance
from server.database import table_of
from server.effects.delivery import Courier
from server.effects.service import CLAIMED_MS, set_webhook, take_due
from server.effects.tables import EffectRow
from server.scope import enter_tenant
from server.tenants.service import tenant
from shared.domain.errors import FieldInvalid
from tests.client.sync.http_servers import http, listening
from tests.server.online import StillClock
from tests.server.shop import Shop, Till, open_shop

NOWHERE = "http://127.0.0.1:1/hook"
_EFFECT = table_of(EffectRow)


@dataclass
class Recipient:
    """A company's system; ``answers`` are given in order, then all is well."""

    answers: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(line.partition(":")[2])
            for line in head.split("\r\n")
            if line.lower().startswith("content-length:")
        )
        text = (await reader.readexactly(length)).decode()
        self.heads.append(head)
        self.texts.append(text)
        self.bodies.append(json.loads(text))
        writer.write(http(self.answers.pop(0) if self.answers else "204 No Content", b""))
        await writer.drain()
        writer.close()

    def header(self, name: str, place: int = 0) -> str:
        lines = self.heads[place].split("\r\n")
        (line,) = [each for each in lines if each.lower().startswith(f"{name.lower()}:")]
        return line.partition(":")[2].strip()


@asynccontextmanager
async def a_courier(shop: Shop, clock: StillClock) -> AsyncIterator[Courier]:
    chance = Chance(random.Random(3).randbytes)
    async with Courier(shop.database, clock=clock, chance=chance) as courier:
        yield courier


@pytest.fixture
def clock(shop: Shop) -> StillClock:
    still = StillClock()
    still.at_ms = shop.now_ms
    return still


async def deliver(courier: Courier) -> None:
    await courier.look()
    await courier.rest()


def play(scenario: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(scenario())


def hook(shop: Shop, url: str | None = NOWHERE) -> None:
    shop.write(lambda conn: set_webhook(conn, shop.tenant_id, url=url, now_ms=shop.now_ms))


def owed(shop: Shop) -> list[Any]:
    def rows(conn: Connection) -> list[Any]:
        enter_tenant(conn, shop.tenant_id)
        mine = select(_EFFECT).where(_EFFECT.c.tenant_id == shop.tenant_id)
        return list(conn.execute(mine.order_by(_EFFECT.c.due_at_ms)))

    return shop.read(rows)


def test_without_a_webhook_nothing_is_owed(till: Till) -> None:
    till.register()
    till.push()
    assert owed(till.shop) == []


def test_each_booked_operation_owes_one_effect_and_a_refused_one_none(till: Till) -> None:
    hook(till.shop)
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 1_000_000)
    till.push()
    assert {row.operation_id for row in owed(till.shop)} == {guest_id, earned}


def test_only_what_is_booked_after_the_webhook_was_set_is_owed_and_verified(till: Till) -> None:
    """P6: another address changes nothing of what is owed; a log line says who set it."""
    shop, first = till.shop, till.register()
    till.push()
    for url in (NOWHERE, "http://127.0.0.1:2/hook"):
        hook(shop, url)
    earned = till.earn(first, 2_000)
    till.push()
    assert [row.operation_id for row in owed(shop)] == [earned]
    assert shop.verified().problems == ()
    shop.write(lambda conn: conn.execute(update(_EFFECT).values(told="{}")))
    assert [each for each in shop.verified().problems if "S16" in each]
    hook(shop, None)
    assert shop.verified().problems == ()
    log = shop.read(lambda conn: activities(conn, shop.tenant_id))
    hosts = [each.details["host"] for each in log if each.action is Action.WEBHOOK_SET]
    assert hosts == ["127.0.0.1", "127.0.0.1", None]


def test_an_operation_sent_again_owes_nothing_more(till: Till) -> None:
    """S16: neither the same push, nor the same operation under a new epoch."""
    hook(till.shop)
    till.earn(till.register(), 2_000)
    request = till.request(till.queue)
    till.send(request)
    till.send(request)
    sent, till.queue = till.queue, []
    till.begin_again(epoch=9)
    for each in sent:
        till.enqueue_again(each)
    till.push()
    assert len(owed(till.shop)) == 2


def test_what_is_told_is_signed_and_holds_no_personal_data(till: Till, clock: StillClock) -> None:
    async def scenario() -> None:
        shop, recipient = till.shop, Recipient()
        async with listening(recipient.handle) as url, a_courier(shop, clock) as courier:
            hook(shop, url)
            guest_id = till.register()
            till.push()
            await deliver(courier)
            (body,) = recipient.bodies
            assert body["key"] == f"{guest_id}:points" == recipient.header("Idempotency-Key")
            assert (body["guest_id"], body["tenant_id"]) == (guest_id, shop.tenant_id)
            assert not {"79991234567", "Иван", "Петров"} & set(recipient.texts[0].split('"'))
            key = public_key_of(shop.read(lambda conn: _seed(conn, shop)))
            signature = recipient.header("X-Signature")
            check_signature(key, text=recipient.texts[0], signature=signature)
            with pytest.raises(SignatureInvalid):
                check_signature(key, text=recipient.texts[0] + " ", signature=signature)
            await deliver(courier)
            assert len(recipient.bodies) == 1, "what was taken is not sent again"

    play(scenario)


@pytest.mark.parametrize("trouble", ["500 Oops", "404 Not Found", "302 Found", "429 Slow Down"])
def test_what_is_not_taken_is_tried_again_later_under_the_same_key(
    till: Till, clock: StillClock, trouble: str
) -> None:
    async def scenario() -> None:
        recipient = Recipient([trouble])
        async with listening(recipient.handle) as url, a_courier(till.shop, clock) as courier:
            hook(till.shop, url)
            till.register()
            till.push()
            await deliver(courier)
            await deliver(courier)
            assert len(recipient.bodies) == 1, "not before its time"
            clock.at_ms += 10_000
            await deliver(courier)
            assert [each["key"] for each in recipient.bodies] == [recipient.bodies[0]["key"]] * 2
            assert [row.tries for row in owed(till.shop)] == [2]

    play(scenario)


def test_a_recipient_that_never_answers_holds_up_no_other_tenant(
    till: Till, clock: StillClock
) -> None:
    async def scenario() -> None:
        other = open_shop(till.shop.database, till.shop.chance, name="Сосед")
        neighbour, recipient, hanging = other.till(), Recipient(), asyncio.Event()

        async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            hanging.set()
            await reader.read()
            writer.close()

        async with (
            listening(hang) as poison,
            listening(recipient.handle) as url,
            a_courier(till.shop, clock) as courier,
        ):
            hook(till.shop, poison)
            hook(other, url)
            for each in (till, neighbour):
                each.register()
                each.push()
            await courier.look()
            await hanging.wait()
            async with asyncio.timeout(10):
                while not recipient.bodies:
                    await courier.look()

    play(scenario)


def test_what_a_killed_process_was_sending_is_sent_after_it(till: Till, clock: StillClock) -> None:
    """Taken, never settled: nobody else tries at once, and after a while somebody does."""

    async def scenario() -> None:
        shop, recipient = till.shop, Recipient()
        async with listening(recipient.handle) as url, a_courier(shop, clock) as courier:
            hook(shop, url)
            till.register()
            till.push()
            taken = shop.write(lambda conn: take_due(conn, shop.tenant_id, now_ms=clock.now_ms()))
            assert len(taken) == 1
            await deliver(courier)
            assert recipient.bodies == []
            clock.at_ms += CLAIMED_MS
            await deliver(courier)
            assert [each["key"] for each in recipient.bodies] == [taken[0].key]

    play(scenario)


def test_who_wants_to_hear_no_more_is_owed_no_more(till: Till) -> None:
    hook(till.shop)
    till.register()
    till.push()
    hook(till.shop, None)
    till.register("79990000002")
    till.push()
    assert owed(till.shop) == []


@pytest.mark.parametrize("url", ["", "ftp://x", "https://", "/hook", "https://x/" + "y" * 500])
def test_an_address_nobody_can_post_to_is_refused(till: Till, url: str) -> None:
    with pytest.raises(FieldInvalid):
        hook(till.shop, url)


def _seed(conn: Connection, shop: Shop) -> bytes:
    enter_tenant(conn, shop.tenant_id)
    return tenant(conn, shop.tenant_id).signing_seed
