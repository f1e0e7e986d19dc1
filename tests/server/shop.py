"""A tenant with a restaurant, staff and a programme on a real database, and tills that work there.

A till here is what a device is to the server: a key, a chain, and operations with honest quotes.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from server.access import public_key_of, sign
from server.books import Books
from server.chance import Chance
from server.database import Database
from server.devices.codes import unused_codes
from server.devices.enrolment import create_enrolment_code, enrol
from server.devices.service import Device, device
from server.guests.service import set_status
from server.ledger.service import card_with_lots
from server.ledger.statement import StatementRow, statement
from server.ledger.verify import Report, verify
from server.programme.service import publish
from server.restaurants.service import NewRestaurant, create_restaurant
from server.staff.service import NewStaff, create_staff, dismiss
from server.sync.changes import changes
from server.sync.push import push
from server.tenants.consent_texts import archive
from server.tenants.offline import set_offline_policy
from server.tenants.service import create_tenant
from shared.domain.card import Card, CardStatus
from shared.domain.consents import ConsentDocument, ConsentKind
from shared.domain.ids import (
    DeviceId,
    GuestId,
    ProgrammeVersionId,
    RestaurantId,
    StaffId,
    TenantId,
    card_id_of,
)
from shared.domain.leases import OfflinePolicy
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Role
from shared.operations.bodies import (
    CheckBody,
    ClockReading,
    LeaseReleaseBody,
    OperationBody,
    Totals,
    parse_body,
)
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of
from shared.operations.encode import body_text, from_millis, to_millis
from shared.operations.private import PrivatePart, private_hash
from shared.sync.messages import (
    ChangesReply,
    Cursor,
    EnrolRequest,
    Outcome,
    PushedOperation,
    PushReply,
    PushRequest,
    push_signing_text,
)
from tests.builders import a_programme, an_id
from tests.server.deeds import Deeds
from tests.server.inside import inside

OPENING_MS = to_millis(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
"""Monday noon in Moscow."""
Result = TypeVar("Result")


@dataclass
class Shop:
    """The house as the server knows it; ``now_ms`` is the server's clock."""

    database: Database
    chance: Chance
    tenant_id: TenantId
    restaurant_id: RestaurantId
    programme: ProgrammeVersion
    cashier: StaffId
    manager: StaffId
    now_ms: int = OPENING_MS

    def write(self, work: Callable[[Connection], Result]) -> Result:
        return self.database.write_now(inside(self.tenant_id, work))

    def read(self, work: Callable[[Connection], Result]) -> Result:
        return self.database.read_now(inside(self.tenant_id, work))

    def till(self, name: str = "Касса 1", *, restaurant_id: RestaurantId | None = None) -> "Till":
        """A device of the restaurant, enrolled by code."""
        seed = hashlib.sha256(f"{self.tenant_id} {name}".encode()).digest()
        epoch = int.from_bytes(seed[:4])

        def enrolled(conn: Connection) -> Device:
            code = create_enrolment_code(
                conn,
                self.tenant_id,
                restaurant_id=restaurant_id or self.restaurant_id,
                now_ms=self.now_ms,
                chance=self.chance,
            )
            asked = EnrolRequest(
                code=code, public_key=public_key_of(seed), device_name=name, epoch=epoch
            )
            answer = enrol(conn, asked, now_ms=self.now_ms, chance=self.chance)
            found = device(conn, DeviceId(answer.device_id))
            assert found is not None
            return found

        return Till(self, self.write(enrolled), seed, epoch)

    def card(self, guest_id: str, *, at: RestaurantId | None = None) -> Card:
        """The guest's card that counts in that restaurant, the first one unless told."""
        place = at or self.restaurant_id
        found = self.read(
            lambda conn: card_with_lots(Books(conn), self.tenant_id, GuestId(guest_id), at=place)
        )
        assert found is not None
        return found

    def balance(self, guest_id: str, *, at: RestaurantId | None = None) -> tuple[int, int]:
        """Regular and promo points of the guest now."""
        card, now = self.card(guest_id, at=at), from_millis(self.now_ms)
        return card.regular(now), card.promo(now)

    def statement(self, guest_id: str) -> tuple[StatementRow, ...]:
        """The rows of the guest's card, the oldest first."""
        card_id = card_id_of(GuestId(guest_id))
        return self.read(lambda conn: statement(conn, self.tenant_id, card_id))

    def document(self, kind: ConsentKind) -> ConsentDocument:
        """What a guest is asked to agree to now."""
        return self.read(lambda conn: archive(conn, self.tenant_id)).in_force(kind)

    def set_status(self, guest_id: str, status: CardStatus) -> None:
        self.write(lambda conn: set_status(conn, self.tenant_id, GuestId(guest_id), status=status))

    def verified(self) -> Report:
        return self.database.read_now(verify)

    def publish(self, programme: ProgrammeVersion) -> None:
        self.write(lambda conn: publish(conn, self.tenant_id, programme, now_ms=self.now_ms))
        self.programme = programme

    def dismiss(self, staff_id: StaffId) -> None:
        """Whoever it is works here no more from now on."""
        self.write(lambda conn: dismiss(conn, self.tenant_id, staff_id, now_ms=self.now_ms))

    def hire(
        self, name: str, role: Role, *, pin: str, restaurant_id: RestaurantId | None = None
    ) -> StaffId:
        new = NewStaff(restaurant_id or self.restaurant_id, name, role, pin=pin)
        return self.write(
            lambda conn: (
                create_staff(
                    conn, self.tenant_id, new=new, chance=self.chance, now_ms=self.now_ms
                ).staff_id
            )
        )


