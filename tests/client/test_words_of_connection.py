"""The connection told as it is, in both languages (CSH-75, CSH-76)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from client.sync.status import SyncStatus
from client.till.signing_in_alone import SIGN_IN_ALONE
from client.ui.presenters.connection import (
    ConnectionFact,
    QueueLimits,
    StatusLine,
    connection_facts,
    status_line,
)
from shared.receipt.words import Language

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
ONLINE = SyncStatus(is_online=True, last_contact_at=NOW, clock_offset_seconds=0)
OFFLINE = replace(
    ONLINE,
    is_online=False,
    last_contact_at=NOW - timedelta(hours=2),
    waiting=7,
    oldest_waiting_at=NOW - timedelta(minutes=50),
)
LIMITS = QueueLimits()


def line(state: SyncStatus, language: Language = Language.RU) -> StatusLine:
    return status_line(state, now=NOW, limits=LIMITS, language=language)


def facts(state: SyncStatus, language: Language = Language.RU) -> list[ConnectionFact]:
    return connection_facts(state, now=NOW, limits=LIMITS, language=language)


def test_silence_is_told_with_what_works_and_what_waits() -> None:
    assert line(OFFLINE).title == "Нет связи с 13:00"
    assert line(OFFLINE).text == (
        "Начисление, регистрация и печать работают · списать баллы нельзя · "
        "ждут отправки: 7, с 14:10"
    )
    until = replace(OFFLINE, alone_until=NOW + timedelta(hours=4))
    assert "списание без связи — до 19:00" in line(until).text


def test_where_there_are_no_points_none_are_spoken_of() -> None:
    """LOY-01: a programme of discounts."""
    for state in (ONLINE, OFFLINE):
        discounts = replace(state, has_points=False)
        told = [line(discounts).text, *(fact.text for fact in facts(discounts))]
        assert not [text for text in told if "спис" in text or "балл" in text or "числ" in text]
    assert line(replace(OFFLINE, has_points=False)).text == (
        "Скидки, регистрация и печать работают · ждут отправки: 7, с 14:10"
    )


def test_what_is_of_another_day_says_which() -> None:
    days_ago = replace(OFFLINE, last_contact_at=NOW - timedelta(days=2))
    assert line(days_ago).title == "Нет связи с 19.11 15:00"


def test_silence_is_told_before_a_wrong_clock_and_trouble_before_silence() -> None:
    wrong = replace(OFFLINE, clock_offset_seconds=90)
    assert line(wrong).title.startswith("Нет связи")
    assert line(replace(wrong, is_online=True)).title == "Проверьте часы кассы"
    assert line(replace(wrong, problem="server_trouble")).has_retry


@pytest.mark.parametrize(
    ("waiting", "hours", "is_warned"), [(99, 1, False), (100, 1, True), (1, 24, True)]
)
def test_a_long_or_an_old_queue_is_a_warning(waiting: int, hours: int, is_warned: bool) -> None:
    oldest = NOW - timedelta(hours=hours)
    state = replace(ONLINE, waiting=waiting, oldest_waiting_at=oldest)
    assert (line(state).kind == "warning") is is_warned
    queue = next(fact for fact in facts(state) if "отправки" in fact.text)
    assert (queue.kind == "warning") is is_warned
    assert ("менеджеру" in queue.note) is is_warned


def test_how_long_people_may_sign_in_is_told_and_when_it_is_over() -> None:
    assert any("Вход по PIN-коду: без связи до 24.11 13:00" in fact.text for fact in facts(OFFLINE))
    cut_off = replace(OFFLINE, last_contact_at=NOW - SIGN_IN_ALONE)
    assert any("войти может только менеджер" in fact.text for fact in facts(cut_off))


@pytest.mark.parametrize(
    ("offset", "text"),
    [(0, "верны"), (90, "спешат на 90"), (-240, "отстают на 4 мин"), (None, "ещё не сверены")],
)
def test_the_clock_is_told_as_it_is(offset: int | None, text: str) -> None:
    state = replace(ONLINE, clock_offset_seconds=offset)
    assert text in facts(state)[-1].text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", [ONLINE, OFFLINE, SyncStatus(), SyncStatus(is_online=False)])
def test_every_state_has_words(state: SyncStatus, language: Language) -> None:
    assert line(state, language).text
    assert all(fact.text for fact in facts(state, language))
