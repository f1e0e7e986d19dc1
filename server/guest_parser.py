"""The command line about guests: what may be typed, and which command it means."""

import argparse
from collections.abc import Callable
from typing import Any, Final

from server import card_commands, consent_commands, guest_commands
from server.database import Database
from server.guests.likely import Answer
from server.verbs import Add, AddTold, telling
from shared.domain.consents import ConsentAnswer, ConsentKind
from shared.domain.programme import CardMode

_GUEST: Final = "ID_TOKEN_OR_CODE"


def add_guest_commands(add: Add, *, say: Callable[[Any], None]) -> None:
    """Adds the commands to a parser by ``add``; ``say`` prints one JSON value."""
    made = telling(add, say=say, whose="tenant")
    merged = made("merge-guests", _merge, "two guests are one person: the first becomes the second")
    merged.add_argument("source", metavar=_GUEST)
    merged.add_argument("--into", required=True, metavar=_GUEST)
    parted = made("unmerge-guests", _unmerge, "they were two persons after all")
    parted.add_argument("source", metavar=_GUEST)
    likely = made("likely-same-guests", _likely, "who looks like one person; decide about two")
    decided = likely.add_mutually_exclusive_group()
    decided.add_argument("--merge", nargs=2, metavar=_GUEST, help="the first becomes the second")
    decided.add_argument("--ignore", nargs=2, metavar=_GUEST, help="they are two persons")
    child = made("add-child", _add_child, 'read {"name": …, "birth_date": "2018-03-08"} as JSON')
    child.add_argument("guest", metavar=_GUEST)
    consent = made("consent", _consent, "what a guest answers who was never asked")
    consent.add_argument("guest", metavar=_GUEST)
    consent.add_argument("answer", type=ConsentAnswer, choices=list(ConsentAnswer))
    _add_consent_commands(made)
    discount = made("set-discount", _set_discount, "what one guest has off, whatever his level")
    discount.add_argument("guest", metavar=_GUEST)
    discount.add_argument("--percent", help="from 0 to 100; without it his level's again")
    about = "one card for the chain, or one for each restaurant; first says what it would do"
    moved = made("migrate-cards", _migrate, about)
    moved.add_argument("--to", required=True, type=CardMode, choices=list(CardMode))
    moved.add_argument("--confirm", metavar="NAME_OF_COMPANY", help="do it")


def _add_consent_commands(made: AddTold) -> None:
    sample = made("sample-consent-text", _sample, "print a sample for a lawyer to mend, as JSON")
    sample.add_argument("--kind", required=True, type=ConsentKind, choices=list(ConsentKind))
    sample.add_argument("--address", default="", help="of the operator of personal data")
    sample.add_argument("--contact", default="", help="where a consent is taken back")
    about = "read a consent document as JSON; guests are asked by it from now on"
    made("publish-consent-text", _publish_text, about)
    made("consent-texts", _texts, "every document on record, and what consents name beside them")
    given = made("consents", _consents, "what a guest agreed to, when and at whose till")
    given.add_argument("guest", metavar=_GUEST)
    about = "a guest takes a consent back; without his data he is erased"
    taken = made("withdraw-consent", _withdraw, about)
    taken.add_argument("guest", metavar=_GUEST)
    taken.add_argument("--kind", required=True, type=ConsentKind, choices=list(ConsentKind))


def _merge(database: Database, asked: argparse.Namespace) -> Any:
    return guest_commands.merge(database, tenant=asked.tenant, source=asked.source, into=asked.into)


def _migrate(database: Database, asked: argparse.Namespace) -> Any:
    return card_commands.migrate_cards(
        database, tenant=asked.tenant, to=asked.to, confirm=asked.confirm
    )


def _unmerge(database: Database, asked: argparse.Namespace) -> Any:
    return guest_commands.unmerge(database, tenant=asked.tenant, source=asked.source)


def _likely(database: Database, asked: argparse.Namespace) -> Any:
    pair = asked.merge or asked.ignore
    if pair is None:
        return guest_commands.likely_same(database, tenant=asked.tenant)
    answer = Answer.MERGE if asked.merge else Answer.IGNORE
    return guest_commands.decide_likeness(
        database, tenant=asked.tenant, pair=tuple(pair), answer=answer
    )


def _add_child(database: Database, asked: argparse.Namespace) -> Any:
    text = asked.given.read()
    return guest_commands.give_child(database, tenant=asked.tenant, guest=asked.guest, text=text)


def _consent(database: Database, asked: argparse.Namespace) -> Any:
    return guest_commands.consent(
        database, tenant=asked.tenant, guest=asked.guest, answer=asked.answer
    )


def _set_discount(database: Database, asked: argparse.Namespace) -> Any:
    return guest_commands.set_discount(
        database, tenant=asked.tenant, guest=asked.guest, percent=asked.percent
    )


def _sample(database: Database, asked: argparse.Namespace) -> Any:
    return consent_commands.sample(
        database, tenant=asked.tenant, kind=asked.kind, address=asked.address, contact=asked.contact
    )


def _publish_text(database: Database, asked: argparse.Namespace) -> Any:
    return consent_commands.publish_text(database, tenant=asked.tenant, text=asked.given.read())


def _texts(database: Database, asked: argparse.Namespace) -> Any:
    return consent_commands.texts(database, tenant=asked.tenant)


def _consents(database: Database, asked: argparse.Namespace) -> Any:
    return consent_commands.consents(database, tenant=asked.tenant, guest=asked.guest)


def _withdraw(database: Database, asked: argparse.Namespace) -> Any:
    return consent_commands.withdraw(
        database, tenant=asked.tenant, guest=asked.guest, kind=asked.kind
    )
