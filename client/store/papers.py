"""Operations found again by the code on their paper (P6)."""

from collections import Counter
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from client.store.chains import check_chains
from client.store.me import find_me
from client.store.outbox import OperationState, OutboxRow, cancel_of, with_ids_between
from client.store.programme import programme_version
from shared.domain.programme import ProgrammeSettings
from shared.operations.bodies import LeaseReleaseBody
from shared.operations.chain import ids_of_short_hash, short_hash
from shared.receipt.proof import Proof, ProofState


def proofs(db: Database, typed: str) -> tuple[Proof, ...]:
    """What this till made under that code; empty where nothing, or where it is no code at all.

    Each is intact when the whole chain is: a later operation holds every earlier one.
    """
    me = find_me(db)
    if me is None:
        return ()
    try:
        first, last = ids_of_short_hash(typed)
    except ValueError:
        return ()
    is_intact = not any(check_chains(db, me, Counter()))
    return tuple(_proof(db, row, is_intact) for row in with_ids_between(db, first, last))


def _proof(db: Database, row: OutboxRow, is_intact: bool) -> Proof:
    effect = row.outcome.effect if row.outcome else None
    return Proof(
        short_hash=short_hash(bytes.fromhex(row.operation_id.replace("-", ""))),
        kind=row.body().kind,
        seq=row.seq,
        local_time=row.occurred_at.astimezone(_timezone(db, row)),
        state=_state(db, row),
        points=effect.regular + effect.promo if effect else None,
        is_intact=is_intact,
    )


def _timezone(db: Database, row: OutboxRow) -> ZoneInfo:
    body = row.body()
    programme = None
    if not isinstance(body, LeaseReleaseBody):
        programme = programme_version(db, body.programme_version_id)
    return ZoneInfo((programme.settings if programme else ProgrammeSettings()).timezone)


def _state(db: Database, row: OutboxRow) -> ProofState:
    if row.state is not OperationState.ACKED or row.outcome is None:
        return ProofState.WAITING
    if row.outcome.status == "rejected":
        return ProofState.REFUSED
    if row.outcome.status not in {"applied", "adjusted"}:
        return ProofState.WAITING
    taken_back = cancel_of(db, row.operation_id)
    return ProofState.CANCELLED if taken_back is not None else ProofState.BOOKED
