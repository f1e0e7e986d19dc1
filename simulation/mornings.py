"""The morning a day begins with: tablets in step, two guests with points, nothing on its way.

Made once for each kind of restaurant, by the product itself in fine weather, and copied for every
schedule. A copy depends on nothing but its kind, so one seed is one day in every process.
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from client.devices.keystore import DEVICE_KEY, PIN_PEPPER
from client.store.database import Store
from client.sync.enrolment import Enrolment
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.registration import RegistrationForm
from server.devices.enrolment import create_enrolment_code
from server.effects.service import set_webhook
from server.feed import service as feed
from server.ledger.migrating import migrate
from server.tenants.offline import set_offline_policy
from server.tenants.service import lock_tenant
from shared.domain.leases import OfflinePolicy, SilencePolicy
from shared.domain.programme import CardMode
from simulation.chances import TabletChance, source
from simulation.clocks import TabletClock
from simulation.disk import copy_database, key_of
from simulation.network import Weather, Wire
from simulation.profile import FLOAT_OF_A_GUEST, Profile
from simulation.tablet import Parts, PocketKeystore, Tablet
from simulation.template import BIRTHDAY, Home, Template
from simulation.virtual_time import AtOnce, VirtualLoop

PHONES = tuple(f"7916{number:07d}" for number in range(8))
"""Everybody who may ever come in; the first are known on every morning."""
GUESTS_KNOWN = 2
POINTS = 400
"""What each of them was given, beside the welcome."""
_SEED = -1
_URL = "https://company/points"
_AT_REST_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes one morning differ from another."""

    tablets: int
    is_strict: bool
    horizon_minutes: int
    float_points: int
    is_told: bool
    is_chain: bool
    is_separate: bool
    has_neighbour: bool
    """Long days only: looking at his books, too, costs a short one a tenth."""


@dataclass(frozen=True, slots=True)
class Morning:
    """The files of one."""

    folder: Path
    seconds: float
    """The second of the world at which it was made."""
    secrets: tuple[dict[str, bytes], ...]
    """Of each tablet."""

    @property
    def server_file(self) -> Path:
        """The server's database."""
        return self.folder / "server.db"

    def tablet_file(self, number: int) -> Path:
        """The store of the tablet with that number, from 0."""
        return self.folder / f"tablet {number}.db"


