"""Guests: registering, finding, and which registrations are one and the same person.

A phone registered twice makes an alias of the guest who came first in the server's order
(CSH-50), and so does a merge by hand; an alias is never named by another alias. Knows what a card
*is*; what it *holds* is the ledger's, so the cards returned here have no lots.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from server.books import Books, writing
from server.database import table_of
from server.feed import service as feed
from server.guests.birthdays import spelt
from server.guests.cards import (
    card_of,
    cards_of,
    fetch_tokens,
    is_token_taken,
    put_card,
    put_card_facts,
    tell_card,
)
from server.guests.consents import keep_told
from server.guests.tables import GuestRow
from server.shelves import Columns, Want, rows_by, rows_of
from server.tenants.service import lock_tenant, tenant_now
from server.witness import attest
from shared.domain.card import Card, CardStatus
from shared.domain.consents import RegistrationSource, status_of_newcomer
from shared.domain.errors import FieldInvalid, GuestUnknown, PhoneInvalid
from shared.domain.guest import Guest, Profile
from shared.domain.ids import CardId, GuestId, LevelId, RestaurantId, TenantId, card_id_of
from shared.domain.likeness import name_key, slips
from shared.domain.phones import normalise_phone
from shared.domain.points import BASIS_POINTS_PER_ONE
from shared.domain.programme import CardMode
from shared.operations.bodies import ConsentBody
from shared.operations.canonical import canonical_json
from shared.operations.encode import from_millis

_GUEST = table_of(GuestRow)
_GUESTS = rows_of(_GUEST)
_BY_PHONE = rows_by(_GUESTS, "tenant_id", "phone_key")
_BY_SURVIVOR = rows_by(_GUESTS, "tenant_id", "alias_of", only=_GUEST.c.alias_of.is_not(None))
_BY_LIKENESS = rows_by(_GUESTS, "tenant_id", "likeness_key", only=_GUEST.c.likeness_key != "")
_FORGOTTEN = ""
"""The phone of a guest who was erased (GST-45)."""


@dataclass(frozen=True, slots=True)
class NewGuest:
    """A registration: who, where, when, and the card handed out."""

    guest_id: GuestId
    profile: Profile
    """Checked: the phone is normalised."""
    consents: tuple[ConsentBody, ...]
    restaurant_id: RestaurantId
    source: str
    """A ``RegistrationSource``."""
    card_token: str
    display_code: str | None
    level_id: LevelId
    at_ms: int
    staff_id: str
    device_id: str


@dataclass(frozen=True, slots=True)
class CounterChange:
    """What an operation adds to a card's counters, or takes back from them (LED-13, LOY-102)."""

    spent_minor: int = 0
    visits: int = 0
    active_at_ms: int | None = None
    """When the guest was active; None where it was the house (LOY-22)."""


def find_by_phone(books: Books, tenant_id: TenantId, phone: str) -> GuestId | None:
    """The guest with that phone, in any spelling, never an alias. Raises ``PhoneInvalid``.

    Who was merged by hand had a phone of his own: it leads to the survivor.
    """
    key = _phone_key(books, tenant_id, normalise_phone(phone))
    found = books.find(_BY_PHONE, (tenant_id, key))
    people = sorted(
        (row["alias_of"] is not None, row["guest_id"], row["alias_of"]) for row in found
    )
    return next((GuestId(survivor or guest_id) for _, guest_id, survivor in people), None)


def register(books: Books, tenant_id: TenantId, new: NewGuest) -> GuestId:
    """Makes the guest and the card; returns who he is: himself, or the guest who came first.

    Call ``lock_tenant`` before. Raises ``FieldInvalid`` when the guest or the token is not new.
    """
    _require_new(books, tenant_id, new)
    survivor = find_by_phone(books, tenant_id, new.profile.phone)
    guest = _guest_columns(books, tenant_id, new, survivor=survivor)
    books.put(_GUESTS, (tenant_id, new.guest_id), guest)
    attest(books, tenant_id, _GUEST, row=guest)
    keep_told(books, new.consents, at_hand=_at_hand(tenant_id, new))
    status = CardStatus.MERGED if survivor else status_of_newcomer(RegistrationSource(new.source))
    card = _new_card(new, status)
    put_card_facts(books, tenant_id, card)
    feed.tell(books, tenant_id, kind="guest", entity_id=new.guest_id)
    tell_card(books, tenant_id, card)
    _tell_guests_left(books, tenant_id)
    return survivor or new.guest_id


