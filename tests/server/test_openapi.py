"""The document describes the server that answers, and every tool can read it."""

import pytest
from openapi_spec_validator import validate
from starlette.routing import Route
from starlette.testclient import TestClient

from server.app import build_app
from server.problems import KINDS
from server.settings import Settings
from shared.sync.messages import DEVICE_HEADER, PROTOCOL_HEADER
from tests.server.online import Online


def test_the_document_is_valid_openapi(online: Online) -> None:
    document = online.ask.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    validate(document)


def test_every_route_is_in_the_document(online: Online) -> None:
    described = online.ask.get("/openapi.json").json()["paths"]
    routes = {
        (route.path, method.lower())
        for route in build_app(Settings()).routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert routes == {(path, method) for path, item in described.items() for method in item}


def test_every_operation_names_its_problems(online: Online) -> None:
    for path, item in online.ask.get("/openapi.json").json()["paths"].items():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status != "200":
                    codes = response["description"].split(", ")
                    assert {str(KINDS[code].status) for code in codes} == {status}, path


def test_the_headers_that_the_server_reads_are_parameters(online: Online) -> None:
    document = online.ask.get("/openapi.json").json()
    read = {each["name"] for each in document["components"]["parameters"].values()}
    assert read == {PROTOCOL_HEADER, DEVICE_HEADER}
    push = document["paths"]["/api/v1/sync/push"]["post"]
    assert {each["$ref"].rpartition("/")[2] for each in push["parameters"]} == {
        "ProtocolVersion",
        "DeviceId",
    }
    assert set(push["responses"]["200"]["headers"]) == {PROTOCOL_HEADER}


@pytest.mark.parametrize("model", ["PushRequest", "PushReply", "EnrolRequest", "ChangesReply"])
def test_the_messages_of_the_protocol_are_its_schemas(online: Online, model: str) -> None:
    assert model in online.ask.get("/openapi.json").json()["components"]["schemas"]


def test_building_the_app_opens_nothing() -> None:
    app = build_app(Settings(database_url="postgresql://nobody@127.0.0.1:1/nothing"))
    assert TestClient(app).app is app
