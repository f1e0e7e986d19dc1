"""What an operator decides about guests by hand: who is whom, whose children, what they may.

Like ``server.commands``: one unit of work each, JSON values out. A guest is named by an id, a
card's token or a display code, never by a phone: what is typed stays in a shell's history.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection

from server.audit import OPERATOR, Action, Activity, note
from server.books import Books, writing
from server.chance import Chance
from server.clock import Clock
from server.commands import CommandFailed, tenant_named
from server.database import Database
from server.guests import service as guests
from server.guests.cards import cards_called
from server.guests.children import add_child, children_of
from server.guests.consents import Said
from server.guests.decision import Decision
from server.guests.likely import Answer, Flag, decide, open_flags
from server.guests.service import canonical
from server.ledger.consenting import answer_consent
from server.ledger.merging import Pair, merge_guests
from server.ledger.parting import unmerge_guests
from server.ledger.service import cards_of_person
from server.programme import service as programmes
from server.scope import enter_tenant
from server.tenants.service import lock_tenant
from shared.domain.card import Card
from shared.domain.consents import ConsentAnswer, ConsentSource
from shared.domain.errors import FieldInvalid, GuestUnknown
from shared.domain.guest import Child, checked_child
from shared.domain.ids import GuestId, TenantId
from shared.domain.points import BASIS_POINTS_PER_ONE
from shared.domain.programme import ProgrammeKind
from shared.operations.encode import from_millis
from shared.operations.given import Given, wrong_field

Result = TypeVar("Result")
_PERCENT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")


class ChildGiven(Given):
    """A child as it is read from standard input."""

    name: str
    birth_date: date


def merge(database: Database, *, tenant: str, source: str, into: str) -> dict[str, Any]:
    """The source is a name of the other guest from now on, with all he has (GST-70, GST-71)."""

    def work(books: Books, tenant_id: TenantId, decision: Decision) -> dict[str, Any]:
        source_id, into_id = (guest_named(books, tenant_id, each) for each in (source, into))
        done = merge_guests(books, tenant_id, source_id, into=into_id, decision=decision)
        return _told(done, at_ms=decision.at_ms)

    return decided(database, tenant, work)


def unmerge(database: Database, *, tenant: str, source: str) -> dict[str, Any]:
    """The source is a guest of his own again."""

    def work(books: Books, tenant_id: TenantId, decision: Decision) -> dict[str, Any]:
        source_id = guest_named(books, tenant_id, source)
        done = unmerge_guests(books, tenant_id, source_id, decision=decision)
        return _told(done, at_ms=decision.at_ms)

    return decided(database, tenant, work)


def likely_same(database: Database, *, tenant: str) -> list[dict[str, Any]]:
    """Guests who look like one person and wait for a decision, the oldest flag first (GST-72)."""
    tenant_id = tenant_named(database, tenant).tenant_id

    def read(conn: Connection) -> list[dict[str, Any]]:
        enter_tenant(conn, tenant_id)
        return [_flag(conn, tenant_id, each) for each in open_flags(conn, tenant_id)]

    return database.read_now(read)


def decide_likeness(
    database: Database, *, tenant: str, pair: tuple[str, str], answer: Answer
) -> dict[str, Any]:
    """The flag on these two is decided; a merge leaves the second of them (GST-73)."""

    def work(books: Books, tenant_id: TenantId, decision: Decision) -> dict[str, Any]:
        one, other = (guest_named(books, tenant_id, each) for each in pair)
        decide(books, tenant_id, (one, other), answer=answer, decision=decision)
        if answer is Answer.IGNORE:
            return {"guests": [one, other], "decision": answer.value}
        done = merge_guests(books, tenant_id, one, into=other, decision=decision)
        return _told(done, at_ms=decision.at_ms)

    return decided(database, tenant, work)


def give_child(database: Database, *, tenant: str, guest: str, text: bytes) -> dict[str, Any]:
    """The guest has the child that ``text`` is; the ids of all of his (GST-03).

    Raises ``NotJson``, and ``FieldInvalid`` with a path.
    """
    given, child_id = _child_given(text), Chance().uuid()

    def work(books: Books, tenant_id: TenantId, decision: Decision) -> dict[str, Any]:
        guest_id = guest_named(books, tenant_id, guest)
        today = from_millis(decision.at_ms).date()
        child = checked_child(Child(child_id, given.name, given.birth_date), today=today)
        add_child(books, tenant_id, guest_id, child=child, decision=decision)
        who = canonical(books, tenant_id, guest_id)
        assert who is not None, "he has a child now"
        children = children_of(books, tenant_id, who)
        return {"guest_id": who, "children": [each.child_id for each in children]}

    return decided(database, tenant, work)


def consent(
    database: Database, *, tenant: str, guest: str, answer: ConsentAnswer
) -> dict[str, Any]:
    """What the guest's answer made of his card (GST-44, GST-45)."""
    said = Said(answer, ConsentSource.OPERATOR)

    def work(books: Books, tenant_id: TenantId, decision: Decision) -> dict[str, Any]:
        guest_id = guest_named(books, tenant_id, guest)
        card = answer_consent(books, tenant_id, guest_id, said=said, decision=decision)
        return {"guest_id": card.guest_id, "card_status": card.status.value}

    return decided(database, tenant, work)


