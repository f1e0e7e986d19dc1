"""The connection told as it is: one calm line always in sight, and the whole truth behind it.

What works without the network and what does not, what waits and since when, until when people may
sign in and points be redeemed, whether the clock is right (CSH-75, CSH-76, field 2.8 and 2.18).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from client.till.signing_in_alone import SIGN_IN_ALONE
from client.ui.presenters.status import (
    ServerNotice,
    clock_notice,
    last_contact_text,
    server_notice,
)
from client.ui.presenters.texts import say
from shared.domain.clocks import OFFSET_STOP_MS
from shared.receipt.words import Language, number_text

_OFFSET_STOP_SECONDS: Final = OFFSET_STOP_MS // 1_000
_MINUTE: Final = 60
_DAY_FORMAT: Final = "%d.%m %H:%M"
_TIME_FORMAT: Final = "%H:%M"
_SEPARATOR: Final = " · "


class SyncState(Protocol):
    """What the sync engine says about itself; times are the restaurant's."""

    @property
    def is_online(self) -> bool | None: ...
    @property
    def waiting(self) -> int: ...
    @property
    def attention(self) -> int: ...
    @property
    def last_contact_at(self) -> datetime | None: ...
    @property
    def oldest_waiting_at(self) -> datetime | None: ...
    @property
    def alone_until(self) -> datetime | None: ...
    @property
    def has_points(self) -> bool: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def clock_offset_seconds(self) -> int | None: ...
    @property
    def is_clock_wrong(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """From how many waiting operations, or how old ones, a person should look (CSH-75)."""

    count: int = 100
    age: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The line below the status bar; ``title`` is empty while all is well."""

    title: str
    text: str
    kind: str = "plain"
    glyph: str = "cloud"
    has_retry: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionFact:
    """One truth of the sheet."""

    glyph: str
    kind: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The line above the sheet's buttons."""

    glyph: str
    kind: str
    text: str


def status_line(
    state: SyncState, *, now: datetime, limits: QueueLimits, language: Language
) -> StatusLine:
    """What is wrong beyond silence, else that there is silence, else a calm word."""
    notice = server_notice(state.problem, language=language)
    if notice.title:
        return _of_notice(notice, has_retry=notice.kind == "danger")
    if state.is_online is None:
        return StatusLine("", say("connecting", language))
    if not state.is_online:
        return _offline(state, now=now, language=language)
    if state.is_clock_wrong:
        return _of_notice(clock_notice(language=language))
    if _is_too_much(state, now=now, limits=limits):
        text = _waits(state, now=now, language=language)
        return StatusLine("", _sentence(text), "warning", "clock")
    contact = last_contact_text(state.last_contact_at, now=now, language=language)
    redeem = _redeem(state, now=now, none="connectionRedeemNoneThen", language=language)
    return StatusLine("", _SEPARATOR.join((contact, *redeem)))


def connection_facts(
    state: SyncState, *, now: datetime, limits: QueueLimits, language: Language
) -> list[ConnectionFact]:
    """All of it, what works first."""
    works = say("factWorks" if state.has_points else "factWorksDiscounts", language)
    return [
        ConnectionFact("check", "success", works, say("factWorksNote", language)),
        *_redeem_facts(state, now=now, language=language),
        _others_fact(state, now=now, language=language),
        _queue_fact(state, now=now, limits=limits, language=language),
        *_sign_in_facts(state, now=now, language=language),
        _clock_fact(state, language),
    ]


def check_words(
    state: SyncState, *, is_answered: bool | None, now: datetime, language: Language
) -> CheckWords:
    """What came of asking the server just now; None: nobody asked, then what is known."""
    if is_answered is None:
        contact = last_contact_text(state.last_contact_at, now=now, language=language)
        return CheckWords("clock", "plain", contact)
    if is_answered:
        return CheckWords("check", "success", say("connectionAnswered", language))
    notice = server_notice(state.problem, language=language)
    told = f"{notice.title}. {notice.text}" if notice.title else say("connectionSilent", language)
    return CheckWords("warning", "warning", told)


def sheet_title(state: SyncState, *, now: datetime, language: Language) -> str:
    """Online, or since when not."""
    if state.is_online:
        return say("connectionOnline", language)
    return _since(state, now=now, language=language)


def _of_notice(notice: ServerNotice, *, has_retry: bool = False) -> StatusLine:
    return StatusLine(notice.title, notice.text, notice.kind, "warning", has_retry)


def _offline(state: SyncState, *, now: datetime, language: Language) -> StatusLine:
    parts = (
        say("connectionWorks" if state.has_points else "connectionWorksDiscounts", language),
        *_redeem(state, now=now, none="connectionRedeemNone", language=language),
        _waits(state, now=now, language=language),
    )
    title = _since(state, now=now, language=language)
    return StatusLine(title, _SEPARATOR.join(parts), "warning", "cloudOff")


def _since(state: SyncState, *, now: datetime, language: Language) -> str:
    if state.last_contact_at is None:
        return say("connectionOfflineNever", language)
    when = when_text(state.last_contact_at, now=now)
    return say("connectionOffline", language, when=when)


def _redeem(state: SyncState, *, now: datetime, none: str, language: Language) -> Iterator[str]:
    if not state.has_points:
        return
    if state.alone_until is None:
        yield say(none, language)
    else:
        yield say("connectionRedeemUntil", language, time=when_text(state.alone_until, now=now))


def _waits(state: SyncState, *, now: datetime, language: Language) -> str:
    if not state.waiting:
        return say("connectionNothingWaits", language)
    count = number_text(state.waiting, language=language)
    if state.oldest_waiting_at is None:
        return say("connectionWaits", language, count=count)
    when = when_text(state.oldest_waiting_at, now=now)
    return say("connectionWaitsSince", language, count=count, when=when)


def _redeem_facts(
    state: SyncState, *, now: datetime, language: Language
) -> Iterator[ConnectionFact]:
    """None where a programme of discounts knows no points (LOY-01)."""
    if state.has_points:
        yield _redeem_fact(state, now=now, language=language)


def _redeem_fact(state: SyncState, *, now: datetime, language: Language) -> ConnectionFact:
    until = when_text(state.alone_until, now=now) if state.alone_until else ""
    if state.is_online:
        key = "factRedeemOnlineNote" if until else "factRedeemOnlineNone"
        note = say(key, language, time=until)
        return ConnectionFact("check", "success", say("factRedeemOnline", language), note)
    if until:
        text = say("factRedeemAlone", language, time=until)
        return ConnectionFact("check", "warning", text, say("factRedeemAloneNote", language))
    text, note = say("factRedeemNone", language), say("factRedeemNoneNote", language)
    return ConnectionFact("close", "warning", text, note)


def _others_fact(state: SyncState, *, now: datetime, language: Language) -> ConnectionFact:
    if state.is_online:
        return ConnectionFact("check", "success", say("factOthersOnline", language), "")
    if state.last_contact_at is None:
        text = say("connectionOfflineNever", language)
    else:
        when = when_text(state.last_contact_at, now=now)
        text = say("factOthers", language, when=when)
    return ConnectionFact("close", "warning", text, say("factOthersNote", language))


def _queue_fact(
    state: SyncState, *, now: datetime, limits: QueueLimits, language: Language
) -> ConnectionFact:
    if not state.waiting:
        return ConnectionFact("check", "success", say("factQueueEmpty", language), "")
    note = _queue_note(state, now=now, limits=limits, language=language)
    kind = "warning" if _is_too_much(state, now=now, limits=limits) else "plain"
    return ConnectionFact("clock", kind, _queue_text(state, now=now, language=language), note)


def _queue_text(state: SyncState, *, now: datetime, language: Language) -> str:
    count = number_text(state.waiting, language=language)
    if state.oldest_waiting_at is None:
        return say("factQueueUndated", language, count=count)
    when = when_text(state.oldest_waiting_at, now=now)
    return say("factQueue", language, count=count, when=when)


def _queue_note(state: SyncState, *, now: datetime, limits: QueueLimits, language: Language) -> str:
    if _is_old(state, now=now, limits=limits):
        return say("factQueueOld", language, hours=limits.age // timedelta(hours=1))
    if state.waiting >= limits.count:
        return say("factQueueLong", language, limit=number_text(limits.count, language=language))
    return say("factQueueNote", language)


def _is_too_much(state: SyncState, *, now: datetime, limits: QueueLimits) -> bool:
    return state.waiting >= limits.count or _is_old(state, now=now, limits=limits)


def _is_old(state: SyncState, *, now: datetime, limits: QueueLimits) -> bool:
    oldest = state.oldest_waiting_at
    return oldest is not None and now - oldest >= limits.age


def _sign_in_facts(
    state: SyncState, *, now: datetime, language: Language
) -> Iterator[ConnectionFact]:
    """Before the first contact there is nobody to sign in."""
    if state.last_contact_at is None:
        return
    until = state.last_contact_at + SIGN_IN_ALONE
    if now < until:
        text = say("factSignIn", language, when=when_text(until, now=now))
        yield ConnectionFact("check", "success", text, say("factSignInNote", language))
    else:
        hours = SIGN_IN_ALONE // timedelta(hours=1)
        text, note = say("factSignInOver", language, hours=hours), "factSignInOverNote"
        yield ConnectionFact("lock", "warning", text, say(note, language))


def _clock_fact(state: SyncState, language: Language) -> ConnectionFact:
    offset = state.clock_offset_seconds
    if offset is None:
        return ConnectionFact("clock", "plain", say("factClockUnknown", language), "")
    if not state.is_clock_wrong:
        return ConnectionFact("check", "success", say("factClock", language), "")
    key = "factClockAhead" if offset > 0 else "factClockBehind"
    text = say(key, language, offset=_offset_text(abs(offset), language))
    is_stopped = abs(offset) > _OFFSET_STOP_SECONDS
    note = say("factClockStopped" if is_stopped else "factClockNote", language)
    return ConnectionFact("warning", "warning", text, note)


def _offset_text(seconds: int, language: Language) -> str:
    if seconds < 2 * _MINUTE:
        return say("clockSeconds", language, count=seconds)
    return say("clockMinutes", language, count=number_text(seconds // _MINUTE, language=language))


def when_text(at: datetime, *, now: datetime) -> str:
    """``12:05``, or ``20.11 12:05`` on another day, by the clock on the restaurant's wall."""
    is_today = at.date() == now.astimezone(at.tzinfo).date()
    return at.strftime(_TIME_FORMAT if is_today else _DAY_FORMAT)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
