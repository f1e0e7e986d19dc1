"""A receipt printer for tests: takes the bytes of a slip and says what would be on the paper.

It is a hostile one. It starts in Chinese mode and with the American code page, forgets the code
page after every picture, and stops with an error at a line that is too long and at any command it
does not know.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import zxingcpp
from PIL import Image

ESC, FS, GS, LF = 0x1B, 0x1C, 0x1D, 0x0A
AMERICAN: Final = 0
CODECS: Final = {AMERICAN: "cp437", 17: "cp866", 59: "cp866", 46: "cp1251"}
HIEROGLYPH: Final = "汉"


@dataclass
class Line:
    """One printed line."""

    text: str = ""
    is_bold: bool = False
    is_large: bool = False


@dataclass
class Paper:
    """What came out of the printer."""

    lines: list[Line] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    cuts: int = 0
    fed_at_end: int = 0

    @property
    def text(self) -> str:
        """All lines, as a reader sees them."""
        return "\n".join(line.text for line in self.lines)


def paper_from(slip: bytes, *, columns: int) -> Paper:
    """What a printer of ``columns`` characters makes of ``slip``."""
    return _Interpreter(slip, columns).run()


class _Interpreter:
    def __init__(self, slip: bytes, columns: int) -> None:
        self._slip, self._columns, self._place = slip, columns, 0
        self._paper, self._line, self._qr_data = Paper(), Line(), b""
        self._page, self._is_chinese, self._is_bold, self._is_large = AMERICAN, True, False, False
        self._commands: dict[tuple[int, int], Callable[[], None]] = {
            (ESC, ord("@")): self._initialise,
            (ESC, ord("t")): self._choose_page,
            (ESC, ord("M")): lambda: self._skip(1),
            (ESC, ord("E")): self._set_bold,
            (ESC, ord("a")): lambda: self._skip(1),
            (ESC, ord("d")): self._feed,
            (FS, ord(".")): self._leave_chinese,
            (GS, ord("!")): self._set_size,
            (GS, ord("V")): self._cut,
            (GS, ord("v")): self._picture,
            (GS, ord("(")): self._native_qr,
        }

    def run(self) -> Paper:
        while self._place < len(self._slip):
            byte = self._take()
            if byte in {ESC, FS, GS}:
                self._commands[byte, self._take()]()
            elif byte == LF:
                self._end_line()
            else:
                self._print(byte)
        assert self._line == Line(), "the last line was never printed"
        return self._paper

    def _print(self, byte: int) -> None:
        assert byte >= 0x20, f"control character {byte:#04x}"
        is_hieroglyph = self._is_chinese and byte >= 0x80
        self._line.text += HIEROGLYPH if is_hieroglyph else bytes([byte]).decode(self._codec)
        self._line.is_bold |= self._is_bold
        self._line.is_large |= self._is_large

    @property
    def _codec(self) -> str:
        """Of a page it does not know it takes the American one."""
        return CODECS.get(self._page, CODECS[AMERICAN])

    def _end_line(self) -> None:
        width = len(self._line.text) * (2 if self._line.is_large else 1)
        assert width <= self._columns, f"{self._line.text!r} does not fit"
        self._paper.lines.append(self._line)
        self._line = Line()

    def _initialise(self) -> None:
        self._page, self._is_chinese, self._is_bold, self._is_large = AMERICAN, True, False, False

    def _leave_chinese(self) -> None:
        self._is_chinese = False

    def _choose_page(self) -> None:
        self._page = self._take()

    def _set_bold(self) -> None:
        self._is_bold = bool(self._take())

    def _set_size(self) -> None:
        self._is_large = self._take() == 0x11

    def _feed(self) -> None:
        self._paper.fed_at_end = self._take()

    def _cut(self) -> None:
        self._skip(1)
        self._paper.cuts += 1

    def _picture(self) -> None:
        self._skip(2)
        width = self._take_number() * 8
        height = self._take_number()
        dots = bytes(byte ^ 0xFF for byte in self._take_bytes(width * height // 8))
        self._read_code(Image.frombytes("1", (width, height), dots).convert("L"))
        self._page = AMERICAN

    def _read_code(self, picture: Image.Image) -> None:
        found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
        assert len(found) == 1, "a picture without a code that can be read"
        self._paper.codes.append(found[0].text)

    def _native_qr(self) -> None:
        self._skip(1)
        command = self._take_bytes(self._take_number())
        if command[:3] == b"1P0":
            self._qr_data = command[3:]
        elif command == b"1Q0":
            self._paper.codes.append(self._qr_data.decode())
            self._page = AMERICAN

    def _skip(self, count: int) -> None:
        self._take_bytes(count)

    def _take(self) -> int:
        return self._take_bytes(1)[0]

    def _take_number(self) -> int:
        return int.from_bytes(self._take_bytes(2), "little")

    def _take_bytes(self, count: int) -> bytes:
        taken = self._slip[self._place : self._place + count]
        assert len(taken) == count, "the slip ends inside a command"
        self._place += count
        return taken
