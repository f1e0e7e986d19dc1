"""Whatever arrives, the answer says what is wrong with it, and nothing is left behind."""

from collections.abc import Iterator
from typing import Any

import pytest

from server.bodies import BODY_BYTES_MAX
from shared.sync.messages import PUSH_BYTES_MAX
from tests.server.online import (
    CHANGES,
    ENROL,
    NONCE,
    OTHER_SEED,
    PUSH,
    Online,
    an_enrol_request,
    an_online_server,
    authorization,
)

JSON = {"Content-Type": "application/json"}
UUID = "01890a5d-ac96-774b-bcce-b302099a8057"
PUSHED: dict[str, Any] = {
    "v": 1,
    "nonce": NONCE,
    "device_id": UUID,
    "epoch": 7,
    "cursor": {"server_epoch": 0, "seq": 0},
    "operations": [{"seq": 1, "operation_id": UUID, "body": "{}"}],
    "head": "0" * 64,
    "signature": "AAAA",
}
WRONG_ENROLMENTS: list[tuple[dict[str, Any], str]] = [
    ({"code": 12345678}, "code"),
    ({"code": None}, "code"),
    ({"code": ""}, "code"),
    ({"code": "A" * 65}, "code"),
    ({"public_key": ["A" * 44]}, "public_key"),
    ({"public_key": "A" * 39}, "public_key"),
    ({"public_key": "A" * 65}, "public_key"),
    ({"device_name": ""}, "device_name"),
    ({"device_name": "к" * 81}, "device_name"),
    ({"device_name": {"ru": "Касса"}}, "device_name"),
    ({"epoch": -1}, "epoch"),
    ({"epoch": 2**32}, "epoch"),
    ({"epoch": 1.5}, "epoch"),
    ({"epoch": "7"}, "epoch"),
    ({"epoch": True}, "epoch"),
]
WRONG_PUSHES: list[tuple[dict[str, Any], str]] = [
    ({"nonce": "short"}, "nonce"),
    ({"nonce": NONCE.upper()}, "nonce"),
    ({"device_id": UUID.upper()}, "device_id"),
    ({"device_id": "1"}, "device_id"),
    ({"device_id": None}, "device_id"),
    ({"epoch": -1}, "epoch"),
    ({"cursor": {"server_epoch": 0}}, "cursor.seq"),
    ({"cursor": {"server_epoch": 0, "seq": -1}}, "cursor.seq"),
    ({"cursor": [0, 0]}, "cursor"),
    ({"operations": []}, "operations"),
    ({"operations": {}}, "operations"),
    ({"operations": PUSHED["operations"] * 501}, "operations"),
    ({"operations": [{"seq": 0, "operation_id": UUID, "body": "{}"}]}, "operations.0.seq"),
    ({"operations": [{"seq": 2**60, "operation_id": UUID, "body": ""}]}, "operations.0.seq"),
    ({"operations": [{"seq": 1, "operation_id": "x", "body": ""}]}, "operations.0.operation_id"),
    ({"operations": [{"seq": 1, "operation_id": UUID, "body": {}}]}, "operations.0.body"),
    (
        {"operations": [{"seq": 1, "operation_id": UUID, "body": "x" * 16_385}]},
        "operations.0.body",
    ),
    (
        {
            "operations": [
                {"seq": 1, "operation_id": UUID, "body": "", "private": {"salt": "1", "x": 2}}
            ]
        },
        "operations.0.private.salt",
    ),
    ({"head": "0" * 63}, "head"),
    ({"head": "Z" * 64}, "head"),
    ({"signature": 1}, "signature"),
]
WRONG_QUERIES = [
    ("seq=-1", "seq"),
    ("seq=one", "seq"),
    ("seq=1.5", "seq"),
    ("seq=", "seq"),
    (f"seq={2**60}", "seq"),
    ("server_epoch=-1", "server_epoch"),
    (f"server_epoch={2**32}", "server_epoch"),
    ("limit=0", "limit"),
    ("limit=1000000", "limit"),
    ("limit=%00", "limit"),
]
NOT_JSON = [
    b"",
    b"{",
    b'{"v":1,"code":"AB',
    b"\xff\xfe",
    b"<xml/>",
    b"[" * 10_000,
    b"{} {}",
    b"nil",
]


@pytest.fixture(scope="module")
def online(sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Online]:
    """One server for all: nothing here may change what it holds."""
    path = tmp_path_factory.mktemp("bad_input") / "online.db"
    path.write_bytes(sqlite_template)
    with an_online_server(f"sqlite:///{path}") as running:
        yield running


@pytest.fixture(autouse=True)
def a_minute_passes(online: Online) -> None:
    """Rubbish of the test before is no reason to send the next one away."""
    online.clock.at_ms += 60_000


@pytest.mark.parametrize(("changed", "path"), WRONG_ENROLMENTS)
def test_a_wrong_field_of_an_enrolment_is_named(
    online: Online, changed: dict[str, Any], path: str
) -> None:
    code, before = online.code(), online.rows()
    answer = online.ask.post(ENROL, json=an_enrol_request(code) | changed)
    assert_names(answer, path)
    assert online.rows() == before
    assert online.ask.post(ENROL, json=an_enrol_request(code)).status_code == 200


