"""What people type: amounts (CSH-21, CSH-22), phones (GST-20…GST-22), codes, profiles, PINs."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.codes import (
    Scan,
    ScanKind,
    card_token_from,
    is_card_token,
    operation_payload,
    qr_payload,
    understand_scan,
)
from shared.domain.errors import AmountInvalid, FieldInvalid, PhoneInvalid
from shared.domain.guest import Child, Profile, checked_child, checked_profile
from shared.domain.ids import OperationId
from shared.domain.money import Money, check_amount, parse_check_amount
from shared.domain.phones import digits_of, mask_phone, normalise_phone
from shared.domain.staff import is_pin

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("0", 0),
        ("0,01", 1),
        ("2000", 2_000_00),
        ("2 000,50", 2_000_50),
        ("2\u00a0000.5", 2_000_50),
        ("1000000", 1_000_000_00),
        ("12.", 12_00),
        (".5", 50),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, minor: int) -> None:
    assert parse_check_amount(typed).minor == minor


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "not_a_number"),
        ("сто", "not_a_number"),
        ("1e5", "not_a_number"),
        ("1,5,0", "not_a_number"),
        ("٣", "not_a_number"),
        ("-1", "negative"),
        ("0.001", "too_fine"),
        ("1000000.01", "too_large"),
        ("9" * 30, "too_large"),
        ("nan", "not_a_number"),
    ],
)
def test_a_bad_amount_says_what_is_wrong_with_it(typed: str, reason: str) -> None:
    with pytest.raises(AmountInvalid) as refused:
        parse_check_amount(typed)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("typed", "kept", "reason"),
    [
        ("сто", "сто", "not_a_number"),
        ("1,5,0" * 10, ("1,5,0" * 10)[:40], "not_a_number"),
        ("-7", "-7", "negative"),
        ("0,001", "0,001", "too_fine"),
        ("1000000,01", "100000001", "too_large"),
    ],
)
def test_a_bad_amount_is_kept_short_with_what_is_allowed(
    typed: str, kept: str, reason: str
) -> None:
    with pytest.raises(AmountInvalid) as refused:
        parse_check_amount(typed)
    assert refused.value.data() == {"typed": kept, "reason": reason, "limit_minor": 100_000_000}


def test_an_amount_is_of_the_currency_it_was_typed_in() -> None:
    assert parse_check_amount("1,5", currency="AED") == Money(1_50, "AED")
    assert parse_check_amount("1,5") == Money(1_50, "RUB")
    with pytest.raises(AmountInvalid) as refused:
        check_amount(-1)
    assert (refused.value.typed, refused.value.reason) == ("-1", "negative")
    assert (check_amount(0), check_amount(100_000_000).minor) == (Money(0), 100_000_000)


@pytest.mark.parametrize(
    "typed",
    ["+7 (999) 123-45-67", "8 999 123 45 67", "9991234567", "+79991234567", "8(999)1234567"],
)
def test_every_spelling_of_a_phone_is_the_same_phone(typed: str) -> None:
    """GST-22."""
    assert normalise_phone(typed) == "79991234567"


@pytest.mark.parametrize("typed", ["", "123", "+1 202 555 01 23 4", "799912345678", "телефон"])
def test_what_is_no_russian_phone_is_refused(typed: str) -> None:
    """GST-21, Appendix D 15: twelve digits are an error. What was typed stays out (GST-41)."""
    with pytest.raises(PhoneInvalid) as refused:
        normalise_phone(typed)
    assert refused.value.data() == {"digits": len(digits_of(typed))}


def test_the_digits_of_a_phone_are_the_ascii_ones() -> None:
    assert digits_of("X+7 (9٣9) 0-1X") == "79901"


def test_a_masked_phone_keeps_what_a_person_recognises() -> None:
    """SEC-03."""
    assert mask_phone("79991234567") == "+7999***4567"


@pytest.mark.parametrize(
    ("entropy", "token", "check"),
    [
        (b"\x00" * 10, "0" * 24, "98"),
        (b"\x00" * 9 + b"\x01", "0" * 23 + "1", "95"),
        (b"\xff" * 10, "208925819614629174706175", "27"),
    ],
)
def test_a_card_has_the_same_code_for_ever(entropy: bytes, token: str, check: str) -> None:
    """G-16: what is printed on cards may never come out another way."""
    assert card_token_from(entropy) == token
    assert qr_payload(token) == f"990{token}{check}"


@pytest.mark.parametrize("text", ["1" * 23, "1" * 25, "1" * 23 + "x", "١" * 24, ""])
def test_what_is_no_token_has_no_code(text: str) -> None:
    assert not is_card_token(text)
    with pytest.raises(AssertionError):
        qr_payload(text)


@given(st.binary(min_size=10, max_size=10))
def test_a_scanned_card_gives_back_its_token(entropy: bytes) -> None:
    token = card_token_from(entropy)
    assert understand_scan(qr_payload(token)) == Scan(ScanKind.CARD, token)


@given(st.uuids())
def test_a_scanned_receipt_gives_back_its_operation(operation_id: UUID) -> None:
    """Digits alone, as a card's: a scanner types them under every keyboard layout."""
    payload = operation_payload(OperationId(str(operation_id)))
    assert payload.isdigit()
    assert understand_scan(f"{payload}\n") == Scan(ScanKind.OPERATION, str(operation_id))


