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


@dataclass(frozen=True, slots=True)
class Profile:
    """Personal data: it travels beside an operation, never inside its chained body."""

    phone: str
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """A registered guest."""

    guest_id: GuestId
    profile: Profile
    alias_of: GuestId | None = None
    """The guest who survived the merge, when this one was registered twice (CSH-50)."""


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
