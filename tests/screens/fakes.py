"""What stands at the edge of the screens' process: the line to the server, the camera."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from client.devices.cameras import FoundCamera
from client.devices.qr_decode import Corners, SeenCode
from client.devices.serial_scanner import FoundPort
from client.store.errors import Trouble
from client.sync.status import StatusBoard, SyncStatus
from client.till.about import About
from shared.domain.errors import Refusal
from shared.domain.ids import GuestId, OperationId
from shared.sync.messages import HeldElsewhere, Outcome

_HERE: Final = ZoneInfo("Europe/Moscow")
"""Times of a status are the restaurant's, as the real engine tells them."""


async def _silence() -> None:
    """The server says nothing about leases."""


async def _no_answer() -> bool:
    """The server is not there."""
    return False


class FakeLine:
    """A sync engine without a server: the test says how the connection is."""

    def __init__(self) -> None:
        self.board = StatusBoard()
        self.carry: Callable[[], None] = lambda: None
        """What happens when a command waits for the server: a test lets it answer here."""
        self.grant: Callable[[], Awaitable[Sequence[HeldElsewhere] | None]] = _silence
        """What comes of asking for points of a guest."""
        self.leases_asked: list[GuestId] = []
        self.points_wanted: list[int] = []
        """For each time that somebody waited for points of a guest."""
        self.answer: Callable[[], Awaitable[bool]] = _no_answer
        """What comes of checking the connection."""
        self.nudges = 0
        self.retries = 0
        self.is_running = False

    @property
    def status(self) -> SyncStatus:
        return self.board.current

    def subscribe(self, callback: Callable[[SyncStatus], None]) -> Callable[[], None]:
        return self.board.subscribe(callback)

    def start(self) -> None:
        self.is_running = True

    async def stop(self) -> None:
        self.is_running = False

    def nudge(self) -> None:
        self.nudges += 1

    def retry_now(self) -> None:
        self.retries += 1

    async def check_now(self, *, timeout_seconds: float) -> bool:
        del timeout_seconds
        self.retries += 1
        return await self.answer()

    def ask_leases(self, guest_id: GuestId) -> None:
        self.leases_asked.append(guest_id)

    async def lease(
        self, guest_id: GuestId, *, points_wanted: int, timeout_seconds: float
    ) -> Sequence[HeldElsewhere] | None:
        del guest_id, timeout_seconds
        self.points_wanted.append(points_wanted)
        return await self.grant()

    async def deliver(
        self, operation_ids: Sequence[OperationId], *, timeout_seconds: float
    ) -> Mapping[OperationId, Outcome | None]:
        del timeout_seconds
        self.carry()
        return dict.fromkeys(operation_ids)

    def go_online(self, at: datetime) -> None:
        """The server answered at ``at``."""
        self.board.show(replace(self.status, is_online=True, last_contact_at=at.astimezone(_HERE)))

    def go_offline(self) -> None:
        """The server does not answer any more."""
        self.board.show(replace(self.status, is_online=False))

    def show_horizon(self, until: datetime | None) -> None:
        """Leases may be spent until then."""
        here = until and until.astimezone(_HERE)
        self.board.show(replace(self.status, alone_until=here))

    def show_programme(self, *, has_points: bool) -> None:
        """Whether there are points to redeem at all."""
        self.board.show(replace(self.status, has_points=has_points))

    def show_problem(self, problem: str | None) -> None:
        """Something is wrong with the server, or is no more."""
        self.board.show(replace(self.status, problem=problem))

    def show_queue(
        self, waiting: int, *, attention: int = 0, oldest: datetime | None = None
    ) -> None:
        """So many operations wait, since then."""
        self.board.show(
            replace(self.status, waiting=waiting, attention=attention, oldest_waiting_at=oldest)
        )

    def show_clock(self, offset_seconds: int) -> None:
        """The till's clock is so far ahead of the server's."""
        self.board.show(replace(self.status, clock_offset_seconds=offset_seconds))


class FakeEnrolment:
    """A server that enrols everybody, or says what a test put into ``answers``."""

    def __init__(self) -> None:
        self.answers: list[Refusal | Trouble] = []
        self.asked: list[tuple[str, str, str]] = []

    async def enrol(self, server_url: str, code: str, *, device_name: str) -> About:
        self.asked.append((server_url, code, device_name))
        if self.answers:
            raise self.answers.pop(0)
        return About(device_name, "Сушилка на Тверской", server_url)


RIGHT_OF_THE_MIDDLE: Final = ((0.5, 0.3), (0.7, 0.3), (0.7, 0.65), (0.5, 0.65))


class FakeCamera:
    """A camera whose pictures and codes come from the test."""

    def __init__(self) -> None:
        self.is_running = False
        self.source = ""
        self.plugged: tuple[FoundCamera, ...] = (FoundCamera("0", "Камера кассы"),)
        self._on_frame: Callable[[NDArray[np.uint8]], None] = lambda _picture: None
        self._on_code: Callable[[SeenCode], None] = lambda _code: None
        self._on_light: Callable[[bool], None] = lambda _is_light: None
        self._on_trouble: Callable[[Trouble], None] = lambda _trouble: None

    def start(
        self,
        on_frame: Callable[[NDArray[np.uint8]], None],
        on_code: Callable[[SeenCode], None],
        *,
        on_light: Callable[[bool], None],
        on_trouble: Callable[[Trouble], None],
    ) -> None:
        self.is_running = True
        self._on_frame, self._on_code = on_frame, on_code
        self._on_light, self._on_trouble = on_light, on_trouble

    def stop(self) -> None:
        self.is_running = False

    def show(self, picture: NDArray[np.uint8]) -> None:
        """It sees ``picture``."""
        self._on_frame(picture)

    def opened(self, source: str) -> "FakeCamera":
        """Itself, looking at ``source``."""
        self.source = source
        return self

    def read(self, code: str, corners: Corners = RIGHT_OF_THE_MIDDLE) -> None:
        """It reads ``code`` there."""
        self._on_code(SeenCode(code, "qr", corners))

    def lighten(self, is_light: bool) -> None:
        """It became dark, or light again."""
        self._on_light(is_light)

    def fail(self) -> None:
        """It is not there."""
        self._on_trouble(Trouble())


class FakeSerial:
    """Serial ports, and a scanner on one of them, as the test says."""

    def __init__(self) -> None:
        self.plugged: tuple[FoundPort, ...] = ()
        self.listened: list[tuple[str, int]] = []
        self.is_running = False
        self._on_code: Callable[[str], None] = lambda _code: None
        self._on_line: Callable[[bool], None] = lambda _is_open: None

    def find(self) -> tuple[FoundPort, ...]:
        return self.plugged

    def listen(self, port: str, *, baud: int) -> "FakeSerial":
        self.listened.append((port, baud))
        return self

    def start(self, on_code: Callable[[str], None], *, on_line: Callable[[bool], None]) -> None:
        self.is_running = True
        self._on_code, self._on_line = on_code, on_line

    def stop(self) -> None:
        self.is_running = False

    def send(self, code: str) -> None:
        """The scanner read ``code``."""
        self._on_code(code)

    def come(self, *, is_open: bool) -> None:
        """The port opened, or was lost."""
        self._on_line(is_open)
