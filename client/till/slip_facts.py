"""What a slip states about operations of this till, read back from the very rows that were kept.

A slip printed before the server's answer states what the till's own numbers give and says so; one
composed after it states what the server booked (CSH-63, P5).
"""

from datetime import datetime, tzinfo
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from client.store import house, outbox
from client.store.columns import approver_of
from client.store.guests import GuestRecord, guest_record
from client.store.me import me_of
from client.store.outbox import OutboxRow
from client.store.programme import programme_in_force, programme_version
from client.store.staff import staff_record
from client.till.answers import is_booked, is_refused
from client.till.overlay import Change, Overlay, overlay
from client.till.reason_words import reason_words
from client.till.refusals import ReceiptUnknown
from client.till.sales import check_told
from client.till.training import is_for_training
from shared.domain.card import Card
from shared.domain.codes import qr_payload
from shared.domain.ids import GuestId, StaffId
from shared.domain.money import Money
from shared.domain.phones import mask_phone
from shared.domain.points import points_value_minor
from shared.domain.programme import ProgrammeKind, ProgrammeSettings, ProgrammeVersion
from shared.domain.quotes import QuoteStep
from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    CheckBody,
    DeviceLostBody,
    DiscountBody,
    EarnBody,
    LeaseReleaseBody,
    OperationBody,
    RedeemBody,
    RefundBody,
    RegistrationBody,
    ShiftCloseBody,
    ShiftHandoverBody,
    ShiftOpenBody,
    StepBody,
    TransferBody,
)
from shared.operations.chain import short_hash
from shared.operations.encode import check_of, from_millis
from shared.receipt.facts import (
    BookedLine,
    GuestCardFacts,
    GuestOnPaper,
    Place,
    ReceiptFacts,
    SlipKind,
)
from shared.receipt.words import Language
from shared.sync.messages import Effect


def slip_of(db: Database, receipt_id: str, *, language: Language) -> ReceiptFacts:
    """The facts of the slip whose operations carry ``receipt_id``, as they stand now.

    Raises ``ReceiptUnknown`` when there are none, or the server refused all of them.
    """
    rows = [row for row in outbox.of_receipt(db, receipt_id) if not is_refused(row)]
    if not rows:
        raise ReceiptUnknown(receipt_id=receipt_id)
    last = rows[-1]
    record = _guest_of(db, last)
    shown = overlay(db, record.card)
    bodies = [row.body() for row in rows]
    regular, promo = _balances(last, shown.card, at=last.occurred_at)
    check, told_at = _check_of(db, bodies[0]), local_time(db, last)
    return ReceiptFacts(
        kind=_kind_of(bodies),
        place=place_of(db, last.staff_id),
        guest=guest_on_paper(record),
        local_time=told_at,
        lines=tuple(_line(row, shown) for row in rows),
        balance_regular=regular,
        balance_promo=promo,
        is_pending=not all(is_booked(row) for row in rows),
        steps=tuple(_step(step, told_at.tzinfo) for body in bodies for step in _steps(body)),
        check_amount=check_of(check).amount if check else None,
        check_number=check.number if check else None,
        to_pay=_to_pay(check, bodies) if check else None,
        discount=_discount(check, bodies) if check else None,
        has_points=_has_points(db, last),
        reason=_reason(bodies[-1], language),
        refunded=_refunded(check, bodies[0]) if check else None,
        approver_name=staff_name(db, approver_of(bodies[-1])),
        receiver=_receiver(db, bodies[0]),
    )


def card_slip(
    db: Database, record: GuestRecord, *, staff_id: StaffId, programme: ProgrammeVersion
) -> GuestCardFacts:
    """The facts of the paper card the guest takes home (CSH-46, CSH-62)."""
    return GuestCardFacts(
        place=place_of(db, staff_id),
        guest=guest_on_paper(record),
        programme_name=programme.name,
        qr_payload=qr_payload(record.card.token),
    )


def guest_on_paper(record: GuestRecord) -> GuestOnPaper:
    """The guest as far as paper may say."""
    return GuestOnPaper(
        guest_id=record.guest.guest_id,
        card_id=record.card.card_id,
        name=record.guest.profile.first_name,
        masked_phone=mask_phone(record.guest.profile.phone),
        display_code=record.card.display_code,
    )


def _guest_of(db: Database, row: OutboxRow) -> GuestRecord:
    record = guest_record(db, row.guest())
    if record is None:  # erased at his own request meanwhile
        raise ReceiptUnknown(receipt_id=row.receipt_id or "")
    return record


def _balances(last: OutboxRow, card: Card, *, at: datetime) -> tuple[int, int]:
    effect = _effect(last)
    if effect is not None:
        return effect.regular_after, effect.promo_after
    return card.regular(at), card.promo(at)


