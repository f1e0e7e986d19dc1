"""JSON that a person wrote: nothing is guessed, and no misspelt name passes over in silence.

What is not as its schema wants it is refused by its path, as the engine refuses values.
"""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.domain.errors import FieldInvalid

_REASONS: Final[Mapping[str, str]] = {
    "extra_forbidden": "unknown_field",
    "unexpected_keyword_argument": "unknown_field",
    "missing": "missing",
    "timezone_aware": "no_zone",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "too_long": "too_many",
    "string_too_long": "too_long",
    "string_too_short": "empty",
}
_NOT_AS_WANTED: Final = "format"
_ALL_OF_IT: Final = "json"
"""The path of what is wrong altogether."""


class NotJson(Exception):
    """The text is no JSON; the message says where it ends to be."""


class Given(BaseModel):
    """The base of what is read; dataclasses of the domain inside it are read as strictly."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def wrong_field(error: ValidationError) -> FieldInvalid:
    """The first value that is not as its schema wants it, by its path. Raises ``NotJson``."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        raise NotJson(first["msg"]) from error
    path = ".".join(str(each) for each in first["loc"]) or _ALL_OF_IT
    return FieldInvalid(field=path, reason=_REASONS.get(first["type"], _NOT_AS_WANTED))
