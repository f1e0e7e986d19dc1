"""The one way in: an operation comes, and is booked whole or not at all.

A refusal is a result like any other: it is written down, advances the device's chain and never
blocks what comes behind it (P7). What was decided once is answered the same for ever (P2). Must
not know HTTP, signatures or chains: whoever calls has checked them.
"""

import logging
from dataclasses import replace
from typing import Any, Literal

from server.audit import Action, Activity, note
from server.books import Books
from server.chance import Chance
from server.effects import service as effects
from server.feed import service as feed
from server.guests.cards import tell_card
from server.ledger import operations
from server.ledger.bookings import tell_unborn
from server.ledger.dispatch import dispatch
from server.ledger.fencing import is_still_open, require_decidable, require_final
from server.ledger.freezing import require_not_frozen
from server.ledger.incoming import (
    ALREADY_BOOKED,
    POINTS_EFFECT,
    Act,
    Booked,
    Incoming,
    Verdict,
    understood,
)
from server.ledger.moments import effective_ms
from server.ledger.operations import Stored, guest_named
from server.ledger.origins import original_id
from server.ledger.suspense import settle_debt
from server.logs import FIELDS
from shared.domain.errors import FieldInvalid, Refusal
from shared.domain.ids import CardId, GuestId
from shared.operations.bodies import (
    OperationBody,
    PersonBody,
    RegistrationBody,
)
from shared.operations.encode import from_millis
from shared.operations.private import private_hash
from shared.sync.messages import Effect, Outcome

_DECIDED = frozenset({"applied", "adjusted", "rejected"})
_logger = logging.getLogger(__name__)

BUGS = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
"""How a mistake of ours shows itself. The operation is set aside, what it put is undone."""


def apply_operation(books: Books, incoming: Incoming, *, chance: Chance) -> Outcome:
    """What became of the operation; the stored answer when it was here before.

    The caller holds the tenant's lock and has checked the operation's place in the chain; a place
    that holds another operation already is the caller's bug. Raises ``Undecided`` behind the fence
    of a restored server.
    """
    known, previous = _here_and_before(books, incoming)
    if known is not None:
        assert known.incoming.link == incoming.link, "a fork is found before it comes here"
        return known.outcome
    incoming = _heard_after(previous, incoming)
    body = understood(incoming.body)
    act = _act(books, incoming, body, chance=chance, previous=previous)
    outcome = _decide(books, act, body)
    _write(books, act, body, outcome=outcome)
    _settle_debt(books, act, outcome)
    if body is not None and (incoming.is_fenced or isinstance(body, RegistrationBody)):
        _release_parked(books, act, guest_named(body, act.original_id))
    return outcome


def set_aside(books: Books, incoming: Incoming, *, chance: Chance) -> Outcome:
    """As ``apply_operation``, but without any effect: the database would not take what it had."""
    known, previous = _here_and_before(books, incoming)
    assert known is None, "what was decided is not decided again"
    incoming = _heard_after(previous, incoming)
    body = understood(incoming.body)
    act = _act(books, incoming, body, chance=chance, previous=previous)
    outcome = _outcome(books, act, Verdict("quarantined", "server_bug"))
    _write(books, act, body, outcome=outcome)
    return outcome


def _write(books: Books, act: Act, body: OperationBody | None, *, outcome: Outcome) -> None:
    operations.add(books, act, body=body, outcome=outcome)
    _note_refusal(books, act, body=body, outcome=outcome)


def decide_again(books: Books, waiting: Stored, *, at_ms: int, chance: Chance) -> None:
    """Decides an operation that was parked or quarantined, if that can be; call ``lock_tenant``.

    Its device learns of it by the feed, and asks again. Another one may have released it meanwhile.
    """
    incoming = waiting.incoming
    if not operations.is_waiting(books, incoming.tenant_id, incoming.operation_id):
        return
    act = _act_again(books, waiting, at_ms=at_ms, chance=chance)
    body = understood(waiting.incoming.body)
    if _is_decided_now(books, act, body, waiting=waiting) and body is not None:
        _release_parked(books, act, guest_named(body, act.original_id))


def _settle_debt(books: Books, act: Act, outcome: Outcome) -> None:
    """What it brought repays what the card owed since a restore."""
    if outcome.effect is None:
        return
    settle_debt(
        books,
        act.tenant_id,
        CardId(outcome.effect.card_id),
        made_at_ms=act.effective_at_ms,
        now_ms=act.posted_at_ms,
    )


