"""Transfer: points from one guest to another, in one transaction of two linked rows (LED-41)."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from server.audit import Action, Activity, note
from server.books import Books
from server.effects import service as effects
from server.ledger.accounts import transfers_from
from server.ledger.bookings import Purpose, book_uses
from server.ledger.elsewhere import require_free
from server.ledger.granting import freed_card
from server.ledger.house_acts import ActTold
from server.ledger.incoming import RECEIVED_EFFECT, Act, Booked, Verdict, booked
from server.ledger.posting import OtherCard
from server.ledger.quoting import notes_on, quoted_by
from server.ledger.reversing import require_reason
from server.ledger.rights import require_permission
from server.ledger.service import opened_card
from server.ledger.suspense import settle_debt
from shared.domain.card import Card
from shared.domain.errors import GuestUnknown
from shared.domain.ids import GuestId
from shared.domain.ledger import EntryKind
from shared.domain.lots import LotUse
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Permission
from shared.domain.transferring import Transfer, TransferReason, check_transfer, transfer
from shared.operations.bodies import TransferBody
from shared.operations.encode import from_millis


def give(books: Books, act: Act, body: TransferBody) -> Verdict:
    """Books the transfer of what is under no lease.

    Raises ``Refusal``: rights, reason, the limits of the day, a card that may not give or get, one
    guest under two names, or too few points.
    """
    require_permission(books, act, body, permission=Permission.ADJUST_POINTS)
    require_reason(body, TransferReason)
    sender, receiver = _card(books, act, body.guest_id), _card(books, act, body.to_guest_id)
    programme = quoted_by(books, act, body)
    given_today = _given_today(books, act, sender, programme=programme)
    check_transfer(
        sender, receiver, body.points, given_today=given_today, settings=programme.settings
    )
    free = freed_card(books, act.tenant_id, sender, now_ms=act.posted_at_ms)
    require_free(books, act, sender, free=free, points=body.points)
    at = from_millis(act.effective_at_ms)
    gift = transfer(free, body.points, operation_id=act.operation_id, at=at)
    purpose = _purpose(body, receiver, gift=gift, programme=programme)
    done = book_uses(books, act, body, card_and_uses=(sender, gift.taken), purpose=purpose)
    _settle_debt_of(books, act, receiver)
    _tell_receiver(books, act, done=done, receiver=receiver)
    _record(books, act, body, done=done, receiver=receiver)
    return booked(done, *notes_on(books, act, body))


def _card(books: Books, act: Act, guest_id: str) -> Card:
    card = opened_card(books, act.tenant_id, GuestId(guest_id), at=act.restaurant_id)
    if card is None:
        raise GuestUnknown(guest_id=guest_id)
    return card


def _given_today(books: Books, act: Act, sender: Card, *, programme: ProgrammeVersion) -> int:
    """What the card gave away already in the day of the programme's zone.

    Nothing where it was given before a restore: no limit of today takes that back (§9).
    """
    if act.promised is not None:
        return -programme.settings.transfer_points_per_day
    day = _day_of(act.effective_at_ms, programme)
    return sum(
        points
        for at_ms, points in transfers_from(books, act.tenant_id, sender.card_id)
        if _day_of(at_ms, programme) == day
    )


def _day_of(at_ms: int, programme: ProgrammeVersion) -> int:
    local: datetime = from_millis(at_ms).astimezone(ZoneInfo(programme.settings.timezone))
    return local.toordinal()


def _purpose(
    body: TransferBody, receiver: Card, *, gift: Transfer, programme: ProgrammeVersion
) -> Purpose:
    """Where each lot that is born comes from stays with the booking."""
    origins = {lot.lot_id: use.lot_id for lot, use in zip(gift.born, gift.taken, strict=True)}
    gets = OtherCard(
        receiver, tuple(replace(lot, left=0) for lot in gift.born), tuple(_filling(gift))
    )
    facts = {
        "points": body.points,
        "to_card_id": receiver.card_id,
        "origins": origins,
        "reason": body.reason,
    }
    return Purpose(EntryKind.TRANSFER_OUT, None, programme, facts=facts, others=(gets,))


def _filling(gift: Transfer) -> Iterator[LotUse]:
    return (LotUse(lot.lot_id, lot.kind, lot.left) for lot in gift.born)


def _settle_debt_of(books: Books, act: Act, receiver: Card) -> None:
    """What he got repays what his card owed since a restore, as what he earns does."""
    settle_debt(
        books,
        act.tenant_id,
        receiver.card_id,
        made_at_ms=act.effective_at_ms,
        now_ms=act.posted_at_ms,
    )


def _tell_receiver(books: Books, act: Act, *, done: Booked, receiver: Card) -> None:
    """The company's own systems hear of the sender as of every operation; of the receiver here."""
    told = ActTold(
        operation_id=act.original_id,
        guest_id=receiver.guest_id,
        card_id=receiver.card_id,
        regular=-done.regular,
        promo=-done.promo,
        transaction_seq=done.transaction_seq,
        at_ms=act.posted_at_ms,
    )
    effects.owe(books, act.tenant_id, act.original_id, kind=RECEIVED_EFFECT, facts=asdict(told))


def _record(books: Books, act: Act, body: TransferBody, *, done: Booked, receiver: Card) -> None:
    note(
        books,
        act.tenant_id,
        Activity(
            Action.POINTS_TRANSFERRED,
            "card",
            done.card.card_id,
            performed_by=body.staff_id,
            at_ms=act.posted_at_ms,
            details={
                "operation_id": act.operation_id,
                "to_card_id": receiver.card_id,
                "points": body.points,
                "reason": body.reason,
                "approver_id": body.approver_id,
            },
        ),
    )
