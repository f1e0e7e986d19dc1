"""Points set aside for the till of the screens, and for the other tills of the house."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NoReturn

from sqlite_utils import Database

from client.store import devices, house
from client.store.leases import put_elsewhere, put_lease
from client.store.me import move_horizon, note_contact
from shared.operations.encode import to_millis
from shared.sync.messages import HeldElsewhere
from shared.sync.payloads import DevicePayload
from tests.builders import GUEST, NOON, RESTAURANT, a_moment, a_signed_lease, an_id
from tests.screens.stage import Stage

HORIZON: Final = NOON + timedelta(hours=3, minutes=40)
"""18:40 in the restaurant."""
BAR: Final = HeldElsewhere(
    device_id=an_id("bar"), device_name="Бар", points=2_500, until_ms=to_millis(HORIZON)
)


def hold(stage: Stage, points: int = 300, *, elsewhere: Sequence[HeldElsewhere] = ()) -> None:
    """The server has set points of the Silver guest aside for this till."""

    def work(db: Database) -> None:
        server_ms = to_millis(NOON)
        put_lease(db, a_signed_lease(points=points))
        put_elsewhere(db, GUEST, elsewhere)
        note_contact(db, server_ms=server_ms, moment=a_moment())
        move_horizon(db, to_millis(HORIZON), server_ms=server_ms, is_feed_read=True)

    stage.store.write_now(work)
    stage.line.show_horizon(HORIZON)


def others_keep(stage: Stage, *held: HeldElsewhere) -> None:
    """From now on the server says who else holds points, and gives none."""

    async def grant() -> Sequence[HeldElsewhere]:
        stage.store.write_now(lambda db: put_elsewhere(db, GUEST, held))
        return held

    stage.line.grant = grant


def nobody_answers(stage: Stage) -> None:
    """From now on asking for points takes for ever."""

    async def grant() -> NoReturn:
        await asyncio.Event().wait()
        raise AssertionError

    stage.line.grant = grant


def add_tills(stage: Stage, *, points: int = 1_500) -> None:
    """The bar, heard of yesterday, a quiet terrace, and a till that was given up before."""
    day_ms = 24 * 3_600_000
    noon_ms = to_millis(NOON)

    def work(db: Database) -> None:
        for name, held, ago_ms, is_lost in (
            ("Бар", points, day_ms, False),
            ("Веранда", 0, 60_000, False),
            ("Старый планшет", 0, 30 * day_ms, True),
        ):
            payload = DevicePayload(
                device_id=an_id(name),
                restaurant_id=RESTAURANT,
                name=name,
                leased_points=held,
                last_contact_at_ms=noon_ms - ago_ms,
                is_lost=is_lost,
            )
            devices.put_device(db, payload)
        terms = house.tenant(db)
        assert terms is not None
        house.put_tenant(db, terms.model_copy(update={"loss_at_worst": points}))

    stage.store.write_now(work)
