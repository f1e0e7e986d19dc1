"""A new device loads the crowd in parts that all show one place of the feed (design §5)."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from server.app import build_app
from server.chance import Chance
from server.database import Database
from server.settings import Settings
from server.sync.crowd import write_crowd
from server.sync.snapshots import Offer, Snapshots
from shared.domain.programme import CardMode
from shared.sync.packing import unpacked
from shared.sync.snapshots import PART_TEXT_BYTES_MAX, SnapshotRows
from tests.builders import an_id
from tests.server.chain import ChainOfTwo, a_chain
from tests.server.online import OTHER_SEED, authorization
from tests.server.shop import Shop, Till, open_shop
from tests.server.shop_fixtures import SHOP_FILE

SNAPSHOT = "/api/v1/sync/snapshot"
GUESTS = 7


@pytest.fixture
def busy(till: Till) -> Till:
    """A till whose shop has guests, and cards with points."""
    for number in range(GUESTS):
        till.earn(till.register(f"7999000000{number}"), 1_000 + number)
    till.push()
    return till


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def offered(shop: Shop, folder: Path) -> Offer:
    """What a server hands out, once nothing is being built any more."""

    async def scenario() -> Offer:
        snapshots = Snapshots(shop.database, folder, worth_it_from=1)
        await snapshots.offer(shop.tenant_id)
        await snapshots.settle()
        return await snapshots.offer(shop.tenant_id)

    return asyncio.run(scenario())


def rows_of(shop: Shop, *, rows_a_part: int) -> list[SnapshotRows]:
    """What the tills of its restaurant load."""
    texts: list[bytes] = []
    shop.read(
        lambda conn: write_crowd(
            conn,
            shop.tenant_id,
            keep=lambda text, _: texts.append(text),
            at=shop.restaurant_id,
            rows_a_part=rows_a_part,
        )
    )
    return [SnapshotRows.model_validate_json(text) for text in texts]


def test_a_till_loads_the_cards_of_its_restaurant_and_of_the_chain(
    database: Database, chance: Chance, folder: Path
) -> None:
    """LOY-06: just what the feed tells it, or the sums of its replica would differ."""
    chain = a_chain(database, chance, mode=CardMode.SEPARATE)
    guest_id = chain.here.register()
    chain.here.push()
    chain.there.earn(guest_id)
    chain.there.push()
    for shop, till in ((chain.shop, chain.here), (chain.branch, chain.there)):
        parts = rows_of(shop, rows_a_part=1)
        told = {each.id for each in till.pull().changes if each.kind == "card"}
        assert {row[0] for part in parts for row in part.cards} == told
        assert len(told) == 2
        own = [x.restaurant_id for part in parts for x in part.extras if x.restaurant_id]
        assert own == [shop.restaurant_id]
    offers = [asyncio.run(both_offered(chain, folder)) for _ in range(2)]
    assert offers[0] == offers[1]
    assert offers[0][0].snapshot != offers[0][1].snapshot


async def both_offered(chain: ChainOfTwo, folder: Path) -> tuple[Offer, Offer]:
    """What the tills of each restaurant may load; none is handed the other's parts."""
    snapshots = Snapshots(chain.shop.database, folder, worth_it_from=1)
    places = (chain.shop.restaurant_id, chain.branch.restaurant_id)
    for place in places:
        await snapshots.offer(chain.shop.tenant_id, at=place)
    await snapshots.settle()
    here, there = [await snapshots.offer(chain.shop.tenant_id, at=place) for place in places]
    assert here.snapshot is not None
    assert there.snapshot is not None
    foreign = {x.sha256 for x in there.snapshot.parts} - {x.sha256 for x in here.snapshot.parts}
    tenant_id = chain.shop.tenant_id
    assert {snapshots.part(tenant_id, each, at=places[0]) for each in foreign} == {None}
    assert all(snapshots.part(tenant_id, each, at=places[1]) for each in foreign)
    return here, there


@pytest.mark.parametrize("rows_a_part", [1, 3, 100])
def test_the_parts_hold_what_the_feed_tells_in_whatever_slices(
    busy: Till, rows_a_part: int
) -> None:
    parts = rows_of(busy.shop, rows_a_part=rows_a_part)
    told = {(each.kind, each.id): each for each in busy.pull().changes}
    guests = [row for part in parts for row in part.guests]
    cards = [row for part in parts for row in part.cards]
    assert len(guests) == len(cards) == GUESTS
    assert [row[0] for row in guests] == sorted(row[0] for row in guests)
    for guest in guests:
        change = told["guest", guest[0]]
        data = change.data
        assert guest == (
            data["guest_id"],
            data["alias_of"],
            data["phone"],
            data["first_name"],
            data["last_name"],
            data["birth_date"],
            change.seq,
        )
    for card in cards:
        change = told["card", card[0]]
        assert (card[1], card[2], card[10]) == (
            change.data["guest_id"],
            change.data["status"],
            change.seq,
        )
        assert json.loads(card[9]) == change.data["lots"]


def test_what_an_older_till_does_not_count_stands_beside_the_cards(busy: Till) -> None:
    """N-1: the facts of a card are a list of a fixed length."""
    parts = rows_of(busy.shop, rows_a_part=3)
    told = {each.id: each.data["granted"] for each in busy.pull().changes if each.kind == "card"}
    assert all(granted == [[an_id("welcome"), "first"]] for granted in told.values())
    extras = {each.card_id: each for part in parts for each in part.extras}
    assert {card_id: [[*x] for x in each.granted] for card_id, each in extras.items()} == told
    assert {len(row) for part in parts for row in part.cards} == {11}


def test_a_small_crowd_needs_no_snapshot(busy: Till, folder: Path) -> None:
    snapshots = Snapshots(busy.shop.database, folder)
    assert asyncio.run(snapshots.offer(busy.shop.tenant_id)) == Offer()
    assert not folder.exists()


