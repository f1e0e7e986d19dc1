"""A till and the server agree byte for byte on what any check of any guest earns and takes.

Programmes, cards, births and bills are drawn; the till reads them from its own file, the server
from the text of a case. What they agree on is then done for real: nothing is adjusted on arrival,
and the ledger keeps the very steps that the cashier saw.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from client.store.cards import put_card
from client.store.database import Store
from client.store.guests import put_guest
from client.store.programme import put_programme
from client.till.check_quote import Asked, CheckQuote, quote_check
from client.till.guest_view import GuestView, view_of
from client.till.workplace import Act
from shared.domain.card import Card
from shared.domain.check import Bill
from shared.domain.money import Money
from shared.domain.programme import ProgrammeKind, ProgrammeVersion
from shared.domain.staff import Role, StaffMember
from shared.domain.visitors import Births
from shared.operations.case import (
    Case,
    CaseCard,
    CaseCheck,
    CaseLot,
    Question,
    case_text,
)
from shared.operations.explained import (
    Explained,
    VersionRef,
    answer,
    explain,
    explained_text,
    refused,
)
from shared.operations.inputs import bill_body
from shared.receipt.words import Language
from shared.sync.payloads import GuestPayload, card_payload
from tests.builders import CASHIER, RESTAURANT, a_moment, an_enrolled_store
from tests.shared.domain import drawn

GUESTS, CHECKS, ROUNDS = 4, 4, 150
"""Every guest of a round has every check of it: together some thousands."""
KINDS = (*(ProgrammeKind.POINTS,) * 5, ProgrammeKind.DISCOUNT)
ANNA = StaffMember(CASHIER, RESTAURANT, "Анна", Role.CASHIER)
CURRENCIES = (None, None, None, "AED", "USD")
"""Mostly the programme's own; one it has a rate for, and one of which nobody gave a rate."""
POINTS = (0, 0, 1, 10, 50, 300, 1_000)


@dataclass(frozen=True)
class Drawn:
    """A guest at a till, with a check."""

    programme: ProgrammeVersion
    card: Card
    births: Births
    bill: Bill
    at: datetime
    points: int


@dataclass(frozen=True)
class Guest:
    """Who comes, and when."""

    card: Card
    births: Births
    at: datetime


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Drawn, ...]:
    """Some guests with the same checks, under one programme."""
    programme = draw(st.sampled_from(KINDS).flatmap(lambda kind: drawn.programmes(kind=kind)))
    guest = st.builds(Guest, card=drawn.cards(), births=drawn.births, at=drawn.moments)
    bill = st.sampled_from(CURRENCIES).flatmap(
        lambda currency: drawn.bills(programme.settings, currency=currency)
    )
    check = st.tuples(bill, st.sampled_from(POINTS))
    guests = draw(st.lists(guest, min_size=GUESTS, max_size=GUESTS))
    checks = draw(st.lists(check, min_size=CHECKS, max_size=CHECKS))
    return tuple(
        Drawn(programme, each.card, each.births, bill, each.at, points)
        for each, (bill, points) in product(guests, checks)
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A till's own file."""
    store = an_enrolled_store(tmp_path / "till.db")
    yield store
    store.close()


def test_till_and_server_explain_thousands_of_checks_alike(store: Store) -> None:
    compared = 0

    @settings(max_examples=ROUNDS, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(rounds())
    def agree(asked: tuple[Drawn, ...]) -> None:
        nonlocal compared
        by_till = store.write_now(lambda db: [told_by_the_till(db, each) for each in asked])
        assert by_till == [told_by_the_server(each) for each in asked]
        compared += len(asked)

    agree()
    assert compared >= 2_000


def told_by_the_server(asked: Drawn) -> str:
    """What ``explain-quote`` answers; a case written and read again has the same answer."""
    case = case_of(asked)
    explained = explain(case_text(case))
    assert explained == answer(case)
    earn = explained.earn if explained.earn and explained.earn.total else None
    return explained_text(replace(explained, earn=earn))  # a till shows no steps to nothing


def told_by_the_till(db: Database, asked: Drawn) -> str:
    """What the cashier is shown, spelt as the server spells it."""
    view = learned(db, asked)
    quote = quote_check(view, asked.bill, Asked(asked.points, is_online=True), at=asked.at)
    return explained_text(as_explained(view, quote))


def learned(db: Database, asked: Drawn) -> GuestView:
    """The guest, after the server told of him and of the programme."""
    put_programme(db, asked.programme)
    born = asked.births.own
    guest = GuestPayload(
        guest_id=asked.card.guest_id,
        phone="79991234567",
        birth_date=born.isoformat() if born else None,
        children=tuple((child, day.isoformat()) for child, day in asked.births.children),
    )
    put_guest(db, guest)
    put_card(db, card_payload(asked.card))
    act = Act(db, a_moment(asked.at), ANNA, Language.RU)
    return view_of(act, asked.card.guest_id)


def as_explained(view: GuestView, quote: CheckQuote) -> Explained:
    """A till's quote as an answer."""
    programme = view.programme
    earns = "earn" if view.has_points else "discount"
    halves = (("redeem", quote.redeem_refusal), (earns, quote.earn_refusal))
    return Explained(
        programme=VersionRef(programme.version_id, programme.number, programme.name),
        earn=quote.earn,
        limits=quote.limits,
        redemption=quote.redemption,
        discount=quote.discount,
        refusals=tuple(refused(half, refusal) for half, refusal in halves if refusal),
    )


def case_of(asked: Drawn) -> Case:
    """The same as support would ask it."""
    card, bill, terms = asked.card, asked.bill, asked.programme.settings
    plain = replace(bill, amount=Money(bill.amount.minor, terms.currency))
    return Case(
        programme=asked.programme,
        card=CaseCard(
            level_id=card.level_id,
            status=card.status,
            total_visits=card.total_visits,
            last_activity_at=card.last_activity_at,
            lots=tuple(
                CaseLot(
                    lot_id=lot.lot_id,
                    kind=lot.kind,
                    left=lot.left,
                    effective_at=lot.effective_at,
                    expires_at=lot.expires_at,
                )
                for lot in card.lots
            ),
            granted=tuple(card.granted),
            discount_bp=card.discount_bp,
        ),
        births=asked.births,
        check=CaseCheck(
            amount_minor=bill.amount.minor,
            currency=bill.amount.currency,
            bill=bill_body(plain, terms),  # the rate is the programme's to know
        ),
        at=asked.at,
        ask=Question.BOTH if terms.kind is ProgrammeKind.POINTS else Question.DISCOUNT,
        redeem_points=asked.points,
    )
