"""What every route does with a request: parse the message it brings, and answer with one.

Knows HTTP and messages. Must not know any feature: a feature lists its endpoints, and the app
and the OpenAPI document are both made from the same list.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from server.access import SignedRequest, signed_request
from server.audit import Origin
from server.bodies import BODY_BYTES_MAX, JSON, body_of
from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.gate import Gate
from server.limits import TryLimiter
from server.listeners import Listeners
from server.roster import Roster
from server.turns import Turns
from shared.domain.errors import Refusal
from shared.domain.ids import is_uuid_text
from shared.sync.messages import DEVICE_HEADER, FIRST_VERSION, PROTOCOL_HEADER, versions_of

ERRORS_SHOWN_MAX = 20
_VERSION_DIGITS_MAX = 4
_CLAIM = re.compile(r'device_id="(?P<device_id>[0-9a-f-]{36})"')

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(eq=False)
class JsonInvalid(Refusal):
    """The body is not JSON: cut off, or something else."""

    code: ClassVar[str] = "json_invalid"


@dataclass(eq=False)
class MessageInvalid(Refusal):
    """The message lacks fields or has values of a wrong type or size.

    ``errors`` names each by its path; it never repeats the value, which may be personal data.
    """

    code: ClassVar[str] = "message_invalid"
    errors: list[dict[str, str]]


@dataclass(eq=False)
class VersionUnsupported(Refusal):
    """The message is of a version of the protocol that is not spoken here."""

    code: ClassVar[str] = "version_unsupported"
    supported: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Host:
    """What a running server lends its routes."""

    database: Database
    clock: Clock
    chance: Chance
    tries: TryLimiter
    listeners: Listeners
    gate: Gate
    turns: Turns
    roster: Roster


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path, described once for the router and for the document."""

    method: str
    path: str
    handler: Callable[[Request], Awaitable[Response]]
    summary: str
    reply: type[BaseModel] | None = None
    """None: any JSON object."""
    media_type: str = JSON
    """Of the answer; where it is not JSON there is no ``reply``."""
    request: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    refusals: tuple[str, ...] = ()
    """Codes this endpoint may answer with, beside those any endpoint may."""
    is_signed: bool = False
    """Whether a device signs it in the ``Authorization`` header."""


def host_of(request: Request) -> Host:
    """The running server's parts."""
    host = request.state.host
    assert isinstance(host, Host)
    return host


async def message_of(
    request: Request, model: type[_Model], *, limit_bytes: int = BODY_BYTES_MAX
) -> _Model:
    """The message in the body. Raises what ``body_of`` and ``parsed`` raise."""
    return parsed(await body_of(request, limit_bytes=limit_bytes), model)


def parsed(body: bytes, model: type[_Model]) -> _Model:
    """The message that ``body`` is.

    Raises ``JsonInvalid``, ``VersionUnsupported`` or ``MessageInvalid``.
    """
    return _checked(lambda: model.model_validate_json(body), model)


def query_of(request: Request, model: type[_Model]) -> _Model:
    """The query as a message. Raises ``MessageInvalid``."""
    return _checked(lambda: model.model_validate(dict(request.query_params)), model)


def signed_by(request: Request, *, body: bytes = b"") -> SignedRequest:
    """The claim of the ``Authorization`` header, not yet believed. Raises ``SignatureInvalid``."""
    query = request.scope["query_string"].decode("ascii")
    path = request.scope["raw_path"].decode("ascii")
    return signed_request(
        request.headers.get("authorization"),
        method=request.method,
        target=f"{path}?{query}" if query else path,
        body=body,
    )


def reply(message: BaseModel, *, status: int = 200) -> Response:
    """``message`` as the answer."""
    return Response(message.model_dump_json(), status_code=status, media_type=JSON)


def claimed_device(request: Request) -> str | None:
    """The device the request says it is of, true or not, before anything else of it is read.

    Where it is signed in a header, the signature is checked in the name that stands there.
    """
    found = _CLAIM.search(request.headers.get("authorization", ""))
    told = found["device_id"] if found else request.headers.get(DEVICE_HEADER)
    return told if told is not None and is_uuid_text(told) else None


def version_read_by(request: Request) -> int:
    """The newest version of the protocol that the sender understands."""
    told = request.headers.get(PROTOCOL_HEADER, "")
    is_told = told.isascii() and told.isdecimal() and len(told) <= _VERSION_DIGITS_MAX
    return int(told) if is_told else FIRST_VERSION


def address_of(request: Request) -> str:
    """The sender's address."""
    return request.client.host if request.client else ""


def origin_of(request: Request) -> Origin:
    """Where the request came from, for the activity log (SEC-10)."""
    return Origin(address_of(request) or None, request.headers.get("user-agent"))


def _checked(parse: Callable[[], _Model], model: type[_Model]) -> _Model:
    try:
        return parse()
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        if details[0]["type"] == "json_invalid":
            raise JsonInvalid from None
        if any(each["loc"] == ("v",) for each in details):
            raise VersionUnsupported(supported=versions_of(model)) from None
        raise MessageInvalid(errors=[_shown(each) for each in details[:ERRORS_SHOWN_MAX]]) from None


def _shown(detail: Any) -> dict[str, str]:
    return {"path": ".".join(str(part) for part in detail["loc"]), "reason": detail["type"]}
