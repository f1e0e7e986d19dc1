"""Two cards that are one person's: what they are together, and apart again (GST-70, GST-71).

Lots move as they are, so terms, refunds and leases follow by themselves. A card remembers nothing
of a merge: whoever keeps the record hands it back to ``unmerged``. Must not know who decided it,
nor names and phones: who may be the same person is asked in ``likeness``.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.card import Card, CardStatus
from shared.domain.errors import CardNotUsable
from shared.domain.ids import LevelId, LotId
from shared.domain.lots import LotMove
from shared.domain.programme import ProgrammeVersion


@dataclass(frozen=True, slots=True)
class Standing:
    """What a card is, beside what it holds and counts."""

    status: CardStatus
    level_id: LevelId
    discount_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """How both cards stood before, and the survivor right after: what an unmerge goes by."""

    survivor: Standing
    source: Standing
    together: Standing


@dataclass(frozen=True, slots=True)
class Share:
    """Whose is whose of what the survivor counts."""

    spent_minor: int
    """What was spent in the source's own name."""
    visits: int
    """How often it came in its own name."""
    survivor_active_at: datetime | None
    """When the survivor was active last, without the source."""
    source_active_at: datetime | None
    """And the source, without whoever is his no more."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Both cards afterwards, without their lots, and the lots that change cards."""

    survivor: Card
    source: Card
    moves: tuple[LotMove, ...]


def merged(
    survivor: Card, source: Card, *, programme: ProgrammeVersion, lot_ids: Collection[LotId]
) -> Merge:
    """``source`` with all of its lots, the empty ones too, goes into ``survivor``.

    Raises ``CardNotUsable`` for a card that is merged already or nobody's any more.
    """
    for card in (survivor, source):
        if card.status in {CardStatus.MERGED, CardStatus.DELETED}:
            raise CardNotUsable(status=card.status, action="merge")
    active = [each.last_activity_at for each in (survivor, source) if each.last_activity_at]
    return Merge(
        survivor=replace(
            survivor,
            status=_status(survivor.status, source.status),
            level_id=_higher(survivor.level_id, source.level_id, programme),
            discount_bp=_own(survivor.discount_bp, source.discount_bp),
            lifetime_spent_minor=survivor.lifetime_spent_minor + source.lifetime_spent_minor,
            total_visits=survivor.total_visits + source.total_visits,
            last_activity_at=max(active, default=None),
            lots=(),
        ),
        source=replace(
            source, status=CardStatus.MERGED, lifetime_spent_minor=0, total_visits=0, lots=()
        ),
        moves=_moves(source, survivor, lot_ids),
    )


def merged_chains(survivor: Card, source: Card) -> Merge:
    """The chain's cards of two guests who have a card for each restaurant, and nothing on these.

    What they forbid is the person's from now on. Raises ``CardNotUsable`` for a deleted one.
    """
    for card in (survivor, source):
        if card.status is CardStatus.DELETED:
            raise CardNotUsable(status=card.status, action="merge")
    return Merge(
        survivor=replace(
            survivor,
            status=_status(survivor.status, source.status),
            discount_bp=_own(survivor.discount_bp, source.discount_bp),
        ),
        source=replace(source, status=CardStatus.MERGED),
        moves=(),
    )


def record_of(survivor: Card, source: Card, merge: Merge) -> Record:
    """What is to be kept of ``merge`` of these two."""
    return Record(standing_of(survivor), standing_of(source), standing_of(merge.survivor))


def unmerged(
    survivor: Card, source: Card, *, record: Record, share: Share, lot_ids: Collection[LotId]
) -> Merge:
    """The two apart again: the source as it stood, with its share and those of its lots.

    What became of the survivor since is left alone: only what the merge made of it goes back.
    """
    now, together = standing_of(survivor), record.together
    before = record.survivor
    return Merge(
        survivor=replace(
            survivor,
            status=before.status if now.status == together.status else now.status,
            level_id=before.level_id if now.level_id == together.level_id else now.level_id,
            discount_bp=(
                before.discount_bp if now.discount_bp == together.discount_bp else now.discount_bp
            ),
            lifetime_spent_minor=survivor.lifetime_spent_minor - share.spent_minor,
            total_visits=survivor.total_visits - share.visits,
            last_activity_at=share.survivor_active_at,
            lots=(),
        ),
        source=replace(
            source,
            status=record.source.status,
            level_id=record.source.level_id,
            discount_bp=record.source.discount_bp,
            lifetime_spent_minor=share.spent_minor,
            total_visits=share.visits,
            last_activity_at=share.source_active_at,
            lots=(),
        ),
        moves=_moves(survivor, source, lot_ids),
    )


def standing_of(card: Card) -> Standing:
    """How ``card`` stands."""
    return Standing(card.status, card.level_id, card.discount_bp)


def _status(survivor: CardStatus, source: CardStatus) -> CardStatus:
    """Blocked if either is; waiting for consent only if both are: one person has given his."""
    if CardStatus.BLOCKED in {survivor, source}:
        return CardStatus.BLOCKED
    return source if survivor is CardStatus.PENDING_CONSENT else survivor


def _higher(one: LevelId, other: LevelId, programme: ProgrammeVersion) -> LevelId:
    levels = (programme.level(one), programme.level(other))
    return max(levels, key=lambda level: level.threshold_minor).level_id


def _own(survivor: int | None, source: int | None) -> int | None:
    given = [each for each in (survivor, source) if each is not None]
    return max(given, default=None)


def _moves(giver: Card, taker: Card, lot_ids: Collection[LotId]) -> tuple[LotMove, ...]:
    return tuple(LotMove(each, giver.card_id, taker.card_id) for each in sorted(lot_ids))
