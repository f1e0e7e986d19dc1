"""The languages of screen and paper, and what their words depend on."""

from enum import StrEnum


class Language(StrEnum):
    """The languages of screen and paper."""

    RU = "ru"
    EN = "en"


def russian_plural(count: int, *, one: str, few: str, many: str) -> str:
    """The form of a Russian noun after ``count`` (not negative)."""
    if count % 100 in range(11, 15):
        return many
    if count % 10 == 1:
        return one
    return few if count % 10 in range(2, 5) else many
