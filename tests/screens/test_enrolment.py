"""The first start: server, code, name; what is wrong is said where it is wrong (CSH-81)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt

from client.store.errors import Trouble
from client.sync.errors import (
    EnrolmentCodeExpired,
    EnrolmentCodeUnknown,
    EnrolmentCodeUsed,
    ServerTrouble,
    ServerUnreachable,
)
from shared.domain.errors import FieldInvalid, Refusal
from tests.screens.aiming import is_in_sight
from tests.screens.stage import Hand, Stage
from tests.screens.walk import SIZES

pytestmark = pytest.mark.screens


@pytest.fixture
def new_till(tmp_path: Path, loop: qasync.QEventLoop) -> Iterator[Stage]:
    """A till nobody enrolled."""
    stage = Stage(tmp_path, is_enrolled=False)
    yield stage
    assert loop.run_until_complete(stage.close()) == []


async def test_a_good_code_leads_to_sign_in(new_till: Stage) -> None:
    hand = await new_till.open()
    await _fill(hand)
    await hand.tap("enrolmentConnect")
    await hand.sees("signInMessage")
    assert new_till.enrolment.asked == [("http://127.0.0.1:8080", "AB3D-7KXM", "Касса 1")]
    assert hand.read("statusRestaurant") == "Сушилка на Тверской"
    assert new_till.line.nudges == 1


async def test_a_till_may_be_given_another_name(new_till: Stage) -> None:
    hand = await new_till.open()
    await _fill(hand)
    await hand.tap("enrolmentName")
    await hand.tap("key_back")
    await hand.tap_keys("key", "2")
    await hand.tap("enrolmentConnect")
    await hand.sees("signInMessage")
    assert new_till.enrolment.asked[0][2] == "Касса 2"


async def test_the_form_is_filled_with_the_keyboard_on_the_screen(new_till: Stage) -> None:
    hand = await new_till.open()
    await hand.tap("enrolmentCode")
    await hand.tap_keys("key", "ab3d")
    await hand.tap("key_back")
    assert hand.read("enrolmentCode") == "AB3"


async def test_in_the_smallest_window_the_field_that_is_next_comes_into_sight(
    new_till: Stage,
) -> None:
    hand = await new_till.open(SIZES[-1])
    await hand.tap("enrolmentCode")
    await hand.key(Qt.Key.Key_Return)
    await hand.until(lambda: is_in_sight(hand.item("enrolmentName")))
    await hand.tap("enrolmentConnect")


async def test_an_empty_field_is_named_before_anything_is_asked(new_till: Stage) -> None:
    hand = await new_till.open()
    await hand.tap("enrolmentConnect")
    assert hand.read("enrolmentServer", "error") == "Введите адрес сервера"
    assert new_till.enrolment.asked == []


@pytest.mark.parametrize(
    ("answer", "field", "text"),
    [
        (EnrolmentCodeUnknown(), "enrolmentCode", "Такого кода нет"),
        (EnrolmentCodeExpired(), "enrolmentCode", "Срок действия кода истёк"),
        (EnrolmentCodeUsed(), "enrolmentCode", "Этот код уже использован"),
        (FieldInvalid(field="code", reason="format"), "enrolmentCode", "В коде 8 знаков"),
        (FieldInvalid(field="server_url", reason="format"), "enrolmentServer", "Адрес начинается"),
        (ServerUnreachable("no route"), "enrolmentServer", "Нет связи с сервером"),
        (ServerTrouble(500), "enrolmentServer", "Ошибка сервера"),
    ],
)
async def test_what_is_wrong_is_said_under_its_field(
    new_till: Stage, answer: Refusal | Trouble, field: str, text: str
) -> None:
    new_till.enrolment.answers.append(answer)
    hand = await new_till.open()
    await _fill(hand)
    await hand.tap("enrolmentConnect")
    await hand.until(lambda: hand.read(field, "error").startswith(text))


async def test_a_refused_code_can_be_corrected_and_sent_again(new_till: Stage) -> None:
    new_till.enrolment.answers.append(EnrolmentCodeUnknown())
    hand = await new_till.open()
    await _fill(hand)
    await hand.tap("enrolmentConnect")
    await hand.until(lambda: hand.read("enrolmentCode", "error") != "")
    await hand.tap("enrolmentCode")
    await hand.tap("key_back")
    assert hand.read("enrolmentCode", "error") == ""
    await hand.tap("enrolmentConnect")
    await hand.sees("signInMessage")


async def _fill(hand: Hand) -> None:
    await hand.type("enrolmentServer", "http://127.0.0.1:8080")
    await hand.type("enrolmentCode", "ab3d-7kxm")
