"""A till's replica that is not the server's is found at the next pull and mended (design §5)."""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlite_utils import Database

from client.store.replica import Entry, Place, entries_from, kept_sum, set_sum
from client.sync.mending import COUNT_AGAIN_SECONDS
from shared.sync.marks import EMPTY_SUM, added
from tests.scenarios.world import World
from tests.server.inside import inside

KEYS = {
    "guest": "guest_id",
    "card": "card_id",
    "staff": "staff_id",
    "programme": "version_id",
    "restaurant": "restaurant_id",
    "tenant": "tenant_id",
    "device": "device_id",
    "told": "entity_id",
}
NOBODY = "00000000-0000-4000-8000-000000000000"
SILVER = "(SELECT guest_id FROM guest WHERE phone = '79991234567')"
DAMAGES = {
    "a guest is missing": f"DELETE FROM guest WHERE guest_id = {SILVER}",
    "a card is missing": f"DELETE FROM card WHERE guest_id = {SILVER}",
    "a colleague is missing": "DELETE FROM staff WHERE role = 'MANAGER'",
    "all guests are missing": "DELETE FROM guest",
    "all cards are missing": "DELETE FROM card",
    "all staff is missing": "DELETE FROM staff",
    "the programme is missing": "DELETE FROM programme",
    "the restaurant is missing": "DELETE FROM restaurant",
    "the codes are forgotten": "DELETE FROM told",
    "a card is out of date": f"""UPDATE card SET feed_seq = feed_seq - 1, lots = '[]'
        WHERE guest_id = {SILVER}""",
    "a guest is from the future": f"UPDATE guest SET feed_seq = 99999 WHERE guest_id = {SILVER}",
    "a guest is there twice": """INSERT INTO told SELECT 'guest', guest_id, feed_seq FROM guest
        LIMIT 1""",
    "a guest is nobody": f"""INSERT INTO guest (guest_id, phone, phone_reversed, first_name,
        last_name, name_key, server_epoch, feed_seq)
        SELECT '{NOBODY}', '7', '7', '', '', '', server_epoch, 1 FROM me""",
    "something was never told": f"INSERT INTO told VALUES ('lease', '{NOBODY}', 5)",
}


@pytest.mark.expects_warning
def test_damage_is_found_at_the_first_pull_and_nothing_else_is_touched(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        for name, damage in DAMAGES.items():
            tablet = await world.restart(tablet)
            before, rows = tablet.store.read_now(_content), tablet.store.read_now(_rows)
            tablet.store.write_now(partial(Database.execute, sql=damage))
            assert tablet.store.read_now(_content) != before, name
            harmed = _changed(rows, tablet.store.read_now(_rows))

            await tablet.sync()
            assert tablet.store.read_now(_content) == before, name
            assert _changed(rows, tablet.store.read_now(_rows)) <= harmed, name
            await tablet.sync()
            assert tablet.transport.comparisons == 1, name

    world.play(scenario)


@pytest.mark.expects_warning
def test_damage_to_a_running_till_is_found_within_the_hour(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        tablet.store.write_now(lambda db: db.execute(DAMAGES["a card is missing"]))
        await tablet.sync()
        assert tablet.transport.comparisons == 0
        tablet.clock.advance(COUNT_AGAIN_SECONDS)
        await tablet.sync()
        assert tablet.transport.comparisons == 1
        await world.assert_in_step()

    world.play(scenario)


@pytest.mark.expects_warning
def test_a_sum_that_was_kept_wrongly_is_counted_again(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        right = tablet.store.read_now(kept_sum)
        rows = tablet.store.read_now(_rows)
        tablet.store.write_now(lambda db: set_sum(db, "0" * 16))
        await tablet.sync()
        await tablet.sync()
        assert tablet.store.read_now(kept_sum) == right
        assert tablet.store.read_now(_rows) == rows

    world.play(scenario)


def test_the_sum_is_kept_with_every_change(world: World) -> None:
    """Two tills at work; what each keeps is what its rows add up to, and what the server says."""

    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        for roubles in (1_000, 2_000):
            await one.earn(world.silver.guest_id, roubles)
            await one.sync()
            await two.earn(world.silver.guest_id, roubles)
            await two.sync()
        await one.sync()
        for tablet in (one, two):
            assert tablet.transport.comparisons == 0
            counted = sum(entry.mark for entry in tablet.store.read_now(_entries))
            assert tablet.store.read_now(kept_sum) == added(EMPTY_SUM, counted)

    world.play(scenario)


@pytest.mark.expects_warning
def test_a_server_that_cannot_be_agreed_with_is_asked_ever_more_seldom(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        _disagree(world)
        for _ in range(60):
            tablet.clock.advance(5)
            await tablet.sync()
        assert 2 <= tablet.transport.comparisons <= 9
        await tablet.earn(world.silver.guest_id)
        await tablet.sync()
        assert tablet.waiting() == 0

    world.play(scenario)


def test_in_a_new_life_of_the_server_the_sum_starts_anew(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        yesterday = world.back_up()
        before = tablet.store.read_now(kept_sum)
        world.put_back(yesterday)
        await world.assert_in_step()
        assert tablet.store.read_now(kept_sum) not in {before, None}
        assert tablet.transport.comparisons == 0

    world.play(scenario)


def _disagree(world: World) -> None:
    """The server's sums are spoilt, its feed is sound."""
    spoil = text("UPDATE feed_sum SET total = '00000000000000ff'")
    world.database.write_now(inside(world.demo.tenant_id, lambda conn: conn.execute(spoil)))


def _content(db: Database) -> dict[str, list[str]]:
    return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in KEYS}


def _entries(db: Database) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    place: Place | None = Place()
    while place is not None:
        some, place = entries_from(db, place, limit=3)
        entries += some
    return entries


def _rows(db: Database) -> dict[str, set[Any]]:
    """Where each thing stands in the file: what is written again gets another row."""
    rows = defaultdict(set)
    for table, key in KEYS.items():
        for entity_id, *place in db.execute(f"SELECT {key}, rowid, feed_seq FROM {table}"):
            rows[entity_id].add((table, *place))
    return rows


def _changed(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> set[Any]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
