"""Leases over HTTP: the signed request, the contact of who only reads, the fence, the job."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.access import SCHEME, sign
from server.app import build_app
from server.clock import Clock
from server.database import Database
from server.devices.service import device
from server.leases.reclaim import reclaim_everywhere
from server.settings import Settings
from server.tenants.epochs import begin_server_epoch
from shared.domain.leases import OfflinePolicy
from shared.sync.messages import ChangesReply, LeaseReply, LeaseRequest, request_signing_text
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, reclaim, set_policy
from tests.server.online import CHANGES, NONCE, authorization
from tests.server.shop import OPENING_MS, Shop
from tests.server.shop_fixtures import SHOP_FILE

LEASES = "/api/v1/leases"
HOUR_MS = 3_600_000


class ShopClock(Clock):
    """The shop's time."""

    def __init__(self) -> None:
        self.at_ms = OPENING_MS

    def now_ms(self) -> int:
        return self.at_ms


@pytest.fixture
def till(sqlite_shop: Shop) -> Pouch:
    """It holds nothing yet; a guest of it has 100 points."""
    set_policy(sqlite_shop, OfflinePolicy())
    return Pouch.of(sqlite_shop, "Касса 1")


@pytest.fixture
def clock() -> ShopClock:
    return ShopClock()


@pytest.fixture
def server(sqlite_shop: Shop, clock: ShopClock, tmp_path: Path) -> Iterator[TestClient]:
    assert sqlite_shop.tenant_id
    app = build_app(Settings(database_url=f"sqlite:///{tmp_path / SHOP_FILE}"), clock=clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_signed_request_gets_the_leases(server: TestClient, till: Pouch) -> None:
    guest_id = till.till.register()
    till.push()
    status, text = _ask(server, till, guest_id)
    assert status == 200
    reply = LeaseReply.model_validate_json(text)
    assert [lot.points for each in reply.leases for lot in each.lots] == [100]
    assert reply.horizon_ms == OPENING_MS + 4 * HOUR_MS


def test_nobody_asks_in_another_tills_name(server: TestClient, till: Pouch) -> None:
    body = LeaseRequest(guest_id=an_id("guest")).model_dump_json()
    headers = _signed(till, body) | {"Content-Type": "application/json"}
    changed = body.replace('"points_wanted":0', '"points_wanted":1')
    answer = server.post(LEASES, content=changed, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid")


def test_behind_a_fence_nothing_is_granted_and_no_horizon_is_told(
    server: TestClient, till: Pouch
) -> None:
    """Design §9."""
    guest_id = till.till.register()
    till.push()
    shop = till.shop
    shop.write(
        lambda conn: begin_server_epoch(
            conn, shop.tenant_id, now_ms=shop.now_ms, chance=shop.chance
        )
    )
    status, text = _ask(server, till, guest_id)
    assert (status, "server_fenced" in text) == (423, True)
    assert _pull(server, till).horizon_ms == 0


def test_behind_a_fence_who_only_reads_is_not_written_down_each_time(
    server: TestClient, till: Pouch, clock: ShopClock
) -> None:
    """It is told no horizon there, however often it asks: that alone is no reason to write."""
    shop = till.shop
    begin = begin_server_epoch
    shop.write(lambda conn: begin(conn, shop.tenant_id, now_ms=shop.now_ms, chance=shop.chance))
    clock.at_ms += 60_000
    _pull(server, till)
    found = shop.read(lambda conn: device(conn, till.device.device_id))
    assert found is not None
    assert found.last_contact_at_ms == OPENING_MS


def test_behind_a_fence_nothing_is_taken_back(till: Pouch) -> None:
    """A restored server may have told a later horizon than it remembers."""
    shop, guest_id = till.shop, till.till.register()
    till.push()
    till.ask(guest_id)
    shop.write(
        lambda conn: begin_server_epoch(
            conn, shop.tenant_id, now_ms=shop.now_ms, chance=shop.chance
        )
    )
    shop.now_ms += 100 * HOUR_MS
    assert reclaim(shop) == 0


def test_who_only_reads_is_heard_before_he_reads(
    server: TestClient, till: Pouch, clock: ShopClock
) -> None:
    """The horizon is durable, and the page tells what was taken back: never the other way round."""
    assert _pull(server, till).horizon_ms == OPENING_MS + 4 * HOUR_MS
    clock.at_ms += 4 * 60_000
    assert _pull(server, till).horizon_ms == OPENING_MS + 4 * HOUR_MS
    clock.at_ms += 60_000
    assert _pull(server, till).horizon_ms == clock.at_ms + 4 * HOUR_MS


def test_the_serving_process_takes_back_what_silence_forfeits(till: Pouch, tmp_path: Path) -> None:
    guest_id = till.till.register()
    till.push()
    till.ask(guest_id)
    database = Database.open(f"sqlite:///{tmp_path / SHOP_FILE}")
    at_ms = till.shop.now_ms + 4 * HOUR_MS + 20 * 60_000
    taken = [asyncio.run(reclaim_everywhere(database, now_ms=at_ms + late)) for late in (-1, 0, 0)]
    database.close()
    assert taken == [0, 1, 0]


def _ask(server: TestClient, till: Pouch, guest_id: str) -> tuple[int, str]:
    body = LeaseRequest(guest_id=guest_id).model_dump_json()
    headers = _signed(till, body) | {"Content-Type": "application/json"}
    answer = server.post(LEASES, content=body, headers=headers)
    return answer.status_code, answer.text


def _signed(till: Pouch, body: str) -> dict[str, str]:
    text = request_signing_text(
        method="POST",
        target=LEASES,
        nonce=NONCE,
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
    )
    device_id, signature = till.device.device_id, sign(till.till.seed, text)
    header = f'{SCHEME} device_id="{device_id}", nonce="{NONCE}", signature="{signature}"'
    return {"Authorization": header}


def _pull(server: TestClient, till: Pouch) -> ChangesReply:
    target = f"{CHANGES}?server_epoch=0&seq=0&limit=500"
    header = authorization(till.device.device_id, target, seed=till.till.seed)
    answer = server.get(target, headers={"Authorization": header})
    return ChangesReply.model_validate_json(answer.text)
