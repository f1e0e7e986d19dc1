"""From one card for the chain to one for each restaurant, and back (LOY-07…LOY-09, C-82)."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from server.audit import OPERATOR
from server.books import Books, writing
from server.card_commands import migrate_cards
from server.chance import Chance
from server.commands import CommandFailed
from server.database import Database
from server.guests.cards import cards_of
from server.guests.consents import Said
from server.guests.decision import Decision
from server.guests.walking import people_after
from server.ledger.consenting import answer_consent
from server.ledger.migrating import Migrated, migrate, recall_all, survey
from server.programme.service import current
from server.tenants.service import lock_tenant
from shared.domain.card import Card, CardStatus
from shared.domain.consents import ConsentAnswer, ConsentSource
from shared.domain.ids import GuestId, card_id_of
from shared.domain.leases import OfflinePolicy
from shared.domain.programme import CardMode, ProgrammeKind
from tests.builders import a_programme
from tests.server.chain import ChainOfTwo, a_chain
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.ledger.test_discount import discount
from tests.server.ledger.test_provenance import explained
from tests.server.shop import Shop

SEPARATE, UNIFIED = CardMode.SEPARATE, CardMode.UNIFIED


@pytest.fixture
def chain(database: Database, chance: Chance) -> ChainOfTwo:
    return a_chain(database, chance, mode=UNIFIED)


@pytest.fixture
def guest_id(chain: ChainOfTwo) -> str:
    """Registered here with 100 points, 200 more earned here and 150 there; 60 of all are spent."""
    guest_id = chain.here.register()
    chain.here.earn(guest_id)
    chain.here.push()
    chain.wait(1_000)
    chain.there.earn(guest_id, 1_500)
    chain.there.redeem(guest_id, 60, promo=60)
    assert {each.status for each in chain.there.outcomes()} == {"applied"}
    return guest_id


def test_each_restaurant_has_what_was_earned_there(chain: ChainOfTwo, guest_id: str) -> None:
    """LOY-08: the welcome of 100, 60 of it spent, is the restaurant's where he was registered."""
    before = chain.shop.card(guest_id)
    done = moved(chain, SEPARATE)
    assert (done.guests, done.moved_lots) == (1, 3)
    assert chain.balances(guest_id) == (240, 150)
    here, there = chain.cards(guest_id)
    assert {here.status, there.status} == {CardStatus.MIGRATED}
    assert (here.total_visits, there.total_visits) == (1, 1)
    assert (here.lifetime_spent_minor, there.lifetime_spent_minor) == (2_000_00, 1_500_00)
    assert {here.last_activity_at, there.last_activity_at} == {before.last_activity_at}
    lots = {lot.lot_id: lot for card in (here, there) for lot in card.lots}
    assert lots == {lot.lot_id: lot for lot in before.lots}
    of_chain = card_id_of(GuestId(guest_id))
    assert chain.told_cards(chain.here, guest_id) == {
        of_chain: "MERGED",
        here.card_id: "MIGRATED",
    }
    assert chain.told_cards(chain.there, guest_id) == {
        of_chain: "MERGED",
        there.card_id: "MIGRATED",
    }
    assert chain.shop.verified().problems == ()


def test_there_and_back_everything_is_as_it_was(chain: ChainOfTwo, guest_id: str) -> None:
    """LOY-07, LOY-09: balances are summed, and every change of a balance is still explained."""
    before = chain.shop.card(guest_id)
    moved(chain, SEPARATE)
    back = moved(chain, UNIFIED)
    assert {place: (held.cards, held.points) for place, held in back.places.items()} == {
        None: (1, 390)
    }
    assert chain.shop.card(guest_id) == replace(before, status=CardStatus.MIGRATED)
    assert chain.branch.card(guest_id) == chain.shop.card(guest_id)
    statuses = {card.restaurant_id: card.status for card in all_cards(chain, guest_id)}
    assert statuses == {
        None: CardStatus.MIGRATED,
        chain.shop.restaurant_id: CardStatus.MERGED,
        chain.branch.restaurant_id: CardStatus.MERGED,
    }
    chain.there.redeem(guest_id, 390, 5_000, promo=40)
    assert chain.there.outcome().status == "applied"
    assert chain.shop.verified().problems == ()


