"""The test slip of an unknown printer, and what its answers teach (CSH-65)."""

from dataclasses import replace

import pytest

from printers.code_pages import PRINTER_FAMILIES, CodePage, CodePageName
from printers.probe import PAPERS, Observed, QrSeen, candidates, learned
from printers.probe_slip import DRAWN_SAMPLE, NATIVE_SAMPLE, SAMPLE, drawer_pulse, probe_slip
from printers.profiles import PAPER_58, PAPER_80, PrinterProfile, TcpAddress
from printers.registry import open_escpos
from printers.state import PrinterState
from tests.printers.paper import CODECS, paper_from
from tests.printers.tcp_printers import FINE, IMPATIENT, Manners, a_tcp_printer

NEW = PrinterProfile("new", TcpAddress("192.168.0.50"))
SEEN = Observed(line=1, columns=48, qr=QrSeen.BOTH, did_cut=True)
COMMON = CodePage(CodePageName.CP866, 17)


def test_every_page_of_every_family_has_one_line_and_the_commonest_is_first() -> None:
    pages = candidates()
    assert pages[0] == COMMON
    assert len(set(pages)) == len(pages)
    known = {number for family in PRINTER_FAMILIES for number in (*family.cp866, *family.cp1251)}
    assert {page.number for page in pages} == known


def test_the_printer_prints_the_sample_in_exactly_the_lines_of_its_own_pages() -> None:
    slip = paper_from(probe_slip(), columns=48)
    readable = {line.text for line in slip.lines if line.text.endswith(SAMPLE)}
    numbers = {int(line.split()[0]) for line in readable}
    own = {
        number
        for number, page in enumerate(candidates(), start=1)
        if CODECS.get(page.number) == page.name
    }
    assert numbers == own
    assert slip.codes == [NATIVE_SAMPLE, DRAWN_SAMPLE]
    assert slip.cuts == 1


def test_a_ruler_is_as_long_as_its_paper_is_wide() -> None:
    slip = paper_from(probe_slip(), columns=48)
    rulers = [line.text for line in slip.lines if line.text.endswith("|")]
    assert [len(ruler) for ruler in rulers] == [each.columns for each in PAPERS]
    assert [int(ruler.split()[0]) for ruler in rulers] == [each.columns for each in PAPERS]


def test_the_number_of_the_readable_line_is_the_code_page() -> None:
    for number, page in enumerate(candidates(), start=1):
        assert learned(NEW, replace(SEEN, line=number)).code_page == page


def test_a_printer_without_our_letters_gets_pictures() -> None:
    profile = learned(NEW, replace(SEEN, line=None))
    assert profile.draws_text
    assert not learned(profile, SEEN).draws_text


def test_the_longest_whole_ruler_is_the_paper() -> None:
    assert learned(NEW, replace(SEEN, columns=32)).paper == PAPER_58
    assert learned(NEW, replace(SEEN, columns=48)).paper == PAPER_80


@pytest.mark.parametrize(
    ("seen", "is_native"),
    [
        (QrSeen.BOTH, True),
        (QrSeen.NATIVE, True),
        (QrSeen.DRAWN, False),
        (QrSeen.NONE, False),
    ],
)
def test_the_printers_own_code_is_used_only_when_it_was_seen(seen: QrSeen, is_native: bool) -> None:
    assert learned(NEW, replace(SEEN, qr=seen)).has_native_qr is is_native


def test_without_a_knife_the_paper_is_fed_to_the_edge() -> None:
    assert not learned(NEW, replace(SEEN, did_cut=False)).has_cutter


@pytest.mark.parametrize("said", [PrinterState.OFFLINE, PrinterState.PAPER_OUT])
def test_a_printer_that_printed_what_it_said_it_could_not_is_asked_no_more(
    said: PrinterState,
) -> None:
    assert not learned(NEW, replace(SEEN, said=said)).answers_status
    assert learned(NEW, replace(SEEN, said=PrinterState.PAPER_NEAR_END)).answers_status


def test_a_wrong_answer_is_mended_by_the_next_one() -> None:
    wrong = Observed(line=None, columns=32, qr=QrSeen.NONE, did_cut=False)
    assert learned(learned(NEW, wrong), SEEN) == learned(NEW, SEEN)


def test_the_slip_is_handed_over_whatever_the_printer_says() -> None:
    liar = Manners(answers={1: FINE | 0x08, 2: FINE, 3: FINE, 4: FINE})
    with a_tcp_printer(liar) as printer:
        assert isinstance(printer.profile.address, TcpAddress)
        wire = open_escpos(printer.profile, printer.profile.address, patience=IMPATIENT)
        assert wire.send(probe_slip()) is PrinterState.OFFLINE
    assert printer.slips == [probe_slip()]


def test_the_drawers_pulse_prints_nothing() -> None:
    assert (drawer_pulse(2), drawer_pulse(5)) == (b"\x1bp\x0022", b"\x1bp\x0122")
