"""Asking a bank for the day's rates over HTTP; whatever goes wrong there is trouble, never a rate.

Knows HTTP and limits: an answer is read as it comes, so large, only for so long. A key travels in a
header, because addresses are logged. Must not know who wants the rates.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from server.programme.quotations import NotQuoted, quotation_of
from server.settings import Settings
from shared.domain.currency import Quotation, RateProvider

TIMEOUT_SECONDS = 20.0
"""For all of an answer, however slowly it comes."""
DOCUMENT_BYTES_MAX = 256 * 1024
"""Some twenty times what either bank says of all the money it knows."""
_BANK_DAY: Final = timedelta(hours=3)
"""The Bank of Russia lives by Moscow's time."""


class BankSilent(Exception):
    """No rates could be had; the message says why."""


@dataclass(frozen=True, slots=True)
class _Request:
    url: str
    parameters: dict[str, str]
    headers: dict[str, str]


class Banks:
    """The banks as the settings name them."""

    def __init__(self, settings: Settings, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._timeout_seconds = timeout_seconds

    async def quotation(self, provider: RateProvider, *, at: datetime) -> Quotation:
        """What the bank says for the day of ``at`` (aware UTC). Raises ``BankSilent``."""
        document = await self._read(self._request(provider, at))
        try:
            return quotation_of(provider, document, today=(at + _BANK_DAY).date())
        except NotQuoted as error:
            raise BankSilent(str(error)) from error

    def _request(self, provider: RateProvider, at: datetime) -> _Request:
        plain = {"Accept-Encoding": "identity"}
        if provider is RateProvider.CBR:
            day = (at.astimezone(UTC) + _BANK_DAY).strftime("%d/%m/%Y")
            return _Request(self._settings.cbr_url, {"date_req": day}, plain)
        assert provider is RateProvider.OPENEXCHANGE
        app_id = self._settings.openexchange_app_id
        if not app_id:
            raise BankSilent("no app id is set")
        return _Request(
            self._settings.openexchange_url, {}, plain | {"Authorization": f"Token {app_id}"}
        )

    async def _read(self, asked: _Request) -> bytes:
        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                httpx.AsyncClient(timeout=self._timeout_seconds, trust_env=False) as http,
                http.stream(
                    "GET", asked.url, params=asked.parameters, headers=asked.headers
                ) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise BankSilent(f"HTTP {answer.status_code}")
                return await _document(answer)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as trouble:
            raise BankSilent(type(trouble).__name__) from trouble


async def _document(answer: httpx.Response) -> bytes:
    """Raw, so that nothing small unpacks into something large."""
    document = bytearray()
    async for part in answer.aiter_raw():
        document += part
        if len(document) > DOCUMENT_BYTES_MAX:
            raise BankSilent("the answer is too large")
    return bytes(document)
