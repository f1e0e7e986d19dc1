"""The chain and the canonical spelling: design §2, P6."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.guest import Profile
from shared.domain.ids import DeviceId, TenantId, is_uuid_text
from shared.operations.bodies import KNOWN_KINDS, OperationBody, parse_body
from shared.operations.canonical import canonical_json
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of, short_hash
from shared.operations.encode import body_text, from_millis, to_millis
from shared.operations.private import PrivatePart, private_hash, private_profile, profile_of
from tests.shared.operations.bodies import EARN, EVERY_KIND

PLACE = ChainPlace(TenantId("tenant"), DeviceId("device"), epoch=7, seq=1)


def test_a_link_is_the_same_for_ever() -> None:
    """A golden value: a change here breaks every chain in the field."""
    link = link_hash(PLACE, GENESIS, '{"kind":"earn","v":1}')
    assert link.hex() == "ce90419b2ce989d8566626dfbea7a9f201254e5101534bc65b40638d97b1624d"
    assert operation_id_of(link) == "ce90419b-2ce9-89d8-9666-26dfbea7a9f2"
    assert short_hash(link) == "Z2IE-DGZM"


@pytest.mark.parametrize(
    "other",
    [
        replace(PLACE, tenant_id=TenantId("tenanu")),
        replace(PLACE, device_id=DeviceId("devicd")),
        replace(PLACE, epoch=8),
        replace(PLACE, seq=2),
        replace(PLACE, tenant_id=TenantId("tenantd"), device_id=DeviceId("evice")),
    ],
)
def test_another_place_is_another_link(other: ChainPlace) -> None:
    assert link_hash(other, GENESIS, "{}") != link_hash(PLACE, GENESIS, "{}")


def test_a_changed_past_changes_every_later_link() -> None:
    first = link_hash(PLACE, GENESIS, "{}")
    forged = link_hash(PLACE, GENESIS, "{ }")
    second = replace(PLACE, seq=2)
    assert link_hash(second, first, "{}") != link_hash(second, forged, "{}")


@given(st.binary(min_size=32, max_size=32))
def test_an_operation_id_is_a_uuid_of_version_8(link: bytes) -> None:
    operation_id = operation_id_of(link)
    assert is_uuid_text(operation_id)
    assert operation_id[14] == "8"
    assert operation_id[19] in "89ab"


@pytest.mark.parametrize("body", EVERY_KIND, ids=lambda body: body.kind)
def test_a_body_survives_its_own_spelling(body: OperationBody) -> None:
    text = body_text(body)
    assert parse_body(text) == body
    assert body_text(parse_body(text)) == text


def test_every_kind_of_body_is_known() -> None:
    assert {body.kind for body in EVERY_KIND} == KNOWN_KINDS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"kind":"earn"}',
        body_text(EARN)[:-1],
        body_text(EARN).replace('"v":1', '"v":2'),
        body_text(EARN).replace('"regular_points":300', '"regular_points":-1'),
        body_text(EARN).replace('"regular_points":300', '"regular_points":3.5'),
        body_text(EARN).replace('"regular_points":300', '"regular_points":"300"'),
        body_text(EARN).replace('"kind":"earn"', '"kind":"steal"'),
        body_text(EARN).replace("{", '{"more":1,', 1),
    ],
)
def test_a_malformed_body_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_body(text)


def test_canonical_json_has_one_spelling() -> None:
    assert canonical_json({"б": 1, "a": [True, None, "ё"]}) == '{"a":[true,null,"ё"],"б":1}'


@pytest.mark.parametrize("value", [1.5, {"a": 1.0}, [[0.1]], float("nan")])
def test_canonical_json_refuses_floats(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_a_private_part_returns_the_profile_and_hides_behind_its_salt() -> None:
    profile = Profile("79991234567", "Иван", "Петров", date(1990, 5, 1))
    one, other = (private_profile(profile, salt=salt * 32) for salt in "ab")
    assert profile_of(one) == profile
    assert private_hash(one) != private_hash(other)
    assert private_hash(one) == private_hash(PrivatePart.model_validate_json(one.model_dump_json()))


@given(st.integers(0, 253_402_300_798_999))
def test_a_moment_survives_milliseconds(millis: int) -> None:
    moment = from_millis(millis)
    assert to_millis(moment) == millis
    assert to_millis(moment + timedelta(microseconds=999)) == millis
