"""Forms and slips in words: phones and dates as they are typed, papers as they come (CSH-41…64)."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from client.store.prints import JobState
from client.ui.presenters.adjustment import AdjustmentState, adjustment_scene
from client.ui.presenters.forms import card_scene, field_error
from client.ui.presenters.receipts import slip_scene
from client.ui.presenters.texts_sales_en import SALES_EN
from client.ui.presenters.texts_sales_ru import SALES_RU
from shared.domain.adjusting import AdjustmentReason
from shared.domain.errors import FieldInvalid, PhoneInvalid
from shared.receipt.words import Language
from tests.client.test_words_of_a_check import a_view

RU, EN = Language.RU, Language.EN


@dataclass(frozen=True)
class Job:
    """A print job as the screen sees it."""

    state: str
    trouble: str | None = None
    is_copy: bool = False
    picture: Path | None = None
    file: Path | None = None
    receipt_id: str | None = "receipt"
    job_id: int = 1


def test_the_words_under_a_field_are_those_of_the_specification() -> None:
    phone = PhoneInvalid(digits=3)
    assert field_error(phone, language=RU) == "Телефон должен начинаться с +7"
    no_date = FieldInvalid(field="birth_date", reason="format")
    assert field_error(no_date, language=RU) == "Такой даты нет"


def test_a_code_is_shown_as_it_is_read_aloud() -> None:
    scene = card_scene(a_view(), language=RU)
    assert scene.display_code.replace("\u00a0", "") == a_view().card.display_code
    assert scene.display_code[3] == "\u00a0"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", JobState)
def test_every_state_of_the_paper_has_words(state: JobState, language: Language) -> None:
    assert slip_scene(Job(state), language=language).text


def test_a_queued_slip_whose_printer_is_out_of_paper_says_so() -> None:
    scene = slip_scene(Job("queued", "paper_out"), language=RU)
    assert scene.text == "Ждёт принтер"
    assert scene.note == "В принтере кончилась бумага. Вставьте новый рулон."


def test_a_copy_is_called_a_copy() -> None:
    assert slip_scene(Job("printed", is_copy=True), language=RU).text == "Копия: Напечатан"


def test_a_slip_that_was_never_to_be_printed_is_told_apart() -> None:
    assert slip_scene(None, language=RU).text == "Чек ещё не печатали"


def test_the_texts_of_a_sale_exist_in_both_languages() -> None:
    assert SALES_RU.keys() == SALES_EN.keys()
    assert all(SALES_RU.values())
    assert all(SALES_EN.values())


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (AdjustmentState(a_view()), "Введите количество баллов"),
        (AdjustmentState(a_view(), 500), "Укажите причину"),
        (AdjustmentState(a_view(), 500, reason="other"), "Укажите причину"),
        (
            AdjustmentState(a_view(), 500, reason="other", note="Ждал час"),
            "Начислить 500\u00a0баллов",
        ),
        (AdjustmentState(a_view(), 21, is_taking=True, reason="mistake"), "Списать 21\u00a0балл"),
        (
            AdjustmentState(a_view(), 10_001, reason="gift"),
            "Проверьте, что введено",
        ),
        (
            AdjustmentState(a_view(), 9_000, is_taking=True, reason="gift"),
            "Проверьте, что введено",
        ),
    ],
)
def test_the_button_of_an_adjustment_says_what_it_does_or_what_is_missing(
    state: AdjustmentState, said: str
) -> None:
    assert adjustment_scene(state, language=RU).confirm == said


def test_the_balance_before_and_after_is_shown() -> None:
    taking = AdjustmentState(a_view(), 800, is_taking=True, reason=AdjustmentReason.MISTAKE)
    scene = adjustment_scene(taking, language=EN)
    assert (scene.before, scene.after) == ("2,800", "2,000")
