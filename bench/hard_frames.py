"""Hard frames made by code: what guests hold before a till's camera on a bad evening.

Nothing here was chosen because a decoder reads it: every class draws its hardship from a range that
goes past what can be read. The seed decides everything, so that a set can be made again, and that
no chain is ever tuned to the one it is measured on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import numpy as np
import qrcode
import zxingcpp
from numpy.random import Generator, default_rng

from bench.lens import Grey, Hardship, empty_frame, photograph
from shared.domain.codes import TOKEN_BYTES, card_token_from, operation_payload, qr_payload
from shared.domain.ids import OperationId

Draw = Callable[[Generator], Hardship]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, and what is written in it."""

    kind: str
    picture: Grey
    text: str
    """What the code in it says; empty when there is none, or none that a guest can show."""


QR_KINDS: Final[dict[str, Draw]] = {
    "clean": lambda rng: _held(rng, roll=rng.uniform(-12, 12)),
    "rotation": lambda rng: _held(rng, roll=rng.uniform(-180, 180)),
    "perspective": lambda rng: _held(rng, yaw=rng.uniform(-60, 60), pitch=rng.uniform(-55, 55)),
    "blur": lambda rng: _held(rng, defocus=rng.uniform(2.5, 6.5)),
    "motion": lambda rng: _held(rng, motion=rng.uniform(6, 26)),
    "noise": lambda rng: _held(rng, noise=rng.uniform(25, 60)),
    "dark": lambda rng: _held(rng, exposure=rng.uniform(0.03, 0.12), noise=rng.uniform(1, 4)),
    "glare": lambda rng: _held(rng, glare=rng.uniform(0.15, 0.55)),
    "inverted": lambda rng: _held(rng, is_inverted=True, defocus=rng.uniform(0.7, 2)),
    "low contrast": lambda rng: _held(rng, contrast=rng.uniform(0.05, 0.2), noise=2),
    "small": lambda rng: _held(rng, side=rng.uniform(40, 90)),
    "combined": lambda rng: _held(
        rng,
        roll=rng.uniform(-180, 180),
        yaw=rng.uniform(-35, 35),
        defocus=rng.uniform(1, 2.5),
        noise=rng.uniform(8, 20),
        shade=rng.uniform(0.3, 0.8),
        exposure=rng.uniform(0.3, 0.8),
    ),
    "screen": lambda rng: _held(
        rng,
        grid=rng.uniform(0.3, 0.9),
        bands=rng.uniform(0, 0.6),
        bloom=rng.uniform(0, 2),
        exposure=rng.uniform(0.6, 1.4),
        roll=rng.uniform(-20, 20),
    ),
    "poor light": lambda rng: _held(
        rng,
        exposure=rng.uniform(0.1, 0.3),
        shade=rng.uniform(0.4, 0.85),
        noise=rng.uniform(4, 14),
        defocus=rng.uniform(1, 2),
        jpeg=60,
    ),
}
_LINEAR_KINDS: Final = (
    "clean",
    "rotation",
    "blur",
    "noise",
    "dark",
    "low contrast",
    "poor light",
)
"""What a printed linear code meets; a guest's phone shows QR."""
_CARDS: Final = 0.75
"""Of the QR codes; the others are those of slips."""
_LINEAR_SIDES: Final = (380, 700)
_MILD: Final = 0.45
"""A bar is as wide as a third of a QR's module at the same distance: so much less is as hard."""


def hard_frames(seed: int, *, each: int) -> Iterator[Frame]:
    """``each`` frames of every class; then linear codes, empty tables and codes of others."""
    for place, (kind, draw) in enumerate(QR_KINDS.items()):
        for number in range(each):
            yield _qr_frame(kind, draw, default_rng((seed, place, number)))
    for place, kind in enumerate(_LINEAR_KINDS):
        for number in range(max(1, each // 3)):
            rng = default_rng((seed, 100 + place, number))
            yield _linear_frame(kind, rng, is_ean=number % 2 == 0)
    for number in range(each):
        rng = default_rng((seed, 200, number))
        yield Frame("empty", empty_frame(rng), "")
        yield _foreign_frame(default_rng((seed, 201, number)), number)


def _held(rng: Generator, **hard: Any) -> Hardship:
    """A card as people hold it, and what is hard about this one."""
    usual = Hardship(
        side=rng.uniform(130, 420),
        roll=rng.uniform(-12, 12),
        yaw=rng.uniform(-12, 12),
        pitch=rng.uniform(-12, 12),
        defocus=rng.uniform(0.5, 1.2),
        noise=rng.uniform(2, 5),
    )
    return replace(usual, **hard)


def _qr_frame(kind: str, draw: Draw, rng: Generator) -> Frame:
    text = _card(rng) if rng.random() < _CARDS else _slip(rng)
    return Frame(f"qr {kind}", photograph(_qr(text, rng), draw(rng), rng), text)


def _linear_frame(kind: str, rng: Generator, *, is_ean: bool) -> Frame:
    hardship = QR_KINDS[kind](rng)
    easier = replace(
        hardship,
        side=rng.uniform(*_LINEAR_SIDES),
        defocus=max(0.7, hardship.defocus * _MILD),
        noise=hardship.noise * _MILD if kind == "noise" else hardship.noise,
    )
    text = _ean(rng) if is_ean else _card(rng)
    symbology = zxingcpp.BarcodeFormat.EAN13 if is_ean else zxingcpp.BarcodeFormat.Code128
    name = "ean13" if is_ean else "code128"
    return Frame(f"{name} {kind}", photograph(_drawn(text, symbology), easier, rng), text)


def _foreign_frame(rng: Generator, number: int) -> Frame:
    """Codes that no guest shows: other formats are not looked for, other texts told as they are."""
    others = (
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.QRCode,
    )
    symbology = others[number % len(others)]
    text = f"https://example.com/menu/{rng.integers(10**9)}"
    is_qr = symbology == zxingcpp.BarcodeFormat.QRCode
    picture = photograph(_drawn(text, symbology), _held(rng, roll=rng.uniform(-180, 180)), rng)
    return Frame("foreign qr" if is_qr else "foreign", picture, text if is_qr else "")


def _card(rng: Generator) -> str:
    return qr_payload(card_token_from(rng.bytes(TOKEN_BYTES)))


def _slip(rng: Generator) -> str:
    """What a slip bears, for refunds and cancellations."""
    return operation_payload(OperationId(str(UUID(bytes=rng.bytes(16)))))


def _ean(rng: Generator) -> str:
    digits = [int(digit) for digit in rng.integers(0, 10, 12)]
    weighed = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-weighed % 10)


def _qr(text: str, rng: Generator) -> Grey:
    levels = (
        qrcode.constants.ERROR_CORRECT_L,
        qrcode.constants.ERROR_CORRECT_M,
        qrcode.constants.ERROR_CORRECT_Q,
    )
    code = qrcode.QRCode(error_correction=levels[int(rng.integers(0, 3))], border=4)
    code.add_data(text)
    code.make(fit=True)
    modules = np.array(code.get_matrix(), dtype=np.uint8)
    return np.kron(255 - modules * 225, np.ones((12, 12), np.uint8)).astype(np.uint8)


def _drawn(text: str, symbology: zxingcpp.BarcodeFormat) -> Grey:
    code = zxingcpp.create_barcode(text, symbology)
    picture = np.array(code.to_image(scale=6, add_quiet_zones=True), dtype=np.uint8)
    return np.ascontiguousarray(picture.reshape(*picture.shape[:2], -1)[:, :, 0])
