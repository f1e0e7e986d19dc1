"""The day's rates: asked of a real server, published as a version, quoted by till and server."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from server.audit import SYSTEM, Action, activities
from server.commands import CommandFailed, run_job
from server.nightly.banks import DOCUMENT_BYTES_MAX, Banks, BankSilent
from server.nightly.levels import LEVELS
from server.nightly.rates import AGAIN_MS, RateDesk
from server.nightly.rounds import Page, Round
from server.programme.drafts import ProgrammeDraft, next_version
from server.programme.service import current
from server.settings import Settings
from shared.domain.check import Bill
from shared.domain.currency import RateProvider
from shared.domain.money import Money
from shared.domain.programme import ProgrammeVersion
from shared.sync.payloads import programme_of, programme_payload
from tests.client.sync.http_servers import http, listening
from tests.server.nightly.night import night, wait, wait_until
from tests.server.nightly.test_quotations import CBR, OPEN_EXCHANGE
from tests.server.shop import Shop, renumbered

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
KEY = "a-key-that-nobody-logs"
ALL = http("200 OK", CBR)


@dataclass
class Bank:
    """A bank's server; ``answers`` are given in order, the last one again and again."""

    answers: list[bytes]
    heads: list[str] = field(default_factory=list)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
        await hang_up(writer)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """The other side may have done so before."""
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.fixture
def abroad(shop: Shop) -> Shop:
    """A company that takes dirhams and tenge at the Bank of Russia's rates, on a Saturday."""
    wait_until(shop, MORNING)
    shop.publish(with_settings(shop, currencies=("AED", "KZT")))
    return shop


def with_settings(shop: Shop, **changed: Any) -> ProgrammeVersion:
    return renumbered(in_force(shop), settings=replace(in_force(shop).settings, **changed))


def in_force(shop: Shop) -> ProgrammeVersion:
    found = shop.read(lambda conn: current(conn, shop.tenant_id))
    assert found is not None
    return found


def table(shop: Shop) -> dict[str, int]:
    return {each.currency: each.micro for each in in_force(shop).settings.rates}


def desk_at(shop: Shop, url: str, *, timeout_seconds: float = 5) -> RateDesk:
    settings = Settings(
        cbr_url=f"{url}/daily", openexchange_url=f"{url}/latest", openexchange_app_id=KEY
    )
    banks = Banks(settings, timeout_seconds=timeout_seconds)
    return RateDesk(shop.database, banks, chance=shop.chance)


def looks(shop: Shop, bank: Bank, *, times: int = 1) -> list[int]:
    """What so many looks did at the shop's own time, one desk."""

    async def scenario() -> list[int]:
        async with listening(bank.handle) as url:
            desk = desk_at(shop, url)
            return [await desk.look([shop.tenant_id], now_ms=shop.now_ms) for _ in range(times)]

    return asyncio.run(scenario())


