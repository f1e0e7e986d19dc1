"""Guests as this till knows them: the server's replica, and who was born here.

A guest registered here is provisional until the server's own row replaces him.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from client.store import cards
from client.store.rows import query
from shared.domain.card import Card
from shared.domain.guest import Guest, Profile
from shared.domain.ids import GuestId
from shared.domain.phones import LAST_DIGITS_MIN, digits_of
from shared.domain.visitors import Births
from shared.sync.payloads import GuestPayload, card_payload

_IS_OFFERED = """is_refused = 0 AND (alias_of IS NULL OR NOT EXISTS (
    SELECT 1 FROM guest survivor WHERE survivor.guest_id = guest.alias_of))"""
"""A merged guest is found as himself until the till has been told of the survivor."""
_WHO = f"CASE WHEN {_IS_OFFERED} THEN guest_id ELSE alias_of END"
"""Whom a phone leads to: after a merge by hand the old one leads to the survivor (GST-70)."""
_BEGINS_SO = f"""UNION SELECT who FROM (SELECT {_WHO} AS who FROM guest
    WHERE phone >= ? AND phone < ? AND is_refused = 0 ORDER BY phone LIMIT ?)
"""  # noqa: S608 - only _WHO is put in, a literal five lines above that three queries share; phones and the limit are bound as ?
_COUNTRY_DIGIT = "7"
_TRUNK_DIGIT = "8"


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
    db.execute(
        """INSERT INTO guest (guest_id, alias_of, phone, phone_reversed, first_name,
            last_name, name_key, birth_date, children, server_epoch)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT server_epoch FROM me))
        ON CONFLICT DO UPDATE SET alias_of = excluded.alias_of, phone = excluded.phone,
            phone_reversed = excluded.phone_reversed, first_name = excluded.first_name,
            last_name = excluded.last_name, name_key = excluded.name_key,
            birth_date = excluded.birth_date, children = excluded.children,
            server_epoch = excluded.server_epoch,
            is_provisional = 0, is_refused = 0""",
        (
            payload.guest_id,
            payload.alias_of,
            payload.phone,
            payload.phone[::-1],
            payload.first_name,
            payload.last_name,
            name_key(f"{payload.first_name} {payload.last_name}"),
            payload.birth_date,
            json.dumps(payload.children, separators=(",", ":")),
        ),
    )


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


def sweep_guests(db: Database) -> None:
    """Drops what an earlier life of the server told and this one did not; those born here stay.

    Of those who stay a card of this restaurant may be lost, which only the server makes.
    """
    db.execute(
        """DELETE FROM guest WHERE is_provisional = 0 AND is_refused = 0
            AND server_epoch <> (SELECT server_epoch FROM me)"""
    )
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
    return next(iter(_records(db, "guest.guest_id = ?", canonical_id(db, guest_id))), None)


def by_phone(db: Database, phone: str) -> GuestRecord | None:
    """The guest with that normalised phone; the server's own before one born here.

    The phone of one who was merged into another leads to that one.
    """
    leads_to = f"guest.guest_id IN (SELECT {_WHO} FROM guest WHERE phone = ? AND is_refused = 0)"  # noqa: S608 - only _WHO is put in, a literal of this file that three queries share; the phone that was typed is bound as ?
    found = _records(db, f"{_IS_OFFERED} AND {leads_to}", phone)
    return min(found, key=lambda record: record.is_provisional, default=None)


def by_token(db: Database, token: str) -> GuestRecord | None:
    """The guest one of whose cards carries that token; a merged card leads to the survivor."""
    row = db.execute("SELECT guest_id FROM card WHERE token = ?", (token,)).fetchone()
    return _of_card(db, row)


def by_display_code(db: Database, code: str) -> GuestRecord | None:
    """The guest whose card has that 6-digit code."""
    row = db.execute("SELECT guest_id FROM card WHERE display_code = ?", (code,)).fetchone()
    return _of_card(db, row)


def search(db: Database, typed: str, limit: int) -> list[GuestRecord]:
    """Guests whose phone ends or begins with, code equals, or names begin with what was typed.

    Fewer than ``LAST_DIGITS_MIN`` digits, or no letters at all, find nobody.
    """
    words = name_key(typed).split()
    if any(character.isalpha() for character in typed):
        return _by_name(db, words, limit)
    digits = digits_of(typed)
    return _by_digits(db, digits, limit) if len(digits) >= LAST_DIGITS_MIN else []


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


def name_key(name: str) -> str:
    """A name as it is compared: no case, no difference of Ё and Е, words with single spaces.

    Some keyboards type Й as И with a breve: composed, the two are one letter.
    """
    composed = unicodedata.normalize("NFC", name)
    return " ".join(composed.casefold().replace("ё", "е").replace("-", " ").split())


def _of_card(db: Database, row: tuple[str] | None) -> GuestRecord | None:
    record = guest_record(db, row[0]) if row else None
    return None if record is None or record.is_refused else record


def _by_digits(db: Database, digits: str, limit: int) -> list[GuestRecord]:
    """The reversed phone makes "ends with" a range of an index, as "begins with" is one anyway.

    Half of the guests may begin alike, so no more than ``limit`` of those are even looked at,
    and they stand after the code and the last digits.
    """
    end = (digits[::-1], digits[::-1] + "~")
    beginnings = _beginnings(digits)
    return _records(
        db,
        f"""{_IS_OFFERED} AND guest.guest_id IN (
            SELECT {_WHO} FROM guest
                WHERE phone_reversed >= ? AND phone_reversed < ? AND is_refused = 0
            UNION SELECT guest_id FROM card WHERE display_code = ?
            {_BEGINS_SO * len(beginnings)})
        ORDER BY display_code = ? DESC, phone_reversed >= ? AND phone_reversed < ? DESC,
            name_key, guest.guest_id LIMIT ?""",  # noqa: S608 - only literals of this file are put in, one of them as often as the digits have beginnings: the number of ? follows it; what was typed is bound as ?
        *end,
        digits,
        *(each for start in beginnings for each in (start, start + "~", limit)),
        digits,
        *end,
        limit,
    )


def _beginnings(digits: str) -> list[str]:
    """How a stored phone may begin when a person types it from the left: with 8, 7 or neither."""
    beginnings = [_COUNTRY_DIGIT + digits]
    if digits[0] in {_COUNTRY_DIGIT, _TRUNK_DIGIT}:
        beginnings.append(_COUNTRY_DIGIT + digits[1:])
    return beginnings


def _by_name(db: Database, words: list[str], limit: int) -> list[GuestRecord]:
    """Each typed word must begin one of the guest's names."""
    condition = " AND ".join("' ' || name_key LIKE ? ESCAPE '\\'" for _ in words)
    return _records(
        db,
        f"{_IS_OFFERED} AND {condition} ORDER BY name_key, guest.guest_id LIMIT ?",
        *(f"% {_literal(word)}%" for word in words),
        limit,
    )


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _records(db: Database, condition: str, *parameters: str | int) -> list[GuestRecord]:
    """Every guest has one card of the chain, whatever his others."""
    rows = query(
        db,
        f"""SELECT guest.*, {cards.COLUMNS} FROM guest
        JOIN card ON card.guest_id = guest.guest_id AND card.restaurant_id IS NULL
        WHERE {condition}""",  # noqa: S608 - _records is private and each of its callers in this file passes a literal, never what was typed: that comes in parameters and is bound as ?
        parameters,
    )
    found = [(row, cards.card_of_row(row)) for row in rows]
    counting = cards.cards_that_count(db, (chain for _, chain in found))
    return [_record(row, counting[chain.guest_id]) for row, chain in found]


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
