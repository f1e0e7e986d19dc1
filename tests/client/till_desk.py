"""A till on a real store, with a server and a printer that do what a test says."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from argon2.low_level import Type, hash_secret_raw
from sqlite_utils import Database

from client.store import cards, guests, house, leases, outbox, prints, staff
from client.store.database import Store
from client.store.me import me_of, move_horizon, note_contact, set_cursor
from client.store.outbox import OutboxRow
from client.store.outcomes import record_reply
from client.store.prints import PrintJob
from client.store.programme import put_programme
from client.till.guest_view import GuestView
from client.till.preferences import PreferencesKeeper
from client.till.sign_in import SignIn
from client.till.till import Till, open_till
from client.till.workplace import Workplace
from shared.domain.card import Card
from shared.domain.check import Bill, Check
from shared.domain.guest import Profile
from shared.domain.ids import CheckId, GuestId, OperationId, StaffId
from shared.domain.money import Money
from shared.domain.programme import CardMode, ProgrammeVersion
from shared.domain.staff import Permission, Role
from shared.operations.encode import to_millis
from shared.receipt.words import Language
from shared.sync.messages import Cursor, Effect, HeldElsewhere, Outcome, PushReply, SignedLease
from shared.sync.payloads import RestaurantPayload, StaffPayload, TenantPayload
from shared.sync.pins import PIN_HASH_BYTES, PIN_MEMORY_KIB, PIN_PARALLELISM, PIN_TIME_COST
from tests.builders import (
    CASHIER,
    DEVICE,
    GUEST,
    NOON,
    PEPPER,
    RESTAURANT,
    TENANT,
    a_card,
    a_card_payload,
    a_guest_payload,
    a_profile,
    a_programme,
    an_enrolled_store,
    an_id,
)
from tests.fakes import FakeChance, FakeClock
from tests.sealed_files import store_key

T = TypeVar("T")

MANAGER = StaffId(an_id("manager"))
PINS = {CASHIER: "1111", MANAGER: "3333"}
CODES = ("100001", "100002")
PRIVACY = {"ru": "Согласие на обработку", "en": "Consent to processing"}
MARKETING = {"ru": "Согласие на рассылку", "en": "Consent to messages"}
Decide = Callable[[OutboxRow], Outcome | None]


@dataclass
class FakeContact:
    """The connection, as the test says."""

    is_online: bool | None = True


class FakeDelivery:
    """Carries operations to a server that is one function: ``decide``; None is no answer."""

    def __init__(self, store: Store) -> None:
        self.status = FakeContact()
        self.decide: Decide = lambda _row: None
        self.nudges = 0
        self.asked: list[tuple[OperationId, ...]] = []
        self.leases_asked: list[tuple[GuestId, int]] = []
        self.grant: Callable[[], Sequence[HeldElsewhere] | None] = lambda: None
        self._store = store

    def nudge(self) -> None:
        self.nudges += 1

    def ask_leases(self, guest_id: GuestId) -> None:
        self.leases_asked.append((guest_id, 0))

    async def lease(
        self, guest_id: GuestId, *, points_wanted: int, timeout_seconds: float
    ) -> Sequence[HeldElsewhere] | None:
        assert timeout_seconds > 0
        self.leases_asked.append((guest_id, points_wanted))
        return self.grant()

    async def deliver(
        self, operation_ids: Sequence[OperationId], *, timeout_seconds: float
    ) -> Mapping[OperationId, Outcome | None]:
        assert timeout_seconds > 0
        self.asked.append(tuple(operation_ids))
        self.answer()
        rows = {each: self._row(each) for each in operation_ids}
        return {each: row.outcome for each, row in rows.items()}

    def answer(self) -> None:
        """The server answers for what waits, up to the first it says nothing about."""
        waiting = self._store.read_now(lambda db: outbox.waiting(db, 500))
        outcomes = []
        for row in waiting:
            outcome = self.decide(row)
            if outcome is None:
                break
            outcomes.append(outcome)
        if outcomes:
            self.tell(*outcomes)

    def tell(self, *outcomes: Outcome) -> None:
        """The server says what became of these."""
        reply, at_ms = _reply(list(outcomes)), to_millis(NOON)
        self._store.write_now(lambda db: record_reply(db, reply, at_ms=at_ms), from_reserve=True)

    def _row(self, operation_id: OperationId) -> OutboxRow:
        row = self._store.read_now(lambda db: outbox.get(db, operation_id))
        assert row is not None
        return row


class FakePaper:
    """A printer nobody waits for."""

    def __init__(self) -> None:
        self.nudges = 0

    def nudge(self) -> None:
        self.nudges += 1


class TillDesk:
    """An enrolled till with a programme, two people and one Silver guest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = FakeClock()
        self.chance = FakeChance()
        self.free_bytes = 10**12
        self.load_pepper: Callable[[], bytes | None] = lambda: PEPPER
        an_enrolled_store(path).close()
        self.store = Store(path, store_key, room=lambda _folder: self.free_bytes)
        self.store.write_now(lambda db: put_programme(db, a_programme()))
        self.store.write_now(lambda db: house.put_display_codes(db, CODES))
        self.store.write_now(lambda db: house.put_restaurant(db, a_restaurant()))
        self.learn_tenant()
        self.hire(CASHIER, "Анна Кассирова", Role.CASHIER)
        self.hire(MANAGER, "Марина Управляева", Role.MANAGER)
        self._open()

    def restart(self) -> None:
        """The program ends and starts again on the same file."""
        self.store.close()
        self.store = Store(self.path, store_key, room=lambda _folder: self.free_bytes)
        self._open()

    def run(self, command: Coroutine[Any, Any, T]) -> T:
        """One command, to its end."""
        return asyncio.run(command)

    def sign_in(self, staff_id: StaffId = CASHIER) -> None:
        self.run(self.till.sign_in.sign_in(staff_id, PINS[staff_id]))

    def hire(
        self,
        staff_id: StaffId,
        name: str,
        role: Role,
        *,
        extra: Iterable[Permission] = (),
        is_active: bool = True,
    ) -> None:
        """The server tells of a person; again, it tells what changed."""
        payload = StaffPayload(
            staff_id=staff_id,
            restaurant_id=RESTAURANT,
            name=name,
            role=role.value,
            is_active=is_active,
            extra_permissions=tuple(permission.value for permission in extra),
            pin_salt="07" * 16,
            pin_hash=_server_side_hash(PINS.get(staff_id, "0000")),
        )
        self.store.write_now(lambda db: staff.put_staff(db, payload, pepper=PEPPER))

    def learn_tenant(
        self,
        *,
        is_frozen: bool = False,
        guests_left: int | None = None,
        card_mode: CardMode = CardMode.UNIFIED,
        **documents: Any,
    ) -> None:
        told = {
            "privacy_text_version": "2026-01",
            "privacy_text": PRIVACY,
            "marketing_text": MARKETING,
            **documents,
        }
        payload = TenantPayload(
            tenant_id=TENANT,
            name="Сушилка",
            is_frozen=is_frozen,
            guests_left=guests_left,
            card_mode=card_mode,
            **told,
        )
        self.store.write_now(lambda db: house.put_tenant(db, payload))

    def learn_programme(self, programme: ProgrammeVersion) -> None:
        self.store.write_now(lambda db: put_programme(db, programme))

    def learn_guest(
        self, card: Card, profile: Profile | None = None, *, alias_of: str | None = None
    ) -> None:
        """The server tells of a guest and his card."""
        guest = a_guest_payload(card.guest_id, profile=profile, alias_of=alias_of)
        self.store.write_now(lambda db: guests.put_guest(db, guest))
        self.store.write_now(lambda db: cards.put_card(db, a_card_payload(card)))

    def learn_lease(self, signed: SignedLease, *, hours: int = 4) -> None:
        """The server grants a lease, to be spent for so many hours."""
        now_ms = to_millis(self.clock.now_utc())
        horizon_ms = now_ms + hours * 3_600_000

        def work(db: Database) -> None:
            leases.put_lease(db, signed)
            note_contact(db, server_ms=now_ms, moment=self.clock.moment())
            move_horizon(db, horizon_ms, server_ms=now_ms, is_feed_read=True)

        self.store.write_now(work)

    def learn_changes_up_to(self, feed_seq: int) -> None:
        """The replica has come as far as ``feed_seq``."""
        cursor = Cursor(server_epoch=7, seq=feed_seq)
        self.store.write_now(lambda db: set_cursor(db, cursor))

    def view(self, guest_id: GuestId = GUEST) -> GuestView:
        return self.run(self.till.guest_search.open(guest_id))

    def a_guest(self, *, points: int = 0, promo: int = 0) -> GuestView:
        """The Silver guest with so many points, signed in for by the cashier if need be."""
        self.learn_guest(a_card(points=points, promo=promo), a_profile())
        if self.till.sign_in.session is None:
            self.sign_in()
        return self.view()

    def fill_disk(self) -> None:
        """From now on the disk has no room left."""
        self.free_bytes = 0

    def choose_language(self, language: str) -> None:
        """Somebody presses the language button."""
        keeper = PreferencesKeeper(
            self.store, paper_folder=self.path.parent, use_printer=lambda _profile: None
        )
        chosen = replace(self.run(keeper.load()), language=Language(language))
        self.run(keeper.save(chosen))

    def operations(self) -> list[OutboxRow]:
        """Everything in the outbox, in order."""
        return self.store.read_now(lambda db: outbox.list_recent(db, 500))[::-1]

    def jobs(self) -> tuple[PrintJob, ...]:
        """Every print job, in order."""
        return self.store.read_now(lambda db: prints.list_recent(db, 500))[::-1]

    def _open(self) -> None:
        self.delivery = FakeDelivery(self.store)
        self.paper = FakePaper()
        sign_in = SignIn(self.store, self.clock, load_pepper=self.load_pepper)
        self.workplace = Workplace(
            store=self.store,
            clock=self.clock,
            chance=self.chance,
            sign_in=sign_in,
            delivery=self.delivery,
            paper=self.paper,
        )
        self.till: Till = open_till(self.workplace)


