"""A server's memory for the screens: one guest's past, and an operation of another till."""

import asyncio

from client.store.errors import Trouble
from shared.domain.ids import GuestId, OperationId, StaffId
from shared.domain.points import PointsKind
from shared.operations.bodies import CheckBody
from shared.operations.encode import to_millis
from shared.sync.archive import (
    BalanceReply,
    BookingTold,
    HistoryReply,
    LotTold,
    OperationsReply,
    OperationTold,
)
from tests.builders import GUEST, NOON, an_id

DAY_MS = 86_400_000
NOW_MS = to_millis(NOON)
ELSEWHERE = OperationId(an_id("another till's earning"))
CHECK = CheckBody(check_id=an_id("check"), amount_minor=2_000_00, currency="RUB", number="А-17")
ANNA, MARINA = "Анна Кассирова", "Марина Управляева"
TILL, HOUSE = "Касса 2", "Сушилка на Тверской"
_SOLD = BookingTold(
    kind="EARN",
    at_ms=NOW_MS - DAY_MS,
    regular=300,
    promo=100,
    staff_name=ANNA,
    receipt="K7QA-2M4P",
    check=CHECK,
    device_name=TILL,
    restaurant_name=HOUSE,
)
BOOKINGS = (
    BookingTold(
        kind="MANUAL_ADJUST",
        at_ms=NOW_MS - 3_600_000,
        regular=250,
        promo=0,
        reason="apology",
        staff_name=ANNA,
        approver_name=MARINA,
        receipt="B3XC-9K2L",
        device_name=TILL,
        restaurant_name=HOUSE,
    ),
    _SOLD,
    BookingTold(kind="EXPIRE", at_ms=NOW_MS - 2 * DAY_MS, regular=0, promo=-50),
    BookingTold(
        kind="TRANSFER_IN",
        at_ms=NOW_MS - 9 * DAY_MS,
        regular=142,
        promo=0,
        staff_name=MARINA,
        reason="shared_check",
        device_name=TILL,
        restaurant_name=HOUSE,
    ),
)
LOTS = (
    LotTold(
        kind=PointsKind.PROMO, left=300, given=500, expires_at_ms=NOW_MS + 30 * DAY_MS, born=_SOLD
    ),
    LotTold(kind=PointsKind.REGULAR, left=2_358, given=2_358, born=_SOLD),
    LotTold(kind=PointsKind.REGULAR, left=142, given=142, born=_SOLD, is_from_guest=True),
)
TOLD = OperationTold(
    operation_id=ELSEWHERE,
    kind="earn",
    seq=71,
    guest_id=GUEST,
    at_ms=NOW_MS - 3_600_000,
    status="applied",
    regular=300,
    staff_name="Борис Кассиров",
    receipt="K7QA-2M4P",
    check=CHECK,
    device_name=TILL,
    restaurant_name=HOUSE,
)


class FakeArchive:
    """A server's books with one guest in them; silent while ``trouble`` is set."""

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        self.asked = 0
        self.lets_through: asyncio.Event | None = None
        """What the next questions about a past wait for."""

    async def history(
        self, guest_id: GuestId, *, asked_by: StaffId, before: int | None
    ) -> HistoryReply:
        if self.lets_through is not None:
            await self.lets_through.wait()
        self._answer(guest_id, asked_by)
        if before is not None:
            return HistoryReply(bookings=BOOKINGS[2:])
        return HistoryReply(bookings=BOOKINGS[:2], before=7)

    async def balance(self, guest_id: GuestId, *, asked_by: StaffId, after: int) -> BalanceReply:
        self._answer(guest_id, asked_by)
        return BalanceReply(points=2_800, lots=LOTS[after:])

    async def operations(self, operation_id: OperationId, *, asked_by: StaffId) -> OperationsReply:
        self._answer(operation_id, asked_by)
        return OperationsReply(operations=(TOLD,) if operation_id == ELSEWHERE else ())

    def _answer(self, *_asked: str) -> None:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
