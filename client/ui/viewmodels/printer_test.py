"""The test slip: printed on demand, then a question at a time, and what was learnt is kept."""

from typing import Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.printer_test import Step, next_step, profile_after
from client.ui.presenters.printer_test import Question, answer_lines, question
from client.ui.presenters.printers import printer_note, sent_text
from client.ui.presenters.texts import wording
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.scenes import list_of, number_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from printers.profiles import PrinterProfile
from printers.state import PrinterState

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Sent(Protocol):
    """What became of the test slip."""

    @property
    def state(self) -> PrinterState: ...
    @property
    def trouble(self) -> str | None: ...


class Probing(Protocol):
    """Who prints the test slip."""

    async def print_probe(self, profile: PrinterProfile) -> Sent: ...


@QmlElement
class PrinterTestViewModel(ScreenViewModel):
    """``start`` until the slip went to the printer, ``question`` four times, ``done``."""

    changed = Signal()

    def __init__(self, desk: Desk, *, chosen: Chosen, setup: Probing) -> None:
        super().__init__(desk)
        self._chosen, self._setup = chosen, setup
        self._said: PrinterState | None = None
        self._answers: dict[Step, str] = {}
        self.scene: Question | None = None

    def enter(self, _subject: object, /) -> None:
        """Everything anew."""
        self._said, self._answers = None, {}
        self.refresh()

    def refresh(self) -> None:
        """The question is worded anew."""
        step = next_step(self._answers)
        self.scene = question(step, language=self.desk.texts.spoken) if step else None
        super().refresh()

    @Slot()
    def printSlip(self) -> None:
        """The slip, and the questions from the first."""
        self._answers = {}
        run_task(self, self._setup.print_probe(self._printer), done=self._printed)

    @Slot(str)
    def answer(self, value: str) -> None:
        """The question shown is answered."""
        step = next_step(self._answers)
        if step is not None:
            self._answers[step] = value
            self.refresh()

    @Slot()
    def stepBack(self) -> None:
        """The last answer was wrong: it is asked again."""
        if self._answers:
            self._answers.popitem()
            self.refresh()

    @Slot()
    def save(self) -> None:
        """What was learnt is this printer's profile."""
        assert self._said is not None
        profile = profile_after(self._printer, self._answers, said=self._said)
        run_task(self, self._chosen.keep(printer=profile), done=self._saved)

    @property
    def _printer(self) -> PrinterProfile:
        return self._chosen.preferences.printer

    def _printed(self, sent: Sent) -> None:
        if sent.trouble is None:
            self._said = sent.state
        else:
            self.desk.toast.complain(
                lambda language: sent_text(sent.trouble, done="testSaved", language=language)
            )
        self.refresh()

    def _saved(self, _nothing: object) -> None:
        self.desk.toast.succeed(wording("testSaved"))
        self.goBack()

    def _state(self) -> str:
        if self._said is None:
            return "start"
        return "question" if self.scene is not None else "done"

    def _summary(self) -> list[str]:
        return list(answer_lines(self._answers, language=self.desk.texts.spoken))

    def _name(self) -> str:
        return printer_note(self._printer, language=self.desk.texts.spoken)

    state = Property(str, _state, notify=changed)
    printer = Property(str, _name, notify=changed)
    title = text_of("title", changed)
    text = text_of("text", changed)
    values = list_of("values", changed)
    labels = list_of("labels", changed)
    columns = number_of("columns", changed)
    canStepBack = Property(bool, lambda self: bool(self._answers), notify=changed)
    summary = Property(list, _summary, notify=changed)