def play(scenario: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(scenario())


def test_the_days_rates_are_a_version_of_their_own(abroad: Shop) -> None:
    """POS-134, POS-135, LOY-45: asked for the day it is in Moscow, once a day."""
    bank, before = Bank([ALL]), in_force(abroad)
    assert looks(abroad, bank, times=3) == [1, 0, 0]
    assert [head.splitlines()[0] for head in bank.heads] == [
        "GET /daily?date_req=21%2F11%2F2026 HTTP/1.1"
    ]
    after = in_force(abroad)
    assert table(abroad) == {"AED": 22_085_800, "KZT": 156_172}
    assert {each.updated_on for each in after.settings.rates} == {date(2026, 11, 21)}
    assert after.number == before.number + 1
    unchanged = {"version_id", "number", "valid_from", "settings"}
    told, was = programme_payload(after), programme_payload(before)
    assert {name for name in told if told[name] != was[name]} == unchanged
    log = abroad.read(lambda conn: activities(conn, abroad.tenant_id))[-1]
    assert (log.action, log.performed_by) == (Action.PROGRAMME_PUBLISHED, SYSTEM)
    assert abroad.verified().problems == ()


def test_a_till_quotes_by_the_table_it_holds_and_the_server_alike(abroad: Shop) -> None:
    """LOY-69, POS-138: also by yesterday's table, which it held when it went out of reach."""
    looks(abroad, Bank([ALL]))
    abroad.programme = held = in_force(abroad)
    till = abroad.till()
    guest_id = till.register()
    check = till.check(250).model_copy(update={"currency": "AED"})
    wait(abroad, days=1)
    looks(abroad, Bank([http("200 OK", CBR.replace(b"22,0858", b"30,0000"))]))
    assert in_force(abroad).version_id != held.version_id
    till.earn(guest_id, bill=Bill(Money(250_00, "AED")), check=check)
    (outcome,) = till.outcomes()[1:]
    assert (outcome.status, outcome.notes) == ("applied", ("programme_differs",))
    assert abroad.card(guest_id).lifetime_spent_minor == 5_521_45
    assert abroad.balance(guest_id)[0] == 552
    assert abroad.verified().problems == ()


def test_tills_learn_of_the_rates_by_the_feed(abroad: Shop) -> None:
    till = abroad.till()
    before = till.pull().cursor.seq
    looks(abroad, Bank([ALL]))
    (change,) = till.pull(before).changes
    assert change.kind == "programme"
    assert change.data is not None
    assert programme_of(change.data).settings.rates == in_force(abroad).settings.rates


def test_a_day_without_new_rates_makes_no_version(abroad: Shop) -> None:
    """A bank rests on Sundays: it says again what it said for Saturday."""
    bank = Bank([ALL])
    assert looks(abroad, bank) == [1]
    wait(abroad, days=1)
    assert looks(abroad, bank, times=2) == [0, 0]
    assert len(bank.heads) == 2


def test_open_exchange_rates_gets_its_key_where_nobody_logs_it(
    abroad: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """POS-139."""
    caplog.set_level(logging.INFO)
    abroad.publish(with_settings(abroad, rate_provider=RateProvider.OPENEXCHANGE))
    bank = Bank([http("200 OK", OPEN_EXCHANGE)])
    assert looks(abroad, bank) == [1]
    assert f"Authorization: Token {KEY}" in bank.heads[0]
    assert bank.heads[0].startswith("GET /latest HTTP/1.1")
    assert table(abroad) == {"AED": 22_085_772, "KZT": 156_172}
    assert KEY not in caplog.text
    assert KEY not in repr(Settings(openexchange_app_id=KEY))


@pytest.mark.parametrize(
    "changed",
    [{"currencies": ()}, {"rate_provider": RateProvider.MANUAL}],
    ids=["takes no other money", "has a table of its own"],
)
def test_who_needs_no_bank_asks_none(abroad: Shop, changed: dict[str, Any]) -> None:
    abroad.publish(with_settings(abroad, **changed))
    bank = Bank([ALL])
    assert looks(abroad, bank) == [0]
    assert bank.heads == []


def test_money_that_is_taken_from_now_on_is_asked_for_at_once(abroad: Shop) -> None:
    bank = Bank([ALL])
    looks(abroad, bank)
    abroad.publish(with_settings(abroad, currencies=("AED", "KZT", "USD")))
    assert looks(abroad, bank, times=2) == [1, 0]
    assert table(abroad)["USD"] == 81_110_000


def test_a_version_with_rates_alone_asks_nobody_about_levels(abroad: Shop) -> None:
    night(abroad, LEVELS)
    looks(abroad, Bank([ALL]))
    wanted: list[str] = []

    def find(conn: Connection, a_round: Round, *, after: str, limit: int) -> Page:
        wanted.append(a_round.programme.version_id)
        return LEVELS.find(conn, a_round, after=after, limit=limit)

    assert night(abroad, replace(LEVELS, find=find)) == 0
    assert wanted == []


@pytest.mark.expects_warning
@pytest.mark.parametrize(
    "trouble",
    [
        http("503 Service Unavailable", b""),
        http("302 Found", b"", "Location: /elsewhere"),
        http("200 OK", b"<html>a portal of a hotel</html>"),
        http("200 OK", CBR)[:-200],
        http("200 OK", CBR[:-200]),
        http("200 OK", CBR + b" " * DOCUMENT_BYTES_MAX),
        http("200 OK", CBR.replace(b"21.11.2026", b"21.11.2025")),
        b"220 mail.example.com ESMTP\r\n",
        b"",
    ],
    ids=["503", "elsewhere", "rubbish", "cut", "truncated", "huge", "old", "mail", "nothing"],
)
def test_a_bank_in_trouble_leaves_the_last_rates_in_force(abroad: Shop, trouble: bytes) -> None:
    looks(abroad, Bank([ALL]))
    wait(abroad, days=1)
    before = in_force(abroad)
    bank = Bank([trouble, http("200 OK", CBR.replace(b"22,0858", b"22,1000"))])

    async def scenario() -> None:
        async with listening(bank.handle) as url:
            desk = desk_at(abroad, url)
            for later_ms in (0, 1, AGAIN_MS - 1):
                now_ms = abroad.now_ms + later_ms
                assert await desk.look([abroad.tenant_id], now_ms=now_ms) == 0
            assert len(bank.heads) == 1, "asked again in a quarter of an hour, not before"
            assert in_force(abroad) == before
            now_ms = abroad.now_ms + AGAIN_MS
            assert await desk.look([abroad.tenant_id], now_ms=now_ms) == 1

    play(scenario)
    assert table(abroad)["AED"] == 22_100_000


@pytest.mark.expects_warning
@pytest.mark.parametrize("is_begun", [False, True], ids=["silent", "one line and no more"])
def test_nobody_waits_for_a_slow_bank(abroad: Shop, is_begun: bool) -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if is_begun:
            writer.write(ALL[:200])
        with suppress(ConnectionError):
            await reader.read()
        await hang_up(writer)

    async def scenario() -> None:
        async with listening(slow) as url:
            desk = desk_at(abroad, url, timeout_seconds=0.5)
            assert await desk.look([abroad.tenant_id], now_ms=abroad.now_ms) == 0

    play(scenario)
    assert table(abroad) == {}


@pytest.mark.expects_warning
def test_the_log_says_since_when_a_bank_is_silent(
    abroad: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """POS-134: an error from the day on for which no rate was had."""
    looks(abroad, Bank([ALL]))
    for _ in range(3):
        wait(abroad, days=1)
        looks(abroad, Bank([http("500 Internal Server Error", b"")]))
    told = [record for record in caplog.records if record.name == "server.nightly.rates"]
    assert [record.levelname for record in told] == ["WARNING", "ERROR", "ERROR"]
    assert told[0].__dict__["fields"] == {
        "bank": "CBR",
        "reason": "HTTP 500",
        "companies": 1,
        "rates_of": "2026-11-21",
    }


@pytest.mark.expects_warning
def test_money_that_a_bank_does_not_name_keeps_its_last_rate(
    abroad: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    looks(abroad, Bank([ALL]))
    wait(abroad, days=1)
    less = CBR.replace(b"AED", b"XAU").replace(b"15,6172", b"16,0000")
    assert looks(abroad, Bank([http("200 OK", less)])) == [1]
    assert table(abroad) == {"AED": 22_085_800, "KZT": 160_000}
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.__dict__["fields"]["currencies"] == ["AED"]


def test_without_a_key_nobody_is_asked() -> None:
    async def scenario() -> None:
        banks = Banks(Settings())
        with pytest.raises(BankSilent, match="app id"):
            await banks.quotation(RateProvider.OPENEXCHANGE, at=MORNING)

    play(scenario)


def test_two_servers_publish_the_rates_of_a_day_once(abroad: Shop) -> None:
    async def scenario() -> None:
        async with listening(Bank([ALL]).handle) as url:
            one, other = desk_at(abroad, url), desk_at(abroad, url)
            both = [desk.look([abroad.tenant_id], now_ms=abroad.now_ms) for desk in (one, other)]
            assert sum(await asyncio.gather(*both)) == 1

    play(scenario)


def test_who_publishes_a_printed_version_keeps_the_banks_newest_rates(abroad: Shop) -> None:
    """Nobody brings back yesterday's rates, or makes one up, with another rule."""
    printed = programme_payload(in_force(abroad))
    looks(abroad, Bank([ALL]))
    before = in_force(abroad)
    draft = ProgrammeDraft.model_validate_json(json.dumps(printed))
    made = next_version(draft, before, at=MORNING, chance=abroad.chance)
    assert made.settings.rates == before.settings.rates
    fewer = replace(draft.settings, currencies=("KZT",))
    made = next_version(
        draft.model_copy(update={"settings": fewer}), before, at=MORNING, chance=abroad.chance
    )
    assert [each.currency for each in made.settings.rates] == ["KZT"]
    for other in ({"rate_provider": RateProvider.OPENEXCHANGE}, {"currency": "USD"}):
        changed = draft.model_copy(update={"settings": replace(draft.settings, **other)})
        made = next_version(changed, before, at=MORNING, chance=abroad.chance)
        assert made.settings.rates == ()


def test_who_asks_by_hand_has_it_asked_again(abroad: Shop) -> None:
    bank = Bank([ALL, http("200 OK", CBR.replace(b"22,0858", b"22,1000"))])

    async def scenario() -> None:
        async with listening(bank.handle) as url:
            desk = desk_at(abroad, url)
            for expected in (1, 1, 0):
                done = await desk.ask([abroad.tenant_id], now_ms=abroad.now_ms)
                assert done == {abroad.tenant_id: expected}
                wait(abroad, minutes=1)

    play(scenario)
    assert table(abroad)["AED"] == 22_100_000


@pytest.mark.parametrize("is_banked", [True, False])
def test_an_operator_is_told_that_a_bank_is_silent(abroad: Shop, is_banked: bool) -> None:
    if not is_banked:
        abroad.publish(with_settings(abroad, currencies=()))
    nobody = Settings(cbr_url="http://127.0.0.1:1/daily")
    if is_banked:
        with pytest.raises(CommandFailed, match="a bank gives no rates"):
            run_job(abroad.database, nobody, name="rates")
    else:
        told = run_job(abroad.database, nobody, name="rates")
        assert told == {"job": "rates", "done": {abroad.tenant_id: 0}}


def test_a_job_that_there_is_not_is_named_with_those_there_are(abroad: Shop) -> None:
    with pytest.raises(CommandFailed, match="expire, warn, rates"):
        run_job(abroad.database, Settings(), name="rate")