def test_many_times_there_and_back(chain: ChainOfTwo, guest_id: str) -> None:
    for mode in (SEPARATE, UNIFIED, SEPARATE):
        moved(chain, mode)
        chain.there.earn(guest_id, 1_000)
        assert chain.there.outcome().status == "applied"
    assert chain.balances(guest_id) == (240, 450)
    assert chain.cards(guest_id)[1].total_visits == 4
    assert chain.shop.verified().problems == ()


def test_a_refund_finds_the_lots_wherever_they_lie(chain: ChainOfTwo, guest_id: str) -> None:
    """Points of both restaurants paid for one check; what goes back, each of them gets back."""
    chain.here.redeem(guest_id, 300, 5_000, promo=40)
    assert chain.here.outcome().status == "applied"
    spent = chain.here.sent[-1].operation_id
    earned = chain.there.sent[0].operation_id
    moved(chain, SEPARATE)
    assert chain.balances(guest_id) == (0, 90)
    chain.here.refund(guest_id, spent, 5_000, points=300)
    assert chain.here.outcome().status == "applied"
    assert chain.balances(guest_id) == (240, 150)
    chain.there.cancel(guest_id, earned, -150)
    assert chain.there.outcome().status == "applied"
    assert chain.balances(guest_id) == (240, 0)
    assert chain.cards(guest_id)[1].total_visits == 0
    assert chain.shop.verified().problems == ()


def test_what_was_quoted_before_is_booked_on_the_restaurants_card(
    chain: ChainOfTwo, guest_id: str
) -> None:
    """A till that was offline tells it late; within the grace its programme version holds."""
    chain.there.earn(guest_id, 1_000)
    newcomer = chain.there.register("79992222222")
    chain.here.redeem(guest_id, 300, 5_000, promo=40)
    moved(chain, SEPARATE)
    assert {each.status for each in chain.there.outcomes()} == {"applied"}
    assert chain.balances(guest_id) == (240, 250)
    assert chain.balances(newcomer) == (0, 100)
    assert chain.here.outcome().code == "points_shortfall"
    assert chain.shop.verified().problems == ()


def test_who_was_nowhere_else_begins_there_anew(chain: ChainOfTwo) -> None:
    guest_id = chain.here.register()
    chain.here.push()
    moved(chain, SEPARATE)
    assert {card.restaurant_id for card in all_cards(chain, guest_id)} == {
        None,
        chain.shop.restaurant_id,
    }
    chain.there.earn(guest_id, 500)
    assert chain.there.outcome().status == "applied"
    assert chain.balances(guest_id) == (100, 50)
    moved(chain, UNIFIED)
    assert sum(chain.shop.balance(guest_id)) == 150
    assert chain.shop.verified().problems == ()


def test_blocked_and_merged_guests_stay_so(chain: ChainOfTwo, guest_id: str) -> None:
    alias = chain.there.register()
    blocked = chain.there.register("79992222222")
    chain.there.push()
    chain.shop.set_status(blocked, CardStatus.BLOCKED)
    for mode in (SEPARATE, UNIFIED):
        moved(chain, mode)
        chain.here.earn(blocked)
        assert chain.here.outcome().code == "card_not_usable"
        chain.there.earn(alias, 100)
        assert chain.there.outcome().status == "applied"
        assert chain.shop.verified().problems == ()
    assert sum(chain.shop.balance(guest_id)) == 410


def test_a_survey_says_the_same_and_changes_nothing(chain: ChainOfTwo, guest_id: str) -> None:
    tenant_id = chain.shop.tenant_id
    would = chain.shop.read(lambda conn: survey(conn, tenant_id, to=SEPARATE))
    assert chain.balances(guest_id) == (390, 390)
    assert chain.shop.read(lambda conn: current(conn, tenant_id)) == chain.shop.programme
    assert moved(chain, SEPARATE) == would


