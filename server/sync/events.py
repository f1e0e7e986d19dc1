"""The event stream of a device: it stays open, and says when there is something to pull.

Server-sent events, written by hand: an idle stream is one task that waits for the device to hang
up, so that ten thousand of them fit into one process. Must not know what moves a feed.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.devices.service import Device, authenticated
from server.exchange import host_of, signed_by
from server.listeners import Listener, Listeners, Reader

MEDIA_TYPE = "text/event-stream"


async def listen(request: Request) -> Response:
    """An open stream of hints to the device that signed the request."""
    host = host_of(request)
    claim = signed_by(request)
    device = await host.database.read(lambda conn: authenticated(conn, claim))
    return EventStream(host.listeners, device)


class EventStream(Response):
    """An answer that ends when its reader, or the server, does."""

    media_type = MEDIA_TYPE

    def __init__(self, listeners: Listeners, device: Device) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._listeners = listeners
        self._reader = Reader(device.tenant_id, device.restaurant_id, device.device_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the head of the answer, and waits for the end while others send hints."""
        del scope

        async def send_piece(piece: bytes, is_last: bool) -> None:
            await send({"type": "http.response.body", "body": piece, "more_body": not is_last})

        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        listener = Listener(self._reader, send_piece)
        self._listeners.add(listener)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._listeners.remove(listener)
