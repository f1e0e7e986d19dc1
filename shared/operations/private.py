"""What travels beside a body and may be erased: the profile, a typed reason.

The body keeps ``SHA-256(salt, canonical private)``; the salt is inside the private part, so once
it is erased nobody can guess the phone back from the hash.
"""

import hashlib
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.guest import Profile
from shared.operations.canonical import canonical_json

SALT_HEX_LENGTH = 32


class PrivatePart(BaseModel):
    """Personal data and free text of one operation."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    phone: Annotated[str, Field(max_length=40)] | None = None
    first_name: Annotated[str, Field(max_length=200)] | None = None
    last_name: Annotated[str, Field(max_length=200)] | None = None
    birth_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    note: Annotated[str, Field(max_length=200)] | None = None


def private_profile(profile: Profile, *, salt: str) -> PrivatePart:
    """The private part of a registration."""
    return PrivatePart(
        salt=salt,
        phone=profile.phone,
        first_name=profile.first_name,
        last_name=profile.last_name,
        birth_date=profile.birth_date.isoformat() if profile.birth_date else None,
    )


def profile_of(private: PrivatePart) -> Profile:
    """The profile a registration brought, as sent. Raises ``ValueError`` for a date like 31.02."""
    return Profile(
        phone=private.phone or "",
        first_name=private.first_name or "",
        last_name=private.last_name or "",
        birth_date=date.fromisoformat(private.birth_date) if private.birth_date else None,
    )


def private_hash(private: PrivatePart) -> str:
    """The hash a body keeps of its private part, lower-case hex."""
    text = canonical_json(private.model_dump(exclude_none=True))
    return hashlib.sha256(text.encode()).hexdigest()
