"""The registration form, field by field, as its pictures show it."""

from collections.abc import Mapping
from typing import Final

from tests.screens.sales import begin_registration
from tests.screens.stage import Hand, Scene, Stage


async def _phone(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await hand.tap_keys("key", "8926111")


async def _name(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await hand.tap_keys("key", "89261112233")
    await hand.tap("key_done")
    await hand.until(lambda: hand.find("key_space") is not None)
    await hand.tap("key_и" if hand.find("key_и") else "key_i")


async def _birth(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    for _ in range(3):
        await hand.tap("key_done")
    await hand.sees("birthDay")


async def _birth_turned(stage: Stage, hand: Hand) -> None:
    await _birth(stage, hand)
    await hand.tap_keys("key", "01021990")
    await hand.until(lambda: hand.read("birthMonth", "currentIndex") == 1)


async def _birth_impossible(stage: Stage, hand: Hand) -> None:
    await _birth(stage, hand)
    await hand.tap_keys("key", "3102")


async def _consent(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    for _ in range(4):
        await hand.tap("key_done")
    await hand.tap("registrationPersonalDataRead")
    await hand.sees("consentSheetClose")


REGISTRATION: Final[Mapping[str, Scene]] = {
    "registration-phone": _phone,
    "registration-name": _name,
    "registration-birth": _birth,
    "registration-birth-turned": _birth_turned,
    "registration-birth-impossible": _birth_impossible,
    "registration-consent": _consent,
}
