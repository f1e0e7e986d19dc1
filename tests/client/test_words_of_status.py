"""What the status bar says of time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from client.ui.presenters.connection import when_text
from client.ui.presenters.status import last_contact_text, server_notice
from shared.receipt.words import Language

EVENING = datetime(2026, 11, 21, 15, 40, tzinfo=UTC).astimezone(ZoneInfo("Asia/Yekaterinburg"))


def test_the_time_is_the_restaurants_whatever_the_machines_is() -> None:
    assert when_text(EVENING, now=EVENING) == "20:40"
    later = EVENING + timedelta(hours=3)
    assert "20:40" in last_contact_text(EVENING, now=later, language=Language.EN)


@pytest.mark.parametrize("problem", ["key_missing", "keystore_locked", "store_full", "bug"])
def test_what_is_wrong_with_the_till_is_not_said_of_the_server(problem: str) -> None:
    notice = server_notice(problem, language=Language.RU)
    assert notice.title == "Неполадка кассы"
    assert notice.text


def test_a_copy_elsewhere_is_not_called_a_revocation() -> None:
    """Which heals by itself, and is told as a notice (design §5)."""
    notice = server_notice("epoch_retired", language=Language.RU)
    assert "отозвал" not in notice.text
