"""What a manager is asked to say yes to, in words and points (CSH-95, RBC-33).

Says what would be booked, for whom and why, so that nobody approves what he did not read.
"""

from collections.abc import Callable
from dataclasses import dataclass

from client.till.device_lost import DeviceView
from client.till.operation_view import OperationView
from client.till.reason_words import reason_words
from client.ui.presenters.adjustment import AdjustmentState
from client.ui.presenters.devices import question
from client.ui.presenters.guests import full_name
from client.ui.presenters.operations import KIND_KEYS
from client.ui.presenters.refund import RefundState
from client.ui.presenters.texts import Wording, say, wording
from client.ui.presenters.transfer import TransferState
from shared.domain.guest import Profile
from shared.domain.staff import Permission
from shared.receipt.words import Language, money_text, points_text, signed_text


@dataclass(frozen=True, slots=True)
class Asked:
    """One deed, as the approver reads it, in whichever language is spoken."""

    what: Wording
    whom: Wording
    why: Wording
    permission: Permission = Permission.ADJUST_POINTS
    """The right that whoever says yes lends."""


def asked_adjustment(state: AdjustmentState) -> Asked:
    """Points given or taken by hand."""
    key = "approvalTake" if state.is_taking else "approvalGive"
    return Asked(
        _points(key, state.points),
        _name(state.view.guest.profile),
        _reason(state.reason, state.note),
    )


def asked_refund(state: RefundState) -> Asked:
    """Part of a check that goes back."""
    amount = state.amount

    def what(language: Language) -> str:
        return say("approvalRefund", language, amount=money_text(amount, language=language))

    return Asked(what, _guest_of(state.view), _reason(state.reason))


def asked_transfer(state: TransferState) -> Asked:
    """Points for another guest."""
    sender, receiver = state.sender, state.receiver
    assert receiver is not None, "asked once it is complete"
    giver, getter = _name(sender.guest.profile), _name(receiver.guest.profile)

    def whom(language: Language) -> str:
        return say("approvalTo", language, giver=giver(language), receiver=getter(language))

    return Asked(_points("approvalTransfer", state.points), whom, _reason(state.reason))


def asked_cancel(view: OperationView, *, reason: str) -> Asked:
    """A whole operation taken back."""

    def what(language: Language) -> str:
        kind = say(KIND_KEYS[view.kind], language)
        return say("approvalCancel", language, what=f"{kind} {_worth(view, language)}".strip())

    return Asked(what, _guest_of(view), _reason(reason))


def asked_device_lost(device: DeviceView) -> Asked:
    """A till given up, with what it may cost."""
    return Asked(
        wording("approvalDeviceLost"),
        lambda _language: device.name,
        lambda language: question(device, language=language).text,
        Permission.MANAGE_DEVICES,
    )


def _worth(view: OperationView, language: Language) -> str:
    if view.points or view.amount is None:
        return signed_text(view.points, language=language) if view.points else ""
    return money_text(view.amount, language=language)


def _points(key: str, points: int) -> Wording:
    return lambda language: say(key, language, points=points_text(points, language=language))


def _name(profile: Profile) -> Callable[[Language], str]:
    return lambda language: full_name(profile, language=language)


def _guest_of(view: OperationView) -> Wording:
    return lambda language: view.guest_name or say("noName", language)


def _reason(reason: str, note: str = "") -> Wording:
    def why(language: Language) -> str:
        words = reason_words(reason, language=language)
        told = f"{words} — {note.strip()}" if note.strip() else words
        return say("approvalReason", language, reason=told)

    return why
