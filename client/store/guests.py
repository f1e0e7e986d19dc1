"""Guests as this till knows them: the server's replica, and who was born here.

A guest registered here is provisional until the server's own row replaces him.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from client.store import cards
from client.store.rows import query
from shared.domain.card import Card
from shared.domain.guest import Guest, Profile
from shared.domain.ids import GuestId
from shared.domain.spelling import name_keys
from shared.domain.visitors import Births
from shared.sync.payloads import GuestPayload, card_payload


@dataclass(frozen=True, slots=True)
class GuestRecord:
    """A guest with the card of his that counts at this till."""

    guest: Guest
    card: Card
    is_provisional: bool
    """Born on this till; the server has not shown him yet."""
    is_refused: bool
    """Born on this till, and the server would not have him."""
    births: Births
    """His own birth date and those of his children, as far as the house knows them."""


def put_guest(db: Database, payload: GuestPayload) -> None:
    """A guest as the server knows him now."""
    name_key, name_turned, *others = spelt(payload.first_name, payload.last_name)
    db.execute(
        """INSERT INTO guest (guest_id, alias_of, phone, phone_reversed, first_name,
            last_name, name_key, name_turned, birth_date, children, server_epoch)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT server_epoch FROM me))
        ON CONFLICT DO UPDATE SET alias_of = excluded.alias_of, phone = excluded.phone,
            phone_reversed = excluded.phone_reversed, first_name = excluded.first_name,
            last_name = excluded.last_name, name_key = excluded.name_key,
            name_turned = excluded.name_turned, birth_date = excluded.birth_date,
            children = excluded.children, server_epoch = excluded.server_epoch,
            is_provisional = 0, is_refused = 0""",
        (
            payload.guest_id,
            payload.alias_of,
            payload.phone,
            payload.phone[::-1],
            payload.first_name,
            payload.last_name,
            name_key,
            name_turned,
            payload.birth_date,
            json.dumps(payload.children, separators=(",", ":")),
        ),
    )
    put_other_names(db, {payload.guest_id: others})


def spelt(first_name: str, last_name: str) -> tuple[str, str, *tuple[str, ...]]:
    """The keys of a name: two for the guest's own row, empty where he has fewer, and the others."""
    name_key, name_turned, *others = (*name_keys(f"{first_name} {last_name}"), "", "")
    return (name_key, name_turned, *filter(None, others))


