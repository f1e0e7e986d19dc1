"""When the PIN pad waits: five wrong tries within 15 minutes (CSH-06, G-01).

Pure. Time passed is measured by the monotonic clock within one boot. Across boots no time counts:
the wall clock may have been set by whoever wants the pad open. What was left of the wait goes on
then, so the lock neither opens early nor stays for ever.
"""

from dataclasses import replace

from client.clock import Moment
from client.store.pin_tries import PinTries

PIN_TRIES_MAX = 5
PIN_WINDOW_MS = 15 * 60 * 1000
_MILLIS = 1000


def tries_at(tries: PinTries | None, moment: Moment) -> PinTries:
    """The tries that still count at ``moment``, with their ages as of now."""
    if tries is None:
        return _read_at(moment, ())
    passed_ms = _passed_ms(tries, moment)
    ages_ms = tuple(age_ms + passed_ms for age_ms in tries.ages_ms)
    if len(ages_ms) >= PIN_TRIES_MAX:
        return _read_at(moment, ages_ms if min(ages_ms) < PIN_WINDOW_MS else ())
    return _read_at(moment, tuple(age_ms for age_ms in ages_ms if age_ms < PIN_WINDOW_MS))


def with_wrong_try(tries: PinTries) -> PinTries:
    """``tries`` and one more, made at the moment of their reading."""
    return replace(tries, ages_ms=(*tries.ages_ms, 0))


def tries_left(tries: PinTries) -> int:
    """How many wrong PINs may still be typed before the pad waits."""
    return max(0, PIN_TRIES_MAX - len(tries.ages_ms))


def lock_seconds_left(tries: PinTries) -> int:
    """How long the pad waits still, rounded up; 0 when it does not."""
    if tries_left(tries):
        return 0
    left_ms = PIN_WINDOW_MS - min(tries.ages_ms)
    return max(0, -(-left_ms // _MILLIS))


def _read_at(moment: Moment, ages_ms: tuple[int, ...]) -> PinTries:
    return PinTries(ages_ms, moment.mono_ms, moment.boot_id)


def _passed_ms(tries: PinTries, moment: Moment) -> int:
    return max(0, moment.mono_ms - tries.mono_ms) if moment.boot_id == tries.boot_id else 0
