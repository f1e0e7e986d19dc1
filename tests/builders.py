"""Ready-made values for tests: a guest, a card, a programme, a till that is enrolled.

Each builder takes what the test cares about and fills in the rest.
"""

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from client.clock import Moment
from client.store.database import Store
from client.store.me import NewDevice, save_enrolment
from client.store.outbox import Enqueued, Stamp, enqueue
from client.sync.keys import DeviceKey
from server.rescue_keys import rescue_public_key_of
from shared.domain.card import Card, CardStatus
from shared.domain.check import Bill
from shared.domain.conditions import Condition
from shared.domain.earning import quote_earn
from shared.domain.guest import Profile
from shared.domain.ids import (
    DeviceId,
    GuestId,
    LevelId,
    LotId,
    OperationId,
    ProgrammeVersionId,
    PromoId,
    RestaurantId,
    RuleId,
    StaffId,
    TenantId,
    card_id_of,
)
from shared.domain.lots import Lot
from shared.domain.money import Money
from shared.domain.points import PointsKind
from shared.domain.programme import (
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    Rule,
)
from shared.domain.visitors import Visitor
from shared.operations.bodies import (
    CheckBody,
    ConsentBody,
    EarnBody,
    OperationBody,
    RedeemBody,
    RegistrationBody,
)
from shared.operations.encode import grant_bodies, step_bodies, to_millis
from shared.operations.private import PrivatePart, private_profile
from shared.sync.messages import (
    DeviceCertificate,
    EnrolReply,
    SignedLease,
    certificate_text,
    lease_signing_text,
)
from shared.sync.payloads import CardPayload, GuestPayload, card_payload, leased_lots
from tests.sealed_files import store_key

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SALT = "5a17" * 8
TOKEN = "100000000000000000000001"


def an_id(name: str) -> str:
    """A UUID that belongs to ``name`` in every test."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


TENANT, RESTAURANT = TenantId(an_id("tenant")), RestaurantId(an_id("restaurant"))
DEVICE = DeviceId(an_id("device"))
CASHIER, GUEST = StaffId(an_id("cashier")), GuestId(an_id("guest"))
BRONZE, SILVER, GOLD = (LevelId(an_id(name)) for name in ("bronze", "silver", "gold"))
SERVER_SEED = hashlib.sha256(b"the tenant's key").digest()
SERVER_KEY = DeviceKey(SERVER_SEED)
DEVICE_SEED = hashlib.sha256(b"the device's key").digest()
PEPPER = hashlib.sha256(b"the device's pepper").digest()
SERVER_EPOCH = 7


def a_moment(at: datetime = NOON, *, mono_ms: int = 1_000_000) -> Moment:
    """One reading of the clocks."""
    return Moment(at, mono_ms, "boot-1")


def a_profile(
    phone: str = "79991234567", *, first_name: str = "Иван", last_name: str = "Петров"
) -> Profile:
    """A guest's profile."""
    return Profile(phone, first_name, last_name)


def a_card(
    guest_id: GuestId = GUEST,
    *,
    points: int = 0,
    promo: int = 0,
    level_id: LevelId = SILVER,
    status: CardStatus = CardStatus.ACTIVE,
) -> Card:
    """A card that was used before, with one lot of each kind that has points."""
    lots = []
    if points:
        lots.append(Lot(LotId(f"{an_id('opening')}:0"), PointsKind.REGULAR, points, NOON))
    if promo:
        expiry = NOON + timedelta(days=30)
        lots.append(Lot(LotId(f"{an_id('opening')}:1"), PointsKind.PROMO, promo, NOON, expiry))
    return Card(
        card_id=card_id_of(guest_id),
        guest_id=guest_id,
        status=status,
        level_id=level_id,
        token=str(int(TOKEN) + uuid.UUID(guest_id).int % 10**9),
        display_code=f"{uuid.UUID(guest_id).int % 10**6:06d}",
        total_visits=1,
        lots=tuple(lots),
    )


def a_card_payload(card: Card | None = None) -> CardPayload:
    """A card as the feed brings it."""
    return card_payload(card or a_card())


def a_guest_payload(
    guest_id: str = GUEST, *, profile: Profile | None = None, alias_of: str | None = None
) -> GuestPayload:
    """A guest as the feed brings him."""
    profile = profile or a_profile()
    return GuestPayload(
        guest_id=guest_id,
        alias_of=alias_of,
        phone=profile.phone,
        first_name=profile.first_name,
        last_name=profile.last_name,
        birth_date=profile.birth_date.isoformat() if profile.birth_date else None,
    )


def a_programme(*, number: int = 1, valid_from: datetime = NOON) -> ProgrammeVersion:
    """Three levels, 10 % from 50 roubles, 100 points for a first visit."""
    return ProgrammeVersion(
        version_id=ProgrammeVersionId(an_id(f"programme {number}")),
        number=number,
        name="Сушилка",
        valid_from=valid_from,
        settings=ProgrammeSettings(),
        levels=(
            Level(BRONZE, "Бронза", 0, 0),
            Level(SILVER, "Серебро", 10_000_00, 500),
            Level(GOLD, "Золото", 50_000_00, 1000),
        ),
        rules=(Rule(RuleId(an_id("base")), "Базовое начисление", 10, 1000, Condition(50_00)),),
        promos=(
            Promo(PromoId(an_id("welcome")), "Добро пожаловать", PromoKind.FIRST_VISIT, 100, 30),
        ),
    )


