"""Which operation it is: one that is enqueued again under a new epoch keeps its first id (§2)."""

from typing import Any

from server.books import Books
from server.ledger import operations
from server.ledger.incoming import Incoming, understood
from shared.domain.ids import OperationId
from shared.operations.bodies import OperationBody
from shared.operations.repeated import is_origin_proved


def original_id(books: Books, incoming: Incoming, body: OperationBody | None) -> OperationId:
    """The origin, where the device did that very thing under that id; else the operation's own id.

    The server has it from the device under that id, or the body proves that it was made there. So
    nobody takes, blocks or copies what another device did, or something else he did himself.
    """
    if body is None or body.origin is None:
        return incoming.operation_id
    origin = OperationId(body.origin)
    if is_origin_proved(
        body, incoming.body, tenant_id=incoming.tenant_id, device_id=incoming.device_id
    ):
        return origin
    found = operations.by_original(books, incoming.tenant_id, origin)
    content = _content(body)
    is_mine = any(
        each.is_of(incoming) and _content(understood(each.incoming.body)) == content
        for each in found
    )
    return origin if is_mine else incoming.operation_id


def _content(body: OperationBody | None) -> dict[str, Any] | None:
    """What an operation that is enqueued again repeats word for word."""
    return body.model_dump(exclude={"origin", "first", "totals"}) if body is not None else None
