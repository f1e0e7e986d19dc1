"""The OpenAPI 3.1 document, made from the very list of endpoints the router is made from."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from server.access import SCHEME
from server.bodies import JSON
from server.exchange import Endpoint
from server.problems import KINDS, MEDIA_TYPE
from shared.sync.messages import (
    DEVICE_HEADER,
    FIRST_VERSION,
    PROTOCOL_HEADER,
    PROTOCOL_VERSION,
    Problem,
)

DOCUMENT_VERSION = "3.1.0"
TITLE = "Max Loyalty POS"
_SCHEMAS = "#/components/schemas/"
_SECURITY = "device"
_HEADERS = {
    "ProtocolVersion": {
        "name": PROTOCOL_HEADER,
        "in": "header",
        "required": False,
        "description": "The newest version of the protocol that the sender understands; "
        f"{FIRST_VERSION} where it is missing.",
        "schema": {"type": "integer", "minimum": FIRST_VERSION},
    },
    "DeviceId": {
        "name": DEVICE_HEADER,
        "in": "header",
        "required": False,
        "description": "The device that sends, where its signature is in the body: what it may "
        "send at a time is counted by this name before anything is read.",
        "schema": {"type": "string", "format": "uuid"},
    },
}
_ANSWERED = {
    PROTOCOL_HEADER: {
        "description": "The newest version that the server speaks.",
        "schema": {"type": "integer", "const": PROTOCOL_VERSION},
    }
}
_IN_BRACES = re.compile(r"{(\w+)}")
_ANY = ("rate_exceeded", "internal_error")
_WITH_DATABASE = ("database_unavailable",)
_WITH_BODY = (
    "json_invalid",
    "body_not_packed",
    "body_too_slow",
    "body_too_large",
    "media_type_unsupported",
    "message_invalid",
)
_VERSIONED = ("version_unsupported",)


def document(endpoints: Sequence[Endpoint], *, version: str) -> dict[str, Any]:
    """The document as JSON values."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": DOCUMENT_VERSION,
        "info": {"title": TITLE, "version": version, "license": {"name": "Apache-2.0"}},
        "paths": paths,
        "components": {
            "schemas": _schemas(endpoints),
            "parameters": _HEADERS,
            "securitySchemes": {
                _SECURITY: {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": f"{SCHEME}: an Ed25519 signature over method, target, nonce "
                    "and the body's SHA-256.",
                }
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__name__,
        "summary": endpoint.summary,
        "responses": {"200": _success(endpoint), **_problems(endpoint)},
    }
    if endpoint.request is not None:
        content = {JSON: {"schema": _reference(endpoint.request)}}
        operation["requestBody"] = {"required": True, "content": content}
    operation["parameters"] = [
        *_places(endpoint.path),
        *(_parameters(endpoint.query) if endpoint.query else []),
        *_headers(endpoint),
    ]
    if endpoint.is_signed:
        operation["security"] = [{_SECURITY: []}]
    return operation


def _success(endpoint: Endpoint) -> dict[str, Any]:
    schema = _reference(endpoint.reply) if endpoint.reply else {"type": "object"}
    if endpoint.media_type != JSON:
        schema = {"type": "string"}
    content = {endpoint.media_type: {"schema": schema}}
    return {"description": HTTPStatus.OK.phrase, "headers": _ANSWERED, "content": content}


def _problems(endpoint: Endpoint) -> dict[str, Any]:
    """One response for each status, naming every code that may come with it."""
    by_status: dict[int, list[str]] = {}
    for code in _codes(endpoint):
        by_status.setdefault(KINDS[code].status, []).append(code)
    content = {MEDIA_TYPE: {"schema": _reference(Problem)}}
    return {
        str(status): {"description": ", ".join(codes), "content": content}
        for status, codes in sorted(by_status.items())
    }


def _codes(endpoint: Endpoint) -> Iterable[str]:
    return dict.fromkeys(
        (
            *endpoint.refusals,
            *(("signature_invalid", "device_revoked") if endpoint.is_signed else ()),
            *(_WITH_BODY if endpoint.request else ()),
            *(_VERSIONED if endpoint.request and "v" in endpoint.request.model_fields else ()),
            *(("message_invalid",) if endpoint.query else ()),
            *_WITH_DATABASE,
            *_ANY,
        )
    )


def _places(path: str) -> list[dict[str, Any]]:
    """What stands in braces in the path."""
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _IN_BRACES.findall(path)
    ]


def _headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    """A signature in a header names its device already; one in the body does not, in time."""
    is_named_late = endpoint.request is not None and not endpoint.is_signed
    names = ("ProtocolVersion", *(("DeviceId",) if is_named_late else ()))
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    schema = query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": described}
        for name, described in schema["properties"].items()
    ]


def _schemas(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    received = {each.request for each in endpoints if each.request}
    answered = {each.reply for each in endpoints if each.reply} | {Problem}
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in sorted(received, key=_name)),
        *((model, "serialization") for model in sorted(answered, key=_name)),
    ]
    _, definitions = models_json_schema(wanted, ref_template=_SCHEMAS + "{model}")
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _SCHEMAS + _name(model)}


def _name(model: type[BaseModel]) -> str:
    return model.__name__
