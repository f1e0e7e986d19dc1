"""Qt properties that show one field of a presented scene.

A view-model that speaks through a scene has ``scene``: a frozen value of every word on its screen,
or None before the screen is entered. ``field`` may lead into a part of it: ``notice.title``.
"""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Property, Signal


def text_of(field: str, changed: Signal) -> Property:
    """A string of the scene; empty before there is one."""
    return _shown(str, field, changed)


def flag_of(field: str, changed: Signal) -> Property:
    """A truth of the scene; false before there is one."""
    return _shown(bool, field, changed)


def number_of(field: str, changed: Signal) -> Property:
    """A whole number of the scene; 0 before there is one."""
    return _shown(int, field, changed)


def list_of(field: str, changed: Signal) -> Property:
    """A tuple of strings of the scene, as a list; empty before there is one."""
    read = attrgetter(field)

    def shown(view_model: Any) -> list[str]:
        return [] if view_model.scene is None else list(read(view_model.scene))

    return Property(list, shown, notify=changed)


def _shown(kind: type, field: str, changed: Signal) -> Property:
    read = attrgetter(field)

    def shown(view_model: Any) -> Any:
        return kind() if view_model.scene is None else read(view_model.scene)

    return Property(kind, shown, notify=changed)
