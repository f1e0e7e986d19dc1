"""The registration form: one page, a duplicate check while it is typed, two consents.

Source: CSH-40…CSH-50. Keeps what was typed; the till checks and registers.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Protocol

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.guest_view import GuestView
from client.till.new_guest import ShownTexts
from client.till.refusals import GuestExists
from client.till.registration import ConsentDocuments, Registered, RegistrationForm
from client.ui.presenters.checkout import guest_note
from client.ui.presenters.forms import (
    field_error,
    read_birth_date,
    tidy_birth_date,
    tidy_phone,
)
from client.ui.presenters.guests import full_name
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import ConsentMissing, FieldInvalid, PhoneInvalid, Refusal
from shared.domain.phones import normalise_phone

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

DEBOUNCE_MS = 200


class Registering(Protocol):
    """What the screen needs of the till."""

    async def find_duplicate(self, phone: str) -> GuestView | None: ...
    async def consent_documents(self) -> ConsentDocuments: ...
    async def register(self, form: RegistrationForm) -> Registered: ...


def _field(
    name: str, changed: Signal, *, tidy: Callable[[str], str] = lambda typed: typed
) -> Property:
    """What is typed into one field; ``tidy`` arranges it for the eyes."""
    return Property(
        str,
        lambda form: form.typed.get(name, ""),
        lambda form, typed: form.type(name, tidy(typed)),
        notify=changed,
    )


def _consent(kind: str, changed: Signal) -> Property:
    """What the guest answered to one question."""
    return Property(
        bool,
        lambda form: form.consents.get(kind, False),
        lambda form, accepted: form.agree(kind, accepted),
        notify=changed,
    )


@QmlElement
class RegistrationViewModel(ScreenViewModel):
    """What is typed into the form, and what is wrong with it."""

    changed = Signal()

    def __init__(self, desk: Desk, *, registration: Registering) -> None:
        super().__init__(desk)
        self._registration = registration
        self.typed: dict[str, str] = {}
        self.consents: dict[str, bool] = {}
        self._errors: dict[str, Refusal] = {}
        self._documents: ConsentDocuments | None = None
        self._duplicate: GuestView | None = None
        self._is_free = False
        self._submission: asyncio.Task[None] | None = None
        self._debounce = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._debounce.timeout.connect(self.findDuplicate)
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """An empty form; ``subject`` may be what was typed into the search."""
        self.typed, self.consents, self._errors = {}, {}, {}
        self._forget_duplicate()
        self._begin_with(subject if isinstance(subject, str) else "")
        run_task(self, self._registration.consent_documents(), done=self._keep_documents)
        self.refresh()

    def type(self, field: str, typed: str) -> None:
        """One field changed; a phone is looked up at once (CSH-43)."""
        if typed == self.typed.get(field, ""):
            return
        self.typed[field] = typed
        self._errors.pop(field, None)
        if field == "phone":
            self._forget_duplicate()
            self._debounce.start()
        self.refresh()

    def agree(self, kind: str, accepted: bool) -> None:
        """The guest answered to one of the two questions (CSH-49)."""
        self.consents[kind] = accepted
        self._errors.pop(kind, None)
        self.refresh()

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter in a field leads to the next one; behind the last it creates."""
        return {Shortcut.MAIN: self.submit, Shortcut.BACK: self.goBack}

    @Slot()
    def findDuplicate(self) -> None:
        """Look whether the phone belongs to somebody (CSH-43)."""
        self._debounce.stop()
        phone = _normalised(self.typed.get("phone", ""))
        if phone is not None:
            work = self._registration.find_duplicate(phone)
            run_task(self, work, done=partial(self._found, phone))

    @Slot()
    def leavePhone(self) -> None:
        """The phone is typed: say so if it cannot be one (CSH-48)."""
        if self.typed.get("phone"):
            self._check_phone()

    @Slot()
    def openDuplicate(self) -> None:
        """The guest exists: serve that one (CSH-43)."""
        if self._duplicate is not None:
            self.desk.navigation.replace(Screen.GUEST, self._duplicate)

    @Slot()
    def submit(self) -> None:
        """Register the guest."""
        if self._is_submitting() or self._duplicate is not None:
            return
        self._errors = {}
        self._check_phone()
        birth_date = self._read_birth_date()
        if not self._errors:
            work = self._registration.register(self._form(birth_date))
            self._submission = run_task(self, work, done=self._registered, refused=self._refused)
        self.refresh()

    def _is_submitting(self) -> bool:
        return self._submission is not None and not self._submission.done()

    def _form(self, birth_date: date | None) -> RegistrationForm:
        return RegistrationForm(
            phone=self.typed.get("phone", ""),
            first_name=self.typed.get("first_name", ""),
            last_name=self.typed.get("last_name", ""),
            birth_date=birth_date,
            personal_data=self.consents.get("personal_data", False),
            marketing=self.consents.get("marketing", False),
            shown=self._shown(),
        )

    def _begin_with(self, typed: str) -> None:
        """A phone or a name out of the search field."""
        if any(character.isdigit() for character in typed):
            self.type("phone", tidy_phone(typed))
        elif typed:
            self.type("first_name", typed)

    def _check_phone(self) -> None:
        try:
            normalise_phone(self.typed.get("phone", ""))
        except PhoneInvalid as refusal:
            self._refuse("phone", refusal)

    def _read_birth_date(self) -> date | None:
        try:
            return read_birth_date(self.typed.get("birth_date", ""))
        except ValueError:
            self._refuse("birth_date", FieldInvalid(field="birth_date", reason="format"))
            return None

    def _refuse(self, field: str, refusal: Refusal) -> None:
        self._errors[field] = refusal
        self.refresh()

    def _refused(self, problem: Refusal | Trouble) -> bool:
        match problem:
            case PhoneInvalid():
                self._refuse("phone", problem)
            case FieldInvalid(field=field):
                self._refuse(field, problem)
            case ConsentMissing():
                self._refuse("personal_data", problem)
            case GuestExists():
                self.findDuplicate()
            case _:
                return False
        return True

    def _registered(self, registered: Registered) -> None:
        profile = registered.view.guest.profile
        name = f"{profile.first_name} {profile.last_name}".strip()
        key = "registrationCreated" if name else "registrationCreatedNameless"
        self.desk.toast.succeed(wording(key, name=name), wording("registrationActivated"))
        if self.desk.navigation.screen is Screen.REGISTRATION:
            self.desk.navigation.replace(Screen.CARD, registered.view)

    def _found(self, phone: str, view: GuestView | None) -> None:
        """The answer for ``phone``, unless another one is typed meanwhile."""
        if phone == _normalised(self.typed.get("phone", "")):
            self._duplicate, self._is_free = view, view is None
            self.refresh()

    def _forget_duplicate(self) -> None:
        self._debounce.stop()
        self._duplicate, self._is_free = None, False

    def _keep_documents(self, documents: ConsentDocuments) -> None:
        self._documents = documents
        self.refresh()

    def _shown(self) -> ShownTexts | None:
        """What the guest can read on this screen: what is agreed to is these very words."""
        documents = self._documents
        return documents.shown_in(self.desk.texts.spoken) if documents else None

    def _personal_data_text(self) -> str:
        shown = self._shown()
        return shown.personal_data.text if shown else ""

    def _marketing_text(self) -> str:
        shown = self._shown()
        return shown.marketing.text if shown else ""

    def _error(self, field: str) -> str:
        refusal = self._errors.get(field)
        return field_error(refusal, language=self.desk.texts.spoken) if refusal else ""

    def _duplicate_name(self) -> str:
        view, language = self._duplicate, self.desk.texts.spoken
        return full_name(view.guest.profile, language=language) if view else ""

    def _duplicate_note(self) -> str:
        view, language = self._duplicate, self.desk.texts.spoken
        return guest_note(view, language=language) if view else ""

    phone = _field("phone", changed, tidy=tidy_phone)
    firstName = _field("first_name", changed)
    lastName = _field("last_name", changed)
    birthDate = _field("birth_date", changed, tidy=tidy_birth_date)
    personalData = _consent("personal_data", changed)
    marketing = _consent("marketing", changed)
    phoneError = Property(str, lambda self: self._error("phone"), notify=changed)
    firstNameError = Property(str, lambda self: self._error("first_name"), notify=changed)
    lastNameError = Property(str, lambda self: self._error("last_name"), notify=changed)
    birthDateError = Property(str, lambda self: self._error("birth_date"), notify=changed)
    personalDataError = Property(str, lambda self: self._error("personal_data"), notify=changed)
    personalDataText = Property(str, _personal_data_text, notify=changed)
    marketingText = Property(str, _marketing_text, notify=changed)
    isSubmitting = Property(bool, _is_submitting, notify=changed)
    isPhoneFree = Property(bool, lambda self: self._is_free, notify=changed)
    isDuplicate = Property(bool, lambda self: self._duplicate is not None, notify=changed)
    duplicateName = Property(str, _duplicate_name, notify=changed)
    duplicateNote = Property(str, _duplicate_note, notify=changed)


def _normalised(typed: str) -> str | None:
    try:
        return normalise_phone(typed)
    except PhoneInvalid:
        return None
