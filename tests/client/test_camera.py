"""CSH-13: pictures reach the screen, each code is told once, trouble is told and mended."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from client.devices.camera import CONFIRM_MS, REPEAT_MS, CameraSession, CodeGate, LightMeter
from client.devices.cameras import FoundCamera, find_cameras
from client.devices.code_reader import ROUND, CodeReader
from client.devices.frame_sources import CameraUnavailable, FrameSource, open_source
from client.devices.qr_decode import Picture, SeenCode
from shared.domain.codes import qr_payload
from tests.client.photographs import a_photograph, an_empty_table, tilted
from tests.fakes import FakeClock

PATIENCE_SECONDS = 20
FIRST = qr_payload("301234567890123456789012")
SECOND = qr_payload("101234567890123456789012")
QR = SeenCode(FIRST, "qr")


class Eyes:
    """Listens to a session; what it hears waits in queues."""

    def __init__(self) -> None:
        self.frames: queue.Queue[Picture] = queue.Queue()
        self.codes: queue.Queue[str] = queue.Queue()
        self.lights: queue.Queue[bool] = queue.Queue()
        self.troubles: queue.Queue[CameraUnavailable] = queue.Queue()

    def open(self, session: CameraSession) -> None:
        session.start(
            self.frames.put,
            lambda code: self.codes.put(code.text),
            on_light=self.lights.put,
            on_trouble=self.troubles.put,
        )

    def code(self) -> str:
        return self.codes.get(timeout=PATIENCE_SECONDS)

    def frame(self) -> Picture:
        return self.frames.get(timeout=PATIENCE_SECONDS)

    def trouble(self) -> CameraUnavailable:
        return self.troubles.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def eyes() -> Eyes:
    return Eyes()


@pytest.fixture
def sessions() -> Iterator[list[CameraSession]]:
    started: list[CameraSession] = []
    yield started
    for session in started:
        session.stop()


def watch(
    source: Path | str,
    eyes: Eyes,
    sessions: list[CameraSession],
    *,
    clock: FakeClock | None = None,
) -> CameraSession:
    session = CameraSession(str(source), clock=clock or FakeClock(), reopen_seconds=0.01)
    sessions.append(session)
    eyes.open(session)
    return session


def save(picture: Picture, path: Path) -> Path:
    is_encoded, encoded = cv2.imencode(path.suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    assert is_encoded
    path.write_bytes(encoded.tobytes())
    return path


def test_a_photograph_stands_in_for_the_camera(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    photograph = save(a_photograph(FIRST, tilted), tmp_path / "карта гостя.png")
    watch(photograph, eyes, sessions)
    assert eyes.code() == FIRST
    assert eyes.frame().shape == (720, 1280, 3)


def test_frames_are_red_green_blue(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    red = an_empty_table()
    red[:, :] = (250, 10, 20)
    watch(save(red, tmp_path / "red.png"), eyes, sessions)
    assert tuple(eyes.frame()[0, 0]) == (250, 10, 20)


def test_a_folder_shows_its_pictures_in_turn(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    save(an_empty_table(), tmp_path / "1.png")
    save(a_photograph(FIRST), tmp_path / "2.jpg")
    save(a_photograph(SECOND), tmp_path / "3.png")
    (tmp_path / "notes.txt").write_text("not a picture")
    watch(tmp_path, eyes, sessions)
    assert [eyes.code(), eyes.code()] == [FIRST, SECOND]


def test_a_film_is_shown_over_and_over(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    film = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), 50.0, (1280, 720))
    assert writer.isOpened()
    for picture in (an_empty_table(), a_photograph(FIRST), an_empty_table()):
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    writer.release()
    watch(film, eyes, sessions)
    assert eyes.code() == FIRST
    assert [eyes.frame().shape for _ in range(5)] == [(720, 1280, 3)] * 5


def test_a_card_held_still_is_told_once(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    watch(save(a_photograph(FIRST), tmp_path / "card.png"), eyes, sessions)
    assert eyes.code() == FIRST
    for _ in range(4):
        eyes.frame()
    assert eyes.codes.empty()


def test_after_a_stop_the_same_card_is_told_again(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    session = watch(save(a_photograph(FIRST), tmp_path / "card.png"), eyes, sessions)
    assert eyes.code() == FIRST
    session.stop()
    session.stop()
    assert not session.is_running
    eyes.open(session)
    assert eyes.code() == FIRST


def test_nobody_is_called_after_the_stop(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    session = watch(save(an_empty_table(), tmp_path / "table.png"), eyes, sessions)
    eyes.frame()
    session.stop()
    heard = eyes.frames.qsize()
    save(a_photograph(FIRST), tmp_path / "table.png")
    assert (eyes.frames.qsize(), eyes.codes.qsize()) == (heard, 0)


@pytest.mark.parametrize("name", ["missing.png", "missing.avi", "empty folder", "97"])
def test_a_source_that_does_not_open_is_told(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession], name: str
) -> None:
    (tmp_path / "empty folder").mkdir()
    source = name if name.isdigit() else str(tmp_path / name)
    watch(source, eyes, sessions)
    trouble = eyes.trouble()
    assert (trouble.code, trouble.source) == ("camera_unavailable", source)


def test_a_file_that_is_no_picture_is_trouble(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture at all")
    with pytest.raises(CameraUnavailable):
        open_source(str(broken)).read()
    broken.write_bytes(b"")
    with pytest.raises(CameraUnavailable):
        open_source(str(broken)).read()


def test_a_camera_that_comes_back_is_used_again(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    card = tmp_path / "card.png"
    watch(card, eyes, sessions)
    eyes.trouble()
    save(a_photograph(FIRST), card)
    assert eyes.code() == FIRST


def test_a_source_is_let_go_even_after_trouble(eyes: Eyes, sessions: list[CameraSession]) -> None:
    closed: queue.Queue[str] = queue.Queue()

    class Unplugged:
        pause_seconds = 0.0

        def read(self) -> Picture:
            raise CameraUnavailable("unplugged")

        def close(self) -> None:
            closed.put("closed")

    def open_unplugged(source: str) -> FrameSource:
        assert source == "0"
        return Unplugged()

    session = CameraSession("0", clock=FakeClock(), open_frames=open_unplugged, reopen_seconds=0.01)
    sessions.append(session)
    eyes.open(session)
    assert closed.get(timeout=PATIENCE_SECONDS) == "closed"
    assert eyes.trouble().source == "unplugged"


def test_a_listener_may_stop_the_camera_from_its_own_thread(
    tmp_path: Path, sessions: list[CameraSession]
) -> None:
    heard: queue.Queue[str] = queue.Queue()
    session = CameraSession(
        str(save(a_photograph(FIRST), tmp_path / "card.png")), clock=FakeClock()
    )
    sessions.append(session)

    def stop_and_tell(code: SeenCode) -> None:
        session.stop()
        heard.put(code.text)

    session.start(lambda _picture: None, stop_and_tell)
    assert heard.get(timeout=PATIENCE_SECONDS) == FIRST
    assert not session.is_running


def test_letting_go_does_not_wait_for_a_camera_that_is_slow_to_open(eyes: Eyes) -> None:
    """CSH-13: the screen that closes the camera is not held up by its driver."""
    is_opening, may_open = threading.Event(), threading.Event()

    def open_slowly(source: str) -> FrameSource:
        is_opening.set()
        may_open.wait(PATIENCE_SECONDS)
        raise CameraUnavailable(source)

    session = CameraSession("0", clock=FakeClock(), open_frames=open_slowly)
    eyes.open(session)
    assert is_opening.wait(PATIENCE_SECONDS)
    letting_go = threading.Thread(target=session.stop, daemon=True)
    letting_go.start()
    letting_go.join(0.25)
    was_held = letting_go.is_alive()
    may_open.set()
    assert not was_held
    assert eyes.troubles.empty()


def test_a_picture_that_cannot_be_worked_on_is_told_and_not_the_end(
    eyes: Eyes, sessions: list[CameraSession]
) -> None:
    class Sparks:
        pause_seconds = 0.0

        def read(self) -> Picture:
            return np.zeros((0, 0, 3), np.uint8)

        def close(self) -> None:
            return None

    session = CameraSession(
        "0", clock=FakeClock(), open_frames=lambda _source: Sparks(), reopen_seconds=0.01
    )
    sessions.append(session)
    eyes.open(session)
    assert [eyes.trouble().code for _ in range(2)] == ["camera_unavailable"] * 2


@pytest.mark.parametrize("shape", [(1, 8_000, 3), (8_000, 1, 3)])
def test_a_sliver_of_a_picture_shows_no_code(shape: tuple[int, int, int]) -> None:
    reader = CodeReader()
    assert [reader.read(np.zeros(shape, np.uint8)) for _ in ROUND] == [()] * len(ROUND)


def test_a_code_in_sight_is_told_once_and_again_after_it_left() -> None:
    gate = CodeGate()
    seen = [gate.lets_through(QR, at_ms) for at_ms in range(0, 10_000, 500)]
    assert seen == [True] + [False] * 19
    assert gate.lets_through(QR, 9_500 + REPEAT_MS)


def test_two_codes_do_not_hide_each_other() -> None:
    gate = CodeGate()
    other = SeenCode(SECOND, "qr")
    assert [gate.lets_through(code, 0) for code in (QR, other, QR, other)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_code_that_checks_itself_weakly_is_read_twice() -> None:
    gate = CodeGate()
    weak = SeenCode("990123", "code128")
    assert not gate.lets_through(weak, 0)
    assert gate.lets_through(weak, CONFIRM_MS)
    assert not gate.lets_through(SeenCode("990124", "code128"), CONFIRM_MS)


def test_a_weak_code_seen_long_ago_is_no_confirmation() -> None:
    gate = CodeGate()
    weak = SeenCode("990123", "code128")
    assert not gate.lets_through(weak, 0)
    assert not gate.lets_through(weak, CONFIRM_MS + 1)


def test_darkness_is_told_once_and_light_again(
    tmp_path: Path, eyes: Eyes, sessions: list[CameraSession]
) -> None:
    """CSH-13: the person is told what helps."""
    night = an_empty_table() // 10
    watch(save(night, tmp_path / "table.png"), eyes, sessions)
    assert not eyes.lights.get(timeout=PATIENCE_SECONDS)
    for _ in range(3):
        eyes.frame()
    save(an_empty_table(), tmp_path / "table.png")
    assert eyes.lights.get(timeout=PATIENCE_SECONDS)
    assert eyes.lights.empty()


def test_a_lit_screen_in_a_dark_room_is_light_enough() -> None:
    room = an_empty_table() // 10
    room[200:500, 400:800] = 220
    assert not LightMeter().has_changed(room)


def test_cameras_have_the_names_that_linux_gives_them(tmp_path: Path) -> None:
    for number, index, name in ((10, "0", "USB Camera"), (2, "0", "Встроенная"), (3, "1", "Data")):
        entry = tmp_path / f"video{number}"
        entry.mkdir()
        (entry / "index").write_text(f"{index}\n")
        (entry / "name").write_text(f"{name}\n")
    (tmp_path / "video4").mkdir()
    assert find_cameras(tmp_path) == (
        FoundCamera("2", "Встроенная"),
        FoundCamera("4", ""),
        FoundCamera("10", "USB Camera"),
    )
    assert find_cameras(tmp_path / "nothing") == ()


def test_pictures_are_contiguous_bytes(tmp_path: Path) -> None:
    frame = open_source(str(save(an_empty_table(), tmp_path / "table.png"))).read()
    assert frame.dtype == np.uint8
    assert frame.flags["C_CONTIGUOUS"]
