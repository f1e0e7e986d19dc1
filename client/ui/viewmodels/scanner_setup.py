"""What reads codes at this till: a scanner that types, one on a serial port, the camera (CSH-12).

A scanner that types is learnt from one scan of a code on the screen; any scan after that shows
whether it is understood.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.scanner_lesson import LESSON_TEXT, KeyPress, Lesson, LessonTrouble, learn
from client.ui.presenters.scanning import camera_names, lesson_lines, port_names, what_was_read
from client.ui.viewmodels.camera import Named
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.serial_line import Port, SerialLine
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

LESSON_ENDS_MS: Final = 700
"""So long nothing is typed after a scan, even by the slowest scanner."""
BAUDS: Final = (9600, 19200, 38400, 115200)
_TROUBLES: Final = {
    LessonTrouble.OTHER_CODE: "lessonOtherCode",
    LessonTrouble.TOO_SLOW: "lessonTooSlow",
}
Teach = Callable[[Callable[[str, int], None] | None], None]


@QmlElement
class ScannerSetupViewModel(ScreenViewModel):
    """Scanners and the camera, each chosen at once."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        chosen: Chosen,
        line: SerialLine,
        find_cameras: Callable[[], Sequence[Named]],
    ) -> None:
        super().__init__(desk)
        self._chosen, self.line = chosen, line
        self._find_cameras = find_cameras
        self._teach: Teach = _nobody_teaches
        self._found: Sequence[Port] = ()
        self._cameras: Sequence[Named] = ()
        self._presses: list[KeyPress] = []
        self._is_lesson, self._trouble = False, ""
        self._lesson: Lesson | None = None
        self._read = ""
        self._pause = QTimer(self, singleShot=True, interval=LESSON_ENDS_MS)
        self._pause.timeout.connect(self._end_lesson)
        chosen.changed.connect(self.refresh)
        line.changed.connect(self.refresh)

    def taught_by(self, teach: Teach) -> None:
        """Who passes on what is typed during a lesson."""
        self._teach = teach

    def enter(self, _subject: object, /) -> None:
        """What is plugged in is looked for anew."""
        self._leave_lesson()
        self._lesson, self._trouble, self._read = None, "", ""
        run_task(self, asyncio.to_thread(self.line.find), done=self._show_ports)
        run_task(self, asyncio.to_thread(self._find_cameras), done=self._show_cameras)
        self.refresh()

    def scanned(self, text: str) -> None:
        """Anything was scanned while this screen is shown: it is said what it is."""
        self._read = text
        self.refresh()

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter begins the lesson, Esc ends it."""
        if self._is_lesson:
            return {Shortcut.BACK: self.stopLesson}
        return {Shortcut.MAIN: self.startLesson, Shortcut.BACK: self.goBack}

    @Slot()
    def startLesson(self) -> None:
        """From now on whatever is typed is the scanner's."""
        self._presses, self._is_lesson = [], True
        self._lesson, self._trouble, self._read = None, "", ""
        self._teach(self._hear)
        self.refresh()

    @Slot()
    def stopLesson(self) -> None:
        """Nothing was learnt."""
        self._leave_lesson()
        self.refresh()

    @Slot()
    def forget(self) -> None:
        """A scanner as most are."""
        self._lesson, self._trouble = None, ""
        self._keep(scanner_prefix="", scanner_suffix="", scanner_pace_ms=0)

    @Slot()
    def goBack(self) -> None:
        self._leave_lesson()
        super().goBack()

    @Slot(str)
    def choosePort(self, port: str) -> None:
        """Where the serial scanner is; empty for none."""
        self._keep(scanner_port=port)

    @Slot(str)
    def chooseBaud(self, baud: str) -> None:
        """How fast it speaks."""
        self._keep(scanner_baud=int(baud))

    @Slot(str)
    def chooseCamera(self, source: str) -> None:
        """Where the camera's pictures come from."""
        self._keep(camera_source=source)

    def _keep(self, **choices: str | int) -> None:
        run_task(self, self._chosen.keep(**choices), done=lambda _none: self.refresh())

    def _hear(self, character: str, at_ms: int) -> None:
        self._presses.append(KeyPress(character, at_ms))
        self._pause.start()

    @Slot()
    def _end_lesson(self) -> None:
        outcome = learn(self._presses)
        self._leave_lesson()
        if isinstance(outcome, Lesson):
            self._lesson = outcome
            habits = outcome.habits
            self._keep(
                scanner_prefix=habits.prefix,
                scanner_suffix=habits.suffix,
                scanner_pace_ms=habits.pace_ms,
            )
        else:
            self._trouble = _TROUBLES[outcome]
        self.refresh()

    def _leave_lesson(self) -> None:
        self._pause.stop()
        self._is_lesson = False
        self._teach(None)

    def _show_ports(self, found: Sequence[Port]) -> None:
        self._found = found
        self.refresh()

    def _show_cameras(self, found: Sequence[Named]) -> None:
        self._cameras = found
        self.refresh()

    def _port_values(self) -> list[str]:
        """None, those found, and the one that is chosen although it is away."""
        ports = [each.port for each in self._found]
        kept = self._chosen.preferences.scanner_port
        return ["", *ports, *([kept] if kept and kept not in ports else [])]

    def _port_labels(self) -> list[str]:
        named = {each.port: each.name for each in self._found}
        return list(port_names(self._port_values(), named, language=self.desk.texts.spoken))

    def _camera_values(self) -> list[str]:
        sources = [each.source for each in self._cameras]
        kept = self._chosen.preferences.camera_source
        return [*sources, *([kept] if kept not in sources else [])]

    def _camera_labels(self) -> list[str]:
        language = self.desk.texts.spoken
        named = camera_names(self._cameras, language=language)
        return [*named, *self._camera_values()[len(named) :]]

    def _port_state(self) -> str:
        if not self._chosen.preferences.scanner_port:
            return ""
        return self.desk.texts.say("serialOpen" if self.line.is_open else "serialAway")

    def _lines(self) -> list[str]:
        if self._lesson is None:
            return []
        return list(lesson_lines(self._lesson, language=self.desk.texts.spoken))

    def _news(self) -> str:
        """What came of the last scan."""
        if self._trouble:
            return self.desk.texts.say(self._trouble)
        return what_was_read(self._read, language=self.desk.texts.spoken) if self._read else ""

    def _has_habits(self) -> bool:
        chosen = self._chosen.preferences
        return bool(chosen.scanner_prefix or chosen.scanner_suffix or chosen.scanner_pace_ms)

    lessonText = Property(str, lambda _self: LESSON_TEXT, constant=True)
    isLesson = Property(bool, lambda self: self._is_lesson, notify=changed)
    isLearnt = Property(bool, lambda self: self._lesson is not None, notify=changed)
    lessonLines = Property(list, _lines, notify=changed)
    hasTrouble = Property(bool, lambda self: bool(self._trouble), notify=changed)
    news = Property(str, _news, notify=changed)
    canForget = Property(bool, _has_habits, notify=changed)
    portValues = Property(list, _port_values, notify=changed)
    portLabels = Property(list, _port_labels, notify=changed)
    port = Property(str, lambda self: self._chosen.preferences.scanner_port, notify=changed)
    portState = Property(str, _port_state, notify=changed)
    isPortOpen = Property(bool, lambda self: self.line.is_open, notify=changed)
    bauds = Property(list, lambda _self: [str(each) for each in BAUDS], constant=True)
    baud = Property(str, lambda self: str(self._chosen.preferences.scanner_baud), notify=changed)
    cameraValues = Property(list, _camera_values, notify=changed)
    cameraLabels = Property(list, _camera_labels, notify=changed)
    camera = Property(str, lambda self: self._chosen.preferences.camera_source, notify=changed)


def _nobody_teaches(_pupil: Callable[[str, int], None] | None) -> None:
    """No keys are passed on before the window is built."""
