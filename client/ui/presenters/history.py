"""A guest's past in plain words: when, what, how many points, where, by whom, until when.

Words what the till and its server say; must not add anything up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from client.till.operation_view import OperationState, OperationView
from client.till.reason_words import reason_words
from client.ui.presenters.operations import KIND_KEYS, when_text
from client.ui.presenters.texts import say
from shared.domain.money import Money
from shared.domain.points import PointsKind
from shared.operations.encode import from_millis
from shared.receipt.words import (
    Language,
    date_text,
    moment_text,
    money_text,
    number_text,
    points_noun,
    points_text,
    signed_text,
)
from shared.sync.archive import BookingTold, LotTold

_KINDS: Final = {
    "EARN": "historyEarn",
    "REDEEM": "historyRedeem",
    "EXPIRE": "historyExpire",
    "MANUAL_ADJUST": "historyAdjust",
    "PROMO_GRANT": "historyGrant",
    "TRANSFER_OUT": "historyTransferOut",
    "TRANSFER_IN": "historyTransferIn",
    "MERGE": "historyMerge",
    "MIGRATE": "historyMigrate",
    "CANCEL": "historyCancel",
    "REFUND": "historyRefund",
}
_LOTS: Final = {PointsKind.REGULAR: "lotKindRegular", PointsKind.PROMO: "lotKindPromo"}
_ON_ITS_WAY: Final = frozenset({OperationState.WAITING, OperationState.SENT})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line: what, its points, and below it the circumstances."""

    title: str
    time: str
    points: str
    points_noun: str
    is_given: bool
    where: str
    """Till, restaurant and people."""
    details: str
    """Check, reason, code of the paper; of a lot how much is left and until when."""


def on_its_way(views: Iterable[OperationView]) -> tuple[OperationView, ...]:
    """Those that the server's own history cannot have yet."""
    return tuple(view for view in views if view.state in _ON_ITS_WAY)


def row_of_view(view: OperationView, *, now: datetime, language: Language) -> HistoryRow:
    """An operation of this till."""
    return HistoryRow(
        title=say(KIND_KEYS[view.kind], language),
        time=when_text(view.occurred_at, now=now, language=language),
        points=signed_text(view.points, language=language) if view.points else "",
        points_noun=points_noun(view.points, language) if view.points else "",
        is_given=view.points > 0,
        where=_joined([say("historyHere", language), *_people(view, language)]),
        details=_joined(_facts_of(view, language)),
    )


def row_of_booking(told: BookingTold, *, zone: ZoneInfo, language: Language) -> HistoryRow:
    """A booking of the server."""
    points = told.regular + told.promo
    return HistoryRow(
        title=_kind(told, language),
        time=moment_text(_local(told.at_ms, zone)),
        points=signed_text(points, language=language),
        points_noun=points_noun(points, language),
        is_given=points > 0,
        where=_where(told, language),
        details=_joined(_circumstances(told, language)),
    )


def row_of_lot(lot: LotTold, *, zone: ZoneInfo, language: Language) -> HistoryRow:
    """Points with one origin: what is left of them, and until when."""
    born = lot.born
    what = _kind(born, language)
    if lot.is_from_guest:
        what = say("lotFromGuest", language, what=what[0].lower() + what[1:])
    return HistoryRow(
        title=what,
        time=moment_text(_local(born.at_ms, zone)),
        points=number_text(lot.left, language=language),
        points_noun=points_noun(lot.left, language),
        is_given=True,
        where=_where(born, language),
        details=_joined([*_of_lot(lot, zone, language), *_circumstances(born, language)]),
    )


def _of_lot(lot: LotTold, zone: ZoneInfo, language: Language) -> Iterator[str]:
    yield say(_LOTS[lot.kind], language)
    if lot.given != lot.left:
        yield say("lotGiven", language, points=points_text(lot.given, language=language))
    if lot.expires_at_ms is None:
        yield say("lotForEver", language)
    else:
        day = date_text(_local(lot.expires_at_ms, zone).date())
        yield say("lotUntil", language, date=day)


def _kind(told: BookingTold, language: Language) -> str:
    return say(_KINDS.get(told.kind, "historyOther"), language)


def _where(told: BookingTold, language: Language) -> str:
    if not told.device_name and not told.staff_name:
        return say("historyHouse", language)
    return _joined([told.device_name, told.restaurant_name, *_people(told, language)])


def _people(told: BookingTold | OperationView, language: Language) -> Iterator[str]:
    yield told.staff_name
    if told.approver_name:
        yield say("historyApproved", language, name=told.approver_name)


def _circumstances(told: BookingTold, language: Language) -> Iterator[str]:
    if told.check is not None:
        amount = Money(told.check.amount_minor, told.check.currency)
        yield say("historyCheck", language, amount=money_text(amount, language=language))
    if told.reason:
        yield reason_words(told.reason, language=language)
    if told.receipt:
        yield say("historyCode", language, code=told.receipt)


def _facts_of(view: OperationView, language: Language) -> Iterator[str]:
    if view.amount is not None:
        yield say("historyCheck", language, amount=money_text(view.amount, language=language))
    if view.state in _ON_ITS_WAY:
        yield say("historyWaiting", language)
    if view.is_cancelled:
        yield say("operationStateCancelled", language)


def _local(at_ms: int, zone: ZoneInfo) -> datetime:
    return from_millis(at_ms).astimezone(zone)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
