"""A packet shown as codes is put together again, or nothing is (design §3)."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.codes import ScanKind, understand_scan
from shared.sync.frames import (
    FRAME_BYTES,
    FRAMES_MAX,
    Assembly,
    FramesDoNotFit,
    frame_of,
    frames_of,
)

SCANNER_CHARACTERS_MAX = 512
"""What a scanner that types is listened to (CSH-12)."""


@given(sealed=st.binary(min_size=1, max_size=FRAME_BYTES * 5), seed=st.integers())
def test_in_any_order_and_with_repeats_they_are_the_packet(sealed: bytes, seed: int) -> None:
    texts = [*frames_of(sealed), *frames_of(sealed)[:2]]
    random.Random(seed).shuffle(texts)
    assembly = Assembly()
    news = [assembly.add(frame) for text in texts if (frame := frame_of(text))]
    assert news.count(True) == assembly.total == len(frames_of(sealed))
    assert assembly.packet() == sealed


def test_what_is_missing_is_named() -> None:
    first, second, third = frames_of(random.Random(1).randbytes(FRAME_BYTES * 3))
    assembly = Assembly()
    show(assembly, first, third)
    assert assembly.missing == (2,)
    assert assembly.packet() is None
    show(assembly, second)
    assert not assembly.missing


def test_a_packet_too_long_for_codes_has_none() -> None:
    assert len(frames_of(bytes(FRAME_BYTES * FRAMES_MAX))) == FRAMES_MAX
    assert not frames_of(bytes(FRAME_BYTES * FRAMES_MAX + 1))


def test_any_scanner_can_type_them_and_no_card_or_phone_looks_alike() -> None:
    for text in frames_of(random.Random(1).randbytes(FRAME_BYTES * 12)):
        assert len(text) < SCANNER_CHARACTERS_MAX
        assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
        assert understand_scan(text).kind is ScanKind.UNKNOWN


@pytest.mark.parametrize("wrong", ["", "MLR", "99012345", "MLR-A-1-1-B-C", "HTTPS://EXAMPLE.COM"])
def test_another_code_is_no_frame(wrong: str) -> None:
    assert frame_of(wrong) is None


def test_a_frame_read_wrongly_is_no_frame() -> None:
    (text,) = frames_of(b"work of a till")
    assert frame_of(text.lower()) is not None
    for place in range(len(text)):
        other = text[:place] + ("7" if text[place] != "7" else "6") + text[place + 1 :]
        frame = frame_of(other)
        if frame not in {None, frame_of(text)}:
            assembly = Assembly()
            show(assembly, other)
            with suppress(FramesDoNotFit):
                assert assembly.packet() is None


def test_codes_of_another_packet_begin_anew() -> None:
    one, other = frames_of(b"1" * FRAME_BYTES * 2), frames_of(b"2" * FRAME_BYTES * 2)
    assembly = Assembly()
    show(assembly, one[0], *other)
    assert assembly.packet() == b"2" * FRAME_BYTES * 2


def show(assembly: Assembly, *texts: str) -> None:
    for text in texts:
        frame = frame_of(text)
        assert frame is not None
        assembly.add(frame)
