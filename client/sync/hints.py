"""What comes down the event stream, piece by piece, as hints: how far the feed has come.

Knows the text of server-sent events, as far as our server writes it. Must not know sockets.
"""

from collections.abc import AsyncGenerator, AsyncIterator

from client.sync.errors import ProtocolTrouble
from shared.sync.messages import Cursor

EVENT_BYTES_MAX = 4 * 1024
_END = b"\n\n"
_FEED, _DATA = b"event: feed", b"data: "


async def hints_of(pieces: AsyncIterator[bytes]) -> AsyncGenerator[Cursor | None]:
    """A cursor for each event about the feed, None for any other sign of life.

    Raises ``ProtocolTrouble`` when this is no such stream, and what ``pieces`` raises.
    """
    rest = b""
    async for piece in pieces:
        *events, rest = (rest + piece).split(_END)
        if len(rest) > EVENT_BYTES_MAX:
            raise ProtocolTrouble("an endless event")
        for event in events:
            yield _cursor_of(event)


def _cursor_of(event: bytes) -> Cursor | None:
    kind, _, data = event.partition(b"\n")
    if kind != _FEED:
        return None
    try:
        return Cursor.model_validate_json(data.removeprefix(_DATA))
    except ValueError as error:
        raise ProtocolTrouble("not a cursor") from error
