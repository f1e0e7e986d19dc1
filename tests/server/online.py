"""A server that answers HTTP in this process, and a key that signs requests to it."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select
from starlette.testclient import TestClient

from server.access import SCHEME, public_key_of, sign
from server.app import build_app
from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.devices.enrolment import create_enrolment_code
from server.programme.service import publish
from server.programme.starter import starter_programme
from server.restaurants.service import NewRestaurant, Restaurant, create_restaurant
from server.schema import METADATA
from server.settings import Settings
from server.tenants.service import create_tenant
from shared.operations.encode import from_millis
from shared.sync.messages import EnrolRequest, request_signing_text

OPENING_MS = 1_795_255_200_000
NONCE = "0123456789abcdef" * 2
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
SEED = bytes(range(32))
OTHER_SEED = bytes(range(1, 33))
ENROL = "/api/v1/devices/enrol"
PUSH = "/api/v1/sync/push"
CHANGES = "/api/v1/sync/changes"

Result = TypeVar("Result")


class StillClock(Clock):
    """Time stands still until a test moves it."""

    def __init__(self) -> None:
        self.at_ms = OPENING_MS

    def now_ms(self) -> int:
        return self.at_ms

    def monotonic_ms(self) -> int:
        return self.at_ms


@dataclass
class Online:
    """A server with one restaurant; ``ask`` sends requests, ``write`` goes round HTTP."""

    ask: TestClient
    database: Database
    clock: StillClock
    chance: Chance
    home: Restaurant

    def write(self, work: Callable[[Connection], Result]) -> Result:
        return self.database.write_now(work)

    def read(self, work: Callable[[Connection], Result]) -> Result:
        return self.database.read_now(work)

    def code(self) -> str:
        """A fresh enrolment code."""
        return self.write(
            lambda conn: create_enrolment_code(
                conn,
                self.home.tenant_id,
                restaurant_id=self.home.restaurant_id,
                now_ms=self.clock.now_ms(),
                chance=self.chance,
            )
        )

    def enrolled(self, seed: bytes = SEED) -> dict[str, Any]:
        """The reply to an enrolment."""
        answer = self.ask.post(ENROL, json=an_enrol_request(self.code(), seed=seed))
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        return reply

    def rows(self) -> int:
        """How many rows the whole database holds."""
        return self.read(_count_rows)


@contextmanager
def an_online_server(database_url: str) -> Iterator[Online]:
    """A running server over a fresh database."""
    clock, chance = StillClock(), Chance(random.Random(11).randbytes)
    app = build_app(Settings(database_url=database_url), clock=clock, chance=chance)
    database = Database.open(database_url)
    home = database.write_now(lambda conn: _a_home(conn, chance))
    with TestClient(app, raise_server_exceptions=False) as ask:
        yield Online(ask, database, clock, chance, home)
    database.close()


def an_enrol_request(code: str, *, seed: bytes = SEED, **changed: Any) -> dict[str, Any]:
    """The body of an enrolment, as JSON values."""
    asked = EnrolRequest(code=code, public_key=public_key_of(seed), device_name="Касса 1", epoch=7)
    return asked.model_dump(mode="json") | changed


def authorization(device_id: str, target: str, *, seed: bytes = SEED, nonce: str = NONCE) -> str:
    """The header of a signed GET."""
    text = request_signing_text(method="GET", target=target, nonce=nonce, body_sha256=EMPTY_SHA256)
    signature = sign(seed, text)
    return f'{SCHEME} device_id="{device_id}", nonce="{nonce}", signature="{signature}"'


def _a_home(conn: Connection, chance: Chance) -> Restaurant:
    tenant_id = create_tenant(conn, name="Сушилка", now_ms=OPENING_MS, chance=chance)
    programme = starter_programme(valid_from=from_millis(OPENING_MS), chance=chance)
    publish(conn, tenant_id, programme, now_ms=OPENING_MS)
    new = NewRestaurant("Сушилка на Тверской", "Тверская, 12", "+7 495 123-45-67")
    return create_restaurant(conn, tenant_id, new=new, now_ms=OPENING_MS, chance=chance)


def _count_rows(conn: Connection) -> int:
    return sum(
        conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in METADATA.tables.values()
    )
