"""Guests and their cards in words, as far as a cashier may see them (CSH-16, CSH-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from client.till.guest_search import GuestHit
from client.till.guest_view import GuestView
from client.till.offline import HeldPoints
from client.till.recent_guests import RecentGuest
from client.ui.presenters.texts import say
from shared.domain.card import CardStatus
from shared.domain.expiring import Due, ExpiryCause
from shared.domain.guest import Profile
from shared.domain.levels import progress
from shared.domain.money import Money
from shared.domain.phones import mask_phone
from shared.domain.points import PointsKind
from shared.receipt.words import (
    Language,
    date_text,
    money_text,
    number_text,
    percent_text,
    phone_text,
    points_noun,
    points_text,
    russian_plural,
)

_STATUS_KEYS = {
    CardStatus.ACTIVE: "statusActive",
    CardStatus.MIGRATED: "statusActive",
    CardStatus.PENDING_CONSENT: "statusPendingConsent",
    CardStatus.BLOCKED: "statusBlocked",
    CardStatus.MERGED: "statusMerged",
    CardStatus.DELETED: "statusDeleted",
}
_GONE = frozenset({CardStatus.MERGED, CardStatus.DELETED})
_EXPIRES = {
    ExpiryCause.TERM: "pointsExpire",
    ExpiryCause.INACTIVITY: "pointsExpireUnused",
}


@dataclass(frozen=True, slots=True)
class GuestRowText:
    """One line of the search results."""

    guest_id: str
    name: str
    phone: str
    level: str
    points: str
    points_noun: str
    card_state: str
    is_usable: bool


@dataclass(frozen=True, slots=True)
class RecentRow:
    """One line of those who were here lately."""

    guest_id: str
    name: str
    phone: str
    time: str


@dataclass(frozen=True, slots=True)
class CardNotice:
    """What a cashier must know about a card before using it; empty when all is well."""

    title: str = ""
    text: str = ""
    kind: str = "warning"


def guest_row(hit: GuestHit, *, language: Language) -> GuestRowText:
    """A found guest as a line of a list."""
    is_usable = _STATUS_KEYS[hit.status] == "statusActive"
    return GuestRowText(
        guest_id=hit.guest_id,
        name=hit.name or say("noName", language),
        phone=phone_text(hit.phone),
        level=hit.level_name,
        points=_worth(hit, language),
        points_noun=_worth_noun(hit, language),
        card_state="" if is_usable else status_text(hit.status, language=language),
        is_usable=is_usable,
    )


def recent_row(guest: RecentGuest, *, language: Language) -> RecentRow:
    """Somebody who was here lately, as a line: whoever looks over a shoulder learns little."""
    return RecentRow(
        guest_id=guest.guest_id,
        name=guest.name or say("noName", language),
        phone=mask_phone(guest.phone),
        time=guest.at.strftime("%H:%M"),
    )


def _worth(hit: GuestHit, language: Language) -> str:
    if hit.discount_bp is not None:
        return percent_text(hit.discount_bp, language=language)
    return number_text(hit.total, language=language)


def _worth_noun(hit: GuestHit, language: Language) -> str:
    if hit.discount_bp is not None:
        return say("guestDiscountNoun", language)
    return points_noun(hit.total, language)


def full_name(profile: Profile, *, language: Language) -> str:
    """First and last name, or words for a guest who gave none."""
    name = f"{profile.first_name} {profile.last_name}".strip()
    return name or say("noName", language)


def level_text(view: GuestView, *, language: Language) -> str:
    """``Серебро  +5 %``: the name and what it adds to every earn."""
    level = view.level
    if not view.has_points or not level.bonus_bp:
        return level.name
    return f"{level.name}  +{percent_text(level.bonus_bp, language=language)}"


def status_text(status: CardStatus, *, language: Language) -> str:
    """What the state of a card is called (GST-07)."""
    return say(_STATUS_KEYS[status], language)


def status_kind(status: CardStatus) -> str:
    """The colour of a card's state."""
    if _STATUS_KEYS[status] == "statusActive":
        return "success"
    return "warning" if status is CardStatus.PENDING_CONSENT else "danger"


