"""This machine's own network, opened by the first request.

Whom it trusts say a hundred and fifty certificates: reading them takes a fifth of a second, in
which no window would be drawn, so a thread of its own reads them when they are needed first. It
also loads what opens connections: with the first one that would load itself, for 20 ms.
"""

import asyncio
from importlib import import_module

import httpx

CONNECTIONS_MAX = 4
KEEPALIVE_SECONDS = 30.0


class Network(httpx.AsyncBaseTransport):
    """Carries requests to any server."""

    def __init__(self) -> None:
        self._opening = asyncio.Lock()
        self._opened: httpx.AsyncHTTPTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The server's response, its body still to come."""
        async with self._opening:
            if self._opened is None:
                self._opened = await asyncio.to_thread(_open)
        return await self._opened.handle_async_request(request)

    async def aclose(self) -> None:
        """Lets the connections go."""
        if self._opened is not None:
            await self._opened.aclose()


class NoNetwork(httpx.AsyncBaseTransport):
    """Of a program that must not reach anybody: whatever is asked fails before it goes anywhere."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises as a broken line does."""
        raise httpx.ConnectError("there is no network here", request=request)


def _open() -> httpx.AsyncHTTPTransport:
    import_module("anyio._backends._asyncio")
    limits = httpx.Limits(max_connections=CONNECTIONS_MAX, keepalive_expiry=KEEPALIVE_SECONDS)
    return httpx.AsyncHTTPTransport(trust_env=False, limits=limits)
