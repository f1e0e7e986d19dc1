"""Packed messages come back whole, and a few bytes never become gigabytes."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sync.packing import (
    PackingInvalid,
    UnpackedTooLarge,
    Unpacker,
    packed,
    unpacked,
)

MIB = 1024 * 1024
BOMB = packed(bytes(256 * MIB))


@given(st.binary(max_size=5_000), st.integers(min_value=1, max_value=700))
def test_what_was_packed_comes_back_in_whatever_pieces_it_arrives(data: bytes, size: int) -> None:
    unpacker, frame = Unpacker(limit_bytes=len(data)), packed(data)
    pieces = [frame[start : start + size] for start in range(0, len(frame), size)]
    assert b"".join(map(unpacker.unpacked, pieces)) == data
    unpacker.finish()


def test_one_byte_beyond_the_limit_is_too_much() -> None:
    assert unpacked(packed(bytes(1_000)), limit_bytes=1_000) == bytes(1_000)
    with pytest.raises(UnpackedTooLarge):
        unpacked(packed(bytes(1_001)), limit_bytes=1_000)


def test_a_bomb_is_refused_before_it_takes_memory() -> None:
    assert len(BOMB) < MIB
    tracemalloc.start()
    with pytest.raises(UnpackedTooLarge):
        unpacked(BOMB, limit_bytes=MIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MIB


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"{}", packed(b"ok")[:-1], packed(b"ok") + b"x", packed(b"ok") + packed(b"ok")],
)
def test_what_is_no_whole_frame_is_refused(data: bytes) -> None:
    with pytest.raises(PackingInvalid):
        unpacked(data, limit_bytes=MIB)
