"""Labels wrap, values are never cut (G-02)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.layout import CutRow, QrRow, RuleRow, TextRow, lay_out
from shared.receipt.document import (
    Align,
    Block,
    Cut,
    Document,
    Pair,
    Qr,
    Separator,
    Space,
    Text,
)


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (Pair("Сумма", "2 000"), ["Сумма          2 000"]),
        (Pair("Очень длинная подпись", "+100"), ["Очень длинная", "подпись         +100"]),
        (Pair("Кассир", "Анна Кассирова"), ["Кассир", "      Анна Кассирова"]),
        (Pair("Код", "1234567890123456"), ["Код 1234567890123456"]),
        (
            Pair("Причина", "ошибка кассира при вводе"),
            ["Причина", "  ошибка кассира при", "               вводе"],
        ),
        (Text("по центру", Align.CENTER), ["     по центру"]),
        (Text("справа", Align.RIGHT), ["              справа"]),
        (Text("раз два\nтри"), ["раз два", "три"]),
        (
            Text("чтобы копить и тратить баллы", Align.CENTER),
            ["   чтобы копить и", "   тратить баллы"],
        ),
        (Text("2 000\u00a0₽ и еще 30\u00a0000\u00a0₽"), ["2 000 ₽ и еще", "30 000 ₽"]),
        (Text("а" * 25), ["а" * 20, "а" * 5]),
        (Space(2), ["", ""]),
    ],
)
def test_a_block_on_twenty_columns(block: Block, lines: list[str]) -> None:
    assert _lines(block, columns=20) == lines


def test_large_text_has_half_the_columns() -> None:
    rows = lay_out(_document(Text("КОПИЯ", Align.CENTER, is_large=True)), columns=20, spell=str)
    assert rows == (TextRow("  КОПИЯ", is_large=True),)


def test_large_text_shrinks_before_it_breaks_a_word() -> None:
    rows = lay_out(_document(Text("Достопримечательность", is_large=True)), columns=32, spell=str)
    assert rows == (TextRow("Достопримечательность"),)


def test_what_is_no_text_stays_what_it_is() -> None:
    rows = lay_out(_document(Separator(), Qr("123"), Cut()), columns=20, spell=str)
    assert rows == (RuleRow(), QrRow("123"), CutRow())


def test_texts_are_spelt_before_they_are_measured() -> None:
    rows = lay_out(
        _document(Pair("Итог", "5 ₽")), columns=20, spell=lambda text: text.replace("₽", "руб.")
    )
    assert rows == (TextRow("Итог          5 руб."),)


_WORDS = st.text(alphabet="абвг де", max_size=60)


@given(label=_WORDS, value=_WORDS, columns=st.integers(24, 64))
def test_no_pair_ever_loses_a_letter_or_leaves_the_paper(
    label: str, value: str, columns: int
) -> None:
    lines = _lines(Pair(label, value), columns=columns)
    assert max(map(len, lines)) <= columns
    assert "".join(lines).replace(" ", "") == (label + value).replace(" ", "")


def _lines(block: Block, *, columns: int) -> list[str]:
    rows = lay_out(_document(block), columns=columns, spell=str)
    return [row.text for row in rows if isinstance(row, TextRow)]


def _document(*blocks: Block) -> Document:
    return Document(blocks)