def a_certificate(*, key: DeviceKey | None = None) -> DeviceCertificate:
    """The word of ``key``, or of the tenant's, for the device whose seed is ``DEVICE_SEED``."""
    unsigned = DeviceCertificate(
        tenant_id=TENANT,
        restaurant_id=RESTAURANT,
        device_id=DEVICE,
        device_name="Касса 1",
        public_key=DeviceKey(DEVICE_SEED).public_text,
        enrolled_at_ms=0,
    )
    signature = (key or SERVER_KEY).sign(certificate_text(unsigned))
    return unsigned.model_copy(update={"signature": signature})


def an_enrol_reply(*, server_epoch: int = SERVER_EPOCH, server_time_ms: int = 0) -> EnrolReply:
    """What the server answers the device whose seed is ``DEVICE_SEED``."""
    return EnrolReply(
        tenant_id=TENANT,
        tenant_name="Сушилка",
        restaurant_id=RESTAURANT,
        restaurant_name="Сушилка на Тверской",
        device_id=DEVICE,
        server_public_key=SERVER_KEY.public_text,
        certificate=a_certificate(),
        rescue_public_key=rescue_public_key_of(SERVER_SEED),
        server_epoch=server_epoch,
        server_time_ms=server_time_ms,
    )


def a_signed_lease(
    name: str = "lease",
    *,
    points: int = 300,
    guest_id: str = GUEST,
    lots: tuple[Lot, ...] = (),
    key: DeviceKey = SERVER_KEY,
) -> SignedLease:
    """``points`` of the opening lot of ``a_card`` (or of ``lots``), granted to this device."""
    opening = Lot(LotId(f"{an_id('opening')}:0"), PointsKind.REGULAR, points, NOON)
    unsigned = SignedLease(
        lease_id=an_id(name),
        tenant_id=TENANT,
        device_id=DEVICE,
        guest_id=guest_id,
        server_epoch=SERVER_EPOCH,
        granted_at_ms=to_millis(NOON),
        lots=leased_lots(lots or (opening,)),
    )
    return unsigned.model_copy(update={"signature": key.sign(lease_signing_text(unsigned))})


def an_enrolled_store(path: Path) -> Store:
    """A store whose device is enrolled and has done nothing yet."""
    store = Store.open(path, store_key)
    device = NewDevice("http://127.0.0.1:1", "Касса 1", 77, 0)
    store.write_now(lambda db: save_enrolment(db, an_enrol_reply(), device=device))
    return store


def an_earn(
    roubles: int = 2_000, *, guest_id: str = GUEST, at: datetime = NOON, number: str = "1"
) -> Callable[[Stamp], OperationBody]:
    """The builder of an earn as a till quotes it for a Silver guest."""
    programme = a_programme()
    quote = quote_earn(Bill(Money(roubles * 100)), Visitor(SILVER), programme=programme, at=at)

    def build(stamp: Stamp) -> OperationBody:
        return EarnBody(
            restaurant_id=stamp.restaurant_id,
            staff_id=CASHIER,
            programme_version_id=programme.version_id,
            clock=stamp.clock,
            totals=stamp.totals,
            private_hash=stamp.private_hash,
            guest_id=guest_id,
            check=CheckBody(
                check_id=an_id(f"check {number}"), amount_minor=roubles * 100, currency="RUB"
            ),
            level_id=SILVER,
            regular_points=quote.regular_points,
            grants=grant_bodies(quote.grants),
            steps=step_bodies(quote.steps),
        )

    return build


def a_redemption(
    points: int, *, guest_id: str = GUEST, roubles: int = 2_000
) -> Callable[[Stamp], OperationBody]:
    """The builder of a redemption of regular points."""

    def build(stamp: Stamp) -> OperationBody:
        return RedeemBody(
            restaurant_id=stamp.restaurant_id,
            staff_id=CASHIER,
            programme_version_id=a_programme().version_id,
            clock=stamp.clock,
            totals=stamp.totals,
            guest_id=guest_id,
            check=CheckBody(
                check_id=an_id(f"redeemed {points}"), amount_minor=roubles * 100, currency="RUB"
            ),
            points=points,
            promo_points=0,
            regular_points=points,
        )

    return build


def a_registration(*, token: str = TOKEN) -> Callable[[Stamp], OperationBody]:
    """The builder of a registration with the consent to personal data processing."""

    def build(stamp: Stamp) -> OperationBody:
        return RegistrationBody(
            restaurant_id=stamp.restaurant_id,
            staff_id=CASHIER,
            programme_version_id=a_programme().version_id,
            clock=stamp.clock,
            totals=stamp.totals,
            private_hash=stamp.private_hash,
            card_token=token,
            level_id=BRONZE,
            consents=(
                ConsentBody(
                    kind="personal_data", accepted=True, text_version="1", text_sha256="0" * 64
                ),
            ),
        )

    return build


def a_private_part(profile: Profile | None = None) -> PrivatePart:
    """What travels beside a registration."""
    return private_profile(profile or a_profile(), salt=SALT)


def enqueue_earn(
    store: Store, *, guest_id: str = GUEST, number: str = "1", receipt_id: str | None = None
) -> Enqueued:
    """An earn of 2,000 roubles, committed."""
    earn = an_earn(guest_id=guest_id, number=number)
    return store.write_now(lambda db: enqueue(db, earn, moment=a_moment(), receipt_id=receipt_id))


def operation_id(number: int) -> OperationId:
    """Some operation's id."""
    return OperationId(an_id(f"operation {number}"))
