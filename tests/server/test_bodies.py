"""A body may come packed with zstd; how large it may be is decided before and while unpacking."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from server.bodies import BODY_BYTES_MAX
from shared.sync.packing import UNPACKED_TIMES_MAX, packed, unpacked
from tests.server.online import (
    CHANGES,
    ENROL,
    Online,
    an_enrol_request,
    an_online_server,
    authorization,
)

ZSTD = {"Content-Type": "application/json", "Content-Encoding": "zstd"}


@pytest.fixture(scope="module")
def online(sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Online]:
    path = tmp_path_factory.mktemp("bodies") / "online.db"
    path.write_bytes(sqlite_template)
    with an_online_server(f"sqlite:///{path}") as running:
        yield running


def enrol(online: Online, content: bytes, **headers: str) -> Any:
    return online.ask.post(ENROL, content=content, headers=ZSTD | headers)


def test_a_packed_request_is_understood(online: Online) -> None:
    asked = json.dumps(an_enrol_request(online.code())).encode()
    assert enrol(online, packed(asked)).status_code == 200


def test_what_unpacks_to_too_much_is_refused_at_the_limit(online: Online) -> None:
    limit = BODY_BYTES_MAX * UNPACKED_TIMES_MAX
    answer = enrol(online, packed(b" " * (limit + 1)))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["data"] == {"limit_bytes": limit}


def test_a_gigabyte_in_a_few_kilobytes_is_refused(online: Online) -> None:
    assert enrol(online, packed(bytes(1 << 30))).status_code == 413


def test_a_packed_body_may_travel_no_larger_than_a_plain_one(online: Online) -> None:
    answer = enrol(online, bytes(BODY_BYTES_MAX + 1))
    assert answer.json()["data"] == {"limit_bytes": BODY_BYTES_MAX}


def test_a_sender_who_says_it_is_too_much_is_not_heard_out(online: Online) -> None:
    """The announced length is enough: nothing of the body is read."""
    answer = online.ask.post(
        ENROL,
        content=b"{}",
        headers={"Content-Type": "application/json", "Content-Length": str(BODY_BYTES_MAX + 1)},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("content", [b"", b"{}", packed(b"{}")[:-1], packed(b"{}") + b"{}"])
def test_what_is_no_zstd_frame_is_named_so(online: Online, content: bytes) -> None:
    answer = enrol(online, content)
    assert (answer.status_code, answer.json()["code"]) == (400, "body_not_packed")


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd, zstd", "x"])
def test_another_packing_is_refused_with_those_there_are(online: Online, encoding: str) -> None:
    answer = enrol(online, b"{}", **{"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_unsupported")
    assert answer.json()["data"]["encodings"] == ["identity", "zstd"]


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("zstd", True), ("gzip, ZSTD", True), ("gzip", False), ("zstd;q=0", False), ("", False)],
)
def test_an_answer_is_packed_for_who_can_unpack(
    online: Online, accepted: str, is_packed: bool
) -> None:
    device_id = online.enrolled()["device_id"]
    signed = authorization(device_id, CHANGES)
    headers = {"Authorization": signed, "Accept-Encoding": accepted}
    with online.ask.stream("GET", CHANGES, headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    assert (answer.headers.get("content-encoding") == "zstd") == is_packed
    assert answer.headers["content-length"] == str(len(raw))
    plain = unpacked(raw, limit_bytes=10_000_000) if is_packed else raw
    assert json.loads(plain)["changes"]


def test_a_short_answer_stays_as_it_is(online: Online) -> None:
    answer = online.ask.get("/health", headers={"Accept-Encoding": "zstd"})
    assert "content-encoding" not in answer.headers