def _here_and_before(books: Books, incoming: Incoming) -> tuple[Stored | None, Stored | None]:
    """What stands at the operation's place already, and at the place before it."""
    found = operations.at_place(
        books,
        incoming.tenant_id,
        incoming.device_id,
        epoch=incoming.epoch,
        seqs=[incoming.seq - 1, incoming.seq],
    )
    by_seq = {each.incoming.seq: each for each in found}
    return by_seq.get(incoming.seq), by_seq.get(incoming.seq - 1)


def _heard_after(previous: Stored | None, incoming: Incoming) -> Incoming:
    """Never heard of before what stands before it, whatever the signatures of two restores say."""
    if previous is None or previous.incoming.received_at_ms <= incoming.received_at_ms:
        return incoming
    return replace(incoming, received_at_ms=previous.incoming.received_at_ms)


def _not_before_ms(books: Books, incoming: Incoming, *, previous: Stored | None) -> int:
    """A new epoch does not begin before the end of the one before it."""
    if previous is not None:
        return previous.effective_at_ms
    ask = operations.last_effective_ms
    received_ms = incoming.received_at_ms
    last_ms = books.once(ask, incoming.tenant_id, incoming.device_id, heard_by_ms=received_ms)
    return incoming.not_before_ms if last_ms is None else last_ms


def _act(
    books: Books,
    incoming: Incoming,
    body: OperationBody | None,
    *,
    chance: Chance,
    previous: Stored | None,
) -> Act:
    """What nobody understands is dated like the operation before it: it delays none behind it."""
    received_ms = incoming.received_at_ms
    not_before_ms = _not_before_ms(books, incoming, previous=previous)
    effective_at_ms = min(not_before_ms, received_ms)
    if body is not None:
        effective_at_ms = effective_ms(
            body.clock, not_before_ms=not_before_ms, received_ms=received_ms
        )
    return Act(
        incoming=incoming,
        original_id=original_id(books, incoming, body),
        effective_at_ms=effective_at_ms,
        posted_at_ms=received_ms,
        chance=chance,
    )


def _decide(books: Books, act: Act, body: OperationBody | None) -> Outcome:
    """The outcome, with its effects written, or with none at all."""
    if body is None:
        return _outcome(books, act, Verdict("quarantined", "body_not_understood"))
    earlier = _decided_before(books, act)
    if earlier is not None:
        return _copied(act, earlier)
    before = act.incoming.promised
    if before is not None and before.status == "rejected":
        return _outcome(books, act, Verdict("rejected", before.code, before.data, before.notes))
    verdict = _verdict(books, act, body)
    tell_unborn(books, act, body)
    return _outcome(books, act, verdict)


def _decided_before(books: Books, act: Act) -> Stored | None:
    """The same operation under an earlier epoch of its device: it has no second effect."""
    if act.original_id == act.operation_id:
        return None
    found = operations.by_original(books, act.tenant_id, act.original_id)
    return next((each for each in found if each.is_of(act.incoming) and each.is_decided), None)


def _copied(act: Act, earlier: Stored) -> Outcome:
    return earlier.outcome.model_copy(
        update={
            "seq": act.incoming.seq,
            "operation_id": act.operation_id,
            "data": _with_origin(act, earlier.outcome.data),
            "notes": (*earlier.outcome.notes, ALREADY_BOOKED),
        }
    )


def _verdict(books: Books, act: Act, body: OperationBody) -> Verdict:
    try:
        with books.attempt():
            _require_private(act, body)
            _require_own_origin(act, body)
            require_decidable(act.incoming, body)
            require_not_frozen(act, body)
            return dispatch(books, act, body)
    except Refusal as refusal:
        require_final(act.incoming, refusal)
        if act.promised is not None and not act.incoming.is_fenced:
            return _verdict(books, _unpromised(act), body)
        is_waiting = act.promised is not None or is_still_open(act.incoming, refusal)
        status: Literal["parked", "rejected"] = "parked" if is_waiting else "rejected"
        return Verdict(status, refusal.code, refusal.data())
    except BUGS:
        fields = {"operation_id": act.operation_id, "kind": body.kind}
        _logger.exception("operation set aside", extra={FIELDS: fields})
        return Verdict("quarantined", "server_bug")


def _unpromised(act: Act) -> Act:
    """What cannot be booked as it was, and waits for nobody any more, is decided by our rules."""
    return replace(act, incoming=replace(act.incoming, promised=None))


def _require_private(act: Act, body: OperationBody) -> None:
    private = act.incoming.private
    if private is None and body.private_hash is not None:
        raise FieldInvalid(field="private", reason="empty")
    if private is not None and private_hash(private) != body.private_hash:
        raise FieldInvalid(field="private", reason="format")


