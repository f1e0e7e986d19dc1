"""Birthdays of guests and of their children: granted on the first day of a promo's window (LOY-80).

A check in the window grants what this job has not; the occasion is written down either way, so it
comes once (S15). Days on which no server ran are made up for while the window is open.
"""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from server.books import Books
from server.guests.birthdays import born_on
from server.guests.children import births_of
from server.guests.service import fetch_guests, home_of
from server.ledger.grants import Gift, fetch_grants, granted_of, write_down
from server.ledger.house_acts import HouseAct, act_id_of, act_lot_id, book_act, programme_facts
from server.ledger.service import card_with_lots, fetch_cards_with_lots, opened_card
from server.ledger.suspense import repay
from server.nightly.rounds import Job, Page, Round, page_of
from shared.domain.card import Card, require_may_earn
from shared.domain.errors import CardNotUsable
from shared.domain.ids import GuestId
from shared.domain.ledger import EntryKind
from shared.domain.lots import Lot, LotUse
from shared.domain.points import PointsKind
from shared.domain.programme import PromoKind, is_in_force
from shared.domain.promos import PromoChoice, promos_of_day
from shared.domain.visiting import visitor_of
from shared.domain.visitors import Granted
from shared.operations.canonical import canonical_json
from shared.operations.encode import step_bodies

DAILY_AT = time(2, 30)
LAST_OF_FEBRUARY, LEAP_DAY = "02-28", "02-29"


def find(conn: Connection, a_round: Round, *, after: str, limit: int) -> Page:
    """The guests for whom a window opened on one of the days."""
    days = (
        first_days(a_round, PromoKind.BIRTHDAY),
        first_days(a_round, PromoKind.CHILD_BIRTHDAY),
    )
    found = born_on(conn, a_round.tenant_id, days, after=after, limit=limit) if any(days) else ()
    return page_of(found, found, limit=limit)


def work(books: Books, a_round: Round, ids: Sequence[str]) -> int:
    """How many points were granted."""
    guest_ids = [GuestId(each) for each in ids]
    fetch_guests(books, a_round.tenant_id, guest_ids)
    for home in {home_of(books, a_round.tenant_id, each) for each in guest_ids}:
        fetch_cards_with_lots(books, a_round.tenant_id, guest_ids, at=home)
    fetch_grants(books, a_round.tenant_id, guest_ids)
    return sum(_congratulate(books, a_round, guest_id) for guest_id in guest_ids)


BIRTHDAYS = Job("birthdays", DAILY_AT, find, work)


def first_days(a_round: Round, kind: PromoKind) -> frozenset[str]:
    """The birthdays (``MM-DD``) before which a window of such a promo begins in the round."""
    promos = [x for x in a_round.programme.promos if x.kind is kind and is_in_force(x, a_round.at)]
    zone = ZoneInfo(a_round.programme.settings.timezone)
    return frozenset(
        spelling
        for day in a_round.days
        for promo in promos
        for spelling in _spellings(_local(day, zone) + timedelta(days=promo.days))
    )


def _local(day: date, zone: ZoneInfo) -> date:
    """The guests' day when the job of that UTC day was due."""
    return datetime.combine(day, DAILY_AT, UTC).astimezone(zone).date()


def _spellings(birthday: date) -> tuple[str, ...]:
    """Who was born on 29 February has it on the 28th where there is no 29th."""
    spelt = f"{birthday:%m-%d}"
    if spelt == LAST_OF_FEBRUARY and not isleap(birthday.year):
        return (spelt, LEAP_DAY)
    return (spelt,)


def _congratulate(books: Books, a_round: Round, guest_id: GuestId) -> int:
    """On the card of where he was registered: the occasion is the guest's, and comes once."""
    home = home_of(books, a_round.tenant_id, guest_id)
    card = card_with_lots(books, a_round.tenant_id, guest_id, at=home)
    assert card is not None, "who is no alias has a card"
    choice = _choice(books, a_round, card)
    if choice is None or not choice.grants:
        return 0
    opened_card(books, a_round.tenant_id, guest_id, at=home)
    act = _act(a_round, card, choice)
    gift = _gift(act, choice)
    book_act(books, a_round.tenant_id, replace(act, facts={**act.facts, **gift.facts()}))
    write_down(books, a_round.tenant_id, card.guest_id, gift=gift)
    repay(books, a_round.tenant_id, card.card_id, now_ms=a_round.now_ms)
    return sum(grant.points for grant in choice.grants)


def _choice(books: Books, a_round: Round, card: Card) -> PromoChoice | None:
    """What he is granted today; None where his card may not earn (C-15)."""
    try:
        require_may_earn(card)
    except CardNotUsable:
        return None
    births = births_of(books, a_round.tenant_id, card.guest_id)
    known = replace(card, granted=granted_of(books, a_round.tenant_id, card.guest_id))
    visitor = visitor_of(known, births, programme=a_round.programme, at=a_round.at)
    return promos_of_day(visitor, programme=a_round.programme, at=a_round.at)


def _act(a_round: Round, card: Card, choice: PromoChoice) -> HouseAct:
    occasion = canonical_json(sorted((x.promo_id, x.occasion) for x in choice.grants))
    act_id = act_id_of(EntryKind.PROMO_GRANT, card.card_id, occasion)
    born = tuple(
        Lot(act_lot_id(act_id, place), PointsKind.PROMO, 0, a_round.at, grant.expires_at)
        for place, grant in enumerate(choice.grants)
    )
    points = zip(born, choice.grants, strict=True)
    steps = step_bodies(choice.steps)
    return HouseAct(
        kind=EntryKind.PROMO_GRANT,
        card=card,
        occasion=occasion,
        at_ms=a_round.now_ms,
        facts={
            **programme_facts(a_round.programme),
            "steps": [each.model_dump(mode="json", exclude_defaults=True) for each in steps],
        },
        born=born,
        uses=tuple(LotUse(lot.lot_id, lot.kind, grant.points) for lot, grant in points),
    )


def _gift(act: HouseAct, choice: PromoChoice) -> Gift:
    granted = ((Granted(x.promo_id, x.occasion), x.points) for x in choice.grants)
    return Gift(act.act_id, act.card.guest_id, tuple(granted))
