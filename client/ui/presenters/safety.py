"""Words of handing a till's work over, of taking another's, and of wiping one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from client.sync.carrying import Delivered, PacketFile
from client.sync.handover import Unsent
from client.ui.presenters.texts import say
from shared.receipt.words import Language, moment_text, number_text, points_text, russian_plural

LOCK_MINUTES: Final = (1, 3, 5, 10, 30)
_MISSING_SHOWN: Final = 8
_SECONDS: Final = 60
_UNSENT: Final = ("handoverOne", "handoverFew", "handoverMany")
_LOST: Final = ("wipeLossOne", "wipeLossFew", "wipeLossMany")


@dataclass(frozen=True, slots=True)
class PacketRow:
    """A file that may be delivered."""

    title: str
    place: str


def unsent_title(unsent: Unsent, *, language: Language) -> str:
    """How many operations nobody was told of."""
    if unsent.is_handed_over:
        return say("handoverDone", language)
    return _counted(unsent.operations, _UNSENT, language)


def unsent_facts(unsent: Unsent, *, language: Language) -> str:
    """How many points these are of, and since when they wait; empty for none."""
    if not unsent.operations:
        return ""
    facts = [say("handoverPoints", language, **_points(unsent, language))]
    if unsent.oldest_at is not None:
        facts.append(say("handoverOldest", language, when=moment_text(unsent.oldest_at)))
    return "\n".join(facts)


def loss_title(unsent: Unsent, *, language: Language) -> str:
    """What wiping the till now would lose."""
    if unsent.is_safe:
        return say("wipeSafe", language)
    return _counted(unsent.operations, _LOST, language)


def loss_text(unsent: Unsent, *, language: Language) -> str:
    """In points; empty for none."""
    return "" if unsent.is_safe else say("wipeLossText", language, **_points(unsent, language))


def wipe_word(unsent: Unsent, *, language: Language) -> str:
    """What must be typed (SEC-28): who loses something types how much."""
    if unsent.is_safe:
        return say("wipeWord", language)
    return say("wipeLossWord", language, count=unsent.operations)


def lock_labels(language: Language) -> list[str]:
    """The choices of when the till locks itself."""
    return [say("safetyMinutes", language, minutes=each) for each in LOCK_MINUTES]


def minutes_of(seconds: int) -> int:
    """The choice that stands for so many seconds, or none of them."""
    return seconds // _SECONDS


def seconds_of(minutes: int) -> int:
    """What a choice of minutes means."""
    return minutes * _SECONDS


def packet_row(file: PacketFile, *, language: Language) -> PacketRow:
    """A file by its place, and its time as this machine shows times of files."""
    when = moment_text(file.written_at.astimezone())
    return PacketRow(say("carryFile", language, when=when), str(file.path))


def progress_text(total: int, missing: Sequence[int], *, language: Language) -> str:
    """How many codes were read, and which are missing once they are few."""
    if not total:
        return ""
    if 0 < len(missing) <= _MISSING_SHOWN and len(missing) < total:
        numbers = ", ".join(str(each) for each in missing)
        return say("carryMissing", language, numbers=numbers)
    return say("carryProgress", language, read=total - len(missing), total=total)


def delivered_title(delivered: Delivered, *, language: Language) -> str:
    """Whose work it was."""
    if not delivered.device_name:
        return say("carryDoneStranger", language)
    return say("carryDoneTitle", language, device=delivered.device_name)


def delivered_text(delivered: Delivered, *, language: Language) -> str:
    """What became of it."""
    lines = [("carryDone", delivered.operations)]
    lines += [("carryRefused", delivered.refused)] if delivered.refused else []
    lines += [("carryUndecided", delivered.undecided)] if delivered.undecided else []
    return "\n".join(say(key, language, count=count) for key, count in lines)


def _points(unsent: Unsent, language: Language) -> dict[str, str]:
    return {
        "earned": points_text(unsent.earned, language=language),
        "redeemed": points_text(unsent.redeemed, language=language),
    }


def _counted(count: int, keys: tuple[str, str, str], language: Language) -> str:
    if not count:
        return say("handoverNothing", language)
    one, few, many = keys
    key = russian_plural(count, one=one, few=few, many=many)
    if language is not Language.RU:
        key = one if count == 1 else many
    return say(key, language, count=number_text(count, language=language))
