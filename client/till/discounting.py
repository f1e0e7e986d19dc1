"""A check of a DISCOUNT programme into the queue: a visit and its spending, no points (LOY-03)."""

from client.store import outbox
from client.store.outbox import Stamp
from client.till.authorship import authorship
from client.till.check_quote import CheckQuote
from client.till.guest_view import GuestView
from client.till.workplace import Act
from shared.domain.check import Check
from shared.domain.quotes import DiscountQuote
from shared.operations.bodies import DiscountBody
from shared.operations.encode import check_body, step_bodies, within_bounds
from shared.operations.inputs import bill_body, visitor_body


def queue_discount(
    act: Act, check: Check, *, view: GuestView, quote: CheckQuote, receipt_id: str
) -> None:
    """Enqueues the check with the discount that ``quote`` gives."""
    discount: DiscountQuote | None = quote.discount
    assert discount is not None

    def build(stamp: Stamp) -> DiscountBody:
        body = DiscountBody(
            **authorship(act, stamp, view.programme),
            guest_id=view.guest.guest_id,
            check=check_body(check),
            bill=bill_body(quote.bill, view.programme.settings),
            visitor=visitor_body(view.visitor(act.moment.at)),
            level_id=view.card.level_id,
            discount_minor=discount.discount_minor,
            steps=step_bodies(discount.steps),
        )
        return within_bounds(body)

    outbox.enqueue(act.db, build, moment=act.moment, receipt_id=receipt_id)
