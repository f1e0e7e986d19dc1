"""A till of version 1 works with today's server: what it said then, word for word."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.access import check_signature, public_key_of
from server.app import build_app
from server.database import Database
from server.settings import Settings
from server.tenants.service import tenant
from shared.domain.ids import TenantId
from shared.operations.canonical import canonical_json
from tests.recorded.peers import ChanceOfThatHouse, as_read_by, recorded, text_of
from tests.recorded.record import enrolled
from tests.server.online import CHANGES, ENROL, PUSH, StillClock, authorization
from tests.server.shop import OPENING_MS, Shop, open_shop

JSON = {"Content-Type": "application/json"}
HOUSE = recorded("v1", "house")
ASKED = recorded("v1", "push_request")
ANSWERED = recorded("v1", "push_reply")


@pytest.fixture
def shop(sqlite_template: bytes, tmp_path: Path) -> Iterator[Shop]:
    """The house the till was recorded in, on today's server, and that very till."""
    path = tmp_path / "server.db"
    path.write_bytes(sqlite_template)
    database = Database.open(f"sqlite:///{path}")
    made = open_shop(database, ChanceOfThatHouse(HOUSE))
    _, _, till = enrolled(made)
    assert till.device.device_id == HOUSE["device_id"]
    yield made
    database.close()


@pytest.fixture
def ask(shop: Shop, tmp_path: Path) -> Iterator[TestClient]:
    assert shop.tenant_id == HOUSE["tenant_id"]
    clock = StillClock()
    clock.at_ms = OPENING_MS
    app = build_app(Settings(database_url=f"sqlite:///{tmp_path / 'server.db'}"), clock=clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_its_operations_are_booked_as_its_own_server_booked_them(ask: TestClient) -> None:
    answer = ask.post(PUSH, content=text_of("v1", "push_request"), headers=JSON)
    assert answer.status_code == 200, answer.text
    assert [_gist(each) for each in answer.json()["outcomes"]] == [
        _gist(each) for each in ANSWERED["outcomes"]
    ]


def test_it_believes_the_acknowledgement(ask: TestClient, shop: Shop) -> None:
    """It checks the signature over the fields it knows, and over nothing else."""
    reply = ask.post(PUSH, content=text_of("v1", "push_request"), headers=JSON).json()
    kept = as_read_by(ANSWERED, reply)
    signature = kept.pop("signature")
    owner = shop.read(lambda conn: tenant(conn, TenantId(HOUSE["tenant_id"])))
    check_signature(
        public_key_of(owner.signing_seed), text=canonical_json(kept), signature=signature
    )
    assert kept["v"] == 1
    assert kept["nonce"] == ASKED["nonce"]


def test_it_reads_the_feed(ask: TestClient) -> None:
    """Every change of a kind it knows has all the fields it knows."""
    ask.post(PUSH, content=text_of("v1", "push_request"), headers=JSON)
    header = authorization(HOUSE["device_id"], CHANGES, seed=bytes.fromhex(HOUSE["seed"]))
    page = ask.get(CHANGES, headers={"Authorization": header}).json()
    assert page["v"] == 1
    known = {change["kind"]: change for change in recorded("v1", "changes_reply")["changes"]}
    told = {change["kind"]: change for change in page["changes"]}
    assert told.keys() >= known.keys()
    for kind, change in known.items():
        as_read_by(change["data"], told[kind]["data"])


def test_it_enrols_after_an_update_and_is_told_so(ask: TestClient) -> None:
    answer = ask.post(ENROL, content=text_of("v1", "enrol_request"), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "version_unsupported")


def _gist(outcome: Any) -> Any:
    """What became of the operation; where the feed stands is each server's own."""
    return {name: value for name, value in outcome.items() if name not in {"feed_seq", "data"}}
