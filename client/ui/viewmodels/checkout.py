"""One check: the amount, the quote as it grows, redeeming, and the one button that books it.

Source: CSH-20…CSH-37. Keeps what was typed; the till quotes and books. What still runs for a check
that was left keeps busy the checks of that guest, who must not pay twice, and nobody else's.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.check_quote import CheckQuote, CheckTotals
from client.till.checkout import CheckDone
from client.till.guest_view import GuestView
from client.till.refusals import QuoteChanged
from client.till.trouble import InDoubt, RedemptionInDoubt
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.check_details import read_bill, read_method
from client.ui.presenters.check_typing import Typing, after_key, typed_text, with_text
from client.ui.presenters.checkout import CheckoutScene, CheckoutState, checkout_scene
from client.ui.presenters.quotes import QuoteRow, snapped
from client.ui.presenters.texts import wording
from client.ui.presenters.typing_pad import amount_text, erase_last
from client.ui.viewmodels.done import show_done, tell_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, list_of, number_of, text_of
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from client.ui.viewmodels.usual_amounts import UsualAmountsViewModel
from shared.domain.check import Bill, Check
from shared.domain.errors import LeasedElsewhere, LeaseMissing, Refusal
from shared.domain.ids import CheckId, GuestId
from shared.receipt.words import points_text

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class CheckingOut(Protocol):
    """What the screen needs of the till."""

    def quote(self, view: GuestView, bill: Bill, *, redeem_points: int = 0) -> CheckQuote: ...
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

    def __init__(
        self,
        desk: Desk,
        *,
        checkout: CheckingOut,
        usual: UsualAmountsViewModel,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(desk)
        self._checkout, self._new_id = checkout, new_id
        self._usual = usual
        self.scene: CheckoutScene | None = None
        self._state: CheckoutState | None = None
        self._bill: Bill | None = None
        self._check_id = CheckId("")
        self._in_doubt: InDoubt | None = None
        self._busy_with: dict[GuestId, set[asyncio.Task[None]]] = {}
        self._typing = Typing.AMOUNT
        self._rows = RowsModel(QuoteRow)
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """A new check for the guest ``subject``; come back to, the one that was left."""
        assert isinstance(subject, GuestView)
        if self._state is not None and self._state.view is subject:
            self.follow_sync()
            return
        self.desk.toast.dismiss()
        self._in_doubt, self._typing = None, Typing.AMOUNT
        self._bill, self._check_id = None, CheckId(self._new_id())
        self._state = CheckoutState(subject)
        self._usual.learn()
        self._be_busy_with(subject.guest.guest_id)
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

    def told_currency(self) -> str:
        if self._state is None:
            return super().told_currency()
        return self._state.view.programme.settings.currency

    def keep_typed(self) -> Callable[[], None]:
        kept = self._state

        def take_back() -> None:
            if kept is not None and self._state is not None and not self.tasks:
                typed, points = kept.typed, kept.redeem_points
                self._quote(replace(self._state, typed=typed, redeem_points=points))

        return take_back

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter books, or waits in doubt; arrows lead the pad from the amount to the points."""
        if self._in_doubt is not None:
            return {Shortcut.MAIN: self.waitForAnswer}
        return {
            Shortcut.MAIN: self.confirm,
            Shortcut.BACK: self.goBack,
            Shortcut.MAXIMUM: self.redeemMaximum,
            Shortcut.UP: lambda: self._step(-1),
            Shortcut.DOWN: lambda: self._step(1),
        }

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """One key of the pad or of a keyboard."""
        if self._state is None or self.tasks:
            return
        self._type(after_key(self._state, self._typing, key))

    @Slot()
    def erase(self) -> None:
        """The last digit."""
        if self._state is not None:
            self._type(erase_last(typed_text(self._state, self._typing)))

    @Slot()
    def clear(self) -> None:
        """All digits."""
        self._type("")

    @Slot()
    def chooseAmount(self) -> None:
        """The pad types the amount."""
        self._point_pad(Typing.AMOUNT)

    @Slot()
    def chooseTips(self) -> None:
        """The pad types the tips that are in the amount (LOY-64)."""
        self._point_pad(Typing.TIPS)

    @Slot()
    def choosePoints(self) -> None:
        """The pad types the points to redeem."""
        if self.scene is not None and self.scene.can_redeem:
            self._point_pad(Typing.POINTS)

    @Slot(int)
    def takeUsual(self, index: int) -> None:
        """One of the sums that come again and again is the amount."""
        if self._state is not None and not self.tasks:
            self._typing = Typing.AMOUNT
            self._type(amount_text(self._usual.amounts[index]))

    @Slot(str)
    def chooseMethod(self, chosen: str) -> None:
        """How the guest pays, where that earns more (LOY-66)."""
        if self._state is not None and not self.tasks:
            typed = replace(self._state.typed, method=read_method(chosen))
            self._quote(replace(self._state, typed=typed))

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
        if state is None or scene is None or self._bill is None:
            return
        if self.tasks or not scene.can_confirm:
            return
        check = Check(self._check_id, self._bill)
        shown = state.quote.totals if state.quote else None
        points = shown.redeemed if shown else 0
        self._ask(self._checkout.confirm(state.view, check, redeem_points=points, shown=shown))

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
            self._ask(self._checkout.settle(self._in_doubt))

    @Slot()
    def abandonRedemption(self) -> None:
        """Take the redemption back, whatever the server did with it."""
        if self._in_doubt is not None:
            asked = self._check_id
            run_task(
                self,
                self._checkout.abandon(self._in_doubt),
                done=lambda _nothing: self._abandoned(asked),
            )

    def _be_busy_with(self, guest_id: GuestId) -> None:
        """From now on busy means: with this guest's checks."""
        running = {whose: tasks for whose, tasks in self._busy_with.items() if tasks}
        self.tasks = running.setdefault(guest_id, set())
        self._busy_with = running
        self.busyChanged.emit()

    def _quote(self, state: CheckoutState) -> None:
        self._bill, refusal = _read_bill(state)
        quote = None
        if self._bill is not None:
            quote = self._checkout.quote(state.view, self._bill, redeem_points=state.redeem_points)
        self._state = replace(state, refusal=refusal, quote=quote)
        self.refresh()

    def _redeem(self, points: int) -> None:
        if self._state is not None and points != self._state.redeem_points:
            self._quote(replace(self._state, redeem_points=points))

    def _type(self, text: str) -> None:
        """``text`` stands where the pad points."""
        if self._state is not None:
            self._quote(with_text(self._state, self._typing, text))

    def _point_pad(self, typing: Typing) -> None:
        self._typing = typing
        self.refresh()

    def _step(self, by: int) -> None:
        """The pad types the next thing, or the one before."""
        ways = [Typing.AMOUNT]
        if self.scene is not None and self.scene.details.tips:
            ways.append(Typing.TIPS)
        if self.scene is not None and self.scene.can_redeem:
            ways.append(Typing.POINTS)
        at = ways.index(self._typing) if self._typing in ways else 0
        self._point_pad(ways[min(max(at + by, 0), len(ways) - 1)])

    def _ask(self, work: Coroutine[Any, Any, CheckDone]) -> None:
        """How it ends is told in passing where the screen is about another check by then."""
        asked = self._check_id

        def booked(done: CheckDone) -> None:
            if asked == self._check_id:
                self._booked(done)
            else:
                tell_done(self.desk, done)

        def not_booked(problem: Refusal | Trouble) -> bool:
            return asked == self._check_id and self._not_booked(problem)

        run_task(self, work, done=booked, refused=not_booked)

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
            fresh, asked = self._checkout.fresh(self._state.view), self._check_id
            run_task(self, fresh, done=lambda view: self._quote_anew(view, asked))
            return False
        if isinstance(problem, Refusal):
            self._in_doubt, self._check_id = None, CheckId(self._new_id())
            self._redeem(0)
            self.refresh()
        return False

    def _quote_anew(self, view: GuestView, asked: CheckId) -> None:
        if self._state is not None and asked == self._check_id:
            self._quote(replace(self._state, view=view))

    def _abandoned(self, asked: CheckId) -> None:
        self.desk.toast.inform(
            wording("checkoutDoubtAbandoned"), wording("checkoutDoubtAbandonedText")
        )
        if asked != self._check_id:
            return
        self._state = self._in_doubt = None
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
    isTypingPoints = Property(bool, lambda self: self._typing is Typing.POINTS, notify=changed)
    isTypingTips = Property(bool, lambda self: self._typing is Typing.TIPS, notify=changed)
    tips = text_of("details.tips", changed)
    usual = Property(UsualAmountsViewModel, lambda self: self._usual, constant=True)
    methods = list_of("details.methods", changed)
    methodNames = list_of("details.method_names", changed)
    method = text_of("details.method", changed)
    earnTitle = text_of("earn_title", changed)
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


def _read_bill(state: CheckoutState) -> tuple[Bill | None, Refusal | None]:
    """What is typed as a bill; neither while nothing is."""
    try:
        return read_bill(state.typed, currency=state.view.programme.settings.currency), None
    except Refusal as refusal:
        return None, refusal
