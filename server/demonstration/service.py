"""Fills a database with the demo restaurant, whole or not at all."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from server.audit import OPERATOR, Action, Activity, note
from server.books import Books, writing
from server.chance import Chance
from server.demonstration.back_office import BackOffice, Office
from server.demonstration.people import GUESTS, RESTAURANT, STAFF, TENANT, Person
from server.devices.enrolment import create_enrolment_code
from server.guests import service as guests
from server.ledger.service import card_with_lots
from server.programme.service import publish
from server.programme.starter import starter_programme
from server.restaurants.service import Restaurant, create_restaurant
from server.staff.service import NewStaff, create_staff
from server.tenants.service import create_tenant, tenants
from shared.domain.card import CardStatus
from shared.domain.codes import qr_payload
from shared.domain.guest import Profile
from shared.domain.ids import (
    GuestId,
    ProgrammeVersionId,
    PromoId,
    StaffId,
    TenantId,
    card_id_of,
)
from shared.domain.programme import ProgrammeVersion, Promo, PromoKind
from shared.domain.staff import Role
from shared.operations.encode import from_millis

WELCOME_NAME = "Добро пожаловать"
WELCOME_POINTS = 100
OLD_WELCOME_POINTS = 300
WELCOME_DAYS = 30
NOTE = "Остаток из прежней программы"


class DemoDataExists(Exception):
    """The database holds the demo restaurant already."""


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Somebody who can sign in to the demo's till."""

    staff_id: StaffId
    name: str
    role: str
    pin: str


@dataclass(frozen=True, slots=True)
class DemoGuest:
    """A guest of the demo, with everything he may be found by."""

    guest_id: GuestId
    name: str
    phone: str
    token: str
    qr: str
    display_code: str | None
    level: str
    status: str
    regular: int
    promo: int


@dataclass(frozen=True, slots=True)
class DemoData:
    """What was made."""

    tenant_id: TenantId
    tenant_name: str
    restaurant_id: str
    restaurant_name: str
    enrolment_code: str
    staff: tuple[DemoStaff, ...]
    guests: tuple[DemoGuest, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def make_demo_data(conn: Connection, *, now_ms: int, chance: Chance) -> DemoData:
    """The demo restaurant, with a fresh enrolment code. Raises ``DemoDataExists``."""
    if any(each.name == TENANT for each in tenants(conn)):
        raise DemoDataExists
    tenant_id = create_tenant(conn, name=TENANT, now_ms=now_ms, chance=chance)
    home = create_restaurant(conn, tenant_id, new=RESTAURANT, now_ms=now_ms, chance=chance)
    staff = _staff(conn, home, now_ms=now_ms, chance=chance)
    manager = next(each for each in staff if each.role == Role.MANAGER)
    office = Office(home, manager.staff_id, now_ms)
    return DemoData(
        tenant_id=tenant_id,
        tenant_name=TENANT,
        restaurant_id=home.restaurant_id,
        restaurant_name=home.name,
        staff=staff,
        guests=_guests(conn, office, chance=chance),
        enrolment_code=create_enrolment_code(
            conn, tenant_id, restaurant_id=home.restaurant_id, now_ms=now_ms, chance=chance
        ),
    )


def _staff(
    conn: Connection, home: Restaurant, *, now_ms: int, chance: Chance
) -> tuple[DemoStaff, ...]:
    made = []
    for name, role, pin in STAFF:
        new = NewStaff(home.restaurant_id, name, role, pin)
        colleague = create_staff(conn, home.tenant_id, new=new, now_ms=now_ms, chance=chance)
        made.append(DemoStaff(colleague.staff_id, name, role.value, pin))
    return tuple(made)


def _guests(conn: Connection, office: Office, *, chance: Chance) -> tuple[DemoGuest, ...]:
    """Old friends came under the first programme version, with its larger welcome."""
    tenant_id, now_ms = office.home.tenant_id, office.now_ms
    bare = starter_programme(valid_from=from_millis(now_ms), chance=chance)
    former = replace(bare, promos=(_welcome(OLD_WELCOME_POINTS, chance),))
    present = replace(
        bare,
        version_id=ProgrammeVersionId(chance.uuid()),
        number=2,
        promos=(_welcome(WELCOME_POINTS, chance),),
    )
    publish(conn, tenant_id, former, now_ms=now_ms)
    back_office = BackOffice(conn, office, chance=chance)
    old_friends = [
        _guest(conn, back_office, person, programme=former)
        for person in GUESTS
        if person.is_old_friend
    ]
    publish(conn, tenant_id, present, now_ms=now_ms)
    newer = [
        _guest(conn, back_office, person, programme=present)
        for person in GUESTS
        if not person.is_old_friend
    ]
    back_office.close()
    ids = (*old_friends, *newer)
    return tuple(_shown(conn, office, guest_id, programme=present) for guest_id in ids)


def _welcome(points: int, chance: Chance) -> Promo:
    return Promo(PromoId(chance.uuid()), WELCOME_NAME, PromoKind.FIRST_VISIT, points, WELCOME_DAYS)


def _guest(
    conn: Connection, back_office: BackOffice, person: Person, *, programme: ProgrammeVersion
) -> GuestId:
    """Registers the person, then brings over what an earlier programme knew of him."""
    birth_date = date.fromisoformat(person.birth_date) if person.birth_date else None
    profile = Profile(person.phone, person.first_name, person.last_name, birth_date)
    guest_id = back_office.register(profile, programme=programme, wants_offers=person.wants_offers)
    if person.points:
        back_office.bring_points(guest_id, person.points, note=NOTE, programme=programme)
    tenant_id = back_office.tenant_id
    spent = guests.CounterChange(spent_minor=person.spent_minor)
    card_id = card_id_of(guest_id)
    brought = Activity(
        Action.SPENDING_BROUGHT,
        "card",
        card_id,
        OPERATOR,
        at_ms=back_office.now_ms,
        details={"spent_minor": person.spent_minor},
    )
    with writing(conn) as books:
        guests.change_counters(books, tenant_id, card_id, change=spent)
        note(books, tenant_id, brought)
    level_id = programme.level_for(person.spent_minor).level_id
    guests.set_level(conn, tenant_id, guest_id, level_id=level_id)
    if person.is_blocked:
        guests.set_status(conn, tenant_id, guest_id, status=CardStatus.BLOCKED)
    return guest_id


def _shown(
    conn: Connection, office: Office, guest_id: GuestId, *, programme: ProgrammeVersion
) -> DemoGuest:
    tenant_id, at = office.home.tenant_id, from_millis(office.now_ms)
    place = office.home.restaurant_id
    card = card_with_lots(Books(conn), tenant_id, guest_id, at=place)
    assert card is not None, "registered a moment ago"
    (guest,) = guests.guests_in(Books(conn), tenant_id, [guest_id])
    profile = guest.profile
    return DemoGuest(
        guest_id=guest_id,
        name=f"{profile.first_name} {profile.last_name}",
        phone=profile.phone,
        token=card.token,
        qr=qr_payload(card.token),
        display_code=card.display_code,
        level=programme.level(card.level_id).name,
        status=card.status.value,
        regular=card.regular(at),
        promo=card.promo(at),
    )
