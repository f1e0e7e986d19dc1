"""The restaurant's other tills in words, and what giving one up would cost (design §6, P4)."""

from dataclasses import dataclass
from datetime import datetime

from client.till.device_lost import DeviceView
from client.ui.presenters.operations import when_text
from client.ui.presenters.texts import say
from shared.receipt.words import Language, points_text


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One till of the list."""

    name: str
    contact: str
    points: str
    is_lost: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What a manager is asked before he gives a till up."""

    title: str = ""
    text: str = ""


def device_row(device: DeviceView, *, now: datetime, language: Language) -> DeviceRow:
    """One line of the list."""
    when = when_text(device.last_contact_at, now=now, language=language)
    return DeviceRow(
        name=device.name,
        contact=say("deviceContact", language, when=when),
        points=_held(device.points, language),
        is_lost=device.is_lost,
    )


def question(device: DeviceView | None, *, language: Language) -> Question:
    """Which till, and how many points the house may lose with it."""
    if device is None:
        return Question()
    title = say("deviceGiveUpTitle", language, device=device.name)
    if device.points == 0:
        return Question(title, say("deviceGiveUpNothing", language))
    points = points_text(device.points, language=language)
    return Question(title, say("deviceGiveUpText", language, points=points))


def worst_loss_text(points: int, *, language: Language) -> str:
    """All that silence may cost the house (P4)."""
    if points == 0:
        return say("devicesNoLoss", language)
    return say("devicesWorstLoss", language, points=points_text(points, language=language))


def _held(points: int, language: Language) -> str:
    if points == 0:
        return say("deviceHoldsNothing", language)
    return say("deviceHolds", language, points=points_text(points, language=language))
