"""A contiguous run of a device's operations: its chain is checked link by link, then it is booked.

Must not know signatures or HTTP. Whoever brings a run, a till or the back office, comes through
here, so the server never holds a chain that does not hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.books import Books
from server.chance import Chance
from server.devices.refusals import EpochRetired
from server.devices.service import ChainState, Device, advance_chain, chain
from server.exchange import MessageInvalid
from server.ledger.incoming import Incoming, understood
from server.ledger.operations import at_place
from server.ledger.runs import book_run
from server.sync.refusals import Fork, SequenceGap
from server.tenants.service import Tenant, tenant_now
from shared.domain.ids import OperationId
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of
from shared.operations.repeated import is_origin_proved
from shared.sync.messages import Outcome, PushedOperation


@dataclass(frozen=True, slots=True)
class Promise:
    """An outcome by this server's own signature."""

    outcome: Outcome
    received_at_ms: int
    """When the operation came the first time, as well as is known."""


@dataclass(frozen=True, slots=True)
class Run:
    """At least one operation of one epoch, in the order of their places."""

    device: Device
    epoch: int
    operations: Sequence[PushedOperation]
    received_at_ms: int
    promised: Mapping[str, Promise] = field(default_factory=dict)
    """What this server signed about operations before it was restored, by their ids: those of
    their places then, and those that they were first enqueued under."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How far the server holds the epoch now, and what became of each operation of the run."""

    state: ChainState
    run_head: bytes
    """The chain hash of the run's last operation."""
    outcomes: tuple[Outcome, ...]
    """Of the run's first ones, where a restored server cannot decide about the rest yet."""


def accept(books: Books, run: Run, *, chance: Chance) -> Accepted:
    """Books what is new in the run; for what was here before, the stored outcomes.

    Of a retired epoch too, as far as the server holds it. Raises ``EpochRetired``, ``SequenceGap``,
    ``Fork``, or ``MessageInvalid`` when the run is no chain in itself. Then nothing is booked. Call
    ``lock_tenant`` before.
    """
    device = run.device
    held = chain(books, device.tenant_id, device.device_id, epoch=run.epoch)
    links = _links(books, run, held=held)
    if held.is_retired and run.operations[-1].seq > held.last_seq:
        raise _retired(run, held)
    outcomes = book_run(books, _incomings(books, run, links), chance=chance)
    if not outcomes or outcomes[-1].seq <= held.last_seq:
        return Accepted(held, links[-1], outcomes)
    state = ChainState(outcomes[-1].seq, links[len(outcomes) - 1], held.stable_seq)
    advance_chain(books, device.tenant_id, device.device_id, epoch=run.epoch, state=state)
    return Accepted(state, links[-1], outcomes)


def _incomings(books: Books, run: Run, links: Sequence[bytes]) -> list[Incoming]:
    owner = tenant_now(books, run.device.tenant_id)
    pairs = zip(run.operations, links, strict=True)
    return [_incoming(run, pushed, link, owner=owner) for pushed, link in pairs]


def _links(books: Books, run: Run, *, held: ChainState) -> list[bytes]:
    """The chain hash of every operation of the run, each found to be what it says."""
    first = run.operations[0].seq
    if first > held.last_seq + 1:
        raise _retired(run, held) if held.is_retired else SequenceGap(want=held.last_seq + 1)
    known = _known_links(books, run)
    previous = known.get(first - 1, GENESIS)
    links: list[bytes] = []
    for place, pushed in enumerate(run.operations):
        if pushed.seq != first + place:
            raise _broken(place, "seq")
        link = link_hash(_place(run, pushed.seq), previous, pushed.body)
        is_other = bool(pushed.operation_id) and operation_id_of(link) != pushed.operation_id
        if is_other and place == 0 and first > 1:
            raise Fork(common=first - 2)
        if known.get(pushed.seq, link) != link:
            raise Fork(common=pushed.seq - 1)
        if is_other:
            raise _broken(place, "operation_id")
        links.append(link)
        previous = link
    return links


def _retired(run: Run, held: ChainState) -> EpochRetired:
    return EpochRetired(epoch=run.epoch, common=held.last_seq)


def _known_links(books: Books, run: Run) -> dict[int, bytes]:
    """The hashes the server holds at the places of the run, and at the place before it."""
    device, seqs = run.device, [run.operations[0].seq - 1, *(each.seq for each in run.operations)]
    known = at_place(books, device.tenant_id, device.device_id, epoch=run.epoch, seqs=seqs)
    return {each.incoming.seq: each.incoming.link for each in known}


def _place(run: Run, seq: int) -> ChainPlace:
    return ChainPlace(run.device.tenant_id, run.device.device_id, run.epoch, seq)


def _broken(place: int, field: str) -> MessageInvalid:
    return MessageInvalid(errors=[{"path": f"operations.{place}.{field}", "reason": "chain"}])


def _incoming(run: Run, pushed: PushedOperation, link: bytes, *, owner: Tenant) -> Incoming:
    operation_id = operation_id_of(link)
    promise = _promise(run, pushed, operation_id)
    return Incoming(
        tenant_id=run.device.tenant_id,
        device_id=run.device.device_id,
        restaurant_id=run.device.restaurant_id,
        epoch=run.epoch,
        seq=pushed.seq,
        operation_id=operation_id,
        link=link,
        body=pushed.body,
        private=pushed.private,
        received_at_ms=promise.received_at_ms if promise else run.received_at_ms,
        not_before_ms=run.device.enrolled_at_ms,
        promised=promise.outcome if promise else None,
        is_fenced=owner.is_fenced,
        frozen_at_ms=owner.frozen_at_ms,
    )


def _promise(run: Run, pushed: PushedOperation, operation_id: OperationId) -> Promise | None:
    """What was signed for it, in this place or, where its body proves which it is, in another."""
    found = run.promised.get(operation_id)
    if found is not None or not run.promised:
        return found
    body = understood(pushed.body)
    if body is None or body.origin is None:
        return None
    device = run.device
    is_proved = is_origin_proved(
        body, pushed.body, tenant_id=device.tenant_id, device_id=device.device_id
    )
    return run.promised.get(body.origin) if is_proved else None
