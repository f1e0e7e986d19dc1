"""The slips that are kept as bytes; ``python -m tests.printers.golden_slips`` writes them anew."""

from pathlib import Path
from typing import Final

from printers.escpos import render
from printers.profiles import PAPER_58, PAPER_80, PrinterProfile, TcpAddress
from shared.receipt.compose import compose_guest_card, compose_receipt
from shared.receipt.compose_shift import compose_shift_report
from shared.receipt.document import Document
from shared.receipt.words import Language
from tests.slips import (
    a_card_slip,
    a_closed_report,
    a_redeem_and_earn_slip,
    an_addendum,
    an_earn_slip,
)

_NARROW: Final = PrinterProfile("58", TcpAddress("127.0.0.1"), paper=PAPER_58, has_cutter=False)
_WIDE: Final = PrinterProfile("80", TcpAddress("127.0.0.1"), paper=PAPER_80)

GOLDEN: Final[dict[str, tuple[Document, PrinterProfile]]] = {
    "earn_ru_58": (compose_receipt(an_earn_slip(), language=Language.RU), _NARROW),
    "earn_en_80": (compose_receipt(an_earn_slip(), language=Language.EN), _WIDE),
    "redeem_and_earn_copy_ru_80": (
        compose_receipt(a_redeem_and_earn_slip(), language=Language.RU, copy_number=1),
        _WIDE,
    ),
    "card_ru_58": (compose_guest_card(a_card_slip(), language=Language.RU), _NARROW),
    "shift_ru_58": (compose_shift_report(a_closed_report(), language=Language.RU), _NARROW),
    "shift_copy_en_80": (
        compose_shift_report(a_closed_report(), language=Language.EN, copy_number=1),
        _WIDE,
    ),
    "shift_addendum_ru_80": (compose_shift_report(an_addendum(), language=Language.RU), _WIDE),
}


def golden_path(name: str) -> Path:
    """Where the bytes of a slip are kept."""
    return Path(__file__).parent / "golden" / f"{name}.bin"


if __name__ == "__main__":
    for each, (document, profile) in GOLDEN.items():
        golden_path(each).write_bytes(render(document, profile))
