"""Printers as a person names them, and the answers after the test slip."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from client.store.database import Store
from client.till.preferences import NO_PRINTER, Preferences, PreferencesKeeper, printer_profile
from client.till.printer_choice import (
    PaperWidth,
    PrinterKind,
    address_text,
    kind_of,
    typed_address,
    width_of,
)
from client.till.printer_test import ANSWERS, Step, next_step, profile_after
from printers.probe import PAPERS
from printers.profiles import (
    Address,
    FileAddress,
    PdfAddress,
    PrinterProfile,
    SerialAddress,
    SystemAddress,
    TcpAddress,
    UsbAddress,
    VirtualAddress,
)
from printers.state import PrinterState
from shared.domain.errors import FieldInvalid
from tests.sealed_files import store_key


@pytest.mark.parametrize(
    ("kind", "typed", "address"),
    [
        (PrinterKind.VIRTUAL, "", VirtualAddress("")),
        (PrinterKind.PDF, "", PdfAddress("")),
        (PrinterKind.TCP, " 192.168.0.50 ", TcpAddress("192.168.0.50")),
        (PrinterKind.TCP, "printer:9101", TcpAddress("printer", 9101)),
        (PrinterKind.USB, "04b8:0202", UsbAddress(0x04B8, 0x0202)),
        (PrinterKind.SERIAL, "/dev/ttyUSB0", SerialAddress("/dev/ttyUSB0")),
        (PrinterKind.FILE, "/dev/usb/lp0", FileAddress("/dev/usb/lp0")),
        (PrinterKind.SYSTEM, "", SystemAddress()),
        (PrinterKind.SYSTEM, "Office", SystemAddress("Office")),
    ],
)
def test_an_address_is_typed_and_shown_alike(
    kind: PrinterKind, typed: str, address: Address
) -> None:
    assert typed_address(kind, typed) == address
    assert kind_of(address) is kind
    assert address_text(address) == typed.strip()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (PrinterKind.TCP, ""),
        (PrinterKind.TCP, "192.168.0.50:99999999"),
        (PrinterKind.TCP, "my printer"),
        (PrinterKind.USB, "printer"),
        (PrinterKind.USB, "04b8:"),
        (PrinterKind.SERIAL, ""),
        (PrinterKind.FILE, " "),
    ],
)
def test_an_address_that_cannot_be_is_refused(kind: PrinterKind, typed: str) -> None:
    with pytest.raises(FieldInvalid):
        typed_address(kind, typed)


def test_a_narrow_head_for_80_mm_prints_on_80_mm() -> None:
    assert [width_of(paper) for paper in PAPERS] == [
        PaperWidth.MM_58,
        PaperWidth.MM_80,
        PaperWidth.MM_80,
    ]


def test_every_question_is_asked_once_and_in_the_order_of_the_slip() -> None:
    answers: dict[Step, str] = {}
    asked = []
    while (step := next_step(answers)) is not None:
        asked.append(step)
        answers[step] = ANSWERS[step][0]
    assert asked == list(Step)


@pytest.mark.parametrize(
    "answers",
    [{step: ANSWERS[step][which] for step in Step} for which in (0, -1)],
)
def test_any_answers_make_a_profile_that_is_kept_as_it_is(
    answers: Mapping[Step, str], tmp_path: Path
) -> None:
    new = PrinterProfile("new", TcpAddress("192.168.0.50"))
    profile = profile_after(new, answers, said=PrinterState.READY)
    assert profile.draws_text is (answers[Step.LETTERS] == "none")
    assert _kept(Preferences(printer=profile), tmp_path).printer == profile


def test_a_till_without_a_printer_draws_into_its_own_folder(tmp_path: Path) -> None:
    profile = printer_profile(Preferences(), paper_folder=tmp_path)
    assert profile.address == VirtualAddress(str(tmp_path))
    assert _kept(Preferences(), tmp_path).printer == NO_PRINTER


def test_receipts_bear_the_restaurants_logo_unless_somebody_said_no(tmp_path: Path) -> None:
    chosen = Preferences(logo_file="/srv/logo.png")
    assert printer_profile(chosen, paper_folder=tmp_path).logo_file == "/srv/logo.png"
    without = Preferences(logo_file="/srv/logo.png", prints_logo=False)
    assert printer_profile(without, paper_folder=tmp_path).logo_file == ""


def _kept(preferences: Preferences, folder: Path) -> Preferences:
    """What a till that was closed and opened again has kept."""
    store = Store.open(folder / "till.db", store_key)
    keeper = PreferencesKeeper(store, paper_folder=folder, use_printer=lambda _profile: None)
    asyncio.run(keeper.save(preferences))
    kept = asyncio.run(keeper.load())
    store.close()
    return kept