def test_a_part_is_named_after_its_bytes(busy: Till, folder: Path) -> None:
    offer = offered(busy.shop, folder)
    assert offer.snapshot is not None
    assert offer.snapshot.cursor.seq == busy.pull().cursor.seq
    for part in offer.snapshot.parts:
        frame = (folder / busy.shop.tenant_id / part.sha256).read_bytes()
        assert hashlib.sha256(frame).hexdigest() == part.sha256
        assert len(frame) == part.size_bytes
        text = unpacked(frame, limit_bytes=PART_TEXT_BYTES_MAX)
        rows = SnapshotRows.model_validate_json(text)
        assert len(rows.guests) + len(rows.cards) == part.rows


def test_what_changed_since_is_pulled_and_the_snapshot_stays(busy: Till, folder: Path) -> None:
    first = offered(busy.shop, folder)
    busy.register("79990009999")
    busy.push()
    assert offered(busy.shop, folder) == first


def test_a_restored_server_builds_anew(busy: Till, folder: Path) -> None:
    """A snapshot of an earlier life of the server is none."""
    first = offered(busy.shop, folder)
    assert first.snapshot is not None
    manifest = folder / busy.shop.tenant_id / "manifest.json"
    told = json.loads(manifest.read_text())
    told["cursor"]["server_epoch"] += 1
    manifest.write_text(json.dumps(told))
    assert offered(busy.shop, folder) == first


def test_the_folder_may_be_emptied_at_any_moment(busy: Till, folder: Path) -> None:
    first = offered(busy.shop, folder)
    for path in (folder / busy.shop.tenant_id).iterdir():
        path.unlink()
    assert offered(busy.shop, folder) == first


def test_a_part_that_is_gone_is_built_again(busy: Till, folder: Path) -> None:
    first = offered(busy.shop, folder)
    assert first.snapshot is not None
    part = folder / busy.shop.tenant_id / first.snapshot.parts[0].sha256
    part.unlink()
    assert offered(busy.shop, folder) == first
    assert part.is_file()


def test_a_newer_snapshot_leaves_no_part_of_the_older_behind(busy: Till, folder: Path) -> None:
    offered(busy.shop, folder)
    (folder / busy.shop.tenant_id / "manifest.json").unlink()
    busy.register("79990009999")
    busy.push()
    offer = offered(busy.shop, folder)
    assert offer.snapshot is not None
    kept = {path.name for path in (folder / busy.shop.tenant_id).iterdir()}
    assert kept == {"manifest.json", *(part.sha256 for part in offer.snapshot.parts)}


class WithSnapshots:
    """The server of the shop, that finds a snapshot worth it from the first guest."""

    def __init__(self, app: ASGIApp, snapshots: Snapshots) -> None:
        self._app = app
        self._snapshots = snapshots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["state"]["snapshots"] = self._snapshots
        await self._app(scope, receive, send)


@pytest.fixture
def ask(sqlite_shop: Shop, tmp_path: Path, folder: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path / SHOP_FILE}"
    database = Database.open(url)
    snapshots = Snapshots(database, folder, worth_it_from=1)
    assert sqlite_shop.tenant_id
    with TestClient(WithSnapshots(build_app(Settings(database_url=url)), snapshots)) as client:
        yield client
    database.close()


def asked(ask: TestClient, till: Till, target: str = SNAPSHOT, **headers: str) -> Any:
    header = authorization(till.device.device_id, target, seed=till.seed)
    return ask.get(target, headers={"Authorization": header, **headers})


def a_part_of(ask: TestClient, till: Till) -> str:
    while not (parts := asked(ask, till).json()["parts"]):
        pass
    return f"{SNAPSHOT}/part?sha256={parts[0]['sha256']}"


def test_a_device_hears_at_once_what_its_first_sale_needs(
    ask: TestClient, sqlite_shop: Shop
) -> None:
    till = sqlite_shop.till()
    till.register()
    till.push()
    answer = asked(ask, till).json()
    kinds = {change["kind"] for change in answer["changes"]}
    assert {"tenant", "programme", "staff", "restaurant", "codes"} <= kinds
    assert not {"guest", "card"} & kinds
    assert answer["is_building"]


def test_a_part_comes_whole_or_from_where_it_broke_off(ask: TestClient, sqlite_shop: Shop) -> None:
    till = sqlite_shop.till()
    till.register()
    till.push()
    target = a_part_of(ask, till)
    whole = asked(ask, till, target)
    assert whole.headers["content-type"] == "application/zstd"
    rest = asked(ask, till, target, Range="bytes=10-")
    assert (rest.status_code, rest.content) == (206, whole.content[10:])


def test_a_part_is_for_its_own_tenant_only(ask: TestClient, sqlite_shop: Shop) -> None:
    till = sqlite_shop.till()
    till.register()
    till.push()
    target = a_part_of(ask, till)
    stranger = open_shop(sqlite_shop.database, sqlite_shop.chance, name="Сосед").till()
    answer = asked(ask, stranger, target)
    assert (answer.status_code, answer.json()["code"]) == (404, "snapshot_part_unknown")
    forged = authorization(till.device.device_id, target, seed=OTHER_SEED)
    assert ask.get(target, headers={"Authorization": forged}).status_code == 401


@pytest.mark.parametrize("name", ["manifest.json", "../../shop.db", "0" * 63, "%2e%2e"])
def test_only_a_hash_names_a_part(ask: TestClient, sqlite_shop: Shop, name: str) -> None:
    answer = asked(ask, sqlite_shop.till(), f"{SNAPSHOT}/part?sha256={name}")
    assert (answer.status_code, answer.json()["code"]) == (422, "message_invalid")
