"""What a quote may ask of a guest, answered: only what the programme in force gives points for.

Both programs make a ``Visitor`` here, so a till and the server that knows the same ask the same.
The answers travel in bodies that are hashed for ever (P6): a birthday is told as the narrowest
window of the programme that holds it, never as a day, and not at all outside of every window; the
last visit is told only where its distance earns a promo.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.domain.card import Card
from shared.domain.conditions import Condition
from shared.domain.programme import ProgrammeVersion, PromoKind, is_in_force
from shared.domain.visitors import Birthday, Births, Visitor, nearest_birthday


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules and promos in force ask of a guest."""

    birthday_windows: tuple[int, ...]
    """Days, the narrowest first."""
    child_windows: tuple[int, ...]
    absence_days: int | None
    """The shortest absence that earns a promo."""
    is_welcome: bool


def asked_of(programme: ProgrammeVersion, at: datetime) -> Asked:
    """What ``programme`` wants to know of a guest at ``at`` (aware UTC)."""
    promos = [promo for promo in programme.promos if is_in_force(promo, at)]
    rules = [rule for rule in programme.rules if is_in_force(rule, at)]
    days: dict[PromoKind, set[int]] = {kind: set() for kind in PromoKind}
    for promo in promos:
        days[promo.kind].add(promo.days)
    conditions = [rule.condition for rule in rules] + [promo.condition for promo in promos]
    return Asked(
        birthday_windows=tuple(sorted(days[PromoKind.BIRTHDAY].union(*map(_windows, conditions)))),
        child_windows=tuple(sorted(days[PromoKind.CHILD_BIRTHDAY])),
        absence_days=min(days[PromoKind.INACTIVITY], default=None),
        is_welcome=bool(days[PromoKind.FIRST_VISIT]),
    )


def visitor_of(card: Card, births: Births, *, programme: ProgrammeVersion, at: datetime) -> Visitor:
    """The guest of ``card``, as a check at ``at`` (aware UTC) may see him."""
    local = at.astimezone(ZoneInfo(programme.settings.timezone))
    return visitor_asked(card, births, asked=asked_of(programme, at), local=local)


def visitor_asked(card: Card, births: Births, *, asked: Asked, local: datetime) -> Visitor:
    """As ``visitor_of``, where it is known what is asked; ``local`` is the restaurant's clock."""
    return Visitor(
        level_id=card.level_id,
        birthdays=tuple(_birthdays(births, asked, local.date())),
        is_first_visit=asked.is_welcome and card.total_visits == 0,
        away_since=_away_since(card, asked, local),
        granted=card.granted,
        discount_bp=card.discount_bp,
    )


def _windows(condition: Condition) -> frozenset[int]:
    own = frozenset() if condition.birthday_days is None else frozenset({condition.birthday_days})
    return own.union(*(_windows(each) for each in (*condition.all_of, *condition.any_of)))


def _birthdays(births: Births, asked: Asked, today: date) -> Iterator[Birthday]:
    if births.own is not None:
        yield from _coarse(nearest_birthday(births.own, today), asked.birthday_windows)
    for child_id, born in sorted(births.children):
        yield from _coarse(nearest_birthday(born, today, of=child_id), asked.child_windows)


def _coarse(birthday: Birthday, windows: tuple[int, ...]) -> Iterator[Birthday]:
    """Conditions compare with a window of the programme, so they cannot tell the difference."""
    window = next((days for days in windows if birthday.days <= days), None)
    if window is not None:
        yield replace(birthday, days=window)


def _away_since(card: Card, asked: Asked, local: datetime) -> date | None:
    if asked.absence_days is None or card.last_activity_at is None:
        return None
    last = card.last_activity_at.astimezone(local.tzinfo).date()
    return last if (local.date() - last).days >= asked.absence_days else None
