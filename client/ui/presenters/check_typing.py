"""One pad for the three numbers of a check: where it points, and what a key does there. Pure."""

from dataclasses import replace
from enum import Enum, auto

from client.ui.presenters.checkout import CheckoutState
from client.ui.presenters.typing_pad import type_amount, type_points


class Typing(Enum):
    """What the pad types."""

    AMOUNT = auto()
    TIPS = auto()
    POINTS = auto()


def typed_text(state: CheckoutState, typing: Typing) -> str:
    """What stands there now; empty for nothing."""
    match typing:
        case Typing.AMOUNT:
            return state.typed.amount
        case Typing.TIPS:
            return state.typed.tips
        case Typing.POINTS:
            return str(state.redeem_points or "")


def after_key(state: CheckoutState, typing: Typing, key: str) -> str:
    """What stands there after ``key``."""
    type_key = type_points if typing is Typing.POINTS else type_amount
    return type_key(typed_text(state, typing), key)


def with_text(state: CheckoutState, typing: Typing, text: str) -> CheckoutState:
    """``state`` with ``text`` there."""
    match typing:
        case Typing.AMOUNT:
            return replace(state, typed=replace(state.typed, amount=text))
        case Typing.TIPS:
            return replace(state, typed=replace(state.typed, tips=text))
        case Typing.POINTS:
            return replace(state, redeem_points=int(text or "0"))
