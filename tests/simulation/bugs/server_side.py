"""Mistakes of a server: double effects, lost rows, broken sums, leases given twice."""

from dataclasses import replace
from typing import Any

from shared.domain.errors import PointsShortfall
from tests.simulation.bugs.planting import (
    COPIES,
    HOURS,
    RELEASES,
    RESTORES,
    Bug,
    after,
    answers,
    does_nothing,
    every,
    with_option,
)

_DAY_MS = 24 * 60 * 60 * 1000


def _ends_in_refusal(_right: Any) -> Any:
    def refuses(*_args: Any, **_options: Any) -> None:
        raise PointsShortfall(asked=1, available=0)

    return refuses


def _same_number_again(right: Any) -> Any:
    last: dict[Any, int] = {}

    def numbers(place: Any, tenant_id: Any, counter: Any) -> int:
        if counter != "feed_seq":
            return int(right(place, tenant_id, counter))
        last[tenant_id] = last.get(tenant_id, 0) or int(right(place, tenant_id, counter))
        return last[tenant_id]

    return numbers


def _unheard(right: Any) -> Any:
    """Every fourth change of a card is not in the feed."""
    calls = [0]

    def tells(*args: Any, **options: Any) -> int:
        calls[0] += options["kind"] == "card"
        if options["kind"] == "card" and calls[0] % 4 == 0:
            return 1
        return int(right(*args, **options))

    return tells


def _canonical_is_himself(_right: Any) -> Any:
    return lambda _books, _tenant_id, guest_id: guest_id


def _first_card_given(_right: Any) -> Any:
    """What is under leases counts as free."""
    return lambda _books, _tenant_id, card, **_options: card


def _everything_held(_right: Any) -> Any:
    return lambda _books, _tenant_id, held, **_options: tuple(held)


def _without_last(changes: tuple[Any, ...]) -> tuple[Any, ...]:
    return changes[:-1]


def _lossless(settlement: Any) -> Any:
    return replace(settlement, late={})


SERVER_BUGS = (
    Bug(
        "stored outcomes are not looked up",
        "server.ledger.apply:_here_and_before",
        answers((None, None)),
    ),
    Bug(
        "an origin is not recognised",
        "server.ledger.apply:_decided_before",
        answers(None),
        needs=COPIES,
    ),
    Bug(
        "the parked are never asked again",
        "server.ledger.apply:_release_parked",
        does_nothing,
        needs=RESTORES,
    ),
    Bug(
        "a refused operation is quarantined for ever",
        "server.ledger.dispatch:register",
        _ends_in_refusal,
    ),
    Bug(
        "a leased redemption may be refused",
        "server.ledger.dispatch:redeem_leased",
        _ends_in_refusal,
    ),
    Bug("an account is not written now and then", "server.ledger.posting:_save_accounts", every(5)),
    Bug("lots are not written now and then", "server.ledger.posting:_save_lots", every(5)),
    Bug("leases are not debited", "server.ledger.posting:_move_leased", does_nothing),
    # Survives short hunts: it shows only where what was taken back is spent elsewhere before the
    # late redemption arrives, so that the house loses and no lease says why (S11).
    Bug(
        "what was told late is not counted",
        "server.ledger.handlers.redeem_leased:settle",
        after(_lossless),
        needs=HOURS,
    ),
    Bug(
        "a welcome is given each time",
        "server.ledger.occasions:repeated",
        answers(frozenset()),
    ),
    Bug("a phone is nobody's", "server.guests.service:find_by_phone", answers(None)),
    Bug(
        "an alias is booked on itself",
        "server.ledger.service:guests.canonical",
        _canonical_is_himself,
    ),
    Bug("changes are missing in the feed", "server.feed.service:tell", _unheard),
    Bug("a number is given twice", "server.feed.service:next_number", _same_number_again),
    Bug("a page leaves out its last change", "server.sync.changes:present", after(_without_last)),
    Bug(
        "what is leased counts as free to lease",
        "server.leases.service:freed_card",
        _first_card_given,
    ),
    Bug(
        "what is leased counts as free to redeem",
        "server.ledger.handlers.redeem:freed_card",
        _first_card_given,
    ),
    Bug(
        "what is leased counts as free to correct",
        "server.ledger.handlers.adjustment:freed_card",
        _first_card_given,
    ),
    Bug("every lease is forfeited at once", "server.ledger.granting:forfeited", _everything_held),
    Bug("a lease given back stays open", "server.ledger.granting:leases.end", does_nothing),
    Bug(
        "effective after it was heard of",
        "server.ledger.apply:effective_ms",
        after(lambda ms: ms + _DAY_MS),
    ),
    Bug(
        "effective before the one before",
        "server.ledger.apply:effective_ms",
        with_option("not_before_ms", lambda _ms: 0),
        needs=HOURS,
    ),
    Bug("the end of a chain is forgotten", "server.sync.run:advance_chain", every(3)),
    Bug("a check may earn twice", "server.ledger.handlers.earn:_claim_check", does_nothing),
    Bug("a visit is not written down", "server.ledger.handlers.earn:visits.add", does_nothing),
    Bug(
        "a cancelled operation may be cancelled again",
        "server.ledger.handlers.cancel:operations.mark_cancelled",
        does_nothing,
    ),
    Bug(
        "a restored server trusts itself",
        "server.tenants.service:Tenant.is_fenced",
        lambda _right: property(lambda _tenant: False),
        needs=RESTORES,
    ),
    Bug(
        "a decision is not sealed",
        "server.ledger.operations:decide",
        does_nothing,
        needs=RELEASES,
    ),
)
