"""The documents of the two banks, as they come and as they must not be believed (POS-135, C-91)."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.programme.quotations import NotQuoted, quotation_of
from shared.domain.currency import RateProvider, TableRate

DOCUMENTS = Path(__file__).parent / "documents"
CBR = (DOCUMENTS / "cbr.xml").read_text(encoding="utf-8").encode("cp1251")
"""As it is sent."""
OPEN_EXCHANGE = (DOCUMENTS / "open_exchange.json").read_bytes()
TODAY = date(2026, 11, 21)
DOLLAR = "<CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар США</Name><Value>81,1100</Value>"
LAUGHS = """<?xml version="1.0"?><!DOCTYPE ValCurs [<!ENTITY a "81,1"><!ENTITY b "&a;&a;&a;">]>
<ValCurs Date="21.11.2026"><Valute><CharCode>USD</CharCode><Value>&b;</Value></Valute></ValCurs>"""
ELSEWHERE = """<?xml version="1.0"?><!DOCTYPE ValCurs [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<ValCurs Date="21.11.2026"><Valute><CharCode>&a;</CharCode></Valute></ValCurs>"""


def cbr(before: str, after: str) -> bytes:
    """The Bank of Russia's document with a text for another."""
    text = CBR.decode("cp1251")
    assert before in text
    return text.replace(before, after).encode("cp1251")


def open_exchange(**changed: Any) -> bytes:
    return json.dumps(json.loads(OPEN_EXCHANGE) | changed).encode()


def micros(provider: RateProvider, document: bytes, *, target: str = "RUB") -> dict[str, int]:
    quotation = quotation_of(provider, document, today=TODAY)
    lines = [quotation.rate(each, target) for each in quotation.worths if each != target]
    return {line.currency: line.micro for line in lines if line is not None}


def test_the_bank_of_russia_prints_roubles_for_so_many_units() -> None:
    """D-01, C-91: windows-1251, a comma, 1, 10 or 100 units, and no line for the rouble."""
    assert micros(RateProvider.CBR, CBR) == {
        "AED": 22_085_800,
        "USD": 81_110_000,
        "EUR": 94_041_200,
        "KZT": 156_172,
        "THB": 2_502_470,
    }
    assert micros(RateProvider.CBR, CBR, target="USD")["RUB"] == 12_329  # 1 / 81.11


def test_open_exchange_rates_prints_units_for_a_dollar() -> None:
    assert micros(RateProvider.OPENEXCHANGE, OPEN_EXCHANGE) == {
        "AED": 22_085_772,
        "USD": 81_109_998,
        "EUR": 94_041_995,
        "KZT": 156_172,
        "THB": 2_502_468,
    }


@pytest.mark.parametrize("provider", [RateProvider.CBR, RateProvider.OPENEXCHANGE])
def test_a_rate_says_its_day(provider: RateProvider) -> None:
    document = CBR if provider is RateProvider.CBR else OPEN_EXCHANGE
    rate = quotation_of(provider, document, today=TODAY + timedelta(days=2)).rate("USD", "RUB")
    assert rate is not None
    assert rate.updated_on == TODAY


@pytest.mark.parametrize("days", [-2, 15])
@pytest.mark.parametrize("provider", [RateProvider.CBR, RateProvider.OPENEXCHANGE])
def test_what_was_said_for_another_day_is_no_rate_of_today(
    provider: RateProvider, days: int
) -> None:
    document = CBR if provider is RateProvider.CBR else OPEN_EXCHANGE
    for near in (-1, 14):
        assert quotation_of(provider, document, today=TODAY + timedelta(days=near)).worths
    with pytest.raises(NotQuoted):
        quotation_of(provider, document, today=TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\x00\xff",
        b"<html><body>502</body></html>",
        CBR[: len(CBR) // 2],
        OPEN_EXCHANGE,
        LAUGHS.encode(),
        ELSEWHERE.encode(),
        CBR.replace(b"windows-1251", b"windows-9999"),
        b'<ValCurs Date="21.11.2026"></ValCurs>',
        cbr('Date="21.11.2026"', 'Date=""'),
        cbr('Date="21.11.2026"', 'Date="2026-11-21"'),
        cbr(DOLLAR, DOLLAR.replace("81,1100", "дорого")),
        cbr(DOLLAR, DOLLAR.replace("81,1100", "0,0000")),
        cbr(DOLLAR, DOLLAR.replace("81,1100", "-81,1100")),
        cbr(DOLLAR, DOLLAR.replace("81,1100", "1e300")),
        cbr(DOLLAR, DOLLAR.replace("81,1100", "8" * 100_000)),
        cbr(DOLLAR, DOLLAR.replace("<Nominal>1<", "<Nominal>0<")),
        cbr(DOLLAR, DOLLAR.replace("<Nominal>1<", "<Nominal>ten<")),
        cbr(DOLLAR, DOLLAR.replace("<Nominal>1<", f"<Nominal>{'1' * 100_000}<")),
        cbr(DOLLAR, "<CharCode>USD</CharCode>"),
    ],
)
def test_what_is_no_document_of_the_bank_of_russia_gives_no_rate(document: bytes) -> None:
    with pytest.raises(NotQuoted):
        quotation_of(RateProvider.CBR, document, today=TODAY)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b"[]",
        b"[" * 100_000,
        CBR,
        OPEN_EXCHANGE[:300],
        OPEN_EXCHANGE.replace(b"1795222800", b"9" * 5_000),
        open_exchange(error=True, status=401, rates=None),
        open_exchange(timestamp="yesterday"),
        open_exchange(timestamp=10**18),
        open_exchange(rates={}),
        open_exchange(rates={"GEL": 2.7}),
        open_exchange(rates={"RUB": None}),
        open_exchange(rates={"RUB": 0}),
        open_exchange(rates={"RUB": -81.1}),
        open_exchange(rates={"RUB": True}),
        open_exchange(rates={"RUB": float("nan")}),
        open_exchange(rates={"RUB": {"rate": 81.1}}),
    ],
)
def test_what_is_no_answer_of_open_exchange_rates_gives_no_rate(document: bytes) -> None:
    with pytest.raises(NotQuoted):
        quotation_of(RateProvider.OPENEXCHANGE, document, today=TODAY)


def test_money_that_nobody_takes_may_be_printed_as_the_bank_likes() -> None:
    dear = cbr("<Value>91,4227</Value>", "<Value>по договорённости</Value>")
    assert micros(RateProvider.CBR, dear)["USD"] == 81_110_000


def test_a_line_is_for_the_programmes_own_money() -> None:
    quotation = quotation_of(RateProvider.CBR, CBR, today=TODAY)
    assert quotation.rate("EUR", "USD") == TableRate("EUR", 1_159_428, TODAY)
    assert quotation.rate("EUR", "GEL") is None
