"""Why a field was refused, in whole sentences: one for each reason of ``FieldInvalid``.

The same words for an operator of the server and for a cashier. Where a screen knows more of its
own field it says so itself.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Sentence(NamedTuple):
    """The same in both languages."""

    ru: str
    en: str


REASONS: Final[Mapping[str, Sentence]] = {
    "empty": Sentence("Поле не заполнено.", "The field is empty."),
    "missing": Sentence("Этого значения не хватает.", "This value is missing."),
    "unknown_field": Sentence("Такого поля нет.", "There is no such field."),
    "format": Sentence("Значение записано неверно.", "The value is not written as it should be."),
    "out_of_range": Sentence(
        "Значение вне допустимых пределов.", "The value is outside of what is allowed."
    ),
    "too_long": Sentence("Слишком длинно.", "This is too long."),
    "too_many": Sentence("Слишком много строк.", "There are too many of these."),
    "too_deep": Sentence(
        "Условия вложены слишком глубоко.", "The conditions are nested too deeply."
    ),
    "twice": Sentence("Это указано дважды.", "This is given twice."),
    "same": Sentence("Оба значения одинаковы.", "Both values are the same."),
    "overlaps": Sentence(
        "Уровни пересекаются: такой порог уже есть.",
        "The levels overlap: there is one with this threshold.",
    ),
    "no_lowest": Sentence(
        "Нет начального уровня с порогом 0.", "There is no lowest level with a threshold of 0."
    ),
    "before_start": Sentence("Конец раньше начала.", "The end is before the start."),
    "no_zone": Sentence("У времени не указан часовой пояс.", "The time has no time zone."),
    "part_in_group": Sentence(
        "Категории и способы оплаты правила указываются только вне групп.",
        "A rule names categories and payment methods outside of groups only.",
    ),
    "unknown": Sentence("Того, что здесь названо, нет.", "What is named here does not exist."),
    "foreign": Sentence("Это принадлежит другому.", "This belongs to somebody else."),
    "taken": Sentence("Это уже занято.", "This is taken already."),
    "fixed": Sentence("Это нельзя изменить.", "This cannot be changed."),
    "future": Sentence("Дата в будущем.", "The date is in the future."),
    "too_old": Sentence("Дата слишком давняя.", "The date is too long ago."),
}


def field_sentence(field: str, reason: str) -> Sentence:
    """What is wrong with ``field`` (a path), with its name; a reason of later versions has none."""
    known = REASONS.get(reason, Sentence("Недопустимое значение.", "The value is not usable."))
    return Sentence(f"{field}: {known.ru}", f"{field}: {known.en}")
