"""What must be true after every kill: nothing lost, nothing doubled, paper and books agree.

Reads the files alone, with SQL of its own, and asks the product only for its own verdict
(``verify-ledger``). Must not know how the processes were killed.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client import paths
from client.devices.keystore import FileKeystore
from client.devices.store_key import kept_key
from client.store.opening import open_reader
from drill.house import House
from drill.journal import read_journal
from drill.roll import Slip, slips_of
from drill.tablet import paper_roll
from server.database import Database
from server.ledger.verify import verify
from shared.domain.ids import GuestId, OperationId
from shared.operations.chain import short_hash

BOOKED = frozenset({"applied", "adjusted"})
MUST_BE_BOOKED = frozenset({"earn", "redeem", "registration"})
"""Promised to a guest: what a manager corrects, the server may still refuse."""

_LEASES = """SELECT lease_id, lease.points_granted, points_spent + points_returned
        + coalesce((SELECT sum(points_left) FROM lease_lot
            WHERE lease_lot.lease_id = lease.lease_id), 0)
    FROM lease"""


@dataclass(frozen=True, slots=True)
class Booking:
    """One operation of the ledger."""

    operation_id: OperationId
    kind: str
    link: str
    body: Mapping[str, Any]
    status: str
    change: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was counted, and everything that is wrong."""

    confirmed: int
    operations: int
    receipts: int
    lost: int
    doubled: int
    problems: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether all is as it must be."""
        return not (self.lost or self.doubled or self.problems)


def audit(house: House, journal: Path, shown: Iterable[Mapping[GuestId, int]]) -> Verdict:
    """The verdict over a house whose processes have all ended."""
    ledger = _ledger(house)
    by_id = {each.operation_id: each for each in ledger}
    confirmed = [each for _, ids in read_journal(journal) for each in ids]
    lost = [each for each in confirmed if each not in by_id]
    doubled = [*_said_twice(confirmed), *_booked_twice(ledger)]
    receipts = {post.name: list(slips_of(paper_roll(post.folder))) for post in house.posts}
    problems = [
        *_refused(by_id[each] for each in confirmed if each in by_id),
        *_differing_outboxes(house, by_id),
        *(wrong for slips in receipts.values() for wrong in _strange_slips(slips, ledger)),
        *_unprinted(house, by_id, receipts),
        *_unsound_books(house),
        *_views(house, shown),
    ]
    return Verdict(
        confirmed=len(confirmed),
        operations=len(ledger),
        receipts=sum(map(len, receipts.values())),
        lost=len(lost),
        doubled=len(doubled),
        problems=(*(f"lost: {each}" for each in lost), *doubled, *problems),
    )


def _ledger(house: House) -> list[Booking]:
    rows = _rows(
        _server_file(house), "SELECT operation_id, kind, link, body, status, outcome FROM operation"
    )
    return [
        Booking(
            operation_id=OperationId(operation_id),
            kind=kind,
            link=link,
            body=json.loads(text),
            status=status,
            change=_change(json.loads(outcome)),
        )
        for operation_id, kind, link, text, status, outcome in rows
    ]


def _change(outcome: dict[str, Any]) -> int:
    effect = outcome.get("effect")
    return effect["regular"] + effect["promo"] if effect else 0


def _said_twice(confirmed: list[OperationId]) -> Iterator[str]:
    for operation_id, times in Counter(confirmed).items():
        if times > 1:
            yield f"confirmed {times} times: {operation_id}"


def _booked_twice(ledger: list[Booking]) -> Iterator[str]:
    """One check earns once and redeems once; one thing has one effect under whatever id."""
    seen: Counter[tuple[str, str]] = Counter()
    for each in ledger:
        if each.status in BOOKED and "check" in each.body:
            seen[each.kind, each.body["check"]["check_id"]] += 1
    yield from (f"booked {times} times: {what}" for what, times in seen.items() if times > 1)


def _refused(bookings: Iterable[Booking]) -> Iterator[str]:
    for each in bookings:
        if each.kind in MUST_BE_BOOKED and each.status not in BOOKED:
            yield f"{each.kind} {each.operation_id} was confirmed and is {each.status}"


def _differing_outboxes(house: House, ledger: Mapping[OperationId, Booking]) -> Iterator[str]:
    """What a till holds is in the ledger, word for word and with the same outcome."""
    for post in house.posts:
        rows = _rows_of_till(
            post.folder, "SELECT operation_id, hash, body, outcome_status FROM outbox"
        )
        for operation_id, link, text, status in rows:
            booked = ledger.get(OperationId(operation_id))
            if booked is None:
                yield f"{post.name}: {operation_id} never reached the ledger"
            elif (booked.link, booked.status, booked.body) != (link, status, json.loads(text)):
                yield f"{post.name}: {operation_id} is another one in the ledger"


def _strange_slips(slips: list[Slip], ledger: list[Booking]) -> Iterator[str]:
    """Every slip speaks of operations, and says what was booked."""
    by_hash = {short_hash(bytes.fromhex(each.link)): each for each in ledger}
    originals: Counter[str] = Counter()
    for slip in slips:
        told = slip.last_words & by_hash.keys()
        if not told:
            yield f"a slip speaks of no operation: {slip.lines}"
        for name in told:
            booking = by_hash[name]
            originals[name] += not slip.is_copy
            if booking.status == "applied" and not slip.says(booking.change):
                yield f"{booking.kind} {booking.operation_id} is not {booking.change} on paper"
    yield from (f"printed {times} times: {name}" for name, times in originals.items() if times > 1)


def _unprinted(
    house: House, ledger: Mapping[OperationId, Booking], receipts: Mapping[str, list[Slip]]
) -> Iterator[str]:
    """What a till kept a receipt of is on its paper."""
    for post in house.posts:
        on_paper = {word for slip in receipts[post.name] for word in slip.last_words}
        for (text,) in _rows_of_till(post.folder, "SELECT operation_ids FROM receipt"):
            for operation_id in json.loads(text):
                booked = ledger.get(operation_id)
                if booked and short_hash(bytes.fromhex(booked.link)) not in on_paper:
                    yield f"{post.name}: {booked.kind} {operation_id} is on no paper"


def _unsound_books(house: House) -> Iterator[str]:
    """The product's own check; floors of accounts and sums of leases once more (S2, S6)."""
    database = Database.open(house.database_url)
    try:
        yield from database.read_now(verify).problems
    finally:
        database.close()
    below = """SELECT account, balance FROM account
        WHERE balance < 0 AND (account LIKE 'available:%' OR account LIKE 'lease:%')"""
    for account, balance in _rows(_server_file(house), below):
        yield f"{account} is {balance}"
    for lease_id, granted, accounted in _rows(_server_file(house), _LEASES):
        if granted != accounted:
            yield f"lease {lease_id}: granted {granted}, spent, returned and left {accounted}"


def _views(house: House, shown: Iterable[Mapping[GuestId, int]]) -> Iterator[str]:
    """Every till shows the same points for the same guest, and they are the ledger's (S9)."""
    said: defaultdict[GuestId, set[int]] = defaultdict(set)
    for totals in shown:
        for guest_id, total in totals.items():
            said[guest_id].add(total)
    kept = dict(
        _rows(
            _server_file(house),
            """SELECT card.guest_id, sum(lot.points_left) FROM lot JOIN card USING (card_id)
            GROUP BY card.guest_id""",
        )
    )
    for guest_id, views in said.items():
        if views != {kept.get(guest_id, 0)}:
            yield f"guest {guest_id}: the tills show {views}, the ledger {kept.get(guest_id, 0)}"


def _server_file(house: House) -> Path:
    return Path(house.database_url.removeprefix("sqlite:///"))


def _rows_of_till(folder: Path, query: str) -> list[tuple[Any, ...]]:
    key = kept_key(FileKeystore(paths.keys_dir(folder)))
    with closing(open_reader(paths.database_path(folder), key)) as db:
        return db.execute(query).fetchall()


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
