"""The sample programme with one thing changed, for the tables of what may and may not be said."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.conditions import Condition
from shared.domain.errors import FieldInvalid
from shared.domain.programme import Category, ProgrammeSettings, ProgrammeVersion, PromoKind
from shared.domain.programme_check import check_programme
from tests.shared.domain.programmes import (
    BASE,
    BIG_CHECK,
    BRONZE,
    GOLD,
    SILVER,
    WEEKEND,
    WELCOME,
    a_programme,
    uuid_text,
)


def settings(**changed: Any) -> ProgrammeVersion:
    """The sample programme, with other settings."""
    promos = (BIG_CHECK, WELCOME)
    return a_programme(rules=(BASE, WEEKEND), promos=promos, settings=ProgrammeSettings(**changed))


def level(**changed: Any) -> ProgrammeVersion:
    """Silver is another one."""
    return replace(settings(), levels=(BRONZE, replace(SILVER, **changed), GOLD))


def rule(**changed: Any) -> ProgrammeVersion:
    """The second rule is another one."""
    return replace(settings(), rules=(BASE, replace(WEEKEND, **changed)))


def promo(**changed: Any) -> ProgrammeVersion:
    """The second promo is another one."""
    return replace(settings(), promos=(WELCOME, replace(BIG_CHECK, **changed)))


def absence(days: int) -> ProgrammeVersion:
    """The second promo asks for an absence of so many days."""
    return promo(kind=PromoKind.INACTIVITY, days=days)


def category(**changed: Any) -> ProgrammeVersion:
    """There is one category more."""
    other = replace(Category("wine", "Вино", "🍷"), **changed)
    return replace(settings(), categories=(*a_programme().categories, other))


def rule_if(**changed: Any) -> ProgrammeVersion:
    """The second rule has that condition."""
    return rule(condition=Condition(**changed))


def promo_if(**changed: Any) -> ProgrammeVersion:
    """The second promo has that condition."""
    return promo(condition=Condition(**changed))


def many(each: Any, name: str, count: int) -> tuple[Any, ...]:
    """``count`` of them with ids of their own."""
    return tuple(replace(each, **{name: uuid_text(1000 + place)}) for place in range(count))


def refused(programme: ProgrammeVersion) -> tuple[str, str]:
    """The field and the reason by which ``programme`` is refused."""
    with pytest.raises(FieldInvalid) as refusal:
        check_programme(programme)
    return refusal.value.field, refusal.value.reason
