"""The bytes of a slip, read back by a hostile printer (CSH-60, CSH-62, CSH-63, CSH-65)."""

from dataclasses import replace

import pytest

from printers.code_pages import CodePage, CodePageName
from printers.escpos import render
from printers.profiles import PAPER_58, PAPER_80, Paper, PrinterProfile, TcpAddress
from shared.receipt.compose import compose_guest_card, compose_receipt
from shared.receipt.document import Align, Cut, Document, Pair, Text
from shared.receipt.words import Language
from tests.printers.golden_slips import GOLDEN, golden_path
from tests.printers.paper import paper_from
from tests.slips import a_card_slip, a_redeem_and_earn_slip, an_earn_slip

PROFILE = PrinterProfile("counter", TcpAddress("127.0.0.1"), paper=PAPER_58)
WIDTHS = [PAPER_58, Paper(384, 42), Paper(576, 42), PAPER_80, Paper(576, 64)]


@pytest.mark.parametrize("name", GOLDEN)
def test_a_slip_is_byte_for_byte_what_it_was(name: str) -> None:
    document, profile = GOLDEN[name]
    assert render(document, profile) == golden_path(name).read_bytes()


@pytest.mark.parametrize("paper", WIDTHS, ids=str)
@pytest.mark.parametrize("language", Language)
def test_a_receipt_fits_every_paper_and_loses_nothing(paper: Paper, language: Language) -> None:
    document = compose_receipt(an_earn_slip(), language=language, copy_number=1)
    printed = paper_from(render(document, replace(PROFILE, paper=paper)), columns=paper.columns)
    words = " ".join(printed.text.split())
    for value in ("А-1042", "+200", "+400", "Иван П.", "a1b2c3d4e5", "21.11.2026 14:05"):
        assert value in words


def test_russian_is_printed_through_page_866() -> None:
    document = compose_receipt(an_earn_slip(), language=Language.RU)
    printed = paper_from(render(document, PROFILE), columns=32)
    assert "Базовое начисление, 10 %    +200" in printed.text
    assert 'Акция "Добро пожаловать",' in printed.text
    assert "Сумма чека            2 000 руб." in printed.text


def test_the_settings_decide_page_and_number() -> None:
    page = CodePage(CodePageName.CP1251, number=46)
    document = compose_receipt(an_earn_slip(), language=Language.RU)
    printed = paper_from(render(document, replace(PROFILE, code_page=page)), columns=32)
    assert "Акция «Добро пожаловать»," in printed.text


def test_a_reprint_says_that_it_is_a_copy() -> None:
    document = compose_receipt(a_redeem_and_earn_slip(), language=Language.RU, copy_number=1)
    printed = paper_from(render(document, PROFILE), columns=32)
    assert [line.text.strip() for line in printed.lines if line.is_large][-1] == "КОПИЯ 1"


@pytest.mark.parametrize("columns", [32, 48])
def test_a_slip_denies_being_a_fiscal_document(columns: int) -> None:
    profile = replace(PROFILE, paper=Paper(576, columns))
    for document in (
        compose_receipt(an_earn_slip(), language=Language.RU),
        compose_guest_card(a_card_slip(), language=Language.RU),
    ):
        words = paper_from(render(document, profile), columns=columns).text.split()
        assert words[-4:] == ["НЕ", "ЯВЛЯЕТСЯ", "ФИСКАЛЬНЫМ", "ДОКУМЕНТОМ"]


@pytest.mark.parametrize("has_native_qr", [False, True])
@pytest.mark.parametrize("paper", [PAPER_58, PAPER_80], ids=str)
def test_the_card_s_code_can_be_scanned_and_russian_goes_on_below_it(
    paper: Paper, has_native_qr: bool
) -> None:
    profile = replace(PROFILE, paper=paper, has_native_qr=has_native_qr)
    document = compose_guest_card(a_card_slip(), language=Language.RU)
    printed = paper_from(render(document, profile), columns=paper.columns)
    assert printed.codes == [a_card_slip().qr_payload]
    assert [line.text.strip() for line in printed.lines if line.is_large][-1] == "123456"
    assert "Ваш код" in printed.text


@pytest.mark.parametrize(("has_cutter", "cuts", "fed"), [(True, 1, 6), (False, 0, 4)])
def test_a_slip_ends_with_a_cut_or_enough_paper_to_tear(
    has_cutter: bool, cuts: int, fed: int
) -> None:
    printed = paper_from(
        render(Document((Text("да"), Cut())), replace(PROFILE, has_cutter=has_cutter)), columns=32
    )
    assert (printed.cuts, printed.fed_at_end) == (cuts, fed)


def test_a_guest_s_name_cannot_speak_to_the_printer() -> None:
    document = Document((Pair("Гость", "Иван\x1b@\x1dV\x00"), Text("\x10\x04\x01ok")))
    slip = render(document, PROFILE)
    assert slip.count(b"\x1b@") == 1
    assert paper_from(slip, columns=32).lines[0].text == "Гость                     Иван@V"


def test_bold_and_large_end_with_their_line() -> None:
    document = Document((Text("A", Align.CENTER, is_bold=True, is_large=True), Text("b")))
    first, second = paper_from(render(document, PROFILE), columns=32).lines
    assert (first.is_bold, first.is_large) == (True, True)
    assert (second.is_bold, second.is_large) == (False, False)
