"""What the guest is shown beside the till: sums and points, no name, no phone.

Source: the customer display of issue 5. Works on what the cashier's screens say already.
"""

from dataclasses import dataclass
from typing import Final

from client.till.done import Done
from client.till.guest_view import GuestView
from client.ui.presenters.checkout import CheckoutScene
from client.ui.presenters.receipts import done_scene
from client.ui.presenters.texts import say
from shared.domain.codes import qr_payload
from shared.receipt.words import Language, points_text

WINDOW: Final = "window"
"""The choice of a window instead of a screen of its own."""
MINUS: Final = "−"


@dataclass(frozen=True, slots=True)
class GuestLine:
    """A figure and what it is; ``kind`` is plain, given or taken."""

    label: str
    value: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class GuestFace:
    """All that is shown; ``kind`` is idle, check, done or card."""

    kind: str = "idle"
    title: str = ""
    lines: tuple[GuestLine, ...] = ()
    main_label: str = ""
    main_value: str = ""
    qr: str = ""
    qr_note: str = ""


IDLE: Final = GuestFace()


def display_note(chosen: str, *, language: Language) -> str:
    """Where the guest is shown his points."""
    if not chosen:
        return say("guestOff", language)
    name = say("guestWindow", language) if chosen == WINDOW else chosen
    return say("guestChosenOn", language, screen=name)


def check_face(scene: CheckoutScene, *, language: Language) -> GuestFace:
    """A check as it grows; idle until there is an amount that can be quoted."""
    if not scene.to_pay:
        return IDLE
    lines = [GuestLine(say("guestAmount", language), f"{scene.amount} {scene.currency}")]
    if scene.redeem_points:
        taken = f"{MINUS}{points_text(scene.redeem_points, language=language)}"
        lines.append(GuestLine(say("guestRedeem", language), taken, "taken"))
    if scene.earn_total:
        lines.append(GuestLine(scene.earn_title, scene.earn_total, "given"))
    if scene.balance_after:
        lines.append(GuestLine(say("guestBalanceAfter", language), scene.balance_after))
    return GuestFace(
        "check",
        say("guestCheck", language),
        tuple(lines),
        main_label=say("guestToPay", language),
        main_value=scene.to_pay,
    )


def done_face(done: Done, *, language: Language) -> GuestFace:
    """It is booked: what changed, what is on the card now, and the card itself."""
    scene = done_scene(done.facts, view=done.view, language=language)
    lines = [GuestLine(scene.title, "", "given")]
    if scene.to_pay:
        lines.append(GuestLine(say("guestPaid", language), scene.to_pay))
    return GuestFace(
        "done",
        say("guestThanks", language),
        tuple(lines),
        main_label=say("guestBalance", language) if scene.balance else "",
        main_value=f"{scene.balance} {scene.balance_noun}" if scene.balance else "",
        qr=_card(done.view),
        qr_note=say("guestCardNote", language),
    )


def card_face(view: GuestView, *, language: Language) -> GuestFace:
    """A new guest takes his card along."""
    balance = points_text(view.total, language=language) if view.has_points else ""
    return GuestFace(
        "card",
        say("guestCard", language),
        main_label=say("guestBalance", language) if balance else "",
        main_value=balance,
        qr=_card(view),
        qr_note=say("guestCardNote", language),
    )


def _card(view: GuestView) -> str:
    return qr_payload(view.card.token)