@pytest.mark.parametrize(
    ("path", "asked", "supported"),
    [(ENROL, an_enrol_request("ABCD2345"), [2]), (PUSH, PUSHED, [1, 2])],
)
@pytest.mark.parametrize("version", [0, 3, "2", None, 1.5])
def test_a_version_nobody_speaks_here_is_told_those_that_are(
    online: Online, path: str, asked: dict[str, Any], supported: list[int], version: Any
) -> None:
    """Whatever else is wrong with it: the form of another version is not ours to judge."""
    answer = online.ask.post(path, json=asked | {"v": version, "epoch": "new"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "version_unsupported")
    assert problem["data"] == {"supported": supported}
    assert not problem["retryable"]


@pytest.mark.parametrize("field", ["code", "public_key", "device_name", "epoch"])
def test_a_missing_field_of_an_enrolment_is_named(online: Online, field: str) -> None:
    asked = an_enrol_request(online.code())
    del asked[field]
    assert_names(online.ask.post(ENROL, json=asked), field)


@pytest.mark.parametrize(("changed", "path"), WRONG_PUSHES)
def test_a_wrong_field_of_a_push_is_named(
    online: Online, changed: dict[str, Any], path: str
) -> None:
    before = online.rows()
    assert_names(online.ask.post(PUSH, json=PUSHED | changed), path)
    assert online.rows() == before


@pytest.mark.parametrize("field", ["nonce", "device_id", "epoch", "cursor", "operations", "head"])
def test_a_missing_field_of_a_push_is_named(online: Online, field: str) -> None:
    asked = {name: value for name, value in PUSHED.items() if name != field}
    assert_names(online.ask.post(PUSH, json=asked), field)


@pytest.mark.parametrize(("query", "path"), WRONG_QUERIES)
def test_a_wrong_part_of_a_query_is_named(online: Online, query: str, path: str) -> None:
    device_id = online.enrolled()["device_id"]
    target = f"{CHANGES}?{query}"
    headers = {"Authorization": authorization(device_id, target)}
    assert_names(online.ask.get(target, headers=headers), path)


def test_a_field_the_server_does_not_know_is_no_error(online: Online) -> None:
    asked = an_enrol_request(online.code(), colour="red")
    assert online.ask.post(ENROL, json=asked).status_code == 200


def test_an_error_does_not_repeat_the_value(online: Online) -> None:
    private = {"salt": "0" * 32, "phone": 79991234567, "first_name": ["Иван"]}
    operations = [{"seq": 1, "operation_id": UUID, "body": "", "private": private}]
    answer = online.ask.post(PUSH, json=PUSHED | {"operations": operations})
    assert answer.status_code == 422
    assert "79991234567" not in answer.text
    assert "Иван" not in answer.text


def test_of_many_wrong_items_only_the_first_is_told(online: Online) -> None:
    """To describe a million of them would take a minute, in anybody's name."""
    answer = online.ask.post(PUSH, json=PUSHED | {"operations": [{}] * 500})
    told = [each["path"] for each in answer.json()["data"]["errors"]]
    assert "operations.0.seq" in told
    assert {each.rpartition(".")[0] for each in told} <= {"operations.0", ""}


@pytest.mark.parametrize("path", [ENROL, PUSH])
@pytest.mark.parametrize("body", NOT_JSON)
def test_what_is_not_json_is_said_to_be_so(online: Online, path: str, body: bytes) -> None:
    before = online.rows()
    answer = online.ask.post(path, content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "json_invalid")
    assert online.rows() == before


@pytest.mark.parametrize("path", [ENROL, PUSH])
@pytest.mark.parametrize("body", [b"[]", b"1", b'"text"', b"null", b"true", b"NaN"])
def test_json_that_is_no_object_is_no_message(online: Online, path: str, body: bytes) -> None:
    answer = online.ask.post(path, content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "message_invalid")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
@pytest.mark.parametrize("path", [ENROL, PUSH])
def test_only_plain_json_is_taken(online: Online, path: str, headers: dict[str, str]) -> None:
    answer = online.ask.post(path, content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_unsupported")


@pytest.mark.parametrize(("path", "limit"), [(ENROL, BODY_BYTES_MAX), (PUSH, PUSH_BYTES_MAX)])
def test_a_body_is_read_up_to_its_limit_and_no_further(
    online: Online, path: str, limit: int
) -> None:
    largest = online.ask.post(path, content=b" " * limit, headers=JSON)
    assert largest.json()["code"] == "json_invalid"
    larger = online.ask.post(path, content=b" " * (limit + 1), headers=JSON)
    assert (larger.status_code, larger.json()["code"]) == (413, "body_too_large")
    assert larger.json()["data"] == {"limit_bytes": limit}
    huge = online.ask.post(path, content=b"x" * 10_000_000, headers=JSON)
    assert (huge.status_code, huge.json()["code"]) == (413, "body_too_large")


def test_a_push_of_an_unknown_device_is_not_believed(online: Online) -> None:
    before = online.rows()
    answer = online.ask.post(PUSH, json=PUSHED)
    assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid")
    assert answer.headers["www-authenticate"] == "MaxLoyalty-Device"
    assert online.rows() == before


def test_only_the_devices_own_signature_opens_the_feed(online: Online) -> None:
    device_id = online.enrolled()["device_id"]
    right = authorization(device_id, CHANGES)
    assert online.ask.get(CHANGES, headers={"Authorization": right}).status_code == 200
    for wrong in (
        None,
        "",
        "Bearer token",
        right.replace(device_id, UUID),
        right.replace(device_id, "'; DROP TABLE device;--"),
        right.replace(NONCE, NONCE[::-1]),
        right + " ",
        right.replace('signature="', 'signature="A'),
        right.replace('signature="', 'signature="*'),
        authorization(device_id, CHANGES, seed=OTHER_SEED),
        authorization(device_id, CHANGES + "?seq=5"),
        authorization(device_id, CHANGES, nonce="0" * 31),
        "MaxLoyalty-Device " * 10_000,
    ):
        headers = {"Authorization": wrong} if wrong is not None else {}
        answer = online.ask.get(CHANGES, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid"), wrong


def assert_names(answer: Any, path: str) -> None:
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["code"] == "message_invalid"
    assert path in {error["path"] for error in problem["data"]["errors"]}