def put_other_names(db: Database, keys: Mapping[str, Sequence[str]]) -> None:
    """What else the guests are found by, and nothing but that: most by nothing."""
    db.execute(
        "DELETE FROM guest_name WHERE guest_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    for guest_id, others in keys.items():
        for key in others:
            db.execute("INSERT INTO guest_name (spelt, guest_id) VALUES (?, ?)", (key, guest_id))


def add_provisional(db: Database, profile: Profile, card: Card) -> None:
    """A guest born here, with his empty card: usable at once (GST-09, CSH-47)."""
    birth_date = profile.birth_date.isoformat() if profile.birth_date else None
    put_guest(
        db,
        GuestPayload(
            guest_id=card.guest_id,
            phone=profile.phone,
            first_name=profile.first_name,
            last_name=profile.last_name,
            birth_date=birth_date,
        ),
    )
    db.execute("UPDATE guest SET is_provisional = 1 WHERE guest_id = ?", (card.guest_id,))
    cards.put_card(db, card_payload(card))


def set_alias(db: Database, guest_id: str, *, survivor_id: str) -> None:
    """The guest turned out to be another one: from now on he is found as that one (CSH-50)."""
    db.execute(
        "UPDATE guest SET alias_of = ?, is_provisional = 0 WHERE guest_id = ?",
        (survivor_id, guest_id),
    )


def set_refused(db: Database, guest_id: str) -> None:
    """The server refused the registration: no search offers the guest, his name stays."""
    db.execute("UPDATE guest SET is_refused = 1 WHERE guest_id = ?", (guest_id,))


def remove_guest(db: Database, guest_id: str) -> None:
    """The server no longer has him."""
    db.execute("DELETE FROM guest WHERE guest_id = ?", (guest_id,))
    db.execute("DELETE FROM guest_name WHERE guest_id = ?", (guest_id,))


def sweep_guests(db: Database) -> None:
    """Drops what an earlier life of the server told and this one did not; those born here stay.

    Of those who stay a card of this restaurant may be lost, which only the server makes.
    """
    db.execute(
        """DELETE FROM guest WHERE is_provisional = 0 AND is_refused = 0
            AND server_epoch <> (SELECT server_epoch FROM me)"""
    )
    db.execute("DELETE FROM guest_name WHERE guest_id NOT IN (SELECT guest_id FROM guest)")
    db.execute(
        """DELETE FROM card WHERE guest_id NOT IN (SELECT guest_id FROM guest)
            OR (restaurant_id IS NOT NULL AND server_epoch <> (SELECT server_epoch FROM me))"""
    )


def canonical_id(db: Database, guest_id: str) -> GuestId:
    """Who the guest is now: the survivor, when he was merged (depth 1), else himself.

    A survivor this till has not been told of yet cannot stand in for anybody.
    """
    row = db.execute(
        """SELECT survivor.guest_id FROM guest JOIN guest survivor
            ON survivor.guest_id = guest.alias_of WHERE guest.guest_id = ?""",
        (guest_id,),
    ).fetchone()
    return GuestId(row[0] if row else guest_id)


def guest_record(db: Database, guest_id: str) -> GuestRecord | None:
    """The guest (or who survived him) with his card, or None when this till knows neither."""
    canonical = canonical_id(db, guest_id)
    return records_of(db, [canonical]).get(canonical)


def by_phone(db: Database, phone: str) -> GuestRecord | None:
    """The guest with that normalised phone; the server's own before one born here.

    The phone of one who was merged into another leads to that one.
    """
    rows = db.conn.execute(
        """SELECT guest_id FROM offered_guest
        WHERE guest_id IN (SELECT leads_to FROM phone_lead WHERE phone = ?)""",
        (phone,),
    )
    found = records_of(db, [guest_id for (guest_id,) in rows]).values()
    return min(found, key=lambda record: record.is_provisional, default=None)


def by_token(db: Database, token: str) -> GuestRecord | None:
    """The guest one of whose cards carries that token; a merged card leads to the survivor."""
    row = db.execute("SELECT guest_id FROM card WHERE token = ?", (token,)).fetchone()
    return _of_card(db, row)


def by_display_code(db: Database, code: str) -> GuestRecord | None:
    """The guest whose card has that 6-digit code."""
    row = db.execute("SELECT guest_id FROM card WHERE display_code = ?", (code,)).fetchone()
    return _of_card(db, row)


def records_of(db: Database, guest_ids: Iterable[str]) -> dict[str, GuestRecord]:
    """Those of the guests that this till knows, by their ids, as they stand: none is followed.

    Every guest has one card of the chain, whatever his others.
    """
    rows = query(
        db,
        """SELECT * FROM guest JOIN card USING (guest_id)
        WHERE card.restaurant_id IS NULL AND guest_id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(guest_ids)),),
    )
    found = [(row, cards.card_of_row(row)) for row in rows]
    counting = cards.cards_that_count(db, (chain for _, chain in found))
    return {chain.guest_id: _record(row, counting[chain.guest_id]) for row, chain in found}


def knows_guests(db: Database) -> bool:
    """Whether this till knows any guest at all."""
    row = db.execute("SELECT EXISTS (SELECT 1 FROM guest WHERE alias_of IS NULL)").fetchone()
    return bool(row[0])


def count_guests(db: Database) -> int:
    """How many guests this till knows."""
    count: int = db.execute("SELECT count(*) FROM guest WHERE alias_of IS NULL").fetchone()[0]
    return count


def count_provisional(db: Database) -> int:
    """How many guests were born here and are not shown by the server yet."""
    count: int = db.execute(
        "SELECT count(*) FROM guest WHERE is_provisional = 1 AND is_refused = 0"
    ).fetchone()[0]
    return count


def _of_card(db: Database, row: tuple[str] | None) -> GuestRecord | None:
    record = guest_record(db, row[0]) if row else None
    return None if record is None or record.is_refused else record


def _record(row: dict[str, Any], card: Card) -> GuestRecord:
    born = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
    children = tuple((each, date.fromisoformat(day)) for each, day in json.loads(row["children"]))
    return GuestRecord(
        guest=Guest(
            GuestId(row["guest_id"]),
            Profile(
                phone=row["phone"],
                first_name=row["first_name"],
                last_name=row["last_name"],
                birth_date=born,
            ),
            GuestId(row["alias_of"]) if row["alias_of"] else None,
        ),
        card=card,
        is_provisional=bool(row["is_provisional"]),
        is_refused=bool(row["is_refused"]),
        births=Births(born, children),
    )
