"""The printer in words: what a cashier reads, in both languages."""

import pytest

from client.devices.print_spool import PrinterNews
from client.till.printer_test import ANSWERS, Step
from client.ui.presenters.printer_test import question
from client.ui.presenters.printers import found_row, printer_note, printer_scene
from printers.found import Found
from printers.profiles import PrinterProfile, SerialAddress, TcpAddress, VirtualAddress
from printers.state import PrinterState
from shared.receipt.words import Language

RU, EN = Language.RU, Language.EN
COUNTER = PrinterProfile("counter", TcpAddress("192.168.0.50"))


@pytest.mark.parametrize(
    ("state", "text", "note", "is_urgent"),
    [
        (PrinterState.READY, "Принтер готов", "Бумага есть, крышка закрыта.", False),
        (PrinterState.PAPER_NEAR_END, "Бумага кончается", "Приготовьте новый рулон.", False),
        (PrinterState.PAPER_OUT, "В принтере кончилась бумага", "Вставьте новый рулон.", True),
        (
            PrinterState.UNREACHABLE,
            "Принтер не отвечает",
            "Проверьте питание и кабель принтера.",
            True,
        ),
    ],
)
def test_a_state_is_words_and_what_to_do(
    state: PrinterState, text: str, note: str, *, is_urgent: bool
) -> None:
    scene = printer_scene(PrinterNews(state), COUNTER, language=RU)
    assert (scene.text, scene.note, scene.is_urgent) == (text, note, is_urgent)


@pytest.mark.parametrize("state", PrinterState)
@pytest.mark.parametrize("language", Language)
def test_every_state_has_its_own_words(state: PrinterState, language: Language) -> None:
    scene = printer_scene(PrinterNews(state, waiting=3), COUNTER, language=language)
    assert scene.text
    assert "3" in scene.note


def test_silence_is_neither_well_nor_ill() -> None:
    scene = printer_scene(PrinterNews(), COUNTER, language=EN)
    assert (scene.kind, scene.is_urgent) == ("plain", False)
    assert "look at the slip" in scene.note


def test_a_till_that_prints_pictures_does_not_speak_of_paper_it_has_not() -> None:
    pictures = PrinterProfile("", VirtualAddress("/srv/paper"))
    scene = printer_scene(PrinterNews(PrinterState.READY), pictures, language=RU)
    assert scene.text == "Чеки остаются на кассе"


def test_what_was_found_is_named_by_what_tells_it_apart() -> None:
    row = found_row(Found(SerialAddress("/dev/ttyUSB0"), name="CP2102"), language=RU)
    assert (row.title, row.note) == ("/dev/ttyUSB0", "COM-порт · CP2102")
    assert found_row(Found(TcpAddress("192.168.0.87")), language=EN).note == "Network printer"


def test_the_settings_name_the_printer_with_its_address() -> None:
    assert printer_note(COUNTER, language=RU) == "Сетевой принтер 192.168.0.50, бумага 80 мм"


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("language", Language)
def test_every_answer_has_a_label(step: Step, language: Language) -> None:
    asked = question(step, language=language)
    assert asked.values == ANSWERS[step]
    assert len(set(asked.labels)) == len(asked.values)