def _require_own_origin(act: Act, body: OperationBody) -> None:
    if body.origin is not None and body.origin != act.original_id:
        raise FieldInvalid(field="origin", reason="foreign")


def _outcome(books: Books, act: Act, verdict: Verdict) -> Outcome:
    """The answer; the feed gets its number here, last of all."""
    done = verdict.booked
    feed_seq = None
    if done is not None:
        feed_seq = tell_card(books, act.tenant_id, done.card)
        for other in done.others:
            tell_card(books, act.tenant_id, other)
        _owe(books, act, done)
    return Outcome(
        seq=act.incoming.seq,
        operation_id=act.operation_id,
        status=verdict.status,
        code=verdict.code,
        data=_with_origin(act, verdict.data),
        notes=verdict.notes,
        effect=_effect(act, done) if done else None,
        feed_seq=feed_seq,
    )


def _with_origin(act: Act, data: dict[str, Any]) -> dict[str, Any]:
    """With it the answer is a promise for the operation wherever it is enqueued again."""
    is_again = act.original_id != act.operation_id
    return {**data, "origin": act.original_id} if is_again else data


def _owe(books: Books, act: Act, done: Booked) -> None:
    """The company's own systems are to be told, under the first id of the operation (S16)."""
    if not effects.is_told(books, act.tenant_id):
        return
    told = _effect(act, done).model_dump()
    facts = {**told, "operation_id": act.original_id, "at_ms": act.posted_at_ms}
    effects.owe(books, act.tenant_id, act.original_id, kind=POINTS_EFFECT, facts=facts)


def _effect(act: Act, done: Booked) -> Effect:
    at = from_millis(act.effective_at_ms)
    return Effect(
        guest_id=done.card.guest_id,
        card_id=done.card.card_id,
        regular=done.regular,
        promo=done.promo,
        regular_after=done.card.regular(at),
        promo_after=done.card.promo(at),
        transaction_seq=done.transaction_seq,
    )


def _note_refusal(books: Books, act: Act, *, body: OperationBody | None, outcome: Outcome) -> None:
    if outcome.status not in {"rejected", "quarantined"}:
        return
    refused = Activity(
        Action.OPERATION_REFUSED,
        "operation",
        act.operation_id,
        performed_by=body.staff_id if isinstance(body, PersonBody) else act.incoming.device_id,
        at_ms=act.posted_at_ms,
        details={"code": outcome.code, "status": outcome.status},
    )
    note(books, act.tenant_id, refused)


def _release_parked(books: Books, act: Act, guest_id: str | None) -> None:
    """Decides what waited for this operation on the guest, from whichever device it came.

    What waits for another of them is asked again once that is decided, whichever arrived first.
    """
    if guest_id is None:
        return
    waiting = operations.parked_for(books, act.tenant_id, GuestId(guest_id))
    while waiting:
        still = tuple(each for each in waiting if not _is_released(books, each, act))
        if len(still) == len(waiting):
            return
        waiting = still


def _is_released(books: Books, waiting: Stored, cause: Act) -> bool:
    """Behind the fence what this server once signed for is not refused yet either."""
    act = _act_again(books, waiting, at_ms=cause.posted_at_ms, chance=cause.chance)
    if act.promised is not None:
        act = replace(act, incoming=replace(act.incoming, is_fenced=cause.incoming.is_fenced))
    return _is_decided_now(books, act, understood(waiting.incoming.body), waiting=waiting)


def _act_again(books: Books, waiting: Stored, *, at_ms: int, chance: Chance) -> Act:
    """What nobody understood when it came has no first id yet."""
    first_id = waiting.original_id
    if waiting.kind is None:
        first_id = original_id(books, waiting.incoming, understood(waiting.incoming.body))
    return Act(
        incoming=waiting.incoming,
        original_id=first_id,
        effective_at_ms=waiting.effective_at_ms,
        posted_at_ms=at_ms,
        chance=chance,
    )


def _is_decided_now(books: Books, act: Act, body: OperationBody | None, *, waiting: Stored) -> bool:
    outcome = _decide(books, act, body)
    before = waiting.outcome
    if outcome.status not in _DECIDED and (outcome.status, outcome.code) == (
        before.status,
        before.code,
    ):
        return False
    operations.decide(books, act, body=body, outcome=outcome)
    _note_refusal(books, act, body=body, outcome=outcome)
    guest_id = guest_named(body, act.original_id) if body is not None else None
    _settle_debt(books, act, outcome)
    if outcome.effect is None and guest_id is not None:
        feed.tell(books, act.tenant_id, kind="guest", entity_id=guest_id)
    return outcome.status in _DECIDED