def _line(row: OutboxRow, shown: Overlay) -> BookedLine:
    effect = _effect(row)
    change = Change(effect.regular, effect.promo) if effect else shown.change_of(row.operation_id)
    return BookedLine(
        operation_id=row.operation_id,
        short_hash=short_hash(row.link),
        seq=row.seq,
        kind=row.body().kind,
        regular=change.regular,
        promo=change.promo,
    )


def _effect(row: OutboxRow) -> Effect | None:
    return row.outcome.effect if row.outcome else None


def _kind_of(bodies: list[OperationBody]) -> SlipKind:
    kinds = {body.kind for body in bodies}
    return SlipKind.REDEEM_AND_EARN if kinds == {"redeem", "earn"} else SlipKind(bodies[0].kind)


def place_of(db: Database, staff_id: StaffId | None) -> Place:
    """The head of a slip: where this till stands, and who works at it."""
    me, restaurant = me_of(db), house.restaurant(db)
    return Place(
        restaurant_name=restaurant.name if restaurant else me.restaurant_name,
        restaurant_address=restaurant.address if restaurant else "",
        device_name=me.device_name,
        staff_name=staff_name(db, staff_id),
        is_practice=is_for_training(me),
    )


def staff_name(db: Database, staff_id: str | None) -> str:
    """Who that is; empty for nobody this till knows."""
    record = staff_record(db, staff_id) if staff_id else None
    return record.member.name if record else ""


def local_time(db: Database, row: OutboxRow) -> datetime:
    """When it happened, by the clock on the restaurant's wall."""
    programme = _programme_of(db, row)
    timezone = programme.settings.timezone if programme else ProgrammeSettings().timezone
    return row.occurred_at.astimezone(ZoneInfo(timezone))


def _programme_of(db: Database, row: OutboxRow) -> ProgrammeVersion | None:
    body = row.body()
    if isinstance(body, LeaseReleaseBody):
        return programme_in_force(db, row.occurred_at)
    return programme_version(db, body.programme_version_id)


def _has_points(db: Database, row: OutboxRow) -> bool:
    programme = _programme_of(db, row)
    return programme is None or programme.settings.kind is ProgrammeKind.POINTS


def _steps(body: OperationBody) -> tuple[StepBody, ...]:
    if isinstance(body, EarnBody | RegistrationBody | RedeemBody | DiscountBody):
        return body.steps or ()
    return ()


def _step(body: StepBody, zone: tzinfo | None) -> QuoteStep:
    expires = body.expires_at_ms
    return QuoteStep(
        kind=body.kind,
        points=body.points,
        base_minor=body.base_minor,
        basis_points=body.basis_points,
        source_id=body.source_id,
        name=body.name,
        expires_at=from_millis(expires).astimezone(zone) if expires is not None else None,
        beaten_by=body.beaten_by or "",
    )


def _check_of(db: Database, body: OperationBody) -> CheckBody | None:
    """The check of a sale, or the one that a refund is of."""
    if isinstance(body, RefundBody):
        target = outbox.get(db, body.target_operation_id)
        return check_told(target.body()) if target is not None else None
    return check_told(body)


def _refunded(check: CheckBody, body: OperationBody) -> Money | None:
    return Money(body.refund_minor, check.currency) if isinstance(body, RefundBody) else None


def _receiver(db: Database, body: OperationBody) -> GuestOnPaper | None:
    if not isinstance(body, TransferBody):
        return None
    record = guest_record(db, GuestId(body.to_guest_id))
    return guest_on_paper(record) if record is not None else None


def _discount(check: CheckBody, bodies: list[OperationBody]) -> Money | None:
    minor = _discount_minor(bodies)
    return Money(minor, check.currency) if minor is not None else None


def _to_pay(check: CheckBody, bodies: list[OperationBody]) -> Money | None:
    if isinstance(bodies[0], RefundBody):
        return None
    redeemed = sum(body.points for body in bodies if isinstance(body, RedeemBody))
    off = points_value_minor(redeemed) + (_discount_minor(bodies) or 0)
    return Money(check.amount_minor - off, check.currency)


def _discount_minor(bodies: list[OperationBody]) -> int | None:
    """None where there is no discount at all."""
    return next((body.discount_minor for body in bodies if isinstance(body, DiscountBody)), None)


def _reason(body: OperationBody, language: Language) -> str:
    match body:
        case AdjustmentBody() | CancelBody() | RefundBody() | TransferBody():
            return reason_words(body.reason, language=language)
        case EarnBody() | RedeemBody() | DiscountBody() | RegistrationBody():
            return ""
        case LeaseReleaseBody() | DeviceLostBody():
            return ""
        case ShiftOpenBody() | ShiftHandoverBody() | ShiftCloseBody():
            return ""
        case _:
            assert_never(body)
