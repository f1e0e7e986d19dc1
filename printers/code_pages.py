"""The Cyrillic code pages of receipt printers: which byte is which letter, and its number.

The number after ``ESC t`` differs from maker to maker, so it is a setting; the table below is what
the settings screen offers. One page per printer: switching pages inside a line is what makes cheap
printers print hieroglyphs. Source: CSH-65.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_NUMBER_MAX: Final = 255


class CodePageName(StrEnum):
    """The pages that hold Russian; the value is Python's name of the codec."""

    CP866 = "cp866"
    CP1251 = "cp1251"


@dataclass(frozen=True, slots=True)
class CodePage:
    """A page and the number by which one printer knows it."""

    name: CodePageName = CodePageName.CP866
    number: int = 17

    def __post_init__(self) -> None:
        """A number is one byte of a command."""
        assert 0 <= self.number <= _NUMBER_MAX

    def can_print(self, character: str) -> bool:
        """Whether the page has ``character``."""
        try:
            character.encode(self.name)
        except UnicodeEncodeError:
            return False
        return True

    def encode(self, text: str) -> bytes:
        """The bytes of a text that was transliterated for this page."""
        return text.encode(self.name)


@dataclass(frozen=True, slots=True)
class PrinterFamily:
    """Printers that number their pages alike; an empty tuple: the page is not there."""

    models: str
    cp866: tuple[int, ...]
    cp1251: tuple[int, ...] = ()


PRINTER_FAMILIES: Final = (
    PrinterFamily("Epson TM-T20, TM-T70II, TM-T88II, TM-T88V, TM-m30; RP-F10", (17,), (46,)),
    PrinterFamily("Epson TM-T70, TM-T88IV; SRP-S300; Sunmi V2; ZJ-5870; ITPP047", (17,)),
    PrinterFamily("Epson TM-T88III", (17,), (6,)),
    PrinterFamily("NT-5890K, NT-80-V-UL, P822D, POS-5890", (17, 59), (73,)),
    PrinterFamily("Star TSP600, TSP800, TUP500, SP2000; mcPrint", (10,), (34,)),
    PrinterFamily("RP326, RP332", (7,), (6,)),
    PrinterFamily("TH230", (7,)),
    PrinterFamily("Citizen CT-S651", (7, 17)),
    PrinterFamily("OCD-100, OCD-300", (11,), (12,)),
    PrinterFamily("YHD-8390", (12,), (18,)),
    PrinterFamily("KR-306", (12, 37), (51,)),
    PrinterFamily("AF-240, T-1, TM-U220, TM-T70 and TM-T88IV for South Asia", ()),
)
