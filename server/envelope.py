"""What is wrapped around every request: its id, security headers, one log line, and the last net.

Catches everything: a bug ends this one request, is logged with its traceback, and the caller
reads a problem that tells him nothing but the request's id (SEC-25).
"""

import logging
import re
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.chance import Chance
from server.clock import Clock
from server.logs import FIELDS
from server.problems import problem
from shared.sync.messages import PROTOCOL_HEADER, PROTOCOL_VERSION

REQUEST_ID = "X-Request-Id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    PROTOCOL_HEADER: str(PROTOCOL_VERSION),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_STRICT_TRANSPORT = "max-age=31536000"

_logger = logging.getLogger(__name__)


class Envelope:
    """ASGI middleware; the outermost of ours."""

    def __init__(self, app: ASGIApp, *, clock: Clock, chance: Chance) -> None:
        self._app = app
        self._clock = clock
        self._chance = chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock.monotonic_ms()
        sending = _Sending(send, scope, self._request_id(scope))
        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            pass  # nobody is left to answer
        except Exception:
            _logger.exception("request failed", extra={FIELDS: {"request_id": sending.request_id}})
            if sending.status is None:
                await problem(Request(scope), "internal_error")(scope, receive, sending)
        self._log(scope, sending, duration_ms=self._clock.monotonic_ms() - started)

    def _request_id(self, scope: Scope) -> str:
        """The caller's own id for the request when it is harmless, else a new one."""
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _REQUEST_ID.fullmatch(given) else self._chance.uuid()
        scope.setdefault("state", {})["request_id"] = request_id
        return request_id

    def _log(self, scope: Scope, sending: "_Sending", *, duration_ms: int) -> None:
        fields = {
            "request_id": sending.request_id,
            "method": scope["method"],
            "route": getattr(scope.get("route"), "path", None),
            "status": sending.status,
            "duration_ms": duration_ms,
        }
        _logger.info("request", extra={FIELDS: fields})


class _Sending:
    """Adds the headers to the answer, and remembers its status."""

    def __init__(self, send: Send, scope: Scope, request_id: str) -> None:
        self._send = send
        self._headers = {**_HEADERS, REQUEST_ID: request_id}
        if scope["scheme"] == "https":
            self._headers["Strict-Transport-Security"] = _STRICT_TRANSPORT
        self.request_id = request_id
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: Any = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers[name] = value
        await self._send(message)
