"""A server behind the till of the screens, and the ways a cashier goes at a sale."""

from functools import partial

from PySide6.QtCore import QPointF

from client.store import outbox
from client.store.outbox import OutboxRow
from shared.operations.bodies import EarnBody, RedeemBody
from shared.sync.messages import Outcome
from tests.builders import NOON
from tests.client.till_desk import Decide, FakeDelivery, booked, refused
from tests.screens.house import MARINA_PIN
from tests.screens.stage import Hand, Stage, open_guest, sign_in


def let_decide(stage: Stage, decide: Decide) -> FakeDelivery:
    """From now on the server answers as ``decide`` says, whenever a command waits for it."""
    server = FakeDelivery(stage.store)
    server.decide = decide
    stage.line.carry = server.answer
    return server


def books_a_check(row: OutboxRow) -> Outcome | None:
    """A server where the guest has 2,500 regular and 300 promo points."""
    match row.body():
        case RedeemBody():
            return booked(row, change=(-100, -300), after=(2_400, 0), feed_seq=8)
        case EarnBody():
            return booked(row, change=(300, 0), after=(2_700, 0), feed_seq=9)
    return booked(row, change=(0, 0), after=(0, 0), feed_seq=10)


def refuses_redemptions(row: OutboxRow) -> Outcome | None:
    """Somebody spent the points on another till meanwhile."""
    body = row.body()
    if isinstance(body, RedeemBody):
        return refused(row, "points_shortfall", asked=400, available=50)
    if isinstance(body, EarnBody) and body.after:
        return refused(row, "dependency_refused", operation_id=body.after)
    return booked(row, change=(300, 0), after=(350, 0))


def answer_now(stage: Stage, decide: Decide) -> None:
    """The server answers for all that waits, and the screens hear of it."""
    _report_queue(stage)
    let_decide(stage, decide).answer()
    _report_queue(stage)


def kinds(stage: Stage) -> list[str]:
    """The kinds of all operations, in the order they were made."""
    rows = stage.store.read_now(lambda db: outbox.list_recent(db, 100))
    return [row.body().kind for row in reversed(rows)]


async def begin_check(hand: Hand, keys: str = "2000", *, guest: str = "1234567") -> None:
    """The cashier, the guest, the amount."""
    await sign_in(hand)
    await open_guest(hand, guest)
    await hand.tap("guestCheckoutButton")
    await hand.sees("checkoutConfirm")
    await hand.tap_keys("amountKey", keys)


async def earn(hand: Hand) -> None:
    """2,000 roubles of a Silver guest, booked."""
    await begin_check(hand)
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")


async def redeem_in_vain(stage: Stage, hand: Hand) -> None:
    """A redemption the server does not answer for."""
    let_decide(stage, lambda _row: None)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.sees("checkoutDoubtWait")


async def begin_adjustment(hand: Hand) -> None:
    """The manager and the guest."""
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_guest(hand)
    await hand.tap("guestAdjustButton")
    await hand.sees("adjustmentConfirm")


async def begin_refund(stage: Stage, hand: Hand) -> None:
    """A cashier's earning, and the manager who is about to refund it."""
    await earn(hand)
    await hand.tap("lockButton")
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_operations(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.tap("operationRefund")
    await hand.sees("refundConfirm")


async def begin_transfer(hand: Hand) -> None:
    """The manager and the guest who gives."""
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_guest(hand)
    await hand.tap("guestTransferButton")
    await hand.sees("transferConfirm")


async def begin_registration(hand: Hand) -> None:
    """The empty form."""
    await sign_in(hand)
    await hand.tap("homeRegisterButton")
    await hand.sees("registrationSubmit")


async def register(hand: Hand, *lines: str) -> None:
    """A new guest of whom that is known, as far as his card."""
    await begin_registration(hand)
    await write(hand, *lines)
    await hand.tap("registrationPersonalData")
    await hand.tap("registrationSubmit")
    await hand.sees("cardCheckout")


async def write(hand: Hand, *lines: str) -> None:
    """Line after line into the fields of the form, with the keyboard's own Next between them."""
    await hand.sees("key_done")  # the form opens with its keyboard
    fields = ("Phone", "FirstName", "LastName", "BirthDate")
    for field, text in zip(fields, lines, strict=False):
        await hand.until(partial(hand.read, f"registration{field}", "isActive"))
        await hand.press(text)
        await hand.tap("key_done")
    while hand.find("key_done") is not None:
        await hand.tap("key_done")
    await hand.until(lambda: _is_at_rest(hand))


async def open_operations(stage: Stage, hand: Hand) -> None:
    """The list, with whatever was made."""
    stage.line.go_online(NOON)
    await hand.tap("statusOperations")
    await hand.sees("operationsRow_0")


def _report_queue(stage: Stage) -> None:
    counts = stage.store.read_now(outbox.outbox_counts)
    stage.line.show_queue(counts.waiting, attention=counts.attention)


def _is_at_rest(hand: Hand) -> bool:
    """Whether the keyboard has made room and the form fills it."""
    form = hand.item("registrationForm")
    foot = form.mapToScene(QPointF(0, form.height())).y()
    last = max(0, form.property("contentHeight") - form.height())
    return foot > hand.window.height() * 0.9 and form.property("contentY") <= last