ONLINE_ONLY = OfflinePolicy(horizon_minutes=0)
"""Nothing is ever set aside for a till, so that each redemption is the server's to decide."""


def open_shop(
    database: Database,
    chance: Chance,
    *,
    name: str = "Сушилка",
    programme: ProgrammeVersion | None = None,
) -> Shop:
    """A new tenant with one restaurant, a cashier and a manager; its tills redeem only online."""

    def opened(conn: Connection) -> tuple[TenantId, RestaurantId]:
        tenant_id = create_tenant(conn, name=name, now_ms=OPENING_MS, chance=chance)
        new = NewRestaurant(f"{name} на Тверской")
        home = create_restaurant(conn, tenant_id, new=new, now_ms=OPENING_MS, chance=chance)
        set_offline_policy(conn, tenant_id, ONLINE_ONLY, now_ms=OPENING_MS)
        return tenant_id, home.restaurant_id

    tenant_id, restaurant_id = database.write_now(opened)
    nobody = StaffId(an_id("nobody"))
    shop = Shop(database, chance, tenant_id, restaurant_id, a_programme(), nobody, nobody)
    shop.publish(programme or a_programme())
    shop.cashier = shop.hire("Анна", Role.CASHIER, pin="1111")
    shop.manager = shop.hire("Марина", Role.MANAGER, pin="3333")
    return shop