class Mornings:
    """All mornings of one template, each made when it is asked for first."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._made: dict[Kind, Morning] = {}

    def of(self, profile: Profile) -> Morning:
        """The morning of a day like that."""
        kind = Kind(
            tablets=profile.tablets,
            is_strict=profile.is_strict,
            horizon_minutes=profile.horizon_minutes,
            float_points=profile.float_points,
            is_told=profile.is_told,
            is_chain=profile.is_chain,
            is_separate=profile.is_separate,
            has_neighbour=not profile.is_short,
        )
        if kind not in self._made:
            folder = self.template.folder / f"morning-{len(self._made)}"
            self._made[kind] = _Dawn(self.template, kind, folder).break_()
        return self._made[kind]


class _Dawn:
    """Makes one."""

    def __init__(self, template: Template, kind: Kind, folder: Path) -> None:
        self._template = template
        self._house = template.house
        self._kind = kind
        self._folder = folder
        self._loop = VirtualLoop()
        self._tablets: list[Tablet] = []

    def break_(self) -> Morning:
        """The files, made in an empty folder."""
        house = self._house
        founded = self._template.server_file(has_neighbour=self._kind.has_neighbour)
        house.put_file(founded)
        house.begin(seed=_SEED, seconds=self._loop.time)
        try:
            secrets = self._loop.run_until_complete(self._live())
            morning = Morning(self._folder, self._loop.time(), secrets)
            copy_database(house.path, morning.server_file)
            for number, tablet in enumerate(self._tablets):
                tablet.copy_to(morning.tablet_file(number))
        finally:
            self._loop.close()
            house.stop()
        return morning

    async def _live(self) -> tuple[dict[str, bytes], ...]:
        self._house.write(self._set_policy)
        if self._kind.is_separate:
            self._house.write(self._separate)
        secrets = tuple([await self._enrol(number) for number in range(self._kind.tablets)])
        for number, tablet in enumerate(self._tablets):
            await tablet.start(self._home_of(number).manager)
        for number, phone in enumerate(PHONES[:GUESTS_KNOWN]):
            till = self._tablets[number % len(self._tablets)].till
            form = RegistrationForm(
                phone=phone,
                first_name="Анна",
                birth_date=BIRTHDAY if number == 0 else None,
                personal_data=True,
                print_card=False,
            )
            done = await till.registration.register(form)
            await till.adjustment.adjust(done.view, POINTS, reason="gift")
        await asyncio.sleep(_AT_REST_SECONDS)
        for tablet in self._tablets:
            await tablet.kill()
        return secrets

    def _set_policy(self, conn: Connection) -> None:
        policy = OfflinePolicy(
            silence=SilencePolicy.STRICT if self._kind.is_strict else SilencePolicy.TIMED,
            horizon_minutes=self._kind.horizon_minutes,
            float_per_operation=self._kind.float_points,
            float_per_guest=FLOAT_OF_A_GUEST if self._kind.float_points else 0,
            float_per_day=3 * self._kind.float_points,
        )
        tenant_id = self._template.tenant_id
        set_offline_policy(conn, tenant_id, policy, now_ms=self._house.clock.now_ms())
        feed.record(conn, tenant_id, kind="tenant", entity_id=tenant_id)
        if self._kind.is_told:
            set_webhook(conn, tenant_id, url=_URL, now_ms=self._house.clock.now_ms())

    def _separate(self, conn: Connection) -> None:
        """Before anybody is a guest: nothing has to move."""
        tenant_id, house = self._template.tenant_id, self._house
        lock_tenant(conn, tenant_id)
        now_ms, to = house.clock.now_ms(), CardMode.SEPARATE
        migrate(conn, tenant_id, to=to, now_ms=now_ms, chance=house.chance)

    def _home_of(self, number: int) -> Home:
        return self._template.home_of(number, is_chain=self._kind.is_chain)

    async def _enrol(self, number: int) -> dict[str, bytes]:
        name = f"morning tablet {number}"
        chance = TabletChance(source(_SEED, name))
        secrets = {DEVICE_KEY: chance.token_bytes(32), PIN_PEPPER: chance.token_bytes(32)}
        parts = Parts(
            clock=TabletClock(self._loop.time, drift_ppm=0, name=name),
            keystore=PocketKeystore(secrets),
            wire=Wire(
                self._house,
                Weather(),
                chance=source(_SEED, f"{name} wire"),
                overhear=lambda _asked, _answered: None,
            ),
            chance=chance,
        )
        path = self._folder / f"{number}" / "till.db"
        path.parent.mkdir(parents=True)
        await self._introduce(path, parts, number=number)
        self._tablets.append(Tablet(path, parts, confess=_raise))
        return secrets

    async def _introduce(self, path: Path, parts: Parts, *, number: int) -> None:
        store = Store(path, key_of, threads=AtOnce)
        transport = HttpTransport(parts.chance, network=parts.wire)
        line = Line(store, parts.keystore, transport, parts.clock, parts.chance)
        code = self._house.write(partial(self._code, number=number))
        await Enrolment(line).enrol("http://server", code, device_name=f"tablet {number}")
        store.close()

    def _code(self, conn: Connection, number: int) -> str:
        return create_enrolment_code(
            conn,
            self._template.tenant_id,
            restaurant_id=self._home_of(number).restaurant_id,
            now_ms=self._house.clock.now_ms(),
            chance=self._house.chance,
        )


def _raise(failure: BaseException) -> None:
    raise failure
