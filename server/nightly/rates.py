"""Rates: once a day each bank that a programme names is asked, and its word is a new version.

So tills and the server quote by one table, out of reach too, and every entry keeps whose rate of
which day it was (POS-131, POS-134). A bank that is silent leaves the last rates in force and is
asked again in a quarter of an hour; the log says so, as an error once they are no longer of the
day. A company that takes no other money asks nobody.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection

from server.audit import SYSTEM
from server.books import Books
from server.chance import Chance
from server.database import Database
from server.logs import FIELDS
from server.nightly.banks import Banks, BankSilent
from server.nightly.rounds import Errand, Job, Page, Round, is_due, run
from server.programme import service as programmes
from server.scope import enter_tenant
from shared.domain.currency import Quotation, RateProvider
from shared.domain.errors import FieldInvalid
from shared.domain.ids import ProgrammeVersionId, TenantId
from shared.domain.programme import ProgrammeSettings, ProgrammeVersion, is_banked, with_quotation
from shared.operations.canonical import canonical_json
from shared.operations.encode import from_millis

NAME: Final = "rates"
DAILY_AT = time(0, 30)
"""By then the Bank of Russia has long said what holds for the Moscow day that began."""
AGAIN_MS = 15 * 60 * 1000
GOOD_FOR = timedelta(days=1)
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A company whose rates of the day are still to come."""

    errand: Errand
    provider: RateProvider
    question: str
    said_on: date | None
    """The day of the rates in force; None where there are none."""

    def answered(self, word: "_Word") -> Errand:
        """The errand with the answer to its own question, whatever the programme asks by then."""
        return replace(self.errand, job=replace(word.job, asked_by=lambda _now: self.question))


class RateDesk:
    """Takes the day's rates to whoever waits for them; remembers which bank was silent."""

    def __init__(self, database: Database, banks: Banks, *, chance: Chance) -> None:
        self._database = database
        self._banks = banks
        self._chance = chance
        self._again_at_ms: dict[RateProvider, int] = {}

    async def look(self, tenant_ids: Sequence[TenantId], *, now_ms: int) -> int:
        """How many programmes have other rates now, of those whose day's run is not over."""
        waiting = await self._waiting(tenant_ids, now_ms=now_ms)
        total = 0
        for provider, those in waiting.items():
            if now_ms < self._again_at_ms.get(provider, now_ms):
                continue
            try:
                done = await self._take(provider, those)
            except BankSilent as trouble:
                self._again_at_ms[provider] = now_ms + AGAIN_MS
                _tell(trouble, provider, those)
                continue
            total += sum(done.values())
        return total

    async def ask(self, tenant_ids: Sequence[TenantId], *, now_ms: int) -> dict[TenantId, int]:
        """As ``look``, whatever was done today, by company. Raises ``BankSilent``."""
        waiting = await self._waiting(tenant_ids, now_ms=now_ms, is_by_hand=True)
        done = dict.fromkeys(tenant_ids, 0)
        for provider, those in waiting.items():
            done |= await self._take(provider, those)
        return done

    async def _waiting(
        self, tenant_ids: Sequence[TenantId], *, now_ms: int, is_by_hand: bool = False
    ) -> dict[RateProvider, list[_Waiting]]:
        waiting: defaultdict[RateProvider, list[_Waiting]] = defaultdict(list)
        for tenant_id in tenant_ids:
            errand = Errand(tenant_id, _Word(self._chance).job, now_ms, is_by_hand=is_by_hand)
            found = await self._database.read(partial(_found, errand=errand))
            if found is not None:
                waiting[found.provider].append(found)
        return waiting

    async def _take(
        self, provider: RateProvider, waiting: Sequence[_Waiting]
    ) -> dict[TenantId, int]:
        at = from_millis(waiting[0].errand.now_ms)
        word = _Word(self._chance, await self._banks.quotation(provider, at=at))
        return {
            each.errand.tenant_id: await run(self._database, each.answered(word))
            for each in waiting
        }


def _found(conn: Connection, *, errand: Errand) -> _Waiting | None:
    enter_tenant(conn, errand.tenant_id)
    programme = programmes.current(conn, errand.tenant_id)
    if programme is None or not is_banked(programme.settings) or not is_due(conn, errand):
        return None
    settings = programme.settings
    said_on = max((each.updated_on for each in settings.rates), default=None)
    return _Waiting(errand, settings.rate_provider, _question(programme), said_on)


def _tell(trouble: BankSilent, provider: RateProvider, waiting: Sequence[_Waiting]) -> None:
    today = from_millis(waiting[0].errand.now_ms).date()
    known = [each.said_on for each in waiting if each.said_on is not None]
    is_old = len(known) < len(waiting) or min(known) < today - GOOD_FOR
    fields = {
        "bank": provider.value,
        "reason": str(trouble),
        "companies": len(waiting),
        "rates_of": str(min(known)) if known else None,
    }
    level = logging.ERROR if is_old else logging.WARNING
    _logger.log(level, "a bank gives no rates", extra={FIELDS: fields})


@dataclass(frozen=True, slots=True)
class _Word:
    """What a bank said, as the work of a night; nothing yet where only the night is asked for."""

    chance: Chance
    quotation: Quotation | None = None

    @property
    def job(self) -> Job:
        return Job(NAME, DAILY_AT, self.find, self.work, _question)

    def find(self, conn: Connection, a_round: Round, *, after: str, limit: int) -> Page:
        """The programme, if it still asks this bank."""
        assert self.quotation is not None
        del conn, after, limit  # one programme is one page
        is_asked = self.quotation.provider is a_round.programme.settings.rate_provider
        return Page((NAME,) if is_asked else (), None)

    def work(self, books: Books, a_round: Round, ids: Sequence[str]) -> int:
        return sum(_renew(books, a_round, word=self) for _ in ids)


def _question(programme: ProgrammeVersion) -> str:
    """What a bank is asked by a programme; another question is asked at once."""
    settings = programme.settings
    asked = [settings.rate_provider, settings.currency, sorted(settings.currencies)]
    return sha256(canonical_json(asked).encode()).hexdigest()[:32]


def _renew(books: Books, a_round: Round, *, word: _Word) -> bool:
    """Whether the programme has other rates now: in a version of their own (LOY-45)."""
    assert word.quotation is not None
    before = a_round.programme
    settings = _with_rates(a_round, word.quotation)
    if settings == before.settings:
        return False
    version = replace(
        before,
        version_id=ProgrammeVersionId(word.chance.uuid()),
        number=before.number + 1,
        valid_from=a_round.at,
        settings=settings,
    )
    books.aside(programmes.publish, a_round.tenant_id, version, now_ms=a_round.now_ms, by=SYSTEM)
    return True


def _with_rates(a_round: Round, quotation: Quotation) -> ProgrammeSettings:
    """What the bank does not say, or says beyond all bounds, is told and stays as it was."""
    settings = a_round.programme.settings
    missing = [each for each in settings.currencies if each not in quotation.worths]
    try:
        renewed = with_quotation(settings, quotation)
    except FieldInvalid:
        missing, renewed = list(settings.currencies), settings
    if missing:
        fields = {
            "tenant_id": a_round.tenant_id,
            "bank": quotation.provider.value,
            "currencies": missing,
        }
        _logger.error("a bank does not say what some money is worth", extra={FIELDS: fields})
    return renewed
