"""What waits for a guest's registration, which another till may still have to send."""

from server.books import Books
from server.ledger import operations
from server.ledger.incoming import Act, Verdict
from shared.domain.errors import DependencyRefused
from shared.domain.ids import OperationId


def await_registration(books: Books, act: Act, guest_id: str) -> Verdict:
    """Parked. Raises ``DependencyRefused`` where the registration is known and was refused."""
    found = operations.by_original(books, act.tenant_id, OperationId(guest_id))
    statuses = [each.outcome.status for each in found if each.kind == "registration"]
    if "rejected" in statuses:
        raise DependencyRefused(operation_id=guest_id)
    return Verdict("parked", "guest_unknown", {"guest_id": guest_id})
