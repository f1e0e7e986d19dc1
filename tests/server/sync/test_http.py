"""The protocol over HTTP: statuses, problems, and a database that bad requests leave alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from starlette.testclient import TestClient

from server.app import build_app
from server.devices.service import revoke
from server.schema import METADATA
from server.settings import Settings
from shared.sync.messages import PushReply, PushRequest
from tests.server.online import CHANGES, PUSH, authorization
from tests.server.shop import Shop, Till
from tests.server.shop_fixtures import SHOP_FILE

Prepare = Callable[[Till], PushRequest]


@pytest.fixture
def till(sqlite_shop: Shop) -> Till:
    return sqlite_shop.till()


@pytest.fixture
def ask(sqlite_shop: Shop, tmp_path: Path) -> Iterator[TestClient]:
    """A server over the shop's database."""
    assert sqlite_shop.tenant_id
    app = build_app(Settings(database_url=f"sqlite:///{tmp_path / SHOP_FILE}"))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_what_is_pushed_is_pulled(ask: TestClient, till: Till) -> None:
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    answer = ask.post(PUSH, content=_text(till.request(till.queue)), headers=_JSON)
    assert answer.status_code == 200
    reply = PushReply.model_validate_json(answer.text)
    assert [outcome.status for outcome in reply.outcomes] == ["applied", "applied"]
    target = f"{CHANGES}?server_epoch={reply.server_epoch}&seq=0&limit=100"
    header = authorization(till.device.device_id, target, seed=till.seed)
    page = ask.get(target, headers={"Authorization": header}).json()
    assert page["cursor"] == {"server_epoch": reply.server_epoch, "seq": reply.feed_head}
    assert guest_id in {change["id"] for change in page["changes"]}


def _wrongly_signed(till: Till) -> PushRequest:
    till.register()
    return till.request(till.queue).model_copy(update={"nonce": "0" * 32})


def _with_a_gap(till: Till) -> PushRequest:
    till.register()
    till.register("79990000002")
    return till.request(till.queue[1:])


def _forked(till: Till) -> PushRequest:
    till.register()
    till.push()
    till.begin_again(till.epoch)
    till.register("79990000002")
    return till.request(till.queue)


def _of_a_retired_epoch(till: Till) -> PushRequest:
    till.register()
    old = till.request(till.queue)
    till.begin_again(epoch=9)
    till.register()
    till.push()
    return old


def _of_a_revoked_till(till: Till) -> PushRequest:
    till.register()
    shop = till.shop
    shop.write(lambda conn: revoke(conn, till.device.device_id, now_ms=shop.now_ms))
    return till.request(till.queue)


def _with_a_wrong_head(till: Till) -> PushRequest:
    till.register()
    return till.request(till.queue, head="0" * 64)


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (_wrongly_signed, (401, "signature_invalid", {})),
        (_with_a_gap, (409, "sequence_gap", {"want": 1})),
        (_forked, (409, "fork", {"common": 0})),
        (_of_a_retired_epoch, (410, "epoch_retired", None)),
        (_of_a_revoked_till, (403, "device_revoked", {})),
        (
            _with_a_wrong_head,
            (422, "message_invalid", {"errors": [{"path": "head", "reason": "chain"}]}),
        ),
    ],
)
def test_a_push_that_is_refused_says_why_and_changes_nothing(
    ask: TestClient, till: Till, prepare: Prepare, expected: tuple[int, str, Any]
) -> None:
    request = prepare(till)
    before = till.shop.read(_count_rows)
    answer = ask.post(PUSH, content=_text(request), headers=_JSON)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["retryable"]) == (*expected[:2], False)
    assert expected[2] in (None, problem["data"])
    assert till.shop.read(_count_rows) == before
    assert till.shop.verified().problems == ()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda text: text[: len(text) // 2], (400, "json_invalid")),
        (lambda text: text + " " * 10_000_000, (413, "body_too_large")),
        (lambda text: text.replace('"epoch":', '"epoch":-'), (422, "message_invalid")),
        (lambda text: json.dumps(json.loads(text) | {"operations": []}), (422, "message_invalid")),
        (lambda text: text.replace('"seq":1', '"seq":"1"'), (422, "message_invalid")),
    ],
)
def test_a_push_torn_on_its_way_changes_nothing(
    ask: TestClient, till: Till, spoil: Callable[[str], str], expected: tuple[int, str]
) -> None:
    till.register()
    before = till.shop.read(_count_rows)
    answer = ask.post(PUSH, content=spoil(_text(till.request(till.queue))), headers=_JSON)
    assert (answer.status_code, answer.json()["code"]) == expected
    assert till.shop.read(_count_rows) == before


_JSON = {"Content-Type": "application/json"}


def _text(request: PushRequest) -> str:
    return request.model_dump_json()


def _count_rows(conn: Connection) -> int:
    return sum(
        conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in METADATA.tables.values()
    )
