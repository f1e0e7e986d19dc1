"""What every request meets: one door, problems that machines and people can read."""

import re

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from server.database import DatabaseUnavailable
from server.problems import HANDLERS, preferred_language
from server.settings import VERSION
from tests.server.online import (
    CHANGES,
    ENROL,
    OPENING_MS,
    Online,
    an_enrol_request,
    an_online_server,
    authorization,
)


def test_health_says_what_answers(online: Online) -> None:
    assert online.ask.get("/health").json() == {
        "status": "ok",
        "time_ms": OPENING_MS,
        "version": VERSION,
        "database": "sqlite",
    }


def test_the_same_door_stands_before_both_databases(database_url: str) -> None:
    with an_online_server(database_url) as online:
        assert online.ask.get("/health").json()["database"] in database_url
        device_id = online.enrolled()["device_id"]
        signed = {"Authorization": authorization(device_id, CHANGES)}
        kinds = {each["kind"] for each in online.ask.get(CHANGES, headers=signed).json()["changes"]}
        assert kinds == {"tenant", "restaurant", "programme", "codes", "device"}


def test_an_unknown_address_is_a_problem(online: Online) -> None:
    answer = online.ask.get("/api/v2/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "not_found"
    assert problem["type"] == "urn:max-loyalty:problem:not_found"
    assert not problem["retryable"]


def test_a_wrong_method_says_which_are_right(online: Online) -> None:
    answer = online.ask.delete(ENROL)
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("de, ru;q=0.5", "ru"),
        ("en;q=0, ru;q=0.1", "ru"),
        ("ru;q=zero", "en"),
        ("*", "en"),
        (";;;,,,q=", "en"),
    ],
)
def test_the_callers_language_is_preferred(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language


def test_a_problem_speaks_russian_to_who_prefers_it(online: Online) -> None:
    answer = online.ask.get("/nothing", headers={"Accept-Language": "ru-RU,ru;q=0.9"})
    assert answer.json()["title"] == "По этому адресу ничего нет."
    assert answer.headers["content-language"] == "ru"


def test_every_answer_carries_security_headers(online: Online) -> None:
    for answer in (online.ask.get("/health"), online.ask.get("/nothing")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers


def test_a_request_has_an_id_of_its_own_or_the_callers(online: Online) -> None:
    own = online.ask.get("/nothing")
    assert own.json()["request_id"] == own.headers["x-request-id"]
    given = online.ask.get("/nothing", headers={"X-Request-Id": "till-0001"})
    assert given.headers["x-request-id"] == "till-0001"
    harmful = online.ask.get("/nothing", headers={"X-Request-Id": '"><script>alert(1)'})
    assert re.fullmatch(r"[0-9a-f-]{36}", harmful.headers["x-request-id"])


@pytest.mark.expects_warning
def test_a_bug_tells_the_caller_nothing_but_the_requests_id(
    online: Online, caplog: pytest.LogCaptureFixture
) -> None:
    request = an_enrol_request(online.code())
    online.write(lambda conn: conn.execute(text("ALTER TABLE enrolment_code RENAME TO gone")))
    answer = online.ask.post(ENROL, json=request)
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["code"] == "internal_error"
    assert problem["retryable"]
    assert "data" not in problem or problem["data"] == {}
    for secret in ("Traceback", "sqlite", "enrolment_code", "site-packages"):
        assert secret not in answer.text
    assert "no such table" in caplog.text
    assert [each.fields["request_id"] for each in caplog.records if hasattr(each, "fields")]


def test_trouble_with_the_database_asks_to_come_again() -> None:
    async def trouble(_request: Request) -> Response:
        raise DatabaseUnavailable

    app = Starlette(routes=[Route("/", trouble)], exception_handlers=dict(HANDLERS))
    answer = TestClient(app).get("/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["retryable"]


def test_a_request_is_logged_without_what_it_says(
    online: Online, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="server")
    device = online.enrolled()
    target = f"{CHANGES}?seq=0&server_epoch={device['server_epoch']}"
    signed = authorization(device["device_id"], target)
    assert online.ask.get(target, headers={"Authorization": signed}).status_code == 200
    lines = [vars(each)["fields"] for each in caplog.records if each.name == "server.envelope"]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", ENROL, 200),
        ("GET", CHANGES, 200),
    ]
    told = caplog.text + str(lines)
    for secret in ("Касса", signed[-40:], "server_epoch"):
        assert secret not in told
