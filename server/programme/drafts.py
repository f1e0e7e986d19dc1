"""A programme as an operator writes it: what the next version says.

Its id, its number and its moment are the house's, whatever the text says of them, and the rates are
the bank's where a bank is asked: so a version that was printed can be changed and handed in again.
Must not know the command line.
"""

from dataclasses import replace
from datetime import datetime

from pydantic import AwareDatetime, ValidationError

from server.chance import Chance
from shared.domain.currency import RateProvider, TableRate
from shared.domain.ids import ProgrammeVersionId
from shared.domain.programme import (
    Category,
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    Rule,
)
from shared.operations.given import Given, wrong_field


class ProgrammeDraft(Given):
    """Everything a restaurant's admin decides."""

    version_id: str = ""
    number: int = 0
    valid_from: AwareDatetime | None = None
    name: str
    settings: ProgrammeSettings
    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    promos: tuple[Promo, ...] = ()
    categories: tuple[Category, ...] = ()


def draft_of(text: bytes) -> ProgrammeDraft:
    """The draft of a JSON text. Raises ``NotJson``, and ``FieldInvalid`` with a path."""
    try:
        return ProgrammeDraft.model_validate_json(text)
    except ValidationError as error:
        raise wrong_field(error) from error


def next_version(
    draft: ProgrammeDraft, before: ProgrammeVersion | None, *, at: datetime, chance: Chance
) -> ProgrammeVersion:
    """The version that follows ``before``, in force from ``at`` (aware UTC)."""
    return ProgrammeVersion(
        version_id=ProgrammeVersionId(chance.uuid()),
        number=before.number + 1 if before else 1,
        valid_from=at,
        name=draft.name,
        settings=replace(draft.settings, rates=_rates(draft.settings, before)),
        levels=draft.levels,
        rules=draft.rules,
        promos=draft.promos,
        categories=draft.categories,
    )


def _rates(wanted: ProgrammeSettings, before: ProgrammeVersion | None) -> tuple[TableRate, ...]:
    """Those that the bank said last, of the money that is taken still: nobody types a bank's."""
    if wanted.rate_provider is RateProvider.MANUAL:
        return wanted.rates
    if before is None or _asked(before.settings) != _asked(wanted):
        return ()
    return tuple(each for each in before.settings.rates if each.currency in wanted.currencies)


def _asked(settings: ProgrammeSettings) -> tuple[RateProvider, str]:
    return settings.rate_provider, settings.currency
