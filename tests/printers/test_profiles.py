"""A printer's settings survive as JSON, and a wrong one is named."""

import json
from typing import Any

import pytest

from printers.code_pages import PRINTER_FAMILIES, CodePage, CodePageName
from printers.profiles import (
    PAPER_58,
    Address,
    FileAddress,
    Paper,
    PrinterProfile,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    VirtualAddress,
    profile_from_json,
    profile_to_json,
)
from shared.domain.errors import FieldInvalid


@pytest.mark.parametrize(
    "address",
    [
        VirtualAddress("paper"),
        TcpAddress("10.0.0.7"),
        UsbAddress(0x04B8, 0x0E28),
        SerialAddress("COM3", baud_rate=115200),
        FileAddress("/dev/usb/lp0"),
    ],
    ids=lambda address: address.kind,
)
def test_a_profile_survives_being_kept(address: Address) -> None:
    profile = PrinterProfile(
        "Бар", address, PAPER_58, CodePage(CodePageName.CP1251, 73), has_cutter=False
    )
    assert profile_from_json(profile_to_json(profile)) == profile


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"paper": {"width_dots": 384, "columns": 5}}, "paper.columns"),
        ({"address": {"kind": "tcp", "host": "", "port": 9100}}, "address.tcp.host"),
        ({"address": {"kind": "tcp", "host": "printer", "port": 0}}, "address.tcp.port"),
        ({"address": {"kind": "pigeon"}}, "address"),
        ({"code_page": {"name": "cp437", "number": 0}}, "code_page.name"),
        ({"code_page": {"name": "cp866", "number": 256}}, "code_page"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, Any], field: str) -> None:
    kept = json.loads(profile_to_json(PrinterProfile("Бар", TcpAddress("10.0.0.7"))))
    with pytest.raises(FieldInvalid) as raised:
        profile_from_json(json.dumps(kept | change))
    assert raised.value.field == field


def test_text_that_is_no_profile_is_refused() -> None:
    with pytest.raises(FieldInvalid):
        profile_from_json("{")


@pytest.mark.parametrize(
    ("dots", "columns", "is_small"),
    [(384, 32, False), (384, 42, True), (576, 48, False), (576, 64, True), (512, 42, False)],
)
def test_many_columns_need_the_small_font(dots: int, columns: int, is_small: bool) -> None:
    assert Paper(dots, columns).needs_small_font is is_small


def test_the_usual_page_number_suits_most_printers() -> None:
    usual = [family for family in PRINTER_FAMILIES if CodePage().number in family.cp866]
    assert len(usual) >= 5
