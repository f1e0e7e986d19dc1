"""One check: the amount, the quote as it grows, redeeming, and the one button that books it.

Source: CSH-20…CSH-37. Keeps what was typed; the till quotes and books.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.check_quote import CheckQuote, CheckTotals
from client.till.checkout import CheckDone
from client.till.guest_view import GuestView
from client.till.refusals import QuoteChanged
from client.till.trouble import InDoubt, RedemptionInDoubt
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.checkout import CheckoutScene, CheckoutState, checkout_scene
from client.ui.presenters.quotes import QuoteRow, snapped
from client.ui.presenters.texts import wording
from client.ui.presenters.typing_pad import erase_last, type_amount, type_points
from client.ui.viewmodels.done import show_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, number_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.check import Bill, Check
from shared.domain.errors import AmountInvalid, LeasedElsewhere, LeaseMissing, Refusal
from shared.domain.ids import CheckId
from shared.domain.money import Money, parse_check_amount
from shared.receipt.words import points_text

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class CheckingOut(Protocol):
    """What the screen needs of the till."""

    def quote(self, view: GuestView, amount: Money, *, redeem_points: int = 0) -> CheckQuote: ...
    async def confirm(
        self, view: GuestView, check: Check, *, redeem_points: int, shown: CheckTotals | None
    ) -> CheckDone: ...
    async def fresh(self, view: GuestView) -> GuestView: ...
    async def settle(self, in_doubt: InDoubt) -> CheckDone: ...
    async def abandon(self, in_doubt: InDoubt) -> None: ...


@QmlElement
class CheckoutViewModel(ScreenViewModel):
    """A pad that types the amount or the points, and the quote beside it."""

    changed = Signal()

    def __init__(self, desk: Desk, *, checkout: CheckingOut, new_id: Callable[[], str]) -> None:
        super().__init__(desk)
        self._checkout, self._new_id = checkout, new_id
        self.scene: CheckoutScene | None = None
        self._state: CheckoutState | None = None
        self._amount: Money | None = None
        self._check_id = CheckId("")
        self._in_doubt: InDoubt | None = None
        self._is_typing_points = False
        self._rows = RowsModel(QuoteRow)
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """A new check for the guest ``subject``; come back to, the one that was left."""
        assert isinstance(subject, GuestView)
        if self._state is not None and self._state.view is subject:
            self.follow_sync()
            return
        self.desk.toast.dismiss()
        self._in_doubt, self._is_typing_points = None, False
        self._amount, self._check_id = None, CheckId(self._new_id())
        self._state = CheckoutState(subject)
        self.refresh()

    def refresh(self) -> None:
        """Everything is worded anew."""
        if self._state is not None:
            self.scene = checkout_scene(self._state, language=self.desk.texts.spoken)
            self._rows.show(self.scene.rows)
        super().refresh()

    def follow_sync(self) -> None:
        """The connection came or went: what can be redeemed may differ."""
        if self._state is not None and not self.tasks:
            self._quote(self._state)

    def keep_typed(self) -> Callable[[], None]:
        kept = self._state

        def take_back() -> None:
            if kept is not None and self._state is not None and not self.tasks:
                typed, points = kept.typed, kept.redeem_points
                self._quote(replace(self._state, typed=typed, redeem_points=points))

        return take_back

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """One key of the pad or of a keyboard."""
        if self._state is None or self.tasks:
            return
        if self._is_typing_points:
            self._type_points(type_points(self._typed_points(), key))
        else:
            self._quote(replace(self._state, typed=type_amount(self._state.typed, key)))

    @Slot()
    def erase(self) -> None:
        """The last digit."""
        if self._is_typing_points:
            self._type_points(erase_last(self._typed_points()))
        elif self._state is not None:
            self._quote(replace(self._state, typed=erase_last(self._state.typed)))

    @Slot()
    def clear(self) -> None:
        """All digits."""
        if self._is_typing_points:
            self._type_points("")
        elif self._state is not None:
            self._quote(replace(self._state, typed=""))

    @Slot()
    def chooseAmount(self) -> None:
        """The pad types the amount."""
        self._is_typing_points = False
        self.refresh()

    @Slot()
    def choosePoints(self) -> None:
        """The pad types the points to redeem."""
        self._is_typing_points = self.scene is not None and self.scene.can_redeem
        self.refresh()

    @Slot(int)
    def redeemPoints(self, points: int) -> None:
        """The slider stands at ``points``."""
        quote = self._state.quote if self._state else None
        if quote is not None and quote.limits is not None:
            self._redeem(snapped(points, quote.limits))
        self.refresh()

    @Slot()
    def redeemMaximum(self) -> None:
        """As many as this check takes (CSH-35)."""
        if self.scene is not None:
            self._redeem(self.scene.redeem_maximum)

    @Slot()
    def confirm(self) -> None:
        """Book what the button says: redeem first, then earn, on one check."""
        state, scene = self._state, self.scene
        if state is None or scene is None or self._amount is None:
            return
        if self.tasks or not scene.can_confirm:
            return
        check = Check(self._check_id, Bill(self._amount))
        shown = state.quote.totals if state.quote else None
        points = shown.redeemed if shown else 0
        work = self._checkout.confirm(state.view, check, redeem_points=points, shown=shown)
        run_task(self, work, done=self._booked, refused=self._not_booked)

    @Slot()
    def goBack(self) -> None:
        """Away from the check; what is being asked of the server goes on, and its end is told."""
        if self.tasks and self._is_redeeming():
            self.desk.toast.inform(wording("checkoutLeft"), wording("checkoutLeftText"))
        super().goBack()

    @Slot()
    def waitForAnswer(self) -> None:
        """Ask whether the server has decided meanwhile."""
        if self._in_doubt is not None:
            work = self._checkout.settle(self._in_doubt)
            run_task(self, work, done=self._booked, refused=self._not_booked)

    @Slot()
    def abandonRedemption(self) -> None:
        """Take the redemption back, whatever the server did with it."""
        if self._in_doubt is not None:
            run_task(self, self._checkout.abandon(self._in_doubt), done=self._abandoned)

    def _quote(self, state: CheckoutState) -> None:
        self._amount, refusal = _read_amount(state)
        quote = None
        if self._amount is not None:
            quote = self._checkout.quote(
                state.view, self._amount, redeem_points=state.redeem_points
            )
        self._state = replace(state, amount_refusal=refusal, quote=quote)
        self.refresh()

    def _redeem(self, points: int) -> None:
        if self._state is not None and points != self._state.redeem_points:
            self._quote(replace(self._state, redeem_points=points))

    def _type_points(self, typed: str) -> None:
        self._redeem(int(typed or "0"))

    def _typed_points(self) -> str:
        points = self._state.redeem_points if self._state else 0
        return str(points) if points else ""

    def _booked(self, done: CheckDone) -> None:
        self._state = self._in_doubt = None
        show_done(self.desk, done, left=Screen.CHECKOUT)

    def _not_booked(self, problem: Refusal | Trouble) -> bool:
        """In doubt: wait or abandon. Refused: the check is free to be entered otherwise.

        A quote that changed is shown as it is now, to be confirmed again.
        """
        if isinstance(problem, RedemptionInDoubt):
            is_shown = self._in_doubt is None and self.desk.navigation.screen is Screen.CHECKOUT
            self._in_doubt = problem.pending
            self.refresh()
            return is_shown
        if isinstance(problem, QuoteChanged | LeasedElsewhere | LeaseMissing) and self._state:
            run_task(self, self._checkout.fresh(self._state.view), done=self._quote_anew)
            return False
        if isinstance(problem, Refusal):
            self._in_doubt, self._check_id = None, CheckId(self._new_id())
            self._redeem(0)
            self.refresh()
        return False

    def _quote_anew(self, view: GuestView) -> None:
        if self._state is not None:
            self._quote(replace(self._state, view=view))

    def _abandoned(self, _nothing: None) -> None:
        self._state = self._in_doubt = None
        self.desk.toast.inform(
            wording("checkoutDoubtAbandoned"), wording("checkoutDoubtAbandonedText")
        )
        if self.desk.navigation.screen is Screen.CHECKOUT:
            self.desk.navigation.back()

    def _is_redeeming(self) -> bool:
        return self._in_doubt is not None or bool(self._state and self._state.redeem_points)

    def _doubt_text(self) -> str:
        if self._in_doubt is None:
            return ""
        points = points_text(self._in_doubt.redeem_points, language=self.desk.texts.spoken)
        return self.desk.texts.say("checkoutDoubtText", points=points)

    def _confirm_text(self) -> str:
        if not self.tasks:
            return self.scene.confirm if self.scene else ""
        return self.desk.texts.say(self._busy_key())

    def _busy_key(self) -> str:
        """Points held here need nobody's word; others are asked for first, then decided about."""
        if self._in_doubt is not None:
            return "checkoutBusyServer"
        quote = self._state.quote if self._state else None
        is_asking = quote is not None and quote.redemption is not None and quote.payment is None
        return "checkoutBusyLease" if is_asking else "checkoutBusy"

    guest = text_of("guest", changed)
    guestNote = text_of("guest_note", changed)
    noticeTitle = text_of("notice.title", changed)
    noticeText = text_of("notice.text", changed)
    noticeKind = text_of("notice.kind", changed)
    amount = text_of("amount", changed)
    currency = text_of("currency", changed)
    amountError = text_of("amount_error", changed)
    isTypingPoints = Property(bool, lambda self: self._is_typing_points, notify=changed)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    earnTotal = text_of("earn_total", changed)
    earnNote = text_of("earn_note", changed)
    canRedeem = flag_of("can_redeem", changed)
    redeem = text_of("redeem", changed)
    redeemed = number_of("redeem_points", changed)
    redeemLimit = number_of("redeem_maximum", changed)
    redeemLimits = text_of("redeem_limits", changed)
    redeemSplit = text_of("redeem_split", changed)
    redeemHeld = text_of("redeem_held", changed)
    redeemError = text_of("redeem_error", changed)
    redeemRefusal = text_of("redeem_refusal.text", changed)
    redeemAdvice = text_of("redeem_refusal.next_step", changed)
    toPay = text_of("to_pay", changed)
    balanceAfter = text_of("balance_after", changed)
    canConfirm = flag_of("can_confirm", changed)
    confirmText = Property(str, _confirm_text, notify=changed)
    isInDoubt = Property(bool, lambda self: self._in_doubt is not None, notify=changed)
    doubtText = Property(str, _doubt_text, notify=changed)


def _read_amount(state: CheckoutState) -> tuple[Money | None, AmountInvalid | None]:
    """What is typed as money; neither while nothing is."""
    if not state.typed:
        return None, None
    currency = state.view.programme.settings.currency
    try:
        return parse_check_amount(state.typed, currency=currency), None
    except AmountInvalid as refusal:
        return None, refusal
