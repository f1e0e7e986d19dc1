"""A till becomes a device by a code that works once, for ten minutes, and not for guessers."""

import base64
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, select

from server.access import PUBLIC_KEY_BYTES, check_signature, public_key_of
from server.audit import Action, Origin, activities
from server.chance import Chance
from server.database import Database, table_of
from server.devices.codes import POOL_CODES, unused_codes
from server.devices.enrolment import (
    CODE_ALPHABET,
    CODE_VALID_MS,
    create_enrolment_code,
    enrol,
)
from server.devices.refusals import EnrolmentCodeUsed
from server.devices.service import devices, revoke
from server.devices.tables import EnrolmentCodeRow
from server.feed.service import Audience, FeedEntry, entries_after
from server.limits import TRIES_MAX, WINDOW_MS
from server.restaurants.service import NewRestaurant, Restaurant, create_restaurant
from server.tenants.service import create_tenant
from shared.domain.ids import DeviceId
from shared.sync.messages import DeviceCertificate, EnrolRequest, certificate_text
from tests.server.inside import inside
from tests.server.online import ENROL, OTHER_SEED, SEED, Online, an_enrol_request


def post(online: Online, code: str, *, seed: bytes = SEED, **changed: object) -> tuple[int, str]:
    answer = online.ask.post(ENROL, json=an_enrol_request(code, seed=seed, **changed))
    body = answer.json()
    return answer.status_code, body.get("code", "")


def test_a_code_makes_the_till_a_device_of_its_restaurant(online: Online) -> None:
    reply = online.enrolled()
    assert reply["tenant_name"] == "Сушилка"
    assert reply["restaurant_id"] == online.home.restaurant_id
    assert reply["restaurant_name"] == "Сушилка на Тверской"
    (device,) = online.read(lambda conn: devices(conn, online.home.tenant_id))
    assert device.device_id == reply["device_id"]
    assert device.public_key == public_key_of(SEED)


def test_the_certificate_is_the_tenants_word_for_the_key(online: Online) -> None:
    reply = online.enrolled()
    certificate = DeviceCertificate.model_validate(reply["certificate"])
    assert certificate.public_key == public_key_of(SEED)
    assert certificate.device_id == reply["device_id"]
    assert certificate.restaurant_id == reply["restaurant_id"]
    check_signature(
        reply["server_public_key"],
        text=certificate_text(certificate),
        signature=certificate.signature,
    )


@pytest.mark.parametrize("spelling", [str.lower, lambda code: code.replace("-", ""), " {} ".format])
def test_a_code_may_be_typed_in_any_case_with_or_without_the_hyphen(
    online: Online, spelling: Callable[[str], str]
) -> None:
    assert post(online, spelling(online.code()))[0] == 200


def test_a_code_has_no_characters_that_look_alike(online: Online) -> None:
    code = online.code()
    assert len(code) == 9
    assert code[4] == "-"
    assert set(code.replace("-", "")) <= set(CODE_ALPHABET)
    assert not set(CODE_ALPHABET) & set("01IO")


def test_only_the_hash_of_a_code_is_stored(online: Online) -> None:
    code = online.code()
    row = online.read(lambda conn: conn.execute(select(table_of(EnrolmentCodeRow))).one())
    assert code not in str(row)
    assert code.replace("-", "") not in str(row)


def test_who_lost_the_reply_gets_it_again(online: Online) -> None:
    code = online.code()
    asked = an_enrol_request(code)
    first, again = (online.ask.post(ENROL, json=asked) for _ in range(2))
    assert first.json() == again.json()
    online.clock.at_ms += 2 * CODE_VALID_MS
    late = online.ask.post(ENROL, json=asked)
    assert late.json()["device_id"] == first.json()["device_id"]
    assert len(online.read(lambda conn: devices(conn, online.home.tenant_id))) == 1


def test_a_used_code_is_nothing_to_another_key(online: Online) -> None:
    code = online.code()
    assert post(online, code)[0] == 200
    assert post(online, code, seed=OTHER_SEED) == (409, "enrolment_code_used")


def test_a_revoked_device_does_not_come_back_by_its_old_code(online: Online) -> None:
    code = online.code()
    reply = online.ask.post(ENROL, json=an_enrol_request(code)).json()
    device_id = DeviceId(reply["device_id"])
    online.write(lambda conn: revoke(conn, device_id, now_ms=online.clock.now_ms()))
    assert post(online, code) == (403, "device_revoked")


def test_a_code_expires_after_ten_minutes(online: Online) -> None:
    code, late = online.code(), online.code()
    online.clock.at_ms += CODE_VALID_MS - 1
    assert post(online, code)[0] == 200
    online.clock.at_ms += 1
    assert post(online, late, seed=OTHER_SEED) == (410, "enrolment_code_expired")


