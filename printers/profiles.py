"""What we must know of one printer: where it is, how wide it prints, which bytes are letters.

Kept by the client as JSON. Columns, code page and its number are settings and not looked up by a
model's name: the same model is sold with different firmware (CSH-65, G-02).
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from printers.code_pages import CodePage
from shared.domain.errors import FieldInvalid

ESCPOS_PORT: Final = 9100

_SMALL_FONT_DOTS: Final = 10
"""Font A is 12 dots wide (10 on some), font B 9 or fewer."""


@dataclass(frozen=True, slots=True)
class VirtualAddress:
    """A folder that fills with numbered pictures of the paper."""

    folder: str
    kind: Literal["virtual"] = "virtual"


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A printer in the network."""

    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] = ESCPOS_PORT
    kind: Literal["tcp"] = "tcp"


@dataclass(frozen=True, slots=True)
class UsbAddress:
    """A printer on the bus, by the numbers of its maker and model."""

    vendor_id: Annotated[int, Field(ge=0, le=0xFFFF)]
    product_id: Annotated[int, Field(ge=0, le=0xFFFF)]
    in_endpoint: Annotated[int, Field(ge=0, le=0xFF)] = 0x82
    out_endpoint: Annotated[int, Field(ge=0, le=0xFF)] = 0x01
    kind: Literal["usb"] = "usb"


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A printer on a serial line, 8N1."""

    device: Annotated[str, Field(min_length=1)]
    baud_rate: Annotated[int, Field(ge=1200, le=1_000_000)] = 9600
    kind: Literal["serial"] = "serial"


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A device file like ``/dev/usb/lp0``; it only listens."""

    path: Annotated[str, Field(min_length=1)]
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class SystemAddress:
    """A queue of the operating system; the name empty: its default one."""

    queue: Annotated[str, Field(max_length=200)] = ""
    kind: Literal["system"] = "system"


@dataclass(frozen=True, slots=True)
class PdfAddress:
    """A folder that fills with numbered PDF files."""

    folder: str
    kind: Literal["pdf"] = "pdf"


EscposAddress = TcpAddress | UsbAddress | SerialAddress | FileAddress
"""Where a receipt printer listens; the others make a picture of the paper."""

Address = Annotated[
    VirtualAddress | EscposAddress | SystemAddress | PdfAddress, Field(discriminator="kind")
]
DrawerPin = Literal[2, 5]


@dataclass(frozen=True, slots=True)
class Paper:
    """The printable width, in dots of 1/8 mm and in characters."""

    width_dots: Annotated[int, Field(ge=192, le=832)]
    columns: Annotated[int, Field(ge=24, le=96)]

    @property
    def cell_dots(self) -> int:
        """The width of one character."""
        return self.width_dots // self.columns

    @property
    def needs_small_font(self) -> bool:
        """Whether so many columns only fit in the printer's font B."""
        return self.cell_dots < _SMALL_FONT_DOTS


PAPER_58: Final = Paper(width_dots=384, columns=32)
PAPER_80: Final = Paper(width_dots=576, columns=48)


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """One printer."""

    name: Annotated[str, Field(max_length=80)]
    address: Address
    paper: Paper = PAPER_80
    code_page: CodePage = field(default_factory=CodePage)
    has_cutter: bool = True
    has_native_qr: bool = False
    """Only after a test slip proved it: a printer without it prints the command as text."""
    answers_status: bool = True
    """Switched off for printers that are known to lie about themselves."""
    draws_text: bool = False
    """No page of this printer holds our letters: it gets a picture of every slip."""
    logo_file: str = ""
    """A PNG or JPEG that receipts begin with; empty for none."""
    drawer_pin: DrawerPin | None = None
    """Where the cash drawer hangs; None: there is none."""


def virtual_printer(folder: str, *, paper: Paper = PAPER_80) -> PrinterProfile:
    """The printer every till starts with."""
    return PrinterProfile(name="virtual", address=VirtualAddress(folder), paper=paper)


def profile_to_json(profile: PrinterProfile) -> str:
    """``profile`` as the client keeps it."""
    return _profiles().dump_json(profile).decode()


def profile_from_json(text: str) -> PrinterProfile:
    """The profile in ``text``. Raises ``FieldInvalid`` naming the first fault."""
    try:
        return _profiles().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "profile"
        raise FieldInvalid(field=place, reason="format") from error


@cache
def _profiles() -> TypeAdapter[PrinterProfile]:
    """Made when it is needed first: a till that starts does not wait for it."""
    return TypeAdapter(PrinterProfile)
