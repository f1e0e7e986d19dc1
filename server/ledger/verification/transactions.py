"""One transaction: its hash, its entries against its uses of lots, and what its operation was told.

Knows one transaction at a time; what accounts and lots come to is added up in ``books``.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from server.ledger.hashing import Booking, booking_hash
from server.ledger.verification.moves import Moves, available_key, leased_key
from server.ledger.verification.outcomes import outcome_of
from server.prepared import Fields
from shared.domain.ids import TenantId
from shared.domain.ledger import FLOORED, AccountKind, EntryKind
from shared.domain.points import PointsKind

FLOORED_ACCOUNTS = tuple(kind.value for kind in FLOORED)
_OVER_TWO_CARDS = frozenset({EntryKind.TRANSFER_OUT, EntryKind.MERGE, EntryKind.MIGRATE})
_TAKING_BACK = frozenset({EntryKind.REFUND_EARN, EntryKind.REFUND_REDEEM, EntryKind.MANUAL_ADJUST})
"""What goes to wherever the lots lie by then, on several cards after a migration (LOY-09)."""
_NO_CHANGE = frozenset({EntryKind.MERGE, EntryKind.MIGRATE})
"""What only moves lots: nobody's points become more or fewer."""


Moved = defaultdict[str, int]
"""Points by their kind."""


@dataclass(frozen=True, slots=True)
class Written:
    """A transaction with everything that belongs to it, each in the order of its lines."""

    row: Fields
    entries: list[Fields]
    lots: list[Fields]
    uses: list[Fields]
    leased: list[Fields]
    moves: list[Fields]

    def posted(self, account: AccountKind) -> int:
        """What went to that account of the tenant."""
        return sum(entry.points for entry in self.entries if entry.account == account.value)


def wrong_parts(written: Written, moves: Moves) -> Iterator[str]:
    """Rows changed, added or removed, and entries that do not sum up."""
    row = written.row
    if booking_hash(_booking(written, moves), previous=row.previous_hash) != row.hash:
        yield "something in it was changed, added or removed"
    for lines in (written.entries, written.uses, written.leased, written.moves):
        if [each.line for each in lines] != list(range(len(lines))):
            yield "its lines are not numbered one after another"
    if sum(entry.points for entry in written.entries):
        yield "its entries do not sum to zero (S3)"


def wrong_uses(written: Written, moves: Moves) -> Iterator[str]:
    """The lots moved by as much as the cards' accounts did, and the leases by as much as theirs."""
    moved: defaultdict[str, int] = defaultdict(int)
    for use in written.uses:
        moved[available_key(moves.card_of(use), use.kind)] += use.points
    for use in written.leased:
        card_id = moves.card_of(use)
        moved[available_key(card_id, use.kind)] -= use.points
        moved[leased_key(card_id, use.kind, use.device_id)] += use.points
    for move in written.moves:
        for account, points in moves.legs(move):
            moved[account] += points
    if written.row.kind not in _OVER_TWO_CARDS:
        yield from _strange_lots(written, moves)
    ours = (entry for entry in written.entries if entry.account.startswith(FLOORED_ACCOUNTS))
    posted = {entry.account: entry.points for entry in ours}
    if posted != {account: points for account, points in moved.items() if points}:
        yield "its entries and its uses of lots differ (S3)"


def wrong_cause(written: Written, moved: Moved) -> Iterator[str]:
    """What expired a lot tells of; what no operation caused is what the server itself does."""
    if written.posted(AccountKind.EXPIRED) != _expired(written):
        yield "points expired, or came back, that no lot tells of"
    if written.row.operation_id is None and not _is_by_the_server(written, moved):
        yield "no operation caused it"


def wrong_outcome(written: Written, moved: Moved) -> Iterator[str]:
    """The outcome, which stands in the row, told the device just these points."""
    outcome = outcome_of(written.row.outcome)
    effect = outcome.effect if outcome else None
    if effect is None:
        yield "its operation knows of no effect"
        return
    for kind, told in ((PointsKind.REGULAR, effect.regular), (PointsKind.PROMO, effect.promo)):
        if moved[kind.value] != told:
            yield f"the device was told {told} {kind.value.lower()} points"


def _booking(written: Written, moves: Moves) -> Booking:
    row = written.row
    return Booking(
        tenant_id=TenantId(row.tenant_id),
        transaction_seq=row.transaction_seq,
        operation_id=row.operation_id,
        kind=row.kind,
        card_id=row.card_id,
        staff_id=row.staff_id,
        effective_at_ms=row.effective_at_ms,
        posted_at_ms=row.posted_at_ms,
        snapshot=row.snapshot,
        entries=tuple(
            (x.account, x.points, x.account_version, x.balance_after) for x in written.entries
        ),
        lots=tuple(
            (x.lot_id, moves.card_of(x), x.kind, x.effective_at_ms, x.expires_at_ms)
            for x in written.lots
        ),
        uses=tuple((x.lot_id, x.points) for x in written.uses),
        leased=tuple((x.lease_id, x.lot_id, x.points) for x in written.leased),
        moves=tuple((x.lot_id, x.from_card_id, x.to_card_id) for x in written.moves),
    )


def _strange_lots(written: Written, moves: Moves) -> Iterator[str]:
    for use in (*written.uses, *written.leased):
        is_elsewhere = moves.card_of(use) != written.row.card_id
        if is_elsewhere and not (written.row.kind in _TAKING_BACK and use.lot_id in moves.of_lot):
            yield f"uses lot {use.lot_id} of another card"


def moved_by(written: Written, moves: Moves) -> Moved:
    """The points of each kind that the card it names moved, what it owes after a restore included.

    What is taken back may be the same guest's on several cards (LOY-09).

    What was expired and came back for a late redemption was the guest's then, and no news.
    """
    moved: defaultdict[str, int] = defaultdict(int)
    is_all_his = written.row.kind in _TAKING_BACK
    for use in written.uses:
        is_his = is_all_his or moves.card_of(use) == written.row.card_id
        if is_his and not _is_reinstated(written, use):
            moved[use.kind] += use.points
    for entry in written.entries:
        if entry.account.startswith(AccountKind.SUSPENSE):
            moved[entry.account.rpartition(":")[2]] += entry.points
    return moved


def _is_reinstated(written: Written, use: Fields) -> bool:
    return bool(written.row.kind == EntryKind.REDEEM and use.points > 0)


def _expired(written: Written) -> int:
    """What an expiry took from lots, less what a redemption found expired and took all the same."""
    is_expiry = written.row.kind == EntryKind.EXPIRE
    uses = (use for use in written.uses if is_expiry or _is_reinstated(written, use))
    return -sum(int(use.points) for use in uses)


def _is_by_the_server(written: Written, moved: Moved) -> bool:
    """Whether the server itself does such things, to nobody's harm but the house's."""
    kind, points = written.row.kind, moved.values()
    if kind in {EntryKind.LEASE, EntryKind.REPAY}:
        return any(points) == bool(written.posted(AccountKind.HOUSE_LOSS))
    if kind == EntryKind.EXPIRE:
        return all(each <= 0 for each in points)
    if kind == EntryKind.PROMO_GRANT:
        return all(each >= 0 for each in points)
    return kind in _NO_CHANGE and not written.uses
