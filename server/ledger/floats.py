"""House float: what a till vouched for, held against what it was ever allowed to (design §6, P4).

The goods are handed out, so nothing is refused here: what is beyond every policy that ever was in
force is counted, and named. A till may not have heard of a newer policy, so the highest one binds.
Must not know who pays.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from server.books import Books
from server.ledger import holders
from server.ledger.incoming import Act
from server.tenants.offline import most_float
from shared.domain.clocks import OFFSET_STOP_MS
from shared.operations.bodies import RedeemBody
from shared.operations.encode import from_millis


def beyond_float(books: Books, act: Act, body: RedeemBody, *, timezone: str) -> int:
    """How many of the points it vouched for the till was never allowed to; counts them all.

    Bounds are those for one operation, and for the device in one day of the restaurant.
    """
    points = body.float_points
    if not points:
        return 0
    day = _moment(act, body).astimezone(ZoneInfo(timezone)).toordinal()
    device_id = act.incoming.device_id
    before = holders.holder(books, act.tenant_id, device_id)
    today = points + (before.float_points if day == before.float_day else 0)
    if day >= before.float_day:
        told = replace(before, float_day=day, float_points=today)
        holders.tell(books, act.tenant_id, device_id, told=told)
    most = books.once(most_float, act.tenant_id)
    return min(points, max(0, points - most.per_operation, today - most.per_day))


def _moment(act: Act, body: RedeemBody) -> datetime:
    """The till counts a day by its own clock: as far as that may be trusted, so do we."""
    is_sound = abs(body.clock.wall_ms - act.effective_at_ms) <= OFFSET_STOP_MS
    return from_millis(body.clock.wall_ms if is_sound else act.effective_at_ms)