def like(books: Books, tenant_id: TenantId, profile: Profile) -> tuple[Guest, ...]:
    """Guests, no aliases, who may look like this checked profile: all that do are among them."""
    keys = [_phone_key(books, tenant_id, each) for each in sorted(slips(profile.phone))]
    groups = [(tenant_id, key) for key in keys]
    books.fetch_groups(_BY_PHONE, groups)
    found = [row for group in groups for row in books.find(_BY_PHONE, group)]
    likeness_key = _likeness_key(books, tenant_id, profile)
    if likeness_key:
        found += books.find(_BY_LIKENESS, (tenant_id, likeness_key))
    people = {row["guest_id"]: row for row in found if row["alias_of"] is None}
    return tuple(_guest_of(people[each]) for each in sorted(people))


def canonical(books: Books, tenant_id: TenantId, guest_id: GuestId) -> GuestId | None:
    """Who ``guest_id`` is after every merge, or None when nobody has that id."""
    row = books.get(_GUESTS, (tenant_id, guest_id))
    return GuestId(row["alias_of"] or guest_id) if row is not None else None


def names_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> tuple[GuestId, ...]:
    """All that this guest, who is no alias, was ever registered as: himself, then his aliases."""
    rows = books.find(_BY_SURVIVOR, (tenant_id, guest_id))
    aliases = (GuestId(row["guest_id"]) for row in rows if row["alias_of"] == guest_id)
    return guest_id, *sorted(aliases)


def fetch_names(books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId]) -> None:
    """Reads ahead all names of these guests."""
    books.fetch_groups(_BY_SURVIVOR, [(tenant_id, guest_id) for guest_id in guest_ids])


def with_phones_of(
    books: Books, tenant_id: TenantId, names: Sequence[GuestId], *, of: Collection[GuestId]
) -> tuple[GuestId, ...]:
    """Those of ``names`` that are in ``of``, or were registered with a phone of one in ``of``."""
    books.fetch(_GUESTS, [(tenant_id, each) for each in names])
    rows = [row for each in names if (row := books.get(_GUESTS, (tenant_id, each))) is not None]
    phones = {row["phone_key"] for row in rows if row["guest_id"] in of}
    return tuple(GuestId(row["guest_id"]) for row in rows if row["phone_key"] in phones)


def lead(
    books: Books, tenant_id: TenantId, names: Iterable[GuestId], *, to: GuestId | None
) -> None:
    """These are names of that guest from now on; None: each is somebody of his own."""
    for guest_id in names:
        led = {**_row_of(books, tenant_id, guest_id), "alias_of": to}
        books.put(_GUESTS, (tenant_id, guest_id), led)
        attest(books, tenant_id, _GUEST, row=led)
        feed.tell(books, tenant_id, kind="guest", entity_id=guest_id)


def registered_at_ms(books: Books, tenant_id: TenantId, guest_id: GuestId) -> int:
    """When the guest was registered under that id."""
    return int(_row_of(books, tenant_id, guest_id)["registered_at_ms"])


def home_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> RestaurantId:
    """Where the guest was registered under that id."""
    return RestaurantId(_row_of(books, tenant_id, guest_id)["restaurant_id"])


def wants(tenant_id: TenantId, guest_ids: Iterable[GuestId]) -> Iterator[Want]:
    """These guests."""
    return ((_GUESTS, (tenant_id, guest_id)) for guest_id in guest_ids)


def fetch_guests(
    books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId]
) -> frozenset[GuestId]:
    """Reads these guests ahead; who they are after every merge."""
    asked = list(guest_ids)
    books.fetch(_GUESTS, [(tenant_id, guest_id) for guest_id in asked])
    people = (canonical(books, tenant_id, guest_id) for guest_id in asked)
    return frozenset(who for who in people if who is not None)


