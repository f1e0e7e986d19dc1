"""A report of a shift as a document."""

from dataclasses import replace

import pytest

from shared.operations.bodies import GUESTLESS_KINDS, KNOWN_KINDS
from shared.receipt.compose_shift import KINDS_IN_ORDER, compose_shift_report, kind_text
from shared.receipt.document import Cut, Document, Pair, Text
from shared.receipt.shift_facts import ReportKind, ShiftReportFacts
from shared.receipt.words import Language
from tests.slips import PRACTICE_PLACE, a_closed_report, an_addendum


def texts(document: Document) -> list[str]:
    """Every line of words, in order."""
    return [
        block.text if isinstance(block, Text) else f"{block.label} {block.value}"
        for block in document.blocks
        if isinstance(block, Text | Pair)
    ]


def composed(facts: ShiftReportFacts, *, copy_number: int = 0) -> list[str]:
    return texts(compose_shift_report(facts, language=Language.RU, copy_number=copy_number))


def test_every_kind_that_is_about_a_guest_has_words() -> None:
    about_guests = KNOWN_KINDS - GUESTLESS_KINDS - {"lease_release"}
    assert set(KINDS_IN_ORDER) == about_guests
    for language in Language:
        assert len({kind_text(kind, language=language) for kind in KINDS_IN_ORDER}) == 8


def test_a_report_has_a_total_and_then_each_colleague() -> None:
    told = composed(a_closed_report())
    heads = [told.index(f"{name} баллы") for name in ("ВСЕГО", "Анна Кассирова")]
    assert heads == sorted(heads)
    assert "Начисления: 41 +12\u00a0300" in told
    assert "возвращено денег 1\u00a0000\u00a0₽" in told
    assert "Ждут ответа сервера 2" in told
    assert "Операция 57 a1b2c3d4" in told


def test_of_one_colleague_alone_nothing_is_said_twice() -> None:
    told = composed(an_addendum())
    assert not any(text.startswith("ВСЕГО") for text in told)
    assert "Начисления: −1 −300" in told
    assert "ДОПОЛНЕНИЕ 1 К Z-ОТЧЁТУ" in told


def test_who_has_no_name_is_everybody() -> None:
    facts = a_closed_report()
    nameless = replace(facts, colleagues=(replace(facts.colleagues[0], name=""),))
    assert "Все сотрудники баллы" in composed(nameless)


def test_an_empty_report_says_so() -> None:
    told = composed(replace(a_closed_report(), totals=(), colleagues=(), waiting=0))
    assert "Операций не было" in told
    assert not any(text.startswith("Ждут") for text in told)


def test_what_was_practised_waits_for_nobody() -> None:
    told = composed(replace(a_closed_report(), place=PRACTICE_PLACE))
    assert not any(text.startswith("Ждут") for text in told)


def test_a_report_of_now_says_that_the_shift_goes_on() -> None:
    told = composed(replace(a_closed_report(), kind=ReportKind.X, closed_by="", seq=0))
    assert "X-ОТЧЁТ ПО БАЛЛАМ" in told
    assert "Смена продолжается" in told
    assert not any(text.startswith(("Закрыта", "Операция")) for text in told)


@pytest.mark.parametrize("language", Language)
def test_it_is_marked_as_a_copy_and_never_passes_for_a_fiscal_report(language: Language) -> None:
    """Formats §8."""
    document = compose_shift_report(a_closed_report(), language=language, copy_number=1)
    marks = {
        Language.RU: {"КОПИЯ 1", "НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ"},
        Language.EN: {"COPY 1", "NOT A FISCAL DOCUMENT"},
    }
    assert marks[language] <= set(texts(document))
    assert isinstance(document.blocks[-1], Cut)
