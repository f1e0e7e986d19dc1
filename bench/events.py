"""Ten thousand idle tills on the event stream of one real server process (issue 3, design §5).

``python -m bench.events [TILLS]`` starts the server, opens a stream for each till, prints the
memory a till costs the server, lets one thing change, and counts whom the change reached.
"""

import asyncio
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert

from server.access import SCHEME, public_key_of, sign
from server.chance import Chance
from server.database import Database, table_of
from server.devices.tables import DeviceRow
from server.feed.service import record
from server.migrations.run import upgrade
from server.restaurants.service import NewRestaurant, Restaurant, create_restaurant
from server.tenants.service import create_tenant, lock_tenant
from shared.sync.messages import request_signing_text

TILLS = 10_000
OPENED_AT_ONCE = 50
WITHIN_SECONDS = 120
SPARE_FILES = 200
NOW_MS = 1_795_255_200_000
EVENTS = "/api/v1/sync/events"
NONCE = "0" * 32
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
SEED = bytes(range(32))
"""All tills sign with one key: whose it is does not change what checking a signature costs."""
_DATA = re.compile(rb'"seq":(\d+)')


def main(argv: Sequence[str]) -> int:
    """0 when the change reached every till."""
    tills = int(argv[0]) if argv else TILLS
    _raise_file_limit(tills + SPARE_FILES)
    with tempfile.TemporaryDirectory(prefix="events") as folder:
        url = f"sqlite:///{Path(folder) / 'server.db'}"
        database = Database.open(url)
        try:
            database.write_now(upgrade)
            home = database.write_now(_open_house)
            device_ids = database.write_now(lambda conn: _put_up_tills(conn, home, tills))
            with _a_server(url) as process:
                return asyncio.run(_measure(_Hall(database, home, process), device_ids))
        finally:
            database.close()


class _Server:
    """The process and where it listens."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-m", "server", "serve", "--port", "0", "--database-url", url]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        address = urlsplit(self.process.stdout.readline().split()[-1])
        self.host, self.port = str(address.hostname), int(address.port or 0)

    def memory_kib(self) -> int:
        """What of it lies in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


@dataclass(frozen=True, slots=True)
class _Hall:
    """All that the tills have in common."""

    database: Database
    home: Restaurant
    server: _Server


class _Till(asyncio.Protocol):
    """One stream: how far its till was told the feed has come."""

    __slots__ = ("_request", "heard")

    def __init__(self, request: bytes, heard: asyncio.Queue[int]) -> None:
        self._request = request
        self.heard = heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        for seq in _DATA.findall(data):
            self.heard.put_nowait(int(seq))


async def _measure(hall: _Hall, device_ids: Sequence[str]) -> int:
    heard: asyncio.Queue[int] = asyncio.Queue()
    before_kib, began = hall.server.memory_kib(), time.perf_counter()
    for start in range(0, len(device_ids), OPENED_AT_ONCE):
        some = device_ids[start : start + OPENED_AT_ONCE]
        await asyncio.gather(*(_connect(hall, each, heard) for each in some))
        await _hear(heard, len(some), at_least=0)
    opening_seconds = time.perf_counter() - began
    per_till_kib = (hall.server.memory_kib() - before_kib) / len(device_ids)
    _say(f"tills listening          {len(device_ids)}, opened in {opening_seconds:.1f} s")
    _say(f"server without them      {before_kib / 1024:.0f} MiB")
    _say(f"memory per till          {per_till_kib:.1f} KiB")
    began = time.perf_counter()
    head = hall.database.write_now(lambda conn: _change(conn, hall.home))
    reached = await _hear(heard, len(device_ids), at_least=head)
    seconds = time.perf_counter() - began
    _say(f"one change of another process reached {reached} tills in {seconds:.2f} s")
    return 0 if reached == len(device_ids) else 1


async def _connect(hall: _Hall, device_id: str, heard: asyncio.Queue[int]) -> None:
    text = request_signing_text(method="GET", target=EVENTS, nonce=NONCE, body_sha256=EMPTY_SHA256)
    credentials = f'device_id="{device_id}", nonce="{NONCE}", signature="{sign(SEED, text)}"'
    request = (
        f"GET {EVENTS} HTTP/1.1\r\nHost: bench\r\nAuthorization: {SCHEME} {credentials}\r\n\r\n"
    )
    await asyncio.get_running_loop().create_connection(
        lambda: _Till(request.encode(), heard), hall.server.host, hall.server.port
    )


async def _hear(heard: asyncio.Queue[int], tills: int, *, at_least: int) -> int:
    """How many tills were told so much in time."""
    reached = 0
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            while reached < tills:
                reached += await heard.get() >= at_least
    except TimeoutError:
        _say(f"only {reached} of {tills} heard it within {WITHIN_SECONDS} s")
    return reached


def _open_house(conn: Connection) -> Restaurant:
    chance = Chance()
    tenant_id = create_tenant(conn, name="Bench", now_ms=NOW_MS, chance=chance)
    new = NewRestaurant("Bench")
    return create_restaurant(conn, tenant_id, new=new, now_ms=NOW_MS, chance=chance)


def _put_up_tills(conn: Connection, home: Restaurant, tills: int) -> list[str]:
    """Rows as an enrolment leaves them; enrolling one by one would reserve half a million codes."""
    chance, public_key = Chance(), public_key_of(SEED)
    device_ids = [chance.uuid() for _ in range(tills)]
    rows = [
        {
            "tenant_id": home.tenant_id,
            "device_id": device_id,
            "restaurant_id": home.restaurant_id,
            "name": f"Till {number}",
            "public_key": public_key,
            "enrolled_at_ms": NOW_MS,
            "last_contact_at_ms": NOW_MS,
        }
        for number, device_id in enumerate(device_ids, start=1)
    ]
    lock_tenant(conn, home.tenant_id)
    conn.execute(insert(table_of(DeviceRow)), rows)
    return device_ids


def _change(conn: Connection, home: Restaurant) -> int:
    lock_tenant(conn, home.tenant_id)
    return record(conn, home.tenant_id, kind="tenant", entity_id=home.tenant_id)


@contextmanager
def _a_server(url: str) -> Iterator[_Server]:
    server = _Server(url)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def _raise_file_limit(files: int) -> None:
    """For this process and the server it starts: each stream is a file to both."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, hard), hard))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
