"""The first start: the server's address and a code make this program a till of the restaurant."""

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.about import About
from client.ui.presenters.refusals import refusal_text, trouble_text
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import FieldInvalid, Refusal

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_EMPTY_KEYS: Final = {
    "server_url": "serverMissing",
    "code": "codeMissing",
    "device_name": "deviceNameMissing",
}
_FORMAT_KEYS: Final = {"server_url": "serverMalformed", "code": "codeMalformed"}


class Enrolled(Protocol):
    """Who this till is now."""

    @property
    def device_name(self) -> str: ...
    @property
    def restaurant_name(self) -> str: ...
    @property
    def server_url(self) -> str: ...


class Enrolling(Protocol):
    """What the screen needs: raises refusals of the code and troubles of the network."""

    async def enrol(self, server_url: str, code: str, *, device_name: str) -> Enrolled: ...


@QmlElement
class EnrolmentViewModel(ScreenViewModel):
    """Three fields and one button."""

    changed = Signal()

    def __init__(
        self, desk: Desk, *, enrolment: Enrolling, enrolled: Callable[[About], None]
    ) -> None:
        super().__init__(desk)
        self._enrolment, self._tell = enrolment, enrolled
        self._typed = dict.fromkeys(_EMPTY_KEYS, "")
        self._problem: Refusal | Trouble | None = None
        self._wrong_field = ""

    def enter(self, _subject: object, /) -> None:
        """A name is proposed; most tills need no other."""
        self._typed["device_name"] = self.desk.texts.say("deviceNamePlaceholder")
        self.refresh()

    @Slot()
    def enrol(self) -> None:
        """Ask the server; the same code may be sent again after a lost reply."""
        if self.tasks:
            return
        self._problem, self._wrong_field = None, ""
        missing = [name for name in _EMPTY_KEYS if not self._typed[name].strip()]
        if missing:
            self._refused(FieldInvalid(field=missing[0], reason="empty"))
            return
        self.refresh()
        work = self._enrolment.enrol(
            self._typed["server_url"], self._typed["code"], device_name=self._typed["device_name"]
        )
        run_task(self, work, done=self._enrolled, refused=self._refused)

    def _enrolled(self, me: Enrolled) -> None:
        self._tell(About(me.device_name, me.restaurant_name, me.server_url))
        self.desk.toast.succeed(wording("enrolled"))
        self.desk.navigation.start(Screen.SIGN_IN)

    def _refused(self, problem: Refusal | Trouble) -> bool:
        self._problem = problem
        if isinstance(problem, FieldInvalid):
            self._wrong_field = problem.field
        elif problem.code.startswith("enrolment_code"):
            self._wrong_field = "code"
        else:
            self._wrong_field = "" if isinstance(problem, Refusal) else "server_url"
        self.refresh()
        return True

    def _set(self, field: str, typed: str) -> None:
        if typed == self._typed[field]:
            return
        self._typed[field] = typed
        if self._wrong_field in {field, ""}:
            self._problem = None
        self.refresh()

    def _error_of(self, field: str) -> str:
        problem = self._problem
        if problem is None or self._wrong_field != field:
            return ""
        if isinstance(problem, FieldInvalid):
            keys = _EMPTY_KEYS if problem.reason == "empty" else _FORMAT_KEYS
            if field in keys:
                return self.desk.texts.say(keys[field])
        return self._worded(problem)

    def _worded(self, problem: Refusal | Trouble) -> str:
        language = self.desk.texts.spoken
        if isinstance(problem, Refusal):
            return refusal_text(problem, language=language)
        return trouble_text(problem, language=language)

    def _general_error(self) -> str:
        return self._worded(self._problem) if self._problem and not self._wrong_field else ""

    serverUrl = Property(
        str,
        lambda self: self._typed["server_url"],
        lambda self, typed: self._set("server_url", typed),
        notify=changed,
    )
    code = Property(
        str,
        lambda self: self._typed["code"],
        lambda self, typed: self._set("code", typed.upper()),
        notify=changed,
    )
    deviceName = Property(
        str,
        lambda self: self._typed["device_name"],
        lambda self, typed: self._set("device_name", typed),
        notify=changed,
    )
    serverError = Property(str, lambda self: self._error_of("server_url"), notify=changed)
    codeError = Property(str, lambda self: self._error_of("code"), notify=changed)
    deviceNameError = Property(str, lambda self: self._error_of("device_name"), notify=changed)
    generalError = Property(str, _general_error, notify=changed)
