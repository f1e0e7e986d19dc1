"""A manager who comes to a cashier's till, by touch."""

from client.store import outbox
from client.sync.errors import ServerUnreachable
from shared.domain.codes import operation_payload
from tests.screens.house import MARINA_PIN
from tests.screens.stage import Hand, Stage, open_guest, sign_in


def hang_up(stage: Stage) -> None:
    """The server does not answer any more."""
    stage.archive.trouble = ServerUnreachable("the cable")
    stage.line.go_offline()


async def ask_for_yes(hand: Hand) -> None:
    """A cashier has typed an adjustment, and the dialog asks who approves it."""
    await sign_in(hand)
    await open_guest(hand)
    await hand.tap("guestAdjustButton")
    await hand.tap_keys("adjustmentKey", "250")
    await hand.tap("adjustmentReason_apology")
    await hand.tap("adjustmentConfirm")
    await hand.sees("approvalWhat")


async def say_yes(hand: Hand, pin: str = MARINA_PIN) -> None:
    """The manager, who is the only one who may, types a PIN."""
    await hand.tap_keys("approvalKey", pin)


async def open_history(hand: Hand) -> None:
    """The manager, the guest, his past."""
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_guest(hand)
    await hand.tap("guestHistoryButton")
    await hand.sees("historyNote")


def code_of_last(stage: Stage) -> str:
    """What the paper of the last operation bears."""
    (row,) = stage.store.read_now(lambda db: outbox.list_recent(db, 1))
    return operation_payload(row.operation_id)
