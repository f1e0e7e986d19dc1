"""CSH-65: every text becomes characters that the printer has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.code_pages import CodePage, CodePageName
from printers.transliterate import transliterate

CP866 = CodePage()
CP1251 = CodePage(CodePageName.CP1251, number=46)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("«Кофе» и “чай”, ‘сок’", '"Кофе" и "чай", \'сок\''),
        ("скидка — 5–10 …", "скидка - 5-10 ..."),
        ("−400", "-400"),
        ("2\u00a0000\u00a0₽", "2\u00a0000\u00a0руб."),
        ("2\u202f000 × 3", "2\u00a0000 x 3"),
        ("№ 5, 20°, ёж Ёж", "№ 5, 20°, ёж Ёж"),
        ("Привет 🎉! 👩🏽‍🍳 👍🏽", "Привет !"),
        ("Әлия Құрманғазы", "Алия Курмангазы"),
        ("Café Müller, naïve", "Cafe Muller, naive"),
        ("½ порции", "1/2 порции"),
        ("и\u0306од", "йод"),
        ("寿司", "??"),
        ("раз\x1b@\x00два", "раз@два"),
        ("10 € • 5 £", "10 EUR * 5 GBP"),
        ("", ""),
    ],
)
def test_page_866_gets_the_nearest_spelling(text: str, spelt: str) -> None:
    assert transliterate(text, can_print=CP866.can_print) == spelt


def test_a_page_keeps_what_it_has() -> None:
    text = "«Кофе» — 5 € №"
    assert transliterate(text, can_print=CP1251.can_print) == text


@pytest.mark.parametrize("page", [CP866, CP1251], ids=lambda page: page.name)
@given(text=st.text())
def test_any_text_becomes_bytes_that_are_no_commands(page: CodePage, text: str) -> None:
    spelt = transliterate(text, can_print=page.can_print).replace("\u00a0", " ")
    assert all(byte >= 0x20 for byte in page.encode(spelt))
