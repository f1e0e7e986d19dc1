"""The restaurant in which the screens are tried: staff, guests, a programme, in a real store."""

from datetime import timedelta
from functools import cache
from typing import Final, NamedTuple

from argon2.low_level import Type, hash_secret_raw
from sqlite_utils import Database

from client.store import cards, guests, house, programme, staff
from client.store.database import Store
from client.till.tour import end_tour
from server.tenants.texts import OperatorFacts, sample_document
from shared.domain.card import CardStatus
from shared.domain.consents import ConsentKind
from shared.domain.guest import Profile
from shared.domain.ids import GuestId, LevelId, StaffId
from shared.domain.staff import Role
from shared.sync.payloads import (
    CodesPayload,
    RestaurantPayload,
    StaffPayload,
    TenantPayload,
)
from shared.sync.pins import PIN_HASH_BYTES, PIN_MEMORY_KIB, PIN_PARALLELISM, PIN_TIME_COST
from tests.builders import (
    BRONZE,
    CASHIER,
    GOLD,
    GUEST,
    NOON,
    PEPPER,
    RESTAURANT,
    SILVER,
    TENANT,
    a_card,
    a_card_payload,
    a_guest_payload,
    a_programme,
    an_id,
)

ANNA_PIN: Final = "1111"
MARINA_PIN: Final = "3333"
_SALT: Final = bytes(range(16))


class Colleague(NamedTuple):
    """Somebody who works here."""

    name: str
    role: Role
    pin: str
    staff_id: str


class Regular(NamedTuple):
    """A guest of the house; the phone ends with ``phone``."""

    phone: str
    first_name: str
    last_name: str
    level: LevelId
    points: int
    promo: int = 0
    status: CardStatus = CardStatus.ACTIVE


STAFF: Final = (
    Colleague("Анна Кассирова", Role.CASHIER, ANNA_PIN, CASHIER),
    Colleague("Борис Кассиров", Role.CASHIER, "2222", an_id("boris")),
    Colleague("Марина Управляева", Role.MANAGER, MARINA_PIN, an_id("marina")),
)
GUESTS: Final = (
    Regular("1234567", "Иван", "Петров", SILVER, 2_500, 300),
    Regular("2345678", "Анна", "Смирнова", GOLD, 12_840, 150),
    Regular("3456789", "Сергей", "Кузнецов", BRONZE, 95),
    Regular("4567890", "Мария", "Иванова", SILVER, 1_200, 0),
    Regular("5678901", "Александр", "Константинопольский", GOLD, 25_000),
    Regular("6789012", "Ольга", "Петрова", BRONZE, 0, 100, CardStatus.PENDING_CONSENT),
    Regular("7890123", "Дмитрий", "Соколов", BRONZE, 430, 0, CardStatus.BLOCKED),
    Regular("8901234", "Пётр", "Петровский", SILVER, 760, 50),
)


def guest_id_of(place: int) -> GuestId:
    """The id of ``GUESTS[place]``."""
    return GUEST if place == 0 else GuestId(an_id(f"guest {place}"))


def furnish(store: Store, *, has_guests: bool = True) -> None:
    """Everything the server would have sent."""
    store.write_now(_furnish)
    if has_guests:
        store.write_now(_invite)


def _furnish(db: Database) -> None:
    house.put_tenant(db, _tenant())
    house.put_restaurant(
        db,
        RestaurantPayload(
            restaurant_id=RESTAURANT, name="Сушилка на Тверской", address="Тверская ул., 1"
        ),
    )
    house.put_display_codes(db, CodesPayload(codes=tuple(f"70{n:04d}" for n in range(50))).codes)
    programme.put_programme(db, a_programme(valid_from=NOON - timedelta(days=90)))
    for colleague in STAFF:
        staff.put_staff(db, _staff(colleague), pepper=PEPPER)
        end_tour(db, StaffId(colleague.staff_id))


def _invite(db: Database) -> None:
    for place, regular in enumerate(GUESTS):
        _put_guest(db, regular, guest_id=guest_id_of(place))


def _put_guest(db: Database, regular: Regular, *, guest_id: GuestId) -> None:
    profile = Profile(f"7999{regular.phone}", regular.first_name, regular.last_name)
    card = a_card(
        guest_id,
        points=regular.points,
        promo=regular.promo,
        level_id=regular.level,
        status=regular.status,
    )
    guests.put_guest(db, a_guest_payload(guest_id, profile=profile))
    cards.put_card(db, a_card_payload(card))


def _staff(colleague: Colleague) -> StaffPayload:
    return StaffPayload(
        staff_id=colleague.staff_id,
        restaurant_id=RESTAURANT,
        name=colleague.name,
        role=colleague.role.value,
        pin_salt=_SALT.hex(),
        pin_hash=_pin_hash(colleague.pin).hex(),
    )


PERSONAL_DATA: Final = sample_document(ConsentKind.PERSONAL_DATA, OperatorFacts("Сушилка"))
MARKETING: Final = sample_document(ConsentKind.MARKETING, OperatorFacts("Сушилка"))


def _tenant() -> TenantPayload:
    return TenantPayload(
        tenant_id=TENANT,
        name="Сушилка",
        privacy_text_version=PERSONAL_DATA.version,
        privacy_text=dict(PERSONAL_DATA.texts),
        marketing_text=dict(MARKETING.texts),
        marketing_text_version=MARKETING.version,
    )


@cache
def _pin_hash(pin: str) -> bytes:
    return hash_secret_raw(
        secret=pin.encode(),
        salt=_SALT,
        time_cost=PIN_TIME_COST,
        memory_cost=PIN_MEMORY_KIB,
        parallelism=PIN_PARALLELISM,
        hash_len=PIN_HASH_BYTES,
        type=Type.ID,
    )
