"""What the till answered to a PIN, shown on the pad that asked."""

from client.store.errors import Trouble
from client.till.refusals import PinLocked, PinWrong
from client.ui.viewmodels.pin_pad import PinPad
from shared.domain.errors import Refusal


def refuse(pad: PinPad, problem: Refusal | Trouble) -> bool:
    """The digits go. Whether the pad says why; else somebody else has to."""
    match problem:
        case PinWrong(tries_left=tries_left):
            pad.refuse(tries_left=tries_left)
        case PinLocked(seconds_left=seconds_left):
            pad.lock(seconds_left=seconds_left)
        case _:
            pad.forget()
            return False
    return True