def card_notice(status: CardStatus, *, language: Language) -> CardNotice:
    """Why points cannot be earned or redeemed on a card of this state (CSH-37, C-15)."""
    if status is CardStatus.PENDING_CONSENT:
        return CardNotice(say("cardConsentTitle", language), say("cardConsentText", language))
    if status is CardStatus.BLOCKED:
        title, text = say("cardBlockedTitle", language), say("cardBlockedText", language)
        return CardNotice(title, text, "danger")
    if status in _GONE:
        return CardNotice(say("cardGoneTitle", language), say("cardGoneText", language), "danger")
    return CardNotice()


def expiry_text(due: Due | None, *, zone: tzinfo, language: Language) -> str:
    """``300 баллов сгорят 12.12.2026``; empty when there is nothing to lose (CSH-18, LOY-17)."""
    if due is None:
        return ""
    points = points_text(due.points, language=language)
    goes = say("pointsGoOne" if _is_one(due.points, language) else "pointsGoMany", language)
    return say(_EXPIRES[due.cause], language, points=points, goes=goes, date=_day(due.at, zone))


def expiry_kind(view: GuestView) -> str:
    """The colour of what goes next: a warning as soon as the guest is warned too (LOY-20)."""
    due = view.next_expiry
    if due is None:
        return "plain"
    warned = timedelta(days=view.programme.settings.expiry_warning_days)
    if due.at <= view.at + warned:
        return "warning"
    return "promo" if due.kind is PointsKind.PROMO else "plain"


def total_text(view: GuestView, *, language: Language) -> str:
    """``2 800``, or ``10 %`` off in a DISCOUNT programme."""
    if view.has_points:
        return number_text(view.total, language=language)
    return percent_text(view.discount_bp, language=language)


def progress_percent(view: GuestView) -> int:
    """How far the guest has come to the next level, in percent."""
    return progress(view.card, programme=view.programme).percent


def progress_text(view: GuestView, *, language: Language) -> str:
    """``До уровня Золото осталось 62 % (248 000 ₽)``; empty at the top (LOY-35)."""
    ahead = progress(view.card, programme=view.programme)
    if ahead.next is None:
        return ""
    left = Money(ahead.left_minor, view.programme.settings.currency)
    return say(
        "levelProgress",
        language,
        level=ahead.next.name,
        percent=percent_text((100 - ahead.percent) * 100, language=language),
        money=money_text(left, language=language),
    )


def unconfirmed_text(count: int, *, language: Language) -> str:
    """How many operations of this guest the server has not confirmed; empty for none."""
    if count == 0:
        return ""
    key = russian_plural(
        count, one="guestWaitingOne", few="guestWaitingFew", many="guestWaitingMany"
    )
    if language is Language.EN:
        key = "guestWaitingOne" if count == 1 else "guestWaitingMany"
    return say(key, language, count=number_text(count, language=language))


def offline_text(view: GuestView, *, language: Language) -> str:
    """``Без связи можно списать: 300 · до 18:40``; empty for a guest without points (design §6).

    What the house vouches for has no end of its own.
    """
    offline = view.offline
    if view.total == 0:
        return ""
    if offline.spendable == 0:
        return say("guestOfflineNone", language)
    points = number_text(min(offline.spendable, view.total), language=language)
    if offline.until is None or offline.points == 0:
        return say("guestOfflineVouched", language, points=points)
    return say("guestOffline", language, points=points, time=f"{offline.until:%H:%M}")


def elsewhere_text(held: Sequence[HeldPoints], *, language: Language) -> str:
    """Which till holds points of the guest, and until when; empty when none does."""
    if not held:
        return ""
    first = held[0]
    points = points_text(first.points, language=language)
    if first.until is None:
        return say("guestElsewhere", language, points=points, device=first.device_name)
    time = f"{first.until:%H:%M}"
    return say("guestElsewhereUntil", language, points=points, device=first.device_name, time=time)


def _is_one(points: int, language: Language) -> bool:
    """``21 балл`` is one in Russian, and many in English."""
    if language is Language.EN:
        return points == 1
    return russian_plural(points, one="one", few="", many="") == "one"


def _day(moment: datetime, zone: tzinfo) -> str:
    return date_text(moment.astimezone(zone).date())
