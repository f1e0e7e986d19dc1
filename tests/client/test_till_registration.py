"""CSH-40…CSH-51: a guest is registered without the network and served at once."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from client.store import guests
from client.till.refusals import GuestExists, TillNotReady
from client.till.registration import Registered, RegistrationForm
from shared.domain.card import CardStatus
from shared.domain.codes import is_card_token, qr_payload
from shared.domain.errors import (
    ConsentMissing,
    FieldInvalid,
    GuestLimitReached,
    PhoneInvalid,
    Refusal,
    TenantFrozen,
)
from shared.operations.bodies import RegistrationBody
from shared.operations.private import private_hash
from shared.receipt.facts import GuestCardFacts, SlipKind
from shared.receipt.words import Language
from tests.builders import BRONZE, GUEST, NOON, a_card, a_profile, a_programme
from tests.client.till_desk import CODES, MARKETING, PRIVACY, TillDesk, a_check

FORM = RegistrationForm(
    phone="+7 (916) 555-44-33",
    first_name=" Ольга ",
    last_name="Ким",
    birth_date=date(1990, 5, 17),
    personal_data=True,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in()
    yield desk
    desk.store.close()


def register(desk: TillDesk, form: RegistrationForm = FORM) -> Registered:
    return desk.run(desk.till.registration.register(form))


def body_of(desk: TillDesk) -> RegistrationBody:
    body = desk.operations()[-1].body()
    assert isinstance(body, RegistrationBody)
    return body


def test_a_new_guest_has_a_card_a_code_and_the_welcome_points(desk: TillDesk) -> None:
    made = register(desk)
    view = made.view
    assert view.guest.profile.phone == "79165554433"
    assert (view.guest.profile.first_name, view.guest.profile.last_name) == ("Ольга", "Ким")
    assert (view.card.status, view.card.level_id) == (CardStatus.ACTIVE, BRONZE)
    assert is_card_token(view.card.token)
    assert view.card.display_code == CODES[0]
    assert (view.regular, view.promo, view.waiting, view.is_provisional) == (0, 100, 1, True)
    assert view.next_expiry is not None
    assert view.next_expiry.at == NOON + timedelta(days=30)


def test_the_guest_is_named_by_the_operation(desk: TillDesk) -> None:
    made = register(desk)
    assert [str(each) for each in made.operation_ids] == [str(made.view.guest.guest_id)]


def test_no_personal_data_enters_the_body(desk: TillDesk) -> None:
    register(desk)
    (row,) = desk.operations()
    for secret in ("79165554433", "9165554433", "Ольга", "Ким", "1990"):
        assert secret not in row.text
    assert row.private is not None
    assert (row.private.phone, row.private.birth_date) == ("79165554433", "1990-05-17")
    assert body_of(desk).private_hash == private_hash(row.private)


def test_both_answers_are_kept_with_the_text_that_was_read(desk: TillDesk) -> None:
    register(desk)
    consents = body_of(desk).consents
    assert [(each.kind, each.accepted, each.text_version) for each in consents] == [
        ("personal_data", True, "2026-01"),
        ("marketing", False, "2026-01"),
    ]
    assert [each.text_sha256 for each in consents] == [
        hashlib.sha256(text.encode()).hexdigest() for text in (PRIVACY["ru"], MARKETING["ru"])
    ]


def test_the_text_that_was_read_is_the_one_in_the_tills_language(desk: TillDesk) -> None:
    desk.choose_language("en")
    register(desk, replace(FORM, marketing=True))
    assert body_of(desk).consents[1].accepted
    assert [each.text_sha256 for each in body_of(desk).consents] == [
        hashlib.sha256(text.encode()).hexdigest() for text in (PRIVACY["en"], MARKETING["en"])
    ]


def test_the_texts_to_read_are_those_of_the_tenant(desk: TillDesk) -> None:
    terms = desk.run(desk.till.registration.terms())
    assert (terms.personal_data.version, terms.personal_data.texts) == ("2026-01", PRIVACY)
    assert (terms.marketing.version, terms.marketing.texts) == ("2026-01", MARKETING)


def test_each_document_has_a_version_of_its_own(desk: TillDesk) -> None:
    desk.learn_tenant(marketing_text_version="2026-03")
    register(desk)
    assert [each.text_version for each in body_of(desk).consents] == ["2026-01", "2026-03"]


def test_what_is_agreed_to_is_what_stood_on_the_screen_whatever_came_meanwhile(
    desk: TillDesk,
) -> None:
    terms = desk.run(desk.till.registration.terms())
    shown = terms.shown_in(Language.EN)
    desk.learn_tenant(privacy_text_version="2026-02", privacy_text={"ru": "Новый текст"})
    register(desk, replace(FORM, shown=shown))
    consent = body_of(desk).consents[0]
    assert (consent.text_version, consent.text_sha256) == ("2026-01", shown.personal_data.sha256)
    assert shown.personal_data.text == PRIVACY["en"]


def test_a_document_in_one_language_is_read_in_it_everywhere(desk: TillDesk) -> None:
    desk.learn_tenant(privacy_text={"ru": "Только по-русски"})
    terms = desk.run(desk.till.registration.terms())
    assert terms.shown_in(Language.EN).personal_data.text == "Только по-русски"


def test_slip_and_card_are_both_printed(desk: TillDesk) -> None:
    made = register(desk)
    assert (made.facts.kind, made.facts.is_pending) == (SlipKind.REGISTRATION, True)
    assert [(line.regular, line.promo) for line in made.facts.lines] == [(0, 100)]
    assert made.facts.balance == 100
    assert made.card.qr_payload == qr_payload(made.view.card.token)
    assert made.card.guest.display_code == CODES[0]
    assert [job.receipt_id for job in desk.jobs()] == [made.receipt_id, None]
    assert {job.language for job in desk.jobs()} == {Language.RU}


def test_the_card_may_stay_on_the_screen(desk: TillDesk) -> None:
    made = register(desk, replace(FORM, print_card=False))
    assert isinstance(made.card, GuestCardFacts)
    assert len(desk.jobs()) == 1


def test_the_new_guest_is_found_and_earns_at_once(desk: TillDesk) -> None:
    made = register(desk)
    (hit,) = desk.run(desk.till.guest_search.search("4433"))
    view = desk.run(desk.till.guest_search.by_scan(made.card.qr_payload))
    assert hit.guest_id == view.guest.guest_id == made.view.guest.guest_id
    done = desk.run(desk.till.checkout.confirm(view, a_check(1_000)))
    assert (done.view.regular, done.view.promo) == (100, 100)
    assert [row.kind for row in desk.run(desk.till.operations.list())] == ["earn", "registration"]


def test_the_new_guest_outlives_a_restart(desk: TillDesk) -> None:
    made = register(desk)
    desk.restart()
    desk.sign_in()
    assert desk.view(made.view.guest.guest_id).total == 100


def test_each_guest_gets_a_code_of_his_own_and_none_when_there_are_no_more(
    desk: TillDesk,
) -> None:
    codes = [
        register(desk, replace(FORM, phone=f"+7916000000{place}")).view.card.display_code
        for place in range(3)
    ]
    assert codes == [*CODES, None]


def test_each_guest_gets_a_token_of_his_own(desk: TillDesk) -> None:
    tokens = {
        register(desk, replace(FORM, phone=f"+7916000000{place}")).view.card.token
        for place in range(5)
    }
    assert len(tokens) == 5


@pytest.mark.parametrize(
    "phone", ["+7 999 123-45-67", "8 (999) 1234567", "9991234567", "7-999-123-45-67"]
)
def test_a_phone_that_is_registered_opens_its_guest(desk: TillDesk, phone: str) -> None:
    desk.learn_guest(a_card(points=50), a_profile())
    duplicate = desk.run(desk.till.registration.find_duplicate(phone))
    assert duplicate is not None
    assert duplicate.guest.guest_id == GUEST
    with pytest.raises(GuestExists) as exists:
        register(desk, replace(FORM, phone=phone))
    assert exists.value.guest_id == GUEST
    assert desk.operations() == []


def test_a_free_phone_has_no_duplicate(desk: TillDesk) -> None:
    assert desk.run(desk.till.registration.find_duplicate("+7 916 555-44-33")) is None


def test_the_same_phone_cannot_be_registered_twice_here(desk: TillDesk) -> None:
    made = register(desk)
    with pytest.raises(GuestExists) as exists:
        register(desk)
    assert exists.value.guest_id == made.view.guest.guest_id


@pytest.mark.parametrize("phone", ["", "123", "+1 555 123 4567 89", "телефон", "+375291234567"])
def test_a_phone_nobody_can_have_is_refused(desk: TillDesk, phone: str) -> None:
    with pytest.raises(PhoneInvalid):
        register(desk, replace(FORM, phone=phone))
    with pytest.raises(PhoneInvalid):
        desk.run(desk.till.registration.find_duplicate(phone))
    assert desk.operations() == []


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"first_name": "я" * 61}, "first_name", "too_long"),
        ({"last_name": "я" * 61}, "last_name", "too_long"),
        ({"first_name": "Ив\u0000ан"}, "first_name", "format"),
        ({"birth_date": date(2026, 11, 22)}, "birth_date", "future"),
        ({"birth_date": date(1890, 1, 1)}, "birth_date", "too_old"),
    ],
)
def test_a_field_nobody_can_use_is_named(
    desk: TillDesk, change: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(FieldInvalid) as invalid:
        register(desk, replace(FORM, **change))
    assert (invalid.value.field, invalid.value.reason) == (field, reason)
    assert desk.operations() == []


def test_today_is_the_restaurants_day(desk: TillDesk) -> None:
    desk.clock.set_wall(NOON.replace(hour=22))
    made = register(desk, replace(FORM, birth_date=date(2026, 11, 22)))
    assert made.view.guest.profile.birth_date == date(2026, 11, 22), "01:00 in Moscow"


def test_without_consent_nobody_is_registered(desk: TillDesk) -> None:
    with pytest.raises(ConsentMissing) as missing:
        register(desk, replace(FORM, personal_data=False, marketing=True))
    assert missing.value.consent == "personal_data"
    assert (desk.operations(), desk.jobs()) == ([], ())


def test_the_tariff_limits_how_many_are_registered(desk: TillDesk) -> None:
    desk.learn_guest(a_card(), a_profile())
    desk.learn_tenant(guests_left=1)
    register(desk)
    with pytest.raises(GuestLimitReached) as reached:
        register(desk, replace(FORM, phone="+79160000000"))
    assert reached.value.limit == 2


@pytest.mark.parametrize(("left", "refusal"), [(0, GuestLimitReached), (None, None)])
def test_a_tariff_without_room_registers_nobody(
    desk: TillDesk, left: int | None, refusal: type[Refusal] | None
) -> None:
    desk.learn_tenant(guests_left=left)
    if refusal is None:
        assert register(desk).view.total == 100
    else:
        with pytest.raises(refusal):
            register(desk)


def test_a_frozen_tenant_registers_nobody(desk: TillDesk) -> None:
    desk.learn_tenant(is_frozen=True)
    with pytest.raises(TenantFrozen):
        register(desk)


def test_a_programme_without_a_welcome_gives_none(desk: TillDesk) -> None:
    desk.learn_programme(replace(a_programme(number=2), promos=()))
    made = register(desk)
    assert (made.view.total, made.facts.steps) == (0, ())


def test_a_till_that_was_never_told_the_terms_says_so(tmp_path: Path) -> None:
    desk = TillDesk(tmp_path / "other.db")
    desk.sign_in()
    desk.store.write_now(lambda db: db.execute("DELETE FROM tenant"))
    with pytest.raises(TillNotReady) as not_ready:
        register(desk)
    assert not_ready.value.missing == "tenant"
    desk.store.close()


def test_a_guest_the_server_would_not_have_is_offered_no_more(desk: TillDesk) -> None:
    made = register(desk)
    desk.store.write_now(lambda db: guests.set_refused(db, made.view.guest.guest_id))
    assert desk.run(desk.till.guest_search.search("4433")) == ()
    assert register(desk).view.guest.guest_id != made.view.guest.guest_id
