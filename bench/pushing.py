"""Pushes over the whole path: out of a till's file, through the socket, into the ledger, and back.

Durable on both ends. Held against the skeleton, which takes the same bodies in batches of the same
size over the same kind of socket into the same kind of file.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from bench import skeleton
from bench.results import Sample, sample
from bench.shop import BenchTill, Shop, delivered
from client.store.outbox import waiting
from drill.house import free_port
from drill.processes import Child
from shared.sync.messages import PUSH_OPERATIONS_MAX

UP_SECONDS_MAX = 10


@dataclass(frozen=True, slots=True)
class Pushed:
    """What pushing a queue came to."""

    rate: Sample
    """Operations a second."""
    bytes_sent: float
    """A queued operation's share of what went out, headers and all."""
    bytes_received: float


async def push_queue(shop: Shop, till: BenchTill, *, count: int, repeats: int) -> Pushed:
    """Pushes a queue of ``count``, several times."""
    rates: list[float] = []
    sent = received = 0
    for number in range(repeats + 1):
        shop.queue(till, count)
        till.network.sent = till.network.received = 0
        began = time.perf_counter()
        await delivered(till)
        if number:
            rates.append(count / (time.perf_counter() - began))
            sent, received = sent + till.network.sent, received + till.network.received
    operations = count * repeats
    return Pushed(sample(rates), sent / operations, received / operations)


async def push_and_show(
    shop: Shop, here: BenchTill, there: BenchTill, *, count: int, repeats: int
) -> tuple[Sample, Sample]:
    """Seconds until a queue is booked, and until another till shows it."""
    booked, shown = [], []
    for _ in range(repeats + 1):
        await here.tablet.sync()
        await there.tablet.sync()
        shop.queue(here, count)
        began = time.perf_counter()
        await delivered(here)
        booked.append(time.perf_counter() - began)
        await there.tablet.sync()
        shown.append(time.perf_counter() - began)
    return sample(booked[1:]), sample(shown[1:])


def skeleton_rate(folder: Path, bodies: list[skeleton.Operation], *, repeats: int) -> Sample:
    """Operations a second of the skeleton, for the same bodies in the largest batches."""
    rates = []
    for number in range(repeats + 1):
        rate = _skeleton_run(folder / f"skeleton {number}.db", bodies)
        rates.append(rate)
    return sample(rates[1:])


def queued_bodies(till: BenchTill) -> list[skeleton.Operation]:
    """What the till would push now."""
    rows = till.tablet.store.read_now(lambda db: waiting(db, -1))
    return [skeleton.Operation(row.seq, row.operation_id, row.text) for row in rows]


def _skeleton_run(path: Path, bodies: list[skeleton.Operation]) -> float:
    port = free_port()
    server = Child(skeleton.work, path, port)
    try:
        assert server.wire.poll(UP_SECONDS_MAX), "the skeleton does not answer"
        encode = msgspec.json.Encoder().encode
        batches = [
            bodies[start : start + PUSH_OPERATIONS_MAX]
            for start in range(0, len(bodies), PUSH_OPERATIONS_MAX)
        ]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            began = time.perf_counter()
            for batch in batches:
                client.post("/", content=encode(skeleton.Push(batch))).raise_for_status()
            return len(bodies) / (time.perf_counter() - began)
    finally:
        server.kill()
