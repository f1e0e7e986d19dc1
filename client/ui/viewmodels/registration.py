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
from client.till.registration import FormTerms, Registered, RegistrationForm
from client.ui.presenters.arranging import (
    Arrange,
    Typed,
    retyped,
    tidy_birth_date,
    tidy_phone,
    whole_birth_date,
)
from client.ui.presenters.birth_dates import (
    BirthPart,
    Wheels,
    birth_problem,
    days,
    index_of,
    months,
    read_birth_date,
    turned,
    wheels_at_rest,
    wheels_of,
    years,
)
from client.ui.presenters.checkout import guest_note
from client.ui.presenters.forms import field_error
from client.ui.presenters.guests import full_name
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.consents import ConsentText
from shared.domain.errors import ConsentMissing, FieldInvalid, PhoneInvalid, Refusal
from shared.domain.phones import normalise_phone
from shared.receipt.words import phone_text

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

DEBOUNCE_MS = 200


class Registering(Protocol):
    """What the screen needs of the till."""

    async def find_duplicate(self, phone: str) -> GuestView | None: ...
    async def terms(self) -> FormTerms: ...
    async def register(self, form: RegistrationForm) -> Registered: ...


def _field(name: str, changed: Signal) -> Property:
    """What is typed into one field."""
    return Property(
        str,
        lambda form: form.typed.get(name, ""),
        lambda form, typed: form.type(name, typed),
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
        self.carets: dict[str, int] = {}
        self.consents: dict[str, bool] = {}
        self._errors: dict[str, Refusal] = {}
        self._terms: FormTerms | None = None
        self._duplicate: GuestView | None = None
        self._is_free = False
        self._submission: asyncio.Task[None] | None = None
        self._debounce = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._debounce.timeout.connect(self.findDuplicate)
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """An empty form; ``subject`` may be what was typed into the search."""
        self.typed, self.carets, self.consents, self._errors = {}, {}, {}, {}
        self._forget_duplicate()
        self._begin_with(subject if isinstance(subject, str) else "")
        run_task(self, self._registration.terms(), done=self._keep_terms)
        self.refresh()

    def type(self, field: str, typed: str) -> None:
        """One field changed; a phone is looked up at once (CSH-43)."""
        if typed == self.typed.get(field, ""):
            return
        self.typed[field] = typed
        self.carets[field] = len(typed)
        self._errors.pop(field, None)
        if field == "phone":
            self._forget_duplicate()
            self._debounce.start()
        self.refresh()

    def keep_typed(self) -> Callable[[], None]:
        """A scan into a field that is arranged while it grows leaves it as it was."""
        return partial(self._type_all, dict(self.typed))

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

    @Slot(str, int, int)
    def typePhone(self, text: str, caret: int, was: int) -> None:
        """The phone changed under the caret: it is arranged while it grows (CSH-15)."""
        self._retype("phone", Typed(text, caret), was=was, arrange=tidy_phone)

    @Slot(str, int, int)
    def typeBirthDate(self, text: str, caret: int, was: int) -> None:
        """The birth date changed: what nothing can mend any more is told at once (CSH-81)."""
        if self._retype("birth_date", Typed(text, caret), was=was, arrange=tidy_birth_date):
            self._check_birth_date()

    @Slot(str, int)
    def turn(self, part: str, index: int) -> None:
        """A wheel of the birth date was turned to that line."""
        if self._terms is not None:
            wheels = turned(self._wheels(), BirthPart(part), index, today=self._terms.today)
            self.type("birth_date", wheels.text)
            self._check_birth_date()

    @Slot()
    def leavePhone(self) -> None:
        """The phone is typed: shown as it will be kept, or told that it cannot be one (CSH-48)."""
        typed = self.typed.get("phone", "")
        if typed and self._check_phone():
            self.type("phone", phone_text(normalise_phone(typed)))

    @Slot()
    def leaveBirthDate(self) -> None:
        """The birth date is typed: a day without its zero gets it; half a date is none."""
        typed = self.typed.get("birth_date", "")
        if typed:
            self.type("birth_date", whole_birth_date(typed))
            self._read_birth_date()
            self._check_birth_date()

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
        name = " ".join("".join(each for each in typed if not each.isdigit()).split())
        if name and name[0].isalpha():
            self.type("first_name", name)
        elif typed:
            self.type("phone", tidy_phone(typed))

    def _retype(self, field: str, after: Typed, *, was: int, arrange: Arrange) -> bool:
        """Whether it is news: a field tells of what it was given as well."""
        before = Typed(self.typed.get(field, ""), was)
        if after.text == before.text:
            return False
        shown = retyped(before, after, arrange=arrange)
        self.type(field, shown.text)
        self.carets[field] = shown.caret
        self.refresh()
        return True

    def _type_all(self, typed: Mapping[str, str]) -> None:
        for field in self.typed:
            self.type(field, typed.get(field, ""))

    def _wheels(self) -> Wheels:
        assert self._terms is not None, "there are no wheels before the form knows the day"
        today = self._terms.today
        typed = wheels_of(self.typed.get("birth_date", ""), today=today)
        return typed or wheels_at_rest(today)

    def _check_phone(self) -> bool:
        try:
            normalise_phone(self.typed.get("phone", ""))
        except PhoneInvalid as refusal:
            self._refuse("phone", refusal)
            return False
        return True

    def _check_birth_date(self) -> None:
        if self._terms is None:
            return
        reason = birth_problem(self.typed.get("birth_date", ""), today=self._terms.today)
        if reason is not None:
            self._refuse("birth_date", FieldInvalid(field="birth_date", reason=reason))

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

    def _keep_terms(self, terms: FormTerms) -> None:
        self._terms = terms
        self.refresh()

    def _shown(self) -> ShownTexts | None:
        """What the guest can read on this screen: what is agreed to is these very words."""
        terms = self._terms
        return terms.shown_in(self.desk.texts.spoken) if terms else None

    def _personal_data(self) -> ConsentText | None:
        shown = self._shown()
        return shown.personal_data if shown else None

    def _marketing(self) -> ConsentText | None:
        shown = self._shown()
        return shown.marketing if shown else None

    def _version(self, text: ConsentText | None) -> str:
        return self.desk.texts.say("consentVersion", version=text.version) if text else ""

    def _wheel_index(self, part: BirthPart) -> int:
        if self._terms is None:
            return 0
        return index_of(self._wheels(), part, today=self._terms.today)

    def _has_birth_date(self) -> bool:
        typed, terms = self.typed.get("birth_date", ""), self._terms
        return terms is not None and wheels_of(typed, today=terms.today) is not None

    def _birth_years(self) -> list[str]:
        return [str(year) for year in years(self._terms.today)] if self._terms else []

    def _error(self, field: str) -> str:
        refusal = self._errors.get(field)
        return field_error(refusal, language=self.desk.texts.spoken) if refusal else ""

    def _duplicate_name(self) -> str:
        view, language = self._duplicate, self.desk.texts.spoken
        return full_name(view.guest.profile, language=language) if view else ""

    def _duplicate_note(self) -> str:
        view, language = self._duplicate, self.desk.texts.spoken
        return guest_note(view, language=language) if view else ""

    phone = Property(str, lambda self: self.typed.get("phone", ""), notify=changed)
    phoneCaret = Property(int, lambda self: self.carets.get("phone", 0), notify=changed)
    firstName = _field("first_name", changed)
    lastName = _field("last_name", changed)
    birthDate = Property(str, lambda self: self.typed.get("birth_date", ""), notify=changed)
    birthCaret = Property(int, lambda self: self.carets.get("birth_date", 0), notify=changed)
    hasBirthDate = Property(bool, _has_birth_date, notify=changed)
    birthDays = Property(list, lambda _self: list(days()), constant=True)
    birthMonths = Property(list, lambda self: list(months(self.desk.texts.spoken)), notify=changed)
    birthYears = Property(list, _birth_years, notify=changed)
    birthDay = Property(int, lambda self: self._wheel_index(BirthPart.DAY), notify=changed)
    birthMonth = Property(int, lambda self: self._wheel_index(BirthPart.MONTH), notify=changed)
    birthYear = Property(int, lambda self: self._wheel_index(BirthPart.YEAR), notify=changed)
    personalData = _consent("personal_data", changed)
    marketing = _consent("marketing", changed)
    phoneError = Property(str, lambda self: self._error("phone"), notify=changed)
    firstNameError = Property(str, lambda self: self._error("first_name"), notify=changed)
    lastNameError = Property(str, lambda self: self._error("last_name"), notify=changed)
    birthDateError = Property(str, lambda self: self._error("birth_date"), notify=changed)
    personalDataError = Property(str, lambda self: self._error("personal_data"), notify=changed)
    personalDataText = Property(
        str, lambda self: text.text if (text := self._personal_data()) else "", notify=changed
    )
    personalDataVersion = Property(
        str, lambda self: self._version(self._personal_data()), notify=changed
    )
    marketingText = Property(
        str, lambda self: text.text if (text := self._marketing()) else "", notify=changed
    )
    marketingVersion = Property(str, lambda self: self._version(self._marketing()), notify=changed)
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
