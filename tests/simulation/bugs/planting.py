"""How a bug gets into the running code, and out of it again."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Wrong = Callable[[Any], Any]
"""Of the right function, the wrong one."""

CUTS = frozenset({"cut", "cut_one_way"})
ALONE = frozenset({"empty_card"})
NEWCOMERS = frozenset({"empty_newest"})
COPIES = frozenset({"clone", "roll_back"})
RESTORES = frozenset({"restore"})
RELEASES = frozenset({"bad_release"})
MONEY_BACK = frozenset({"refund"})
PRESENTS = frozenset({"transfer"})
MERGES = frozenset({"merge"})
NIGHTS = frozenset({"night", "long_closed"})
MIGRATIONS = frozenset({"migrate_cards"})
SHIFTS = frozenset({"open_shift"})
HOURS = frozenset({"hours_pass", "days_pass", "set_clock", "reboot"})


@dataclass(frozen=True, slots=True)
class Bug:
    """One mistake in one place."""

    name: str
    where: str
    """``package.module:name`` or ``package.module:Class.name``, as its users look it up."""
    wrong: Wrong
    needs: frozenset[str] = frozenset()
    """Deeds and evils, one of which a day must have: without, nobody would ever meet it."""


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """The bug is there as long as this lasts. Raises ``AttributeError`` when its place is gone."""
    module_name, _, path = bug.where.partition(":")
    place: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for each in outer:
        place = getattr(place, each)
    right = vars(place)[name]
    setattr(place, name, bug.wrong(right))
    try:
        yield
    finally:
        setattr(place, name, right)


def does_nothing(_right: Any) -> Callable[..., None]:
    """Somebody forgot to do it at all."""

    def forgets(*_args: Any, **_options: Any) -> None:
        return None

    return forgets


def answers(value: Any) -> Wrong:
    """Whatever is asked, the answer is the same."""

    def wrong(_right: Any) -> Callable[..., Any]:
        return lambda *_args, **_options: value

    return wrong


def after(change: Callable[[Any], Any]) -> Wrong:
    """The right answer, changed."""

    def wrong(right: Any) -> Callable[..., Any]:
        return lambda *args, **options: change(right(*args, **options))

    return wrong


def every(count: int) -> Wrong:
    """Forgotten each so many times: the first calls are right."""

    def wrong(right: Any) -> Callable[..., Any]:
        calls = [0]

        def forgets(*args: Any, **options: Any) -> Any:
            calls[0] += 1
            return right(*args, **options) if calls[0] % count else None

        return forgets

    return wrong


def with_option(name: str, change: Callable[[Any], Any]) -> Wrong:
    """Called with something else under that name."""

    def wrong(right: Any) -> Callable[..., Any]:
        return lambda *args, **options: right(*args, **{**options, name: change(options[name])})

    return wrong
