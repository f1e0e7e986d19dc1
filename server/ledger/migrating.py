"""Migration: the chain's cards become cards of restaurants, and back (LOY-07…LOY-09, C-82).

Every lot moves as it is, the empty ones too, for a refund finds its lot wherever it lies. All of it
is one transaction; only a slice of the guests is in memory at a time. Points that a device holds
cannot be divided: the devices give them back first, and are granted none meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from server.audit import OPERATOR, Action, Activity, record
from server.books import Books, writing
from server.chance import Chance
from server.feed import service as feed
from server.guests import service as guests
from server.guests.cards import (
    cards_of,
    fetch_cards,
    fetch_cards_of,
    put_card_facts,
    tell_card,
)
from server.guests.refusals import PointsOwed
from server.guests.walking import people_after
from server.ledger import leases
from server.ledger.accounts import fetch_accounts
from server.ledger.birthplaces import GuestPage, LotPlace, counted, lots_ever
from server.ledger.house_acts import HouseAct, book_act, programme_facts
from server.ledger.lots import fetch_lots, fetch_lots_named, lot
from server.ledger.posting import OtherCard
from server.ledger.suspense import owed, owing_cards
from server.programme import service as programmes
from server.tenants.refusals import ServerFenced
from server.tenants.service import pause_leases, set_card_mode, tenant
from shared.domain.card import Card
from shared.domain.ids import (
    CardId,
    DeviceId,
    GuestId,
    LotId,
    ProgrammeVersionId,
    RestaurantId,
    TenantId,
)
from shared.domain.ledger import EntryKind
from shared.domain.modes import Counted, Migration, Origins, separate, unify
from shared.domain.programme import CardMode, ProgrammeVersion
from shared.operations.encode import from_millis

SLICE = 10_000
"""So many guests are in memory at a time; for each slice all lots are looked through."""
RECALLED_FOR_MS = 10 * 60 * 1000
"""For so long devices are granted no points, so that those they give back stay back."""


@dataclass(slots=True)
class Held:
    """How many cards are in use, and the points on them."""

    cards: int = 0
    points: int = 0


@dataclass(slots=True)
class Migrated:
    """What a migration did, or would do."""

    guests: int = 0
    moved_lots: int = 0
    places: defaultdict[RestaurantId | None, Held] = field(
        default_factory=lambda: defaultdict(Held)
    )
    """By the restaurant of the cards that are in use afterwards; None is the chain."""

    def count(self, done: Migration, *, to: CardMode) -> None:
        """Adds one guest's."""
        self.guests += 1
        self.moved_lots += len(done.moves)
        for card in done.cards:
            if (card.restaurant_id is None) == (to is CardMode.UNIFIED):
                held = self.places[card.restaurant_id]
                held.cards += 1
                held.points += sum(lot.left for lot in card.lots)


def held_by_devices(conn: Connection, tenant_id: TenantId) -> dict[DeviceId, int]:
    """The points that keep a migration waiting, by the devices that hold them."""
    return leases.points_of_devices(conn, tenant_id)


def recall_all(conn: Connection, tenant_id: TenantId, *, now_ms: int) -> None:
    """Devices are asked for all they hold, and get nothing for a while; call ``lock_tenant``."""
    pause_leases(conn, tenant_id, until_ms=now_ms + RECALLED_FOR_MS)
    with writing(conn) as books:
        for device_id in sorted(held_by_devices(conn, tenant_id)):
            leases.recall(books, tenant_id, leases.of_device(books, tenant_id, device_id))


def survey(conn: Connection, tenant_id: TenantId, *, to: CardMode) -> Migrated:
    """What ``migrate`` would do; nothing is written."""
    total = Migrated()
    for people in _slices(conn, tenant_id):
        for _, done in _migrations(Books(conn), conn, people, to=to):
            total.count(done, to=to)
    return total


def migrate(
    conn: Connection, tenant_id: TenantId, *, to: CardMode, now_ms: int, chance: Chance
) -> Migrated:
    """Moves everything, and publishes the programme's next version with that mode.

    Call ``lock_tenant`` before, and only while no device holds anything. Raises ``ServerFenced``
    and ``PointsOwed``.
    """
    assert not held_by_devices(conn, tenant_id), "what is under a lease cannot be divided"
    _require_settled(conn, tenant_id)
    before = programmes.current(conn, tenant_id)
    assert before is not None, "who has cards has a programme"
    act = _Occasion(_in_force_after(before, to=to, now_ms=now_ms, chance=chance), now_ms)
    feed.record(conn, tenant_id, kind="tenant", entity_id=tenant_id)  # tills hear of the mode first
    total = Migrated()
    for people in _slices(conn, tenant_id):
        with writing(conn) as books:
            for cards, done in _migrations(books, conn, people, to=to):
                _book(books, tenant_id, cards[0], done=done, act=act)
                total.count(done, to=to)
    set_card_mode(conn, tenant_id, to)
    pause_leases(conn, tenant_id, until_ms=None)
    if act.programme is not before:
        programmes.publish(conn, tenant_id, act.programme, now_ms=now_ms)
    _record(conn, tenant_id, total, act=act)
    return total


@dataclass(frozen=True, slots=True)
class _Occasion:
    """The version that is in force when it is done, and when that is."""

    programme: ProgrammeVersion
    at_ms: int