def set_discount(
    database: Database, *, tenant: str, guest: str, percent: str | None
) -> dict[str, Any]:
    """The guest's own discount from now on; None is his level's (LOY-03).

    Raises ``FieldInvalid`` for what is no percentage from 0 to 100, and ``CommandFailed`` where
    the programme gives points.
    """
    discount_bp = None if percent is None else _basis_points(percent)

    def work(books: Books, tenant_id: TenantId, decision: Decision) -> dict[str, Any]:
        programme = books.once(programmes.current, tenant_id)
        if programme is None or programme.settings.kind is not ProgrammeKind.DISCOUNT:
            raise CommandFailed("this company gives points: nobody has a discount of his own there")
        guest_id = guest_named(books, tenant_id, guest)
        before = cards_of_person(books, tenant_id, guest_id)[0]
        books.aside(guests.set_discount, tenant_id, guest_id, discount_bp=discount_bp)
        facts = {"from": before.discount_bp, "to": discount_bp}
        note(books, tenant_id, _discount_set(before, decision, facts))
        return {"guest_id": before.guest_id, "discount_bp": discount_bp}

    return decided(database, tenant, work)


def _discount_set(card: Card, decision: Decision, facts: dict[str, int | None]) -> Activity:
    return Activity(
        Action.DISCOUNT_SET,
        "card",
        card.card_id,
        performed_by=decision.by,
        at_ms=decision.at_ms,
        details=facts,
    )


def _basis_points(percent: str) -> int:
    """Hundredths: 1,250 of "12.5"; at most two places, for there are no smaller ones."""
    whole, _, part = percent.replace(",", ".").partition(".")
    if _PERCENT.fullmatch(percent) is None:
        raise FieldInvalid(field="percent", reason="format")
    bp = int(whole) * 100 + int(part.ljust(2, "0"))
    if bp > BASIS_POINTS_PER_ONE:
        raise FieldInvalid(field="percent", reason="out_of_range")
    return bp


def decided(
    database: Database, tenant: str, work: Callable[[Books, TenantId, Decision], Result]
) -> Result:
    """Does it under the tenant's lock, as decided by the operator now."""
    tenant_id = tenant_named(database, tenant).tenant_id
    decision = Decision(OPERATOR, Clock().now_ms())

    def locked(conn: Connection) -> Result:
        lock_tenant(conn, tenant_id)
        with writing(conn) as books:
            return work(books, tenant_id, decision)

    return database.write_now(locked)


def guest_named(books: Books, tenant_id: TenantId, named: str) -> GuestId:
    """The guest with that id, or whose card has that id, token or display code."""
    if canonical(books, tenant_id, GuestId(named)) is not None:
        return GuestId(named)
    found = books.once(cards_called, tenant_id, named)
    if not found:
        raise GuestUnknown(guest_id=named)
    if len(found) > 1:
        raise CommandFailed(f"{len(found)} cards are called {named!r}: use the guest's id")
    return found[0].guest_id


def _child_given(text: bytes) -> ChildGiven:
    try:
        return ChildGiven.model_validate_json(text)
    except ValidationError as error:
        raise wrong_field(error) from error


def _told(done: Pair, *, at_ms: int) -> dict[str, Any]:
    return {
        "merge_id": done.merge_id,
        "moved_points": done.moved_points,
        "survivor": _card(done.survivor, at_ms=at_ms),
        "source": _card(done.source, at_ms=at_ms),
    }


def _flag(conn: Connection, tenant_id: TenantId, flag: Flag) -> dict[str, Any]:
    """Without names and phones: who must see them looks at a till."""
    at_ms = Clock().now_ms()
    books = Books(conn)
    people = (cards_of_person(books, tenant_id, each) for each in (flag.guest_id, flag.earlier_id))
    return {
        "reasons": list(flag.reasons),
        "raised_at": from_millis(flag.raised_at_ms).isoformat(),
        "guests": [_cards(cards, at_ms=at_ms) for cards in people if cards],
    }


def _cards(cards: Sequence[Card], *, at_ms: int) -> dict[str, Any]:
    """All that is the guest's, told of the chain's card, which comes first."""
    lots = tuple(lot for card in cards for lot in card.lots)
    visits = sum(card.total_visits for card in cards)
    return _card(replace(cards[0], lots=lots, total_visits=visits), at_ms=at_ms)


def _card(card: Card, *, at_ms: int) -> dict[str, Any]:
    at = from_millis(at_ms)
    return {
        "guest_id": card.guest_id,
        "display_code": card.display_code,
        "status": card.status.value,
        "regular": card.regular(at),
        "promo": card.promo(at),
        "visits": card.total_visits,
    }
