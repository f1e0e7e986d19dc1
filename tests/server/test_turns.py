"""Turns at the writer go round the tenants, whoever crowds (design §5, backpressure)."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from server.turns import WAITING_MAX, WAITING_OF_TENANT_MAX, PushInFlight, ServerBusy, Turns
from shared.domain.ids import DeviceId, TenantId
from tests.server.online import StillClock

BIG, SMALL, THIRD = TenantId("big"), TenantId("small"), TenantId("third")


class Writer:
    """One turn at a time; each is held until the test lets it go."""

    def __init__(self, *, at_once: int = 1) -> None:
        self.turns = Turns(StillClock(), at_once=at_once)
        self.order: list[tuple[TenantId, DeviceId]] = []
        self._gate = asyncio.Semaphore(0)
        self._tasks: list[asyncio.Task[None]] = []

    async def push(self, tenant_id: TenantId, name: str) -> asyncio.Task[None]:
        """A push that asks for its turn now."""
        task = asyncio.create_task(self._push(tenant_id, DeviceId(name)))
        self._tasks.append(task)
        await asyncio.sleep(0)
        return task

    async def finish(self) -> None:
        """All get their turn."""
        for _ in self._tasks:
            self._gate.release()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _push(self, tenant_id: TenantId, device_id: DeviceId) -> None:
        async with self.turns.turn(tenant_id, device_id):
            self.order.append((tenant_id, device_id))
            await self._gate.acquire()


def play(scenario: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(scenario())


def test_a_tenant_with_a_crowd_of_tills_waits_its_turn_like_any_other() -> None:
    async def scenario() -> None:
        writer = Writer()
        for number in range(100):
            await writer.push(BIG, f"big {number}")
        await writer.push(SMALL, "small")
        await writer.push(THIRD, "third")
        await writer.finish()
        tenants = [tenant_id for tenant_id, _ in writer.order]
        assert tenants[:4] == [BIG, BIG, SMALL, THIRD]
        assert len(tenants) == 102

    play(scenario)


def test_within_a_tenant_the_tills_go_in_the_order_they_came() -> None:
    async def scenario() -> None:
        writer = Writer()
        for number in range(10):
            await writer.push(BIG, f"till {number}")
        await writer.finish()
        assert [name for _, name in writer.order] == [f"till {number}" for number in range(10)]

    play(scenario)


def test_a_device_has_one_push_in_flight() -> None:
    async def scenario() -> None:
        writer = Writer()
        await writer.push(BIG, "till")
        again = await writer.push(BIG, "till")
        with pytest.raises(PushInFlight):
            await again
        await writer.finish()
        assert len(writer.order) == 1

    play(scenario)


def test_what_waits_is_bounded_for_a_tenant_and_in_all() -> None:
    async def scenario() -> None:
        writer = Writer()
        await writer.push(BIG, "at work")
        for number in range(WAITING_OF_TENANT_MAX):
            await writer.push(BIG, f"big {number}")
        with pytest.raises(ServerBusy):
            await (await writer.push(BIG, "one too many"))
        others = WAITING_MAX - WAITING_OF_TENANT_MAX
        for number in range(others):
            await writer.push(TenantId(f"tenant {number}"), f"till {number}")
        with pytest.raises(ServerBusy):
            await (await writer.push(SMALL, "too late"))
        await writer.finish()
        assert len(writer.order) == 1 + WAITING_MAX
        assert len(writer.turns) == 0

    play(scenario)


def test_who_hangs_up_while_waiting_leaves_no_gap() -> None:
    async def scenario() -> None:
        writer = Writer()
        await writer.push(BIG, "at work")
        gone = await writer.push(BIG, "gone")
        await writer.push(SMALL, "next")
        gone.cancel()
        await writer.finish()
        assert [name for _, name in writer.order] == ["at work", "next"]
        assert len(writer.turns) == 0

    play(scenario)


def test_who_hangs_up_at_the_very_moment_of_his_turn_is_passed_over() -> None:
    async def scenario() -> None:
        writer = Writer()
        first = await writer.push(BIG, "first")
        gone = await writer.push(SMALL, "gone")
        await writer.push(THIRD, "last")
        gone.cancel()
        first.cancel()
        await writer.finish()
        assert writer.order == [(BIG, "first"), (THIRD, "last")]
        assert len(writer.turns) == 0
        async with asyncio.timeout(1):
            async with writer.turns.turn(SMALL, DeviceId("next")):
                pass

    play(scenario)