def fetch_newcomers(
    books: Books, tenant_id: TenantId, *, phones: Iterable[str], tokens: Iterable[str]
) -> None:
    """Reads ahead who has one of these phones, in any spelling, or cards with these tokens."""
    keys = (_phone_key_if_valid(books, tenant_id, phone) for phone in phones)
    books.fetch_groups(_BY_PHONE, [(tenant_id, key) for key in keys if key is not None])
    fetch_tokens(books, tenant_id, tokens)


def guests_in(books: Books, tenant_id: TenantId, guest_ids: Sequence[GuestId]) -> tuple[Guest, ...]:
    """Those of the guests that exist and were not forgotten, aliases too, in no order."""
    keys = [(tenant_id, guest_id) for guest_id in guest_ids]
    books.fetch(_GUESTS, keys)
    rows = [row for key in keys if (row := books.get(_GUESTS, key)) is not None]
    return tuple(_guest_of(row) for row in rows if row["phone"] != _FORGOTTEN)


def birth_date_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> date | None:
    """When the guest, who is no alias, was born; None where nobody knows."""
    row = _row_of(books, tenant_id, guest_id)
    return date.fromisoformat(row["birth_date"]) if row["birth_date"] else None


def guests_after(books: Books, tenant_id: TenantId) -> int:
    """``count_guests``, with those who are only in the books yet."""
    newcomers = [row for row in books.added(_GUESTS) if row["alias_of"] is None]
    return books.once(count_guests, tenant_id) + len(newcomers)


def count_guests(conn: Connection, tenant_id: TenantId) -> int:
    """How many guests the tariff counts: aliases are nobody of their own (CSH-51)."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(_GUEST)
            .where(_GUEST.c.tenant_id == tenant_id, _GUEST.c.alias_of.is_(None))
        ).scalar_one()
    )


def cards_in_use(books: Books, tenant_id: TenantId, guest_id: GuestId) -> tuple[Card, ...]:
    """The cards that say what the guest, who is no alias, may do: the chain's comes first.

    Where each restaurant has its own, the chain's stands for those he never was in (LOY-06).
    """
    found = cards_of(books, tenant_id, guest_id)
    assert found, "every guest has a card"
    mode = tenant_now(books, tenant_id).card_mode
    return found if mode is CardMode.SEPARATE else found[:1]


def change_counters(
    books: Books, tenant_id: TenantId, card_id: CardId, *, change: CounterChange
) -> None:
    """Adds ``change`` to the card's counters."""
    card = card_of(books, tenant_id, card_id)
    assert card is not None, "who counts has the card before him"
    put_card(books, tenant_id, _counted(card, change))


def set_level(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, level_id: LevelId
) -> None:
    """Moves the guest's cards to another level. Raises ``GuestUnknown``."""
    _change_card(conn, tenant_id, guest_id, change=lambda card: replace(card, level_id=level_id))


def set_discount(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, discount_bp: int | None
) -> None:
    """Gives the guest a discount of his own, or his level's again (LOY-03).

    Raises ``GuestUnknown``, and ``FieldInvalid`` for more than everything.
    """
    if discount_bp is not None and not 0 <= discount_bp <= BASIS_POINTS_PER_ONE:
        raise FieldInvalid(field="discount_bp", reason="out_of_range")
    _change_card(
        conn, tenant_id, guest_id, change=lambda card: replace(card, discount_bp=discount_bp)
    )


def set_status(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, status: CardStatus
) -> None:
    """Blocks the guest's cards, or lets them go again (GST-80). Raises ``GuestUnknown``."""
    _change_card(conn, tenant_id, guest_id, change=lambda card: replace(card, status=status))


