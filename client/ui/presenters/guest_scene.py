"""Everything the guest screen says about one guest (CSH-16, CSH-18, CSH-37)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from client.till.guest_view import GuestView
from client.ui.presenters.guests import (
    CardNotice,
    card_notice,
    elsewhere_text,
    expiry_kind,
    expiry_text,
    full_name,
    level_text,
    offline_text,
    progress_percent,
    progress_text,
    status_kind,
    status_text,
    total_text,
    unconfirmed_text,
)
from client.ui.presenters.texts import say
from shared.domain.card import CardStatus
from shared.domain.codes import qr_payload
from shared.receipt.words import Language, number_text, phone_text, points_noun

_UNUSABLE = frozenset({CardStatus.BLOCKED, CardStatus.MERGED, CardStatus.DELETED})


@dataclass(frozen=True, slots=True)
class GuestScene:
    """The words of the guest screen."""

    name: str
    phone: str
    level: str
    status: str
    status_kind: str
    notice: CardNotice
    has_points: bool
    """False in a DISCOUNT programme, whose guests have a percentage instead."""
    total_title: str
    """What the total is, and where it counts if not in the whole chain (LOY-06)."""
    total: str
    """Points, or the percentage."""
    total_noun: str
    regular: str
    promo: str
    expiry: str
    expiry_kind: str
    progress: str
    """What is left to the next level, and how far the guest has come, in percent."""
    progress_percent: int
    unconfirmed: str
    offline: str
    """What this till may take without asking anybody, and until when."""
    elsewhere: str
    """Which till holds the most of the rest."""
    display_code: str
    qr_payload: str
    can_check_out: bool


def guest_scene(view: GuestView, *, language: Language) -> GuestScene:
    """What is said about ``view``; moments are told in the programme's time zone."""
    zone = ZoneInfo(view.programme.settings.timezone)
    card, code = view.card, view.card.display_code
    return GuestScene(
        name=full_name(view.guest.profile, language=language),
        phone=phone_text(view.guest.profile.phone),
        level=level_text(view, language=language),
        status=status_text(card.status, language=language),
        status_kind=status_kind(card.status),
        notice=card_notice(card.status, language=language),
        has_points=view.has_points,
        total_title=_total_title(view, language),
        total=total_text(view, language=language),
        total_noun=points_noun(view.total, language) if view.has_points else "",
        regular=number_text(view.regular, language=language),
        promo=number_text(view.promo, language=language),
        expiry=expiry_text(view.next_expiry, zone=zone, language=language),
        expiry_kind=expiry_kind(view),
        progress=progress_text(view, language=language),
        progress_percent=progress_percent(view),
        unconfirmed=unconfirmed_text(view.waiting, language=language),
        offline=offline_text(view, language=language),
        elsewhere=elsewhere_text(view.offline.elsewhere, language=language),
        display_code=f"{code[:3]} {code[3:]}" if code else "",
        qr_payload=qr_payload(card.token),
        can_check_out=card.status not in _UNUSABLE,
    )


def _total_title(view: GuestView, language: Language) -> str:
    if not view.has_points:
        return say("guestDiscount", language)
    return say("balanceHere" if view.is_of_restaurant else "balance", language)