def test_a_crash_before_the_end_moves_nothing(chain: ChainOfTwo, guest_id: str) -> None:
    shop = chain.shop

    def work(conn: Connection) -> None:
        lock_tenant(conn, shop.tenant_id)
        migrate(conn, shop.tenant_id, to=SEPARATE, now_ms=shop.now_ms, chance=shop.chance)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.write(work)
    assert chain.balances(guest_id) == (390, 390)
    assert shop.verified().problems == ()
    moved(chain, SEPARATE)
    assert chain.balances(guest_id) == (240, 150)
    assert shop.verified().problems == ()


def test_pages_of_guests_leave_nobody_out(chain: ChainOfTwo, guest_id: str) -> None:
    """An alias is nobody of his own."""
    shop = chain.shop
    chain.there.register()
    people = {guest_id, *(chain.there.register(f"7999222222{each}") for each in range(4))}
    chain.there.push()

    def walked(conn: Connection) -> list[GuestId]:
        seen: list[GuestId] = []
        after = ""
        while page := people_after(conn, shop.tenant_id, after=after, limit=2):
            seen += page
            after = page[-1]
        return seen

    seen = shop.read(walked)
    assert (set(seen), seen) == (people, sorted(seen))


def test_who_collects_no_points_is_divided_by_his_visits(
    database: Database, chance: Chance
) -> None:
    """A programme of discounts moves no lot, and has its cards all the same (LOY-03)."""
    programme = a_programme()
    settings = replace(programme.settings, kind=ProgrammeKind.DISCOUNT)
    plain = replace(programme, settings=settings, rules=(), promos=())
    chain = a_chain(database, chance, mode=UNIFIED, programme=plain)
    guest_id = chain.here.register()
    chain.here.push()
    for till, roubles in ((chain.here, 2_000), (chain.there, 1_500)):
        discount(till, guest_id, roubles)
        assert till.outcome().status == "applied"
    assert moved(chain, SEPARATE).moved_lots == 0
    assert [card.total_visits for card in chain.cards(guest_id)] == [1, 1]
    assert chain.shop.verified().problems == ()
    moved(chain, UNIFIED)
    assert chain.shop.card(guest_id).lifetime_spent_minor == 3_500_00
    assert chain.shop.verified().problems == ()


def test_every_point_is_explained_across_a_migration(chain: ChainOfTwo, guest_id: str) -> None:
    """LOY-09: by the card of a restaurant, or by the chain's, which leads to all he has."""
    of_chain, shop = chain.shop.card(guest_id), chain.shop
    moved(chain, SEPARATE)
    here, there = chain.cards(guest_id)
    told = explained(shop, there.token)
    assert (told["card_id"], told["points"]) == (there.card_id, 150)
    (lot,) = told["lots"]
    assert lot["booking"]["operation"]["restaurant"]["restaurant_id"] == there.restaurant_id
    assert [(x["kind"], x["from_card_id"], x["to_card_id"]) for x in lot["moved"]] == [
        ("MIGRATE", of_chain.card_id, there.card_id)
    ]
    whole = explained(shop, of_chain.token)
    assert (whole["card_id"], whole["points"]) == (of_chain.card_id, 390)
    assert {x["card_id"] for x in whole["lots"]} == {here.card_id, there.card_id}
    moved(chain, UNIFIED)
    back = explained(shop, there.token)
    assert (back["card_id"], back["points"]) == (of_chain.card_id, 390)
    assert {len(x["moved"]) for x in back["lots"]} == {2}


def test_who_answers_for_his_data_answers_in_every_restaurant(
    chain: ChainOfTwo, guest_id: str
) -> None:
    """GST-44, GST-45: a no forgets all of him, his points stay booked."""
    other = chain.there.register("79992222222")
    chain.there.push()
    for each in (guest_id, other):
        chain.shop.set_status(each, CardStatus.PENDING_CONSENT)
    moved(chain, SEPARATE)
    chain.there.redeem(guest_id, 50)
    assert chain.there.outcome().code == "card_not_usable"
    answered(chain.shop, guest_id, ConsentAnswer.ACCEPTED)
    answered(chain.shop, other, ConsentAnswer.REJECTED)
    chain.there.redeem(guest_id, 50)
    chain.here.earn(other)
    assert chain.there.outcome().status == "applied"
    assert chain.here.outcome().code == "card_not_usable"
    assert chain.shop.verified().problems == ()
    moved(chain, UNIFIED)
    assert chain.shop.card(other).status is CardStatus.DELETED
    assert chain.shop.verified().problems == ()