def _counted(card: Card, change: CounterChange) -> Card:
    moments = [card.last_activity_at]
    if change.active_at_ms is not None:
        moments.append(from_millis(change.active_at_ms))
    return replace(
        card,
        lifetime_spent_minor=card.lifetime_spent_minor + change.spent_minor,
        total_visits=card.total_visits + change.visits,
        last_activity_at=max((each for each in moments if each is not None), default=None),
    )


def _change_card(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, change: Callable[[Card], Card]
) -> None:
    lock_tenant(conn, tenant_id)
    with writing(conn) as books:
        who = canonical(books, tenant_id, guest_id)
        if who is None:
            raise GuestUnknown(guest_id=guest_id)
        for card in cards_in_use(books, tenant_id, who):
            put_card_facts(books, tenant_id, change(card))
            tell_card(books, tenant_id, card)


def _row_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> Columns:
    row = books.get(_GUESTS, (tenant_id, guest_id))
    assert row is not None, "nobody asks about a guest who never was"
    return row


def _require_new(books: Books, tenant_id: TenantId, new: NewGuest) -> None:
    if canonical(books, tenant_id, new.guest_id) is not None:
        raise FieldInvalid(field="guest_id", reason="taken")
    if is_token_taken(books, tenant_id, new.card_token):
        raise FieldInvalid(field="card_token", reason="taken")


def _tell_guests_left(books: Books, tenant_id: TenantId) -> None:
    if tenant_now(books, tenant_id).guests_max is not None:
        feed.tell(books, tenant_id, kind="tenant", entity_id=tenant_id)


def _phone_key(books: Books, tenant_id: TenantId, phone: str) -> str:
    pepper = tenant_now(books, tenant_id).phone_pepper
    return hmac.new(pepper, phone.encode(), hashlib.sha256).hexdigest()


def _likeness_key(books: Books, tenant_id: TenantId, profile: Profile) -> str:
    names, born = name_key(profile), profile.birth_date
    if not names or born is None:
        return ""
    pepper = tenant_now(books, tenant_id).phone_pepper
    text = canonical_json([names, born.isoformat()])
    return hmac.new(pepper, text.encode(), hashlib.sha256).hexdigest()


def _phone_key_if_valid(books: Books, tenant_id: TenantId, phone: str) -> str | None:
    try:
        return _phone_key(books, tenant_id, normalise_phone(phone))
    except PhoneInvalid:
        return None


def _guest_columns(
    books: Books, tenant_id: TenantId, new: NewGuest, *, survivor: GuestId | None
) -> Columns:
    profile = new.profile
    return {
        "tenant_id": tenant_id,
        "guest_id": new.guest_id,
        "alias_of": survivor,
        "phone_key": _phone_key(books, tenant_id, profile.phone),
        "phone": profile.phone,
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "birth_date": profile.birth_date.isoformat() if profile.birth_date else None,
        "restaurant_id": new.restaurant_id,
        "source": new.source,
        "registered_at_ms": new.at_ms,
        "likeness_key": _likeness_key(books, tenant_id, profile),
        "birthday": spelt(profile.birth_date),
    }


def _at_hand(tenant_id: TenantId, new: NewGuest) -> Columns:
    """Who ticked the consents, where, when and in which operation."""
    return {
        "tenant_id": tenant_id,
        "guest_id": new.guest_id,
        "given_at_ms": new.at_ms,
        "source": new.source,
        "staff_id": new.staff_id,
        "device_id": new.device_id,
        "operation_id": new.guest_id,
    }


def _new_card(new: NewGuest, status: CardStatus) -> Card:
    return Card(
        card_id=card_id_of(new.guest_id),
        guest_id=new.guest_id,
        status=status,
        level_id=new.level_id,
        token=new.card_token,
        display_code=new.display_code,
        last_activity_at=from_millis(new.at_ms),
    )


def _guest_of(row: Columns) -> Guest:
    born, survivor = row["birth_date"], row["alias_of"]
    birth_date = date.fromisoformat(born) if born else None
    return Guest(
        guest_id=GuestId(row["guest_id"]),
        profile=Profile(row["phone"], row["first_name"], row["last_name"], birth_date),
        alias_of=GuestId(survivor) if survivor else None,
    )