@pytest.mark.parametrize("code", ["ZZZZ-ZZZZ", "ZZZZ-ZZZ", "0OI1-0OI1", "кодкодко", "😀" * 8])
def test_what_nobody_gave_out_is_unknown(online: Online, code: str) -> None:
    assert post(online, code) == (404, "enrolment_code_unknown")


def test_a_refused_enrolment_leaves_nothing(online: Online) -> None:
    code = online.code()
    before = online.rows()
    assert post(online, "ZZZZ-ZZZZ")[0] == 404
    for key in ("A" * 44, "A" * 43 + "==", "A" * 42 + "B=", "ключ" * 11):
        assert post(online, code, public_key=key) == (422, "field_invalid")
    assert post(online, code, device_name="  ") == (422, "field_invalid")
    assert post(online, code, device_name="Касса\x00") == (422, "field_invalid")
    assert online.rows() == before
    assert post(online, code)[0] == 200


@pytest.mark.parametrize("length", [PUBLIC_KEY_BYTES - 1, PUBLIC_KEY_BYTES + 1])
def test_a_key_of_another_length_is_refused(online: Online, length: int) -> None:
    key = base64.b64encode(bytes(length)).decode()
    assert post(online, online.code(), public_key=key) == (422, "field_invalid")


def test_guessing_is_stopped_and_may_go_on_later(online: Online) -> None:
    code = online.code()
    for _ in range(TRIES_MAX):
        assert post(online, "ZZZZ-ZZZZ")[0] == 404
    stopped = online.ask.post(ENROL, json=an_enrol_request(code))
    assert stopped.status_code == 429
    assert stopped.json()["code"] == "too_many_tries"
    assert stopped.json()["retryable"]
    assert int(stopped.headers["retry-after"]) == WINDOW_MS // 1000
    online.clock.at_ms += WINDOW_MS
    assert post(online, online.code())[0] == 200


def test_right_codes_are_not_counted_as_guesses(online: Online) -> None:
    for _ in range(TRIES_MAX + 1):
        assert post(online, online.code())[0] == 200


def test_a_new_device_finds_its_display_codes_in_the_feed(online: Online) -> None:
    device_id = DeviceId(online.enrolled()["device_id"])
    tenant_id = online.home.tenant_id
    assert len(online.read(lambda conn: unused_codes(conn, tenant_id, device_id))) == POOL_CODES
    own, other = Audience(device_id=device_id), Audience(device_id=DeviceId("another"))
    kinds = [
        {each.kind for each in online.read(_entries(online, reader))} for reader in (own, other)
    ]
    assert "codes" in kinds[0]
    assert "codes" not in kinds[1]


def test_codes_and_devices_are_in_the_activity_log(online: Online) -> None:
    device_id = online.enrolled()["device_id"]
    log = online.read(lambda conn: activities(conn, online.home.tenant_id))
    assert [each.action for each in log][-2:] == [
        Action.ENROLMENT_CODE_CREATED,
        Action.DEVICE_ENROLLED,
    ]
    assert log[-1].entity_id == device_id
    assert log[-1].origin == Origin("testclient", "testclient")


def test_of_two_tills_with_one_code_at_the_same_moment_one_wins(
    database: Database, chance: Chance
) -> None:
    home = database.write_now(lambda conn: a_home(conn, chance))
    code = database.write_now(
        lambda conn: create_enrolment_code(
            conn, home.tenant_id, restaurant_id=home.restaurant_id, now_ms=1, chance=chance
        )
    )
    together = threading.Barrier(2)

    def take(seed: bytes) -> str:
        asked = EnrolRequest.model_validate_json(
            EnrolRequest(
                code=code, public_key=public_key_of(seed), device_name="Касса", epoch=1
            ).model_dump_json()
        )
        together.wait()
        try:
            database.write_now(lambda conn: enrol(conn, asked, now_ms=2, chance=chance))
        except EnrolmentCodeUsed:
            return "used"
        return "enrolled"

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(take, (SEED, OTHER_SEED))) == ["enrolled", "used"]
    assert (
        len(database.read_now(inside(home.tenant_id, lambda conn: devices(conn, home.tenant_id))))
        == 1
    )


def a_home(conn: Connection, chance: Chance) -> Restaurant:
    tenant_id = create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)
    return create_restaurant(conn, tenant_id, new=NewRestaurant("Дом"), now_ms=1, chance=chance)


def _entries(online: Online, reader: Audience) -> Callable[[Connection], tuple[FeedEntry, ...]]:
    return lambda conn: entries_after(conn, online.home.tenant_id, seq=0, limit=100, reader=reader)
