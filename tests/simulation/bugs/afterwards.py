"""Mistakes about refunds, presents, merges, nights, and cards of restaurants."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.domain.expiring import EXPIRY_GRACE
from shared.domain.programme import CardMode
from shared.operations.bodies import RedeemBody
from tests.simulation.bugs.planting import (
    MERGES,
    MIGRATIONS,
    MONEY_BACK,
    NIGHTS,
    PRESENTS,
    RESTORES,
    Bug,
    after,
    answers,
    does_nothing,
)

_GRACE_MS = EXPIRY_GRACE // timedelta(milliseconds=1)


def _first_card_given(_right: Any) -> Any:
    """What is under leases counts as free."""
    return lambda _books, _tenant_id, card, **_options: card


def _whole(part: Any) -> Any:
    return replace(part, refund_minor=part.original_minor - part.refunded_minor)


def _for_ever(gift: Any) -> Any:
    return replace(gift, born=tuple(replace(lot, expires_at=None) for lot in gift.born))


def _early(right: Any) -> Any:
    """What a till may still tell of is not waited for."""
    return lambda a_round, card: right(replace(a_round, now_ms=a_round.now_ms + _GRACE_MS), card)


def _every_other(right: Any) -> Any:
    """One card of two is passed over."""
    calls = [0]

    def expires(*args: Any) -> int:
        calls[0] += 1
        return int(right(*args)) if calls[0] % 2 else 0

    return expires


def _redemptions_alone(_right: Any) -> Any:
    """A fence that knows of no other way to take points."""
    return lambda body: isinstance(body, RedeemBody) and not (body.lease_ids or body.float_points)


AFTERWARDS_BUGS = (
    Bug(
        "a part of a check takes all its points",
        "server.ledger.handlers.refund:_part",
        after(_whole),
        needs=MONEY_BACK,
    ),
    Bug(
        "refunds are not remembered",
        "server.ledger.handlers.refund:refunds.add",
        does_nothing,
        needs=MONEY_BACK,
    ),
    Bug(
        "money that went back counts as spent",
        "server.ledger.handlers.refund:change_counters",
        does_nothing,
        needs=MONEY_BACK,
    ),
    Bug(
        "what is leased counts as free to give",
        "server.ledger.handlers.transfer:freed_card",
        _first_card_given,
        needs=PRESENTS,
    ),
    Bug(
        "a present lasts for ever",
        "server.ledger.handlers.transfer:transfer",
        after(_for_ever),
        needs=PRESENTS,
    ),
    # Survives short hunts: it shows only where one till gives away what another one, of which the
    # restored server has not heard again, had spent. tests/server/recovery/test_fence.py asks.
    Bug(
        "presents are given behind the fence",
        "server.ledger.fencing:_takes_what_is_free",
        _redemptions_alone,
        needs=RESTORES,
    ),
    Bug(
        "a merge leaves the leases behind",
        "server.ledger.posting:leases.follow",
        does_nothing,
        needs=MERGES,
    ),
    Bug(
        "a merge leaves the name behind",
        "server.ledger.merging:guests.lead",
        does_nothing,
        needs=MERGES,
    ),
    Bug(
        "a merge leaves the grants behind",
        "server.ledger.merging:move_grants",
        does_nothing,
        needs=MERGES,
    ),
    Bug("points expire without grace", "server.nightly.expiry:_gone", _early, needs=NIGHTS),
    Bug(
        "every other card never expires",
        "server.nightly.expiry:_expire",
        _every_other,
        needs=NIGHTS,
    ),
    Bug(
        "a birthday is every day",
        "server.nightly.birthdays:granted_of",
        answers(frozenset()),
        needs=NIGHTS,
    ),
    Bug(
        "nobody rises to a level",
        "server.nightly.levels:settle_level",
        answers(False),
        needs=NIGHTS,
    ),
    Bug(
        "restaurants book on the card of the chain",
        "server.ledger.service:card_mode",
        answers(CardMode.UNIFIED),
        needs=MIGRATIONS,
    ),
    Bug(
        "a till shows the card of the chain",
        "client.store.cards:card_mode",
        answers(CardMode.UNIFIED),
        needs=MIGRATIONS,
    ),
    Bug(
        "what a restored server forgot stays on the till",
        "client.store.changes:guests.sweep_guests",
        does_nothing,
        needs=RESTORES,
    ),
    # Survives short hunts: a till must be told what is wanted before it hears of the restore, and
    # another must spend meanwhile, once in a thousand days. tests/scenarios/test_restore.py asks.
    Bug(
        "a rewound till has told everything",
        "client.store.replay:_answered_to",
        lambda _right: lambda _db, me: max(me.acked, me.replay_to or 0),
        needs=RESTORES,
    ),
)