def _require_settled(conn: Connection, tenant_id: TenantId) -> None:
    if tenant(conn, tenant_id).is_fenced:
        raise ServerFenced
    books = Books(conn)
    debts = (owed(books, tenant_id, each) for each in owing_cards(conn, tenant_id))
    points = sum(sum(debt.values()) for debt in debts)
    if points:
        raise PointsOwed(points=points)


def _in_force_after(
    before: ProgrammeVersion, *, to: CardMode, now_ms: int, chance: Chance
) -> ProgrammeVersion:
    """``before`` itself where a till brought it back to a restored server that had not moved."""
    if before.settings.mode is to:
        return before
    return replace(
        before,
        version_id=ProgrammeVersionId(chance.uuid()),
        number=before.number + 1,
        valid_from=from_millis(now_ms),
        settings=replace(before.settings, mode=to),
    )


def _slices(conn: Connection, tenant_id: TenantId) -> Iterator[GuestPage]:
    after = ""
    while guest_ids := people_after(conn, tenant_id, after=after, limit=SLICE):
        yield GuestPage(tenant_id, guest_ids)
        after = guest_ids[-1]


def _migrations(
    books: Books, conn: Connection, people: GuestPage, *, to: CardMode
) -> Sequence[tuple[Sequence[Card], Migration]]:
    """Each guest's cards before, the chain's first, with all lots ever; and what becomes of them.

    What booking that will ask for is read ahead.
    """
    tenant_id = people.tenant_id
    lots: defaultdict[str, list[LotPlace]] = defaultdict(list)
    for each in lots_ever(conn, people):
        lots[each.card_id].append(each)
    fetch_lots_named(books, tenant_id, (x.lot_id for some in lots.values() for x in some))
    fetch_cards_of(books, tenant_id, people.guest_ids)
    guests.fetch_guests(books, tenant_id, people.guest_ids)
    way = _Way(
        books, to, {x.lot_id: x for some in lots.values() for x in some}, counted(conn, people)
    )
    found = []
    for guest_id in people.guest_ids:
        cards = [
            replace(card, lots=tuple(lot(books, tenant_id, x.lot_id) for x in lots[card.card_id]))
            for card in cards_of(books, tenant_id, guest_id)
        ]
        found.append((cards, way.of(tenant_id, cards)))
    _read_ahead(books, tenant_id, [card.card_id for _, done in found for card in done.cards])
    return found


@dataclass(frozen=True, slots=True)
class _Way:
    """How the cards of a slice are to change."""

    books: Books
    to: CardMode
    lots: Mapping[LotId, LotPlace]
    counted: Mapping[GuestId, Mapping[RestaurantId, Counted]]

    def of(self, tenant_id: TenantId, cards: Sequence[Card]) -> Migration:
        """What becomes of one guest's; the chain's comes first."""
        chain, *former = cards
        if self.to is CardMode.UNIFIED:
            programme = self.books.once(programmes.current, tenant_id)
            assert programme is not None, "who has cards has a programme"
            return unify(cards, programme=programme)
        places = ((each.lot_id, self.lots[each.lot_id].restaurant_id) for each in chain.lots)
        origins = Origins(
            {lot_id: place for lot_id, place in places if place is not None},
            self.counted.get(chain.guest_id, {}),
            home=guests.home_of(self.books, tenant_id, chain.guest_id),
        )
        return separate(chain, origins=origins, former=former)


def _read_ahead(books: Books, tenant_id: TenantId, card_ids: Sequence[CardId]) -> None:
    fetch_cards(books, tenant_id, card_ids)
    fetch_lots(books, tenant_id, card_ids)
    fetch_accounts(books, tenant_id, card_ids)
    leases.fetch_of_cards(books, tenant_id, card_ids)
    books.fetch_together(feed.wants(tenant_id, kind="card", entity_ids=card_ids))


def _book(
    books: Books, tenant_id: TenantId, chain: Card, *, done: Migration, act: _Occasion
) -> None:
    """One guest's cards and lots; every till that knows one of the cards is told."""
    for card in done.cards:
        put_card_facts(books, tenant_id, card)
        if not done.moves:
            tell_card(books, tenant_id, card)
    others = (x for x in done.cards if x.card_id != chain.card_id)
    moved = HouseAct(
        EntryKind.MIGRATE,
        chain,
        occasion=f"{act.programme.settings.mode}:{act.programme.number}",
        at_ms=act.at_ms,
        facts=programme_facts(act.programme),
        others=tuple(OtherCard(replace(each, lots=())) for each in others),
        moves=done.moves,
        by=OPERATOR,
    )
    if done.moves:
        book_act(books, tenant_id, moved)


def _record(conn: Connection, tenant_id: TenantId, total: Migrated, *, act: _Occasion) -> None:
    details = {
        "mode": act.programme.settings.mode.value,
        "programme_version_id": act.programme.version_id,
        "guests": total.guests,
        "moved_lots": total.moved_lots,
        "points": sum(held.points for held in total.places.values()),
    }
    done = Activity(
        Action.CARDS_MIGRATED, "tenant", tenant_id, OPERATOR, act.at_ms, details=details
    )
    record(conn, tenant_id, done)
