"""A till of any version we spoke works with today's server: what it said then, word for word."""

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
from shared.operations.canonical import canonical_json
from shared.sync.messages import PROTOCOL_HEADER
from tests.recorded.peers import ChanceOfThatHouse, as_read_by, recorded, text_of
from tests.recorded.record import enrolled
from tests.server.online import CHANGES, ENROL, PUSH, StillClock, authorization
from tests.server.shop import OPENING_MS, Shop, open_shop

JSON = {"Content-Type": "application/json"}


@pytest.fixture(params=["v1", "v2"])
def version(request: pytest.FixtureRequest) -> str:
    spoken: str = request.param
    return spoken


@pytest.fixture
def shop(sqlite_template: bytes, tmp_path: Path, version: str) -> Iterator[Shop]:
    """The house the till was recorded in, on today's server, and that very till."""
    house = recorded(version, "house")
    path = tmp_path / "server.db"
    path.write_bytes(sqlite_template)
    database = Database.open(f"sqlite:///{path}")
    made = open_shop(database, ChanceOfThatHouse(house))
    _, _, till = enrolled(made)
    assert (made.tenant_id, till.device.device_id) == (house["tenant_id"], house["device_id"])
    yield made
    database.close()


@pytest.fixture
def ask(shop: Shop, tmp_path: Path, version: str) -> Iterator[TestClient]:
    assert shop.tenant_id
    clock = StillClock()
    clock.at_ms = OPENING_MS
    app = build_app(Settings(database_url=f"sqlite:///{tmp_path / 'server.db'}"), clock=clock)
    headers = {PROTOCOL_HEADER: version.removeprefix("v")} if version != "v1" else {}
    with TestClient(app, raise_server_exceptions=False, headers=headers) as client:
        yield client


def test_its_operations_are_booked_as_its_own_server_booked_them(
    ask: TestClient, version: str
) -> None:
    answer = ask.post(PUSH, content=text_of(version, "push_request"), headers=JSON)
    assert answer.status_code == 200, answer.text
    assert [_gist(each) for each in answer.json()["outcomes"]] == [
        _gist(each) for each in recorded(version, "push_reply")["outcomes"]
    ]


def test_it_believes_the_acknowledgement(ask: TestClient, shop: Shop, version: str) -> None:
    """It checks the signature over the fields it knows, and over nothing else."""
    reply = ask.post(PUSH, content=text_of(version, "push_request"), headers=JSON).json()
    kept = as_read_by(recorded(version, "push_reply"), reply)
    signature = kept.pop("signature")
    owner = shop.read(lambda conn: tenant(conn, shop.tenant_id))
    check_signature(
        public_key_of(owner.signing_seed), text=canonical_json(kept), signature=signature
    )
    assert f"v{kept['v']}" == version
    assert kept["nonce"] == recorded(version, "push_request")["nonce"]


def test_it_reads_the_feed(ask: TestClient, version: str) -> None:
    """Every change of a kind it knows has all the fields it knows."""
    house = recorded(version, "house")
    ask.post(PUSH, content=text_of(version, "push_request"), headers=JSON)
    header = authorization(house["device_id"], CHANGES, seed=bytes.fromhex(house["seed"]))
    page = ask.get(CHANGES, headers={"Authorization": header}).json()
    assert page["v"] == 1
    known = {change["kind"]: change for change in recorded(version, "changes_reply")["changes"]}
    told = {change["kind"]: change for change in page["changes"]}
    assert told.keys() >= known.keys()
    for kind, change in known.items():
        as_read_by(change["data"], told[kind]["data"])


@pytest.mark.parametrize("version", ["v1"], indirect=True)
def test_it_enrols_after_an_update_and_is_told_so(ask: TestClient) -> None:
    answer = ask.post(ENROL, content=text_of("v1", "enrol_request"), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "version_unsupported")


def _gist(outcome: Any) -> Any:
    """What became of the operation; where the feed stands is each server's own.

    The recorded guest agreed to words that no server ever had: those of then did not look.
    """
    told = {name: value for name, value in outcome.items() if name not in {"feed_seq", "data"}}
    return told | {"notes": [note for note in told["notes"] if note != "consent_text_unknown"]}