@dataclass
class Till(Deeds):
    """A device: what it made and did not yet send waits in ``queue``."""

    shop: Shop
    device: Device
    seed: bytes
    epoch: int
    seq: int = 0
    head: bytes = GENESIS
    checks: int = 0
    wall_ms: int | None = None
    """What its wall clock shows; None follows the server's."""

    def __post_init__(self) -> None:
        self.queue: list[PushedOperation] = []
        self.sent: list[PushedOperation] = []
        self.heads: list[str] = []

    def enqueue(
        self,
        kind: type[OperationBody],
        facts: dict[str, Any],
        *,
        private: PrivatePart | None = None,
    ) -> str:
        common: dict[str, Any] = {
            "restaurant_id": self.device.restaurant_id,
            "clock": ClockReading(wall_ms=self.wall(), mono_ms=0, boot_id="boot"),
            "totals": Totals(count=self.seq + 1, earned=0, redeemed=0),
            "private_hash": private_hash(private) if private else None,
        }
        if kind is not LeaseReleaseBody:
            common["staff_id"] = self.shop.cashier
            common["programme_version_id"] = self.shop.programme.version_id
        return self.enqueue_text(body_text(kind(**common | facts)), private=private)

    def enqueue_again(self, earlier: PushedOperation, **changed: Any) -> str:
        """What was sent before, under its first id as the origin."""
        body = parse_body(earlier.body)
        repeated = body.model_copy(update={"origin": earlier.operation_id} | changed)
        return self.enqueue_text(body_text(repeated), private=earlier.private)

    def enqueue_text(self, text: str, *, private: PrivatePart | None = None) -> str:
        """Chains ``text``, whatever it says."""
        self.seq += 1
        place = ChainPlace(self.device.tenant_id, self.device.device_id, self.epoch, self.seq)
        self.head = link_hash(place, self.head, text)
        self.heads.append(self.head.hex())
        operation_id = operation_id_of(self.head)
        self.queue.append(
            PushedOperation(seq=self.seq, operation_id=operation_id, body=text, private=private)
        )
        return operation_id

    def request(self, operations: Sequence[PushedOperation], **changed: Any) -> PushRequest:
        """A signed push of ``operations``, the last of which is the head."""
        unsigned = PushRequest(
            nonce="ab" * 16,
            device_id=self.device.device_id,
            epoch=self.epoch,
            cursor=Cursor(server_epoch=0, seq=0),
            operations=tuple(operations),
            head=self.head.hex(),
        ).model_copy(update=changed)
        signature = sign(self.seed, push_signing_text(unsigned, self.device.tenant_id))
        return unsigned.model_copy(update={"signature": signature})

    def push(self) -> PushReply:
        """Delivers the queue."""
        answer = self.send(self.request(self.queue))
        self.sent += self.queue
        self.queue = []
        return answer

    def outcomes(self) -> list[Outcome]:
        return list(self.push().outcomes)

    def outcome(self) -> Outcome:
        """Delivers the queue; what became of its last operation."""
        return self.outcomes()[-1]

    def send(self, request: PushRequest) -> PushReply:
        """``request`` as it arrives: text to a message, in one transaction."""
        parsed = PushRequest.model_validate_json(request.model_dump_json())
        return self.shop.database.write_now(
            lambda conn: push(conn, parsed, now_ms=self.shop.now_ms, chance=self.shop.chance)
        )

    def pull(
        self, seq: int = 0, *, server_epoch: int | None = None, limit: int = 500
    ) -> ChangesReply:
        epoch = self.server_epoch() if server_epoch is None else server_epoch
        return self.shop.read(
            lambda conn: changes(
                Books(conn),
                self.device,
                after=Cursor(server_epoch=epoch, seq=seq),
                limit=limit,
                now_ms=self.shop.now_ms,
            )
        )

    def server_epoch(self) -> int:
        return self.pull(server_epoch=0).cursor.server_epoch

    def codes(self) -> tuple[str, ...]:
        """The display codes reserved for it."""
        return self.shop.read(
            lambda conn: unused_codes(conn, self.shop.tenant_id, self.device.device_id)
        )

    def check(self, roubles: int) -> CheckBody:
        """A new check."""
        self.checks += 1
        name = f"{self.device.device_id} {self.epoch} check {self.checks}"
        return CheckBody(check_id=an_id(name), amount_minor=roubles * 100, currency="RUB")

    def begin_again(self, epoch: int) -> None:
        """A new epoch, as after a fork."""
        self.epoch, self.seq, self.head = epoch, 0, GENESIS
        self.queue = []

    def wall(self) -> int:
        return self.shop.now_ms if self.wall_ms is None else self.wall_ms


def renumbered(programme: ProgrammeVersion, **changed: Any) -> ProgrammeVersion:
    """The next version of ``programme``."""
    number = programme.number + 1
    version_id = ProgrammeVersionId(an_id(f"programme {number}"))
    return replace(programme, number=number, version_id=version_id, **changed)