def test_an_operation_beyond_all_ids_is_none() -> None:
    assert understand_scan("991" + "9" * 39 + "64").kind is ScanKind.UNKNOWN


@given(st.binary(min_size=10, max_size=10), st.integers(3, 28), st.integers(1, 9))
def test_one_misread_digit_is_noticed(entropy: bytes, place: int, shift: int) -> None:
    payload = qr_payload(card_token_from(entropy))
    wrong = str((int(payload[place]) + shift) % 10)
    assert understand_scan(payload[:place] + wrong + payload[place + 1 :]).kind is not ScanKind.CARD


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("123456", Scan(ScanKind.DISPLAY_CODE, "123456")),
        ("+7 999 123-45-67", Scan(ScanKind.PHONE, "79991234567")),
        ("tel:+79991234567", Scan(ScanKind.PHONE, "79991234567")),
        ("4600051000057", Scan(ScanKind.UNKNOWN, "4600051000057")),
        ("t=20261121T1200&s=200.00&fn=1", Scan(ScanKind.UNKNOWN, "t=20261121T1200&s=200.00&fn=1")),
        ("", Scan(ScanKind.UNKNOWN, "")),
    ],
)
def test_a_scan_is_understood_by_its_grammar(text: str, scan: Scan) -> None:
    assert understand_scan(text) == scan


def test_a_profile_is_tidied() -> None:
    typed = Profile("8 999 123 45 67", "  Иван ", "Петров   Младший", date(1990, 5, 1))
    assert checked_profile(typed, today=TODAY) == Profile(
        "79991234567", "Иван", "Петров Младший", date(1990, 5, 1)
    )


@pytest.mark.parametrize(
    "profile",
    [
        Profile("9991234567", first_name="И" * 60),
        Profile("9991234567", birth_date=TODAY),
        Profile("9991234567", birth_date=date(1906, 1, 1)),
    ],
)
def test_a_profile_on_its_bounds_is_accepted(profile: Profile) -> None:
    assert checked_profile(profile, today=TODAY) == replace(profile, phone="79991234567")


@pytest.mark.parametrize(
    ("profile", "field", "reason"),
    [
        (Profile("9991234567", first_name="И" * 61), "first_name", "too_long"),
        (Profile("9991234567", last_name="a\x00b"), "last_name", "format"),
        (Profile("9991234567", birth_date=date(2027, 1, 1)), "birth_date", "future"),
        (Profile("9991234567", birth_date=date(1905, 12, 31)), "birth_date", "too_old"),
    ],
)
def test_a_profile_nobody_has_is_refused(profile: Profile, field: str, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        checked_profile(profile, today=TODAY)
    assert (refused.value.field, refused.value.reason) == (field, reason)


ANNA = Child("id", "Анна", date(2015, 5, 1))


@pytest.mark.parametrize(
    "child", [replace(ANNA, birth_date=TODAY), replace(ANNA, birth_date=date(2008, 1, 1))]
)
def test_a_child_on_the_bounds_is_accepted(child: Child) -> None:
    """GST-03, G-27."""
    assert checked_child(replace(child, name=" Анна "), today=TODAY) == child


@pytest.mark.parametrize(
    ("child", "field", "reason"),
    [
        (replace(ANNA, name="  "), "child.name", "empty"),
        (replace(ANNA, name="А" * 61), "child.name", "too_long"),
        (replace(ANNA, birth_date=date(2026, 11, 22)), "child.birth_date", "future"),
        (replace(ANNA, birth_date=date(2007, 12, 31)), "child.birth_date", "too_old"),
    ],
)
def test_a_child_nobody_has_is_refused(child: Child, field: str, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        checked_child(child, today=TODAY)
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("1234", True), ("123", False), ("12345", False), ("12a4", False), ("١٢٣٤", False)],
)
def test_a_pin_is_four_ascii_digits(text: str, is_one: bool) -> None:
    """CSH-03."""
    assert is_pin(text) is is_one
