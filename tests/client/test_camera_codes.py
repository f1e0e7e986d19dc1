"""CSH-13: which photographs of a card are read, and that none is read wrongly."""

import subprocess
import sys
from collections.abc import Callable
from itertools import combinations

import cv2
import numpy as np
import pytest
import zxingcpp

from client.devices.code_looks import halved
from client.devices.code_places import Places
from client.devices.code_reader import ROUND, Frame
from client.devices.qr_decode import LONG_SIDE_MAX, Picture, SeenCode, grey_of
from shared.domain.codes import qr_payload
from tests.client.photographs import (
    a_barcode,
    a_photograph,
    an_empty_table,
    blurred,
    dark,
    inverted,
    noisy,
    pale,
    read_codes,
    shaded,
    tilted,
    turned,
)

PAYLOAD = qr_payload("301234567890123456789012")


HARDSHIPS = (tilted, turned, noisy, dark, pale, inverted, blurred, shaded)


@pytest.mark.parametrize("hardship", HARDSHIPS, ids=lambda step: step.__name__)
def test_a_hard_photograph_is_read(hardship: Callable[[Picture], Picture]) -> None:
    picture = a_photograph(PAYLOAD, hardship)
    assert read_codes(picture) == (SeenCode(PAYLOAD, "qr"),)


def test_two_hardships_at_once_are_read_mostly_and_never_wrongly() -> None:
    pairs = list(combinations(HARDSHIPS, 2))
    readings = [read_codes(a_photograph(PAYLOAD, *pair)) for pair in pairs]
    assert set(readings) <= {(SeenCode(PAYLOAD, "qr"),), ()}
    missed = sum(reading == () for reading in readings)
    assert missed <= len(pairs) // 10, f"{missed} of {len(pairs)} were not read"


def test_a_frame_without_a_code_gives_none() -> None:
    assert read_codes(an_empty_table()) == ()
    assert read_codes(noisy(an_empty_table())) == ()


def test_a_grey_picture_is_read_as_well() -> None:
    grey = np.ascontiguousarray(a_photograph(PAYLOAD)[:, :, 0])
    assert read_codes(grey) == (SeenCode(PAYLOAD, "qr"),)


def test_two_cards_in_one_frame_are_two_codes() -> None:
    other = qr_payload("101234567890123456789012")
    both = np.ascontiguousarray(np.concatenate([a_photograph(PAYLOAD), a_photograph(other)]))
    assert set(read_codes(both)) == {SeenCode(PAYLOAD, "qr"), SeenCode(other, "qr")}


def test_a_large_photograph_is_read_at_camera_size() -> None:
    large = cv2.resize(a_photograph(PAYLOAD, tilted), None, fx=4, fy=4)
    assert max(large.shape) > 2 * LONG_SIDE_MAX
    assert read_codes(large.astype(np.uint8)) == (SeenCode(PAYLOAD, "qr"),)


@pytest.mark.parametrize(
    ("text", "symbology", "name"),
    [
        ("4601234567893", zxingcpp.BarcodeFormat.EAN13, "ean13"),
        (PAYLOAD, zxingcpp.BarcodeFormat.Code128, "code128"),
    ],
)
def test_linear_codes_are_read(text: str, symbology: zxingcpp.BarcodeFormat, name: str) -> None:
    assert SeenCode(text, name) in read_codes(a_barcode(text, symbology))


@pytest.mark.parametrize(
    "symbology", [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Aztec]
)
def test_formats_no_guest_shows_are_not_looked_for(symbology: zxingcpp.BarcodeFormat) -> None:
    picture: Picture = a_barcode(PAYLOAD, symbology)
    assert zxingcpp.read_barcodes(picture), "the picture itself is good"
    assert read_codes(picture) == ()


def test_a_machine_without_zbar_reads_by_zxing_alone() -> None:
    program = (
        "import sys; sys.modules['pyzbar'] = None\n"
        "from client.devices.code_reader import ROUND, CodeReader\n"
        "from tests.client.photographs import a_photograph, an_empty_table\n"
        f"assert CodeReader().read(a_photograph({PAYLOAD!r}))[0].text == {PAYLOAD!r}\n"
        "reader = CodeReader()\n"
        "assert not any(reader.read(an_empty_table()) for _ in ROUND)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_where_a_code_is_seen_is_told_in_shares_of_the_frame() -> None:
    """The overlay draws its frame there, whatever the size of the preview."""
    picture = a_photograph(PAYLOAD)
    dark = np.argwhere(picture[:, :, 0] < 100)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    (code,) = read_codes(picture)
    across, down = zip(*code.corners, strict=True)
    assert np.allclose((min(across), max(across)), (left / 1280, right / 1280), atol=0.01)
    assert np.allclose((min(down), max(down)), (top / 720, bottom / 720), atol=0.01)


@pytest.mark.parametrize("hardship", [turned, blurred, dark], ids=lambda step: step.__name__)
def test_every_look_tells_the_same_place(hardship: Callable[[Picture], Picture]) -> None:
    picture = a_photograph(PAYLOAD, hardship)
    grey = grey_of(picture)
    frame = Frame(grey, Places(halved(grey).picture, width=1280, height=720))
    found = [code.corners for look in ROUND for code in look(frame)]
    assert len(found) > len(ROUND) // 2
    middles = np.array([np.mean(corners, axis=0) for corners in found])
    assert np.all(np.ptp(middles, axis=0) < 0.02)


def test_a_linear_code_at_any_angle_is_read_across_its_bars() -> None:
    upright = a_barcode(PAYLOAD, zxingcpp.BarcodeFormat.Code128)
    lying = np.ascontiguousarray(np.rot90(upright))
    for picture in (turned(upright), lying):
        assert read_codes(picture) == (SeenCode(PAYLOAD, "code128"),)


def test_a_linear_code_that_two_strips_do_not_agree_on_is_not_told() -> None:
    upper = a_barcode("4601234567893", zxingcpp.BarcodeFormat.EAN13)
    lower = a_barcode("4601234567909", zxingcpp.BarcodeFormat.EAN13)
    torn = upper.copy()
    torn[len(torn) // 2 :] = lower[len(torn) // 2 :]
    assert len(read_codes(torn)) <= 1
