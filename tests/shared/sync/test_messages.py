"""Messages: strict about types, open to new fields, signed over everything that matters."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from shared.domain.conditions import Condition
from shared.domain.programme import Rule
from shared.sync.messages import Cursor, PushedOperation, PushReply, PushRequest, push_signing_text
from shared.sync.messages import signing_text as reply_signing_text
from shared.sync.payloads import card_of, card_payload, programme_of, programme_payload
from tests.shared.domain.programmes import BASE, BIG_CHECK, WEEKEND, a_card, a_programme, uuid_text

OPERATION = PushedOperation(seq=3, operation_id=uuid_text(1), body="{}")
REQUEST = PushRequest(
    nonce="0" * 32,
    device_id=uuid_text(2),
    epoch=9,
    cursor=Cursor(server_epoch=1, seq=5),
    operations=(OPERATION,),
    head="a" * 64,
)
REPLY = PushReply(
    nonce="0" * 32,
    device_id=uuid_text(2),
    epoch=9,
    have=3,
    head="a" * 64,
    outcomes=(),
    server_epoch=1,
    stable=0,
    feed_head=6,
    server_time_ms=1_795_000_000_000,
)


def test_a_message_ignores_what_a_newer_peer_adds() -> None:
    newer = json.loads(REQUEST.model_dump_json()) | {"colour": "green"}
    assert PushRequest.model_validate_json(json.dumps(newer)) == REQUEST


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "x"},
        {"epoch": -1},
        {"epoch": "9"},
        {"operations": []},
        {"head": "a"},
        {"v": 3},
        {"device_id": "DROP TABLE"},
        {"cursor": None},
    ],
)
def test_a_malformed_push_is_refused(changed: dict[str, Any]) -> None:
    text = json.dumps(json.loads(REQUEST.model_dump_json()) | changed)
    with pytest.raises(ValidationError):
        PushRequest.model_validate_json(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "1" * 32},
        {"epoch": 8},
        {"head": "b" * 64},
        {"cursor": Cursor(server_epoch=1, seq=6)},
        {"operations": (OPERATION.model_copy(update={"seq": 4}),)},
        {"device_id": uuid_text(3)},
    ],
)
def test_a_device_signs_everything_that_places_the_run(changed: dict[str, Any]) -> None:
    other = REQUEST.model_copy(update=changed)
    assert push_signing_text(other, "t") != push_signing_text(REQUEST, "t")
    assert push_signing_text(REQUEST, "u") != push_signing_text(REQUEST, "t")


def test_an_acknowledgement_is_signed_whole_but_for_its_signature() -> None:
    signed = REPLY.model_copy(update={"signature": "abc"})
    assert reply_signing_text(signed) == reply_signing_text(REPLY)
    assert reply_signing_text(REPLY.model_copy(update={"have": 4})) != reply_signing_text(REPLY)


def test_a_programme_survives_the_wire() -> None:
    friday = Rule(WEEKEND.rule_id, "Пятница", 1, 1500, Condition(0, (5,)))
    programme = a_programme(rules=(BASE, WEEKEND, friday), promos=(BIG_CHECK,))
    assert programme_of(json.loads(json.dumps(programme_payload(programme)))) == programme


def test_a_card_survives_the_wire_without_its_empty_lots() -> None:
    card = a_card(regular=2500, promo=300)
    assert (
        card_of(type(card_payload(card)).model_validate_json(card_payload(card).model_dump_json()))
        == card
    )
