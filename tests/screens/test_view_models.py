"""View-models keep the meta-object they were born with.

A signal connected to a method that is no slot makes PySide rebuild the class's meta-object while
QML still uses the old one: properties then read as undefined, now and then.
"""

import inspect

import pytest
from PySide6.QtCore import QByteArray, QObject

from client.ui.viewmodels.navigation import Screen
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


async def test_no_class_grows_at_run_time(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    app = stage.application.app
    view_models = [app, app.desk.toast, app.desk.texts, *(app.at(screen) for screen in Screen)]
    grown = {type(each).__name__: _grown_by(each) for each in view_models}
    assert {name: methods for name, methods in grown.items() if methods} == {}


def _grown_by(view_model: object) -> list[str]:
    """Methods of the meta-object that nobody declared as slots."""
    assert isinstance(view_model, QObject)
    meta = view_model.metaObject()
    names = [_text(meta.method(index).name()) for index in range(meta.methodCount())]
    return [name for name in names if _is_plain_method(type(view_model), name)]


def _is_plain_method(cls: type, name: str) -> bool:
    members = [vars(each)[name] for each in cls.__mro__ if name in vars(each)]
    is_slot = any(hasattr(member, "_slots") for member in members)
    return not is_slot and any(inspect.isfunction(member) for member in members)


def _text(name: QByteArray) -> str:
    return bytes(name.data()).decode()