def answered(shop: Shop, guest_id: str, answer: ConsentAnswer) -> None:
    """The guest says so to the company's bot."""

    def work(conn: Connection) -> None:
        lock_tenant(conn, shop.tenant_id)
        said = Said(answer, ConsentSource.TELEGRAM_BOT)
        with writing(conn) as books:
            decision = Decision(OPERATOR, shop.now_ms)
            who = GuestId(guest_id)
            answer_consent(books, shop.tenant_id, who, said=said, decision=decision)

    shop.write(work)


def test_an_operator_is_told_first_and_confirms_by_name(chain: ChainOfTwo, guest_id: str) -> None:
    """LOY-08: explicit confirmation."""
    database, tenant_id = chain.shop.database, chain.shop.tenant_id
    told = migrate_cards(database, tenant=tenant_id, to=SEPARATE)
    assert (told["is_done"], told["points"], told["guests"]) == (False, 390, 1)
    assert sorted((x["restaurant"], x["cards"], x["points"]) for x in told["cards"]) == [
        ("Сушилка на Арбате", 1, 150),
        ("Сушилка на Тверской", 1, 240),
    ]
    with pytest.raises(CommandFailed, match="not the company's name"):
        migrate_cards(database, tenant=tenant_id, to=SEPARATE, confirm="Сушилка 2")
    assert chain.balances(guest_id) == (390, 390)
    assert migrate_cards(database, tenant=tenant_id, to=SEPARATE, confirm="Сушилка")["is_done"]
    assert chain.balances(guest_id) == (240, 150)
    with pytest.raises(CommandFailed, match="already"):
        migrate_cards(database, tenant=tenant_id, to=SEPARATE)


def test_points_that_tills_hold_come_back_first(chain: ChainOfTwo) -> None:
    """They are asked for once it is confirmed, and nothing more is granted for a while."""
    set_policy(chain.shop, OfflinePolicy())
    pouch = Pouch.of(chain.shop, "Касса 3")
    guest_id = pouch.till.register()
    pouch.push()
    pouch.ask(guest_id)
    database, tenant_id = chain.shop.database, chain.shop.tenant_id
    told = migrate_cards(database, tenant=tenant_id, to=SEPARATE)
    assert [(each["name"], each["points"]) for each in told["held"]] == [("Касса 3", 100)]
    with pytest.raises(CommandFailed, match=r"Касса 3 \(100\)"):
        migrate_cards(database, tenant=tenant_id, to=SEPARATE, confirm="Сушилка")
    chain.shop.write(
        lambda conn: recall_all(conn, tenant_id, now_ms=chain.shop.now_ms)
    )  # the command looks at the real clock
    pouch.pull()
    assert pouch.push().outcomes[-1].status == "applied"
    assert pouch.ask(guest_id).leases == ()
    migrate_cards(database, tenant=tenant_id, to=SEPARATE, confirm="Сушилка")
    assert chain.balances(guest_id) == (100, 0)
    assert pouch.ask(guest_id).leases != ()
    assert chain.shop.verified().problems == ()


def moved(chain: ChainOfTwo, to: CardMode) -> Migrated:
    """Migrates, as the command does once it is confirmed; both restaurants work by the version."""
    shop = chain.shop
    chain.wait(1)

    def work(conn: Connection) -> Migrated:
        lock_tenant(conn, shop.tenant_id)
        return migrate(conn, shop.tenant_id, to=to, now_ms=shop.now_ms, chance=shop.chance)

    done = shop.write(work)
    programme = shop.read(lambda conn: current(conn, shop.tenant_id))
    assert programme is not None
    shop.programme = chain.branch.programme = programme
    assert programme.settings.mode is to
    return done


def all_cards(chain: ChainOfTwo, guest_id: str) -> tuple[Card, ...]:
    """Every card the guest has, in use or not."""
    shop = chain.shop
    return shop.read(lambda conn: cards_of(Books(conn), shop.tenant_id, GuestId(guest_id)))