def a_check(roubles: int = 2_000, *, number: str | None = None) -> Check:
    """A check of whole roubles; each has an id of its own."""
    return Check(CheckId(an_id(f"check {roubles} {number}")), Bill(Money(roubles * 100)), number)


def a_restaurant() -> RestaurantPayload:
    return RestaurantPayload(
        restaurant_id=RESTAURANT, name="Сушилка на Тверской", address="Тверская, 1", phone=""
    )


def booked(
    row: OutboxRow, *, change: tuple[int, int], after: tuple[int, int], feed_seq: int = 9
) -> Outcome:
    """The server booked it: (regular, promo) changed so, and are so after it."""
    return Outcome(
        seq=row.seq,
        operation_id=row.operation_id,
        status="applied",
        effect=Effect(
            guest_id=row.guest(),
            card_id=an_id("card"),
            regular=change[0],
            promo=change[1],
            regular_after=after[0],
            promo_after=after[1],
        ),
        feed_seq=feed_seq,
    )


def refused(row: OutboxRow, code: str, **data: Any) -> Outcome:
    """The server refused it."""
    return Outcome(
        seq=row.seq, operation_id=row.operation_id, status="rejected", code=code, data=data
    )


def last_seq(desk: TillDesk) -> int:
    """How long the chain is."""
    return desk.store.read_now(lambda db: me_of(db).last_seq)


def _reply(outcomes: list[Outcome]) -> PushReply:
    return PushReply(
        nonce="0" * 32,
        device_id=DEVICE,
        epoch=77,
        have=outcomes[-1].seq,
        head="0" * 64,
        outcomes=tuple(outcomes),
        server_epoch=7,
        stable=0,
        feed_head=0,
        server_time_ms=0,
    )


@cache
def _server_side_hash(pin: str) -> str:
    """What the server sends of a PIN (CSH-05)."""
    return hash_secret_raw(
        secret=pin.encode(),
        salt=bytes.fromhex("07" * 16),
        time_cost=PIN_TIME_COST,
        memory_cost=PIN_MEMORY_KIB,
        parallelism=PIN_PARALLELISM,
        hash_len=PIN_HASH_BYTES,
        type=Type.ID,
    ).hex()
