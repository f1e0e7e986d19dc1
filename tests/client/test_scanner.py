"""CSH-12: a keyboard-wedge scanner is told apart from a person, under any layout."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest

from client.devices.keyboard_layout import as_typed_in_english
from client.devices.scanner import (
    SCAN_CHARACTERS_MAX,
    ForeignCode,
    Scanned,
    ScannerHabits,
    Swallow,
    WedgeDecoder,
    WedgeEvent,
)
from shared.domain.codes import Scan, ScanKind, operation_payload, qr_payload
from shared.domain.ids import OperationId

TOKEN = "301234567890123456789012"
PAYLOAD = qr_payload(TOKEN)
CARD = Scan(ScanKind.CARD, TOKEN)
PHONE = Scan(ScanKind.PHONE, "79991234567")
SCANNED = Scanned(PAYLOAD, CARD, typed=len(PAYLOAD))
TO_RUSSIAN = {as_typed_in_english(letter): letter for letter in "йцукенгшщзхъфывапролджэячсмитьбюЖ"}


def keys(text: str, *, every_ms: int, start_ms: int = 0) -> Iterator[tuple[str, int]]:
    return ((character, start_ms + place * every_ms) for place, character in enumerate(text))


def feed_all(decoder: WedgeDecoder, pressed: Iterable[tuple[str, int]]) -> list[WedgeEvent]:
    return [event for character, at_ms in pressed for event in decoder.feed(character, at_ms)]


@pytest.mark.parametrize("every_ms", [1, 5, 20, 35])
@pytest.mark.parametrize("terminator", ["\r", "\n", "\t"])
def test_a_fast_burst_with_a_terminator_is_a_scan(every_ms: int, terminator: str) -> None:
    events = feed_all(WedgeDecoder(), keys(PAYLOAD + terminator, every_ms=every_ms))
    assert events == [Swallow(), SCANNED]


def test_the_line_feed_after_a_carriage_return_is_swallowed_too() -> None:
    decoder = WedgeDecoder()
    events = feed_all(decoder, keys(PAYLOAD + "\r\n", every_ms=5))
    assert events == [Swallow(), SCANNED, Swallow()]


def test_a_line_feed_typed_by_a_person_is_not_swallowed() -> None:
    decoder = WedgeDecoder()
    feed_all(decoder, keys(PAYLOAD + "\r", every_ms=5))
    assert decoder.feed("\n", 5_000) == ()


def test_silence_ends_a_scan_without_a_terminator() -> None:
    decoder = WedgeDecoder()
    assert feed_all(decoder, keys(PAYLOAD, every_ms=10)) == []
    last_ms = 10 * (len(PAYLOAD) - 1)
    assert decoder.settle(last_ms + 119) == ()
    assert decoder.settle(last_ms + 120) == (SCANNED,)
    assert decoder.settle(last_ms + 500) == ()


def test_the_next_key_after_the_silence_brings_the_scan_first() -> None:
    decoder = WedgeDecoder()
    feed_all(decoder, keys(PAYLOAD, every_ms=10))
    assert decoder.feed("7", 5_000) == (SCANNED,)


@pytest.mark.parametrize("every_ms", [60, 90, 150, 400])
def test_a_person_typing_a_phone_is_no_scan(every_ms: int) -> None:
    decoder = WedgeDecoder()
    assert feed_all(decoder, keys("79991234567\r", every_ms=every_ms)) == []
    assert decoder.settle(100_000) == ()


def test_a_slow_bluetooth_scanner_needs_wider_limits() -> None:
    pressed = list(keys(PAYLOAD + "\r", every_ms=70))
    assert feed_all(WedgeDecoder(), pressed) == []
    assert feed_all(WedgeDecoder(ScannerHabits(pace_ms=70)), pressed) == [Swallow(), SCANNED]


@pytest.mark.parametrize("typed", ["150000", "Петрова Анна"])
def test_who_types_as_fast_as_a_slow_scanner_is_not_taken_for_it(typed: str) -> None:
    """An amount of six digits, a name: neither is taken back, and Enter does what it says."""
    patient = WedgeDecoder(ScannerHabits(pace_ms=70))
    assert feed_all(patient, keys(typed + "\r", every_ms=90)) == []


@pytest.mark.parametrize("typed", ["]Q1{}$$", "]q1{}$$", "ъЙ1{};;"])
def test_what_a_scanner_adds_is_left_out_under_any_layout(typed: str) -> None:
    decoder = WedgeDecoder(ScannerHabits(prefix="]Q1", suffix="$$"))
    text = typed.format(PAYLOAD)
    events = feed_all(decoder, keys(text + "\r", every_ms=5))
    assert events == [Swallow(), Scanned(PAYLOAD, CARD, typed=len(text))]


def test_the_code_of_a_receipt_is_carried_whole() -> None:
    payload = operation_payload(OperationId(str(UUID(int=7))))
    events = feed_all(WedgeDecoder(), keys(payload + "\r", every_ms=5))
    assert isinstance(events[1], Scanned)
    assert events[1].scan.kind is ScanKind.OPERATION


def test_one_long_gap_makes_the_burst_start_anew() -> None:
    decoder = WedgeDecoder()
    typed_by_hand = [("7", 0), ("9", 200)]
    scanned = keys(PAYLOAD + "\r", every_ms=5, start_ms=1_000)
    assert feed_all(decoder, [*typed_by_hand, *scanned]) == [
        Swallow(),
        SCANNED,
    ]


def test_fewer_than_six_characters_are_never_a_scan() -> None:
    assert feed_all(WedgeDecoder(), keys("12345\r", every_ms=5)) == []


def test_keys_without_text_do_not_break_a_burst() -> None:
    pressed = [pair for key in keys(PAYLOAD + "\r", every_ms=5) for pair in (("", key[1]), key)]
    assert feed_all(WedgeDecoder(), pressed) == [Swallow(), SCANNED]


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("123456", Scan(ScanKind.DISPLAY_CODE, "123456")),
        ("79991234567", PHONE),
        ("+79991234567", PHONE),
        ("tel:+79991234567", PHONE),
    ],
)
def test_codes_and_phones_are_understood(text: str, scan: Scan) -> None:
    events = feed_all(WedgeDecoder(), keys(text + "\r", every_ms=8))
    assert events == [Swallow(), Scanned(text, scan, typed=len(text))]


def test_a_scan_under_the_russian_layout_is_turned_back() -> None:
    typed = "".join(TO_RUSSIAN.get(character, character) for character in "tel:+79991234567")
    assert typed == "еудЖ+79991234567"
    events = feed_all(WedgeDecoder(), keys(typed + "\r", every_ms=8))
    assert events == [Swallow(), Scanned("tel:+79991234567", PHONE, typed=len(typed))]


def test_the_russian_layout_with_caps_lock_is_turned_back() -> None:
    events = feed_all(WedgeDecoder(), keys("ЕУДж+79991234567\r", every_ms=8))
    assert events[-1] == Scanned("tel:+79991234567", PHONE, typed=16)


@pytest.mark.parametrize(
    ("russian", "english"),
    [("реезыЖ..", "https:.."), ("юбжЖ", ".,;:"), (".,", "/?"), ('Э"', '"@'), ("№;:?", "#$^&")],
)
def test_the_layout_table_says_which_keys_were_pressed(russian: str, english: str) -> None:
    expected = english.replace("https:..", "https://")
    assert as_typed_in_english(russian) == expected


@pytest.mark.parametrize(
    "text", ["https://example.com/menu", "4601234567890", "https://example.com/1234567890"]
)
def test_a_foreign_code_is_told_apart_and_taken_off_the_screen(text: str) -> None:
    events = feed_all(WedgeDecoder(), keys(text + "\r", every_ms=8))
    assert events == [Swallow(), ForeignCode(text, typed=len(text))]


def test_a_damaged_card_code_is_foreign() -> None:
    damaged = PAYLOAD[:-1] + str((int(PAYLOAD[-1]) + 1) % 10)
    events = feed_all(WedgeDecoder(), keys(damaged + "\r", every_ms=8))
    assert events == [Swallow(), ForeignCode(damaged, typed=len(damaged))]


def test_a_key_held_down_is_no_scan() -> None:
    decoder = WedgeDecoder()
    feed_all(decoder, keys("111111", every_ms=33))
    assert decoder.settle(10_000) == ()


def test_a_jammed_key_piles_up_nothing() -> None:
    decoder = WedgeDecoder()
    jammed = "12" * SCAN_CHARACTERS_MAX
    assert feed_all(decoder, keys(jammed, every_ms=1)) == []


def test_two_scans_in_a_row_are_two_scans() -> None:
    decoder = WedgeDecoder()
    first = feed_all(decoder, keys(PAYLOAD + "\r", every_ms=5))
    second = feed_all(decoder, keys("123456\r", every_ms=5, start_ms=2_000))
    assert (first[-1], second[-1]) == (
        SCANNED,
        Scanned("123456", Scan(ScanKind.DISPLAY_CODE, "123456"), typed=6),
    )
