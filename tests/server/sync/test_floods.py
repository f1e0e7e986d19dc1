"""A device that floods, lies or is shut out gets a problem, and costs the others nothing.

Counts and order, no clock: the server's stands still, so a bucket never refills (issue 3, wire).
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from server.app import build_app
from server.devices.service import revoke
from server.door import BYTES_OF_ONE_WRONG
from server.exchange import claimed_device
from server.gate import DEVICE_RATE, WRONG_RATE
from server.settings import Settings
from shared.sync.messages import DEVICE_HEADER, PushRequest
from shared.sync.packing import packed
from tests.server.online import CHANGES, OTHER_SEED, PUSH, StillClock, authorization
from tests.server.shop import OPENING_MS, Shop, Till, open_shop
from tests.server.shop_fixtures import SHOP_FILE

JSON = {"Content-Type": "application/json"}
HEALTH = "/health"
ANNOUNCE = "/api/v1/sync/announce"
NOBODY = "01890a5d-ac96-774b-bcce-b302099a8057"
FLOOD = DEVICE_RATE.burst + 300
NEIGHBOURS_PUSH_EVERY = 100


@pytest.fixture
def ask(sqlite_shop: Shop, tmp_path: Path) -> Iterator[TestClient]:
    assert sqlite_shop.tenant_id
    clock = StillClock()
    clock.at_ms = OPENING_MS
    app = build_app(Settings(database_url=f"sqlite:///{tmp_path / SHOP_FILE}"), clock=clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def neighbour(sqlite_shop: Shop) -> Till:
    """A till of another tenant."""
    return open_shop(sqlite_shop.database, sqlite_shop.chance, name="Сосед").till()


def pushed(ask: TestClient, till: Till, request: PushRequest | None = None) -> Any:
    """The answer to a push of the till's queue, or of ``request``."""
    message = request or till.request(till.queue)
    headers = JSON | {DEVICE_HEADER: till.device.device_id}
    return ask.post(PUSH, content=message.model_dump_json(), headers=headers)


def pulled(ask: TestClient, till: Till, *, seed: bytes | None = None) -> Any:
    header = authorization(till.device.device_id, CHANGES, seed=seed or till.seed)
    return ask.get(CHANGES, headers={"Authorization": header})


def test_a_flood_of_rubbish_is_refused_while_the_neighbours_pushes_all_pass(
    ask: TestClient, sqlite_shop: Shop, neighbour: Till
) -> None:
    flooder = sqlite_shop.till()
    assert pulled(ask, flooder).status_code == 200
    headers = JSON | {DEVICE_HEADER: flooder.device.device_id}
    codes: Counter[str] = Counter()
    for number in range(FLOOD):
        codes[ask.post(PUSH, content=b"{", headers=headers).json()["code"]] += 1
        if number % NEIGHBOURS_PUSH_EVERY == 0:
            neighbour.register(f"7999{number:07}")
            assert pushed(ask, neighbour).status_code == 200
            neighbour.queue = []
    passed = WRONG_RATE.burst
    assert codes == {"json_invalid": passed, "rate_exceeded": FLOOD - passed}
    refused = pulled(ask, flooder)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["retryable"]
    assert sqlite_shop.verified().problems == ()


def test_who_lies_about_who_he_is_harms_only_himself(
    ask: TestClient, sqlite_shop: Shop, neighbour: Till
) -> None:
    """The neighbour was here before; the liar signs with a key of his own, and is seen through."""
    victim = sqlite_shop.till()
    assert pulled(ask, victim).status_code == 200
    assert pulled(ask, neighbour).status_code == 200
    codes = Counter(
        pulled(ask, neighbour, seed=OTHER_SEED).json()["code"] for _ in range(WRONG_RATE.burst + 50)
    )
    assert codes == {"signature_invalid": WRONG_RATE.burst, "rate_exceeded": 50}
    victim.register()
    assert pushed(ask, victim).status_code == 200


def test_a_push_in_anothers_name_is_not_believed(
    ask: TestClient, sqlite_shop: Shop, neighbour: Till
) -> None:
    """Neither by the header nor by the message: the one that is signed must be both."""
    till = sqlite_shop.till()
    till.register()
    message = till.request(till.queue)
    headers = JSON | {DEVICE_HEADER: neighbour.device.device_id}
    answer = ask.post(PUSH, content=message.model_dump_json(), headers=headers)
    assert answer.json()["code"] == "signature_invalid"
    stolen = message.model_copy(update={"device_id": neighbour.device.device_id})
    assert pushed(ask, neighbour, stolen).json()["code"] == "signature_invalid"


def test_forged_messages_count_by_what_it_takes_to_read_them(ask: TestClient) -> None:
    """A kilobyte that unpacks to megabytes is no cheaper for who sends it than for who reads it."""
    forged = b'{"v":1,"leases":[' + b"{}," * 700_000 + b"{}]}"
    headers = JSON | {"Content-Encoding": "zstd", "Authorization": authorization(NOBODY, ANNOUNCE)}
    codes = Counter(
        ask.post(ANNOUNCE, content=packed(forged), headers=headers).json()["code"]
        for _ in range(10)
    )
    weight = 1 + len(forged) // BYTES_OF_ONE_WRONG
    taken = -(-WRONG_RATE.burst // weight)
    assert codes == {"message_invalid": taken, "rate_exceeded": 10 - taken}


def test_made_up_names_are_worth_nothing_where_nothing_is_signed(
    ask: TestClient, sqlite_shop: Shop
) -> None:
    codes = Counter(
        ask.get(HEALTH, headers={DEVICE_HEADER: sqlite_shop.chance.uuid()}).status_code
        for _ in range(DEVICE_RATE.burst + 50)
    )
    assert codes == {200: DEVICE_RATE.burst, 429: 50}


def test_who_signs_in_his_own_name_is_counted_by_it_whatever_else_he_says(
    sqlite_shop: Shop,
) -> None:
    device_id = sqlite_shop.till().device.device_id
    told = {"authorization": authorization(device_id, CHANGES), DEVICE_HEADER.lower(): NOBODY}
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    assert claimed_device(Request({"type": "http", "headers": headers})) == device_id
    assert claimed_device(Request({"type": "http", "headers": headers[1:]})) == NOBODY


def test_who_was_shut_out_hears_so_until_he_asks_too_often(
    ask: TestClient, sqlite_shop: Shop
) -> None:
    till = sqlite_shop.till()
    till.register()
    assert pushed(ask, till).status_code == 200
    sqlite_shop.write(lambda conn: revoke(conn, till.device.device_id, now_ms=sqlite_shop.now_ms))
    assert pushed(ask, till).json()["code"] == "device_revoked"
    assert pulled(ask, till).json()["code"] == "device_revoked"
