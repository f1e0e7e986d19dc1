"""What the status bar says: connection, queue, last contact (CSH-76). Calm words, no alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from client.ui.presenters.refusals import WORDS
from client.ui.presenters.texts import say
from shared.receipt.words import Language, moment_text, number_text, russian_plural

_JUST_NOW = timedelta(minutes=1)
_RECENTLY = timedelta(hours=1)
_CALM = frozenset({None, "server_unreachable"})
_UPDATE = "version_unsupported"
_REVOKED = frozenset({"device_revoked", "device_unknown"})
_OWN = frozenset({"key_missing", "keystore_locked", "store_failed", "store_full", "bug"})
"""What is wrong with the till itself: no server is to blame."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The words and the colour of the connection."""

    text: str
    kind: str
    glyph: str


@dataclass(frozen=True, slots=True)
class ServerNotice:
    """What is wrong beyond mere silence; empty when nothing is."""

    title: str = ""
    text: str = ""
    kind: str = "danger"


def server_notice(problem: str | None, *, language: Language) -> ServerNotice:
    """A server that refuses (CSH-82), or trouble of the till itself.

    A server out of reach is no such thing: the till works on, and the line says so calmly.
    """
    if problem in _CALM:
        return ServerNotice()
    if problem in _REVOKED:
        return ServerNotice(say("revokedTitle", language), say("revokedText", language))
    if problem == _UPDATE:
        return ServerNotice(say("updateTitle", language), say("updateText", language), "warning")
    if problem in _OWN:
        words = WORDS[language]
        text = words.get(problem, words["trouble"])
        return ServerNotice(say("tillTroubleTitle", language), text)
    return ServerNotice(say("serverTroubleTitle", language), say("serverTroubleText", language))


def clock_notice(*, language: Language) -> ServerNotice:
    """The clock is wrong by more than a minute (design §7)."""
    title, text = say("clockWrongTitle", language), say("clockWrongText", language)
    return ServerNotice(title, text, "warning")


def connection(is_online: bool | None, *, language: Language) -> Connection:
    """Online, offline, or not known yet."""
    if is_online is None:
        return Connection(say("connecting", language), "plain", "cloud")
    if is_online:
        return Connection(say("online", language), "success", "cloud")
    return Connection(say("offline", language), "warning", "cloudOff")


def waiting_text(count: int, *, language: Language) -> str:
    """How many operations wait to be sent."""
    if count == 0:
        return say("nothingWaits", language)
    key = russian_plural(count, one="waitsOne", few="waits", many="waits")
    return say(key, language, count=number_text(count, language=language))


def attention_text(count: int, *, language: Language) -> str:
    """How many operations need a person; empty for none (CSH-78)."""
    return say("attention", language, count=count) if count else ""


def last_contact_text(at: datetime | None, *, now: datetime, language: Language) -> str:
    """When the server was last heard of: in words for an hour, then the moment as it comes."""
    if at is None:
        return say("lastContactNever", language)
    ago = now - at
    if ago < _JUST_NOW:
        when = say("justNow", language)
    elif ago < _RECENTLY:
        when = say("minutesAgo", language, count=ago // _JUST_NOW)
    else:
        when = moment_text(at)
    return say("lastContact", language, when=when)
