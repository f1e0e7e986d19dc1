"""What the status bar says of time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from client.ui.presenters.status import horizon_text, last_contact_text
from shared.receipt.words import Language

EVENING = datetime(2026, 11, 21, 15, 40, tzinfo=UTC).astimezone(ZoneInfo("Asia/Yekaterinburg"))


def test_the_time_is_the_restaurants_whatever_the_machines_is() -> None:
    assert horizon_text(EVENING, language=Language.EN).endswith("20:40")
    later = EVENING + timedelta(hours=3)
    assert "20:40" in last_contact_text(EVENING, now=later, language=Language.EN)
