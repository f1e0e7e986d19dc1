"""A guest and the profile a cashier may see (CSH-16, GST-01).

Knows what a profile may hold. Must not know how it was typed or where it travels.
"""

from dataclasses import dataclass
from datetime import date

from shared.domain.errors import FieldInvalid
from shared.domain.ids import GuestId
from shared.domain.phones import normalise_phone

NAME_MAX_LENGTH = 60
BIRTH_YEARS_MAX = 120
CHILDREN_MAX = 10
CHILD_YEARS_MAX = 18


@dataclass(frozen=True, slots=True)
class Profile:
    """Personal data: it travels beside an operation, never inside its chained body."""

    phone: str
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A guest's child (GST-03, G-27): personal data."""

    child_id: str
    """A UUID: what tills and bodies call it."""
    name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class Guest:
    """A registered guest."""

    guest_id: GuestId
    profile: Profile
    alias_of: GuestId | None = None
    """The guest who survived the merge, when this one was registered twice (CSH-50)."""
    children: tuple[Child, ...] = ()
    """All of his, under every name he has; an alias has none."""


def checked_profile(profile: Profile, *, today: date) -> Profile:
    """``profile`` with the phone normalised and names trimmed.

    Raises ``PhoneInvalid`` or ``FieldInvalid``. Source: CSH-41, CSH-48, GST-21.
    """
    if profile.birth_date is not None:
        _check_birth_date(profile.birth_date, today)
    return Profile(
        phone=normalise_phone(profile.phone),
        first_name=_checked_name("first_name", profile.first_name),
        last_name=_checked_name("last_name", profile.last_name),
        birth_date=profile.birth_date,
    )


def checked_child(child: Child, *, today: date) -> Child:
    """``child`` with the name trimmed.

    Raises ``FieldInvalid``: no name, or born in the future or too long ago to be a child.
    """
    name = _checked_name("child.name", child.name)
    if not name:
        raise FieldInvalid(field="child.name", reason="empty")
    if child.birth_date > today:
        raise FieldInvalid(field="child.birth_date", reason="future")
    if child.birth_date.year < today.year - CHILD_YEARS_MAX:
        raise FieldInvalid(field="child.birth_date", reason="too_old")
    return Child(child.child_id, name, child.birth_date)


def _checked_name(field: str, typed: str) -> str:
    name = " ".join(typed.split())
    if len(name) > NAME_MAX_LENGTH:
        raise FieldInvalid(field=field, reason="too_long")
    if any(not character.isprintable() for character in name):
        raise FieldInvalid(field=field, reason="format")
    return name


def _check_birth_date(birth_date: date, today: date) -> None:
    if birth_date > today:
        raise FieldInvalid(field="birth_date", reason="future")
    if birth_date.year < today.year - BIRTH_YEARS_MAX:
        raise FieldInvalid(field="birth_date", reason="too_old")
