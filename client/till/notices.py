"""What happened to the till itself, as rows of the operations list that a manager looks at."""

from typing import Final
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from client.store.me import me_of
from client.store.notices import Notice, see_notice, unseen_notices
from client.store.programme import programme_in_force
from client.till.operation_view import OperationState, OperationView
from shared.domain.ids import OperationId
from shared.domain.programme import ProgrammeSettings

NOTICE: Final = "notice"
_PREFIX: Final = "notice:"


def notice_views(db: Database) -> tuple[OperationView, ...]:
    """What nobody has seen yet, the newest first."""
    return tuple(_view(db, each) for each in unseen_notices(db))


def acknowledge_notice(db: Database, row_id: str) -> bool:
    """Whether the row is a notice, which somebody has seen now."""
    if not row_id.startswith(_PREFIX):
        return False
    see_notice(db, int(row_id.removeprefix(_PREFIX)))
    return True


def _view(db: Database, notice: Notice) -> OperationView:
    programme = programme_in_force(db, notice.at)
    settings = programme.settings if programme else ProgrammeSettings()
    return OperationView(
        operation_id=OperationId(f"{_PREFIX}{notice.notice_id}"),
        seq=notice.notice_id,
        kind=NOTICE,
        state=OperationState.ATTENTION,
        guest_id=None,
        guest_name=me_of(db).device_name,
        points=0,
        amount=None,
        staff_name="",
        occurred_at=notice.at.astimezone(ZoneInfo(settings.timezone)),
        outcome_code=notice.code,
        outcome_data=notice.data,
        receipt_id=None,
        can_cancel=False,
        is_acknowledged=False,
    )
