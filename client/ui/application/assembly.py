"""Every view-model made once, by hand, and told of what happens outside (architecture §2)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from client.till.about import About
from client.till.preferences import Preferences
from client.till.till import Till
from client.till.training import TrainingMode
from client.ui.application.bugs import write_report
from client.ui.application.guest_display import show_to_guest
from client.ui.application.looks import dress
from client.ui.application.porch import PorchWindow
from client.ui.application.printing import (
    Printing,
    printer_view_model,
    register_paper_queue,
    slip_view_model,
)
from client.ui.application.safeguards import Safeguards, register_safeguards
from client.ui.application.scanning import (
    Hearing,
    Scanning,
    camera_view_model,
    hear_scanners,
)
from client.ui.application.sections import Hardware, register_settings
from client.ui.application.tour import show_around
from client.ui.application.training import register_training
from client.ui.application.turnstile import guard_changes
from client.ui.application.window import Application
from client.ui.presenters.connection import QueueLimits, SyncState
from client.ui.viewmodels.about import AboutViewModel
from client.ui.viewmodels.adjustment import AdjustmentViewModel
from client.ui.viewmodels.app import AppViewModel
from client.ui.viewmodels.approval import ApprovalViewModel
from client.ui.viewmodels.camera import CameraViewModel
from client.ui.viewmodels.card import CardViewModel
from client.ui.viewmodels.carry import CarryViewModel
from client.ui.viewmodels.checkout import CheckoutViewModel
from client.ui.viewmodels.chosen import Chosen, Keeping
from client.ui.viewmodels.connection import ConnectionViewModel
from client.ui.viewmodels.crash import CrashViewModel
from client.ui.viewmodels.devices import DevicesViewModel
from client.ui.viewmodels.done import DoneViewModel
from client.ui.viewmodels.enrolment import Enrolling, EnrolmentViewModel
from client.ui.viewmodels.guest import GuestViewModel
from client.ui.viewmodels.guest_display import GuestDisplayViewModel
from client.ui.viewmodels.history import HistoryViewModel
from client.ui.viewmodels.home import HomeViewModel
from client.ui.viewmodels.navigation import Navigation, Screen
from client.ui.viewmodels.operations import OperationsViewModel
from client.ui.viewmodels.receipt import SlipViewModel
from client.ui.viewmodels.refund import RefundViewModel
from client.ui.viewmodels.registration import RegistrationViewModel
from client.ui.viewmodels.scanned_slip import ScannedSlipViewModel
from client.ui.viewmodels.scanner_setup import ScannerSetupViewModel
from client.ui.viewmodels.shift import ShiftViewModel
from client.ui.viewmodels.shift_badge import ShiftBadgeViewModel
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.sign_in import SignInViewModel
from client.ui.viewmodels.status import StatusViewModel
from client.ui.viewmodels.tasks import Desk
from client.ui.viewmodels.texts import Texts
from client.ui.viewmodels.toast import ToastViewModel
from client.ui.viewmodels.transfer import TransferViewModel
from client.ui.viewmodels.undo import UndoViewModel
from client.ui.viewmodels.usual_amounts import UsualAmountsViewModel


class Syncing(Protocol):
    """Who carries operations to the server, and says how the connection is."""

    def start(self) -> None: ...
    async def stop(self) -> None: ...
    def nudge(self) -> None: ...
    def retry_now(self) -> None: ...
    async def check_now(self, *, timeout_seconds: float) -> bool: ...
    def subscribe(self, callback: Callable[[SyncState], None]) -> Callable[[], None]: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What the screens are built on; wiring makes all of it, nothing of it is started."""

    till: Till
    sync: Syncing
    enrolment: Enrolling
    printing: Printing
    keeper: Keeping
    scanning: Scanning
    about: Callable[[], Awaitable[About | None]]
    """Which till this is; None before enrolment."""
    version: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    report_folder: Path
    safeguards: Safeguards
    queue_limits: QueueLimits = field(default_factory=QueueLimits)
    """From when on a queue is told as a warning (CSH-75)."""
    training: TrainingMode = field(default_factory=TrainingMode)


async def build(parts: Parts, *, porch: PorchWindow | None = None) -> Application:
    """The till's screens, ready to be shown: enrolment for a new till, else sign-in.

    With a ``porch`` they come into its window, and the sign-in goes on with its pad.
    """
    preferences, about = await parts.keeper.load(), await parts.about()
    first = await _first_screen(parts, about)  # from here on nobody types: no PIN is asked twice
    texts = _texts(preferences, porch)
    desk = Desk(texts, ToastViewModel(texts), Navigation(), is_training=parts.training.is_on)
    chosen = Chosen(texts, keeper=parts.keeper, preferences=preferences)
    about_till = AboutViewModel(desk, version=parts.version)
    camera = camera_view_model(desk, parts.scanning, chosen=chosen)
    badge = ShiftBadgeViewModel(desk, shift=parts.till.shift)
    status = _status(desk, parts, badge=badge, chosen=chosen)
    home, undo = _home(desk, parts, camera=camera), UndoViewModel(desk, undoing=parts.till.undoing)
    app = AppViewModel(
        desk, status=status, camera=camera, chosen=chosen, sign_in=parts.till.sign_in
    )
    keys = {Shortcut.REGISTER: home.register, Shortcut.UNDO: undo.undo}
    app.serve_keys(more={**keys, Shortcut.SHIFT: badge.openScreen})
    introduce = partial(_introduce, status=status, about_till=about_till)
    _register_shell(desk, parts, introduce=introduce, home=home)
    _register_door(desk, parts, status=status, porch=porch)
    hardware = Hardware(parts.printing, parts.scanning)
    register_settings(desk, till=parts.till, chosen=chosen, about=about_till, hardware=hardware)
    register_training(desk, parts.training, show_tour=app.tour.show)
    register_paper_queue(desk, parts.printing, paper=parts.till.paper)
    giving = register_safeguards(
        app, safeguards=parts.safeguards, camera=camera, ask_again=parts.sync.retry_now
    )
    slips = (
        *_register_sales(desk, parts, undo=undo),
        _register_shift(desk, parts, badge=badge, lock=app.lock),
    )
    application = Application(app, camera=camera, shell=porch.shell if porch else None)
    dress(application, chosen)
    for slip in slips:
        application.on_close(slip.stop)
    turnstile = guard_changes(application)
    guest_display = GuestDisplayViewModel(desk, chosen=chosen, status=status)
    show_to_guest(application, guest_display, chosen=chosen)
    _listen(application, parts, home=home, status=status)
    introduce(about)
    desk.navigation.start(first)
    application.on_close(parts.sync.subscribe(giving.show_sync))
    # Last: whoever stands before the porch may be scanning, and now there is a screen to ask.
    hearing = Hearing(turnstile, porch.keys, porch.vm.scans) if porch else Hearing(turnstile)
    hear_scanners(application, camera=camera, chosen=chosen, hearing=hearing)
    return application


def _texts(preferences: Preferences, porch: PorchWindow | None) -> Texts:
    texts = Texts(preferences.language)
    if porch:
        porch.vm.words.follow(texts)  # its pad is the till's from now on
    return texts


def _status(
    desk: Desk, parts: Parts, *, badge: ShiftBadgeViewModel, chosen: Chosen
) -> StatusViewModel:
    return StatusViewModel(
        desk,
        contact=ConnectionViewModel(
            desk, server=parts.sync, now=parts.now, limits=parts.queue_limits
        ),
        shift=badge,
        printer=printer_view_model(desk, parts.printing, chosen=chosen),
    )


def _home(desk: Desk, parts: Parts, *, camera: CameraViewModel) -> HomeViewModel:
    return HomeViewModel(
        desk,
        guest_search=parts.till.guest_search,
        recent_guests=parts.till.recent_guests,
        camera=camera,
    )


async def _first_screen(parts: Parts, about: About | None) -> Screen:
    """A till that was shut out stays so until its server says something else."""
    if about is None:
        return Screen.ENROLMENT
    unsent = await parts.safeguards.handover.unsent()
    return Screen.SHUT_OUT if unsent.is_shut_out else Screen.SIGN_IN


def _register_shell(
    desk: Desk,
    parts: Parts,
    *,
    introduce: Callable[[About | None], None],
    home: HomeViewModel,
) -> None:
    till, register = parts.till, desk.navigation.register

    def enrolled(about: About) -> None:
        parts.sync.nudge()
        introduce(about)

    def report(text: str) -> Path:
        return write_report(text, folder=parts.report_folder, at=parts.now())

    register(
        Screen.ENROLMENT, EnrolmentViewModel(desk, enrolment=parts.enrolment, enrolled=enrolled)
    )
    register(Screen.HOME, home)
    register(
        Screen.GUEST,
        GuestViewModel(
            desk,
            guest_search=till.guest_search,
            receipts=till.receipts,
            session=lambda: till.sign_in.session,
        ),
    )
    register(Screen.CRASH, CrashViewModel(desk, report=report))


def _register_door(
    desk: Desk, parts: Parts, *, status: StatusViewModel, porch: PorchWindow | None
) -> None:
    sign_in = SignInViewModel(
        desk,
        sign_in=parts.till.sign_in,
        status=status,
        begun=porch.vm.pin_pad if porch else None,
    )
    desk.navigation.register(Screen.SIGN_IN, sign_in)


def _register_sales(desk: Desk, parts: Parts, *, undo: UndoViewModel) -> tuple[SlipViewModel, ...]:
    """What follows the printer, to be stopped with the window."""
    till, register = parts.till, desk.navigation.register
    booked, looked_up = (
        slip_view_model(desk, parts.printing, receipts=till.receipts, paper=till.paper)
        for _ in range(2)
    )
    register(
        Screen.CHECKOUT,
        CheckoutViewModel(
            desk,
            checkout=till.checkout,
            usual=UsualAmountsViewModel(desk, usual_amounts=till.usual_amounts),
            new_id=parts.new_id,
        ),
    )
    register(Screen.DONE, DoneViewModel(desk, slip=booked, undo=undo))
    register(Screen.REGISTRATION, RegistrationViewModel(desk, registration=till.registration))
    register(Screen.CARD, CardViewModel(desk, receipts=till.receipts))
    _register_managing(desk, parts, slip=looked_up)
    return booked, looked_up


def _register_managing(desk: Desk, parts: Parts, *, slip: SlipViewModel) -> None:
    """What a cashier may do with a manager's yes only."""
    till, register = parts.till, desk.navigation.register
    approval = ApprovalViewModel(desk, sign_in=till.sign_in)
    register(
        Screen.ADJUSTMENT,
        AdjustmentViewModel(desk, adjustment=till.adjustment, approval=approval),
    )
    register(
        Screen.REFUND,
        RefundViewModel(desk, refund=till.refund, elsewhere=till.elsewhere, approval=approval),
    )
    register(
        Screen.TRANSFER,
        TransferViewModel(
            desk, transfer=till.transfer, guest_search=till.guest_search, approval=approval
        ),
    )
    register(
        Screen.OPERATIONS,
        OperationsViewModel(desk, till=till, slip=slip, approval=approval, now=parts.now),
    )
    register(
        Screen.SCANNED_SLIP,
        ScannedSlipViewModel(desk, till=till, slip=slip, approval=approval, now=parts.now),
    )
    register(Screen.HISTORY, HistoryViewModel(desk, history=till.history, now=parts.now))
    register(
        Screen.DEVICES,
        DevicesViewModel(desk, lost_devices=till.lost_devices, approval=approval, now=parts.now),
    )


def _register_shift(
    desk: Desk, parts: Parts, *, badge: ShiftBadgeViewModel, lock: Callable[[], None]
) -> SlipViewModel:
    """What follows the printer there, to be stopped with the window."""
    till = parts.till
    slip = slip_view_model(desk, parts.printing, receipts=till.receipts, paper=till.paper)
    shift = ShiftViewModel(
        desk,
        shift=till.shift,
        slip=slip,
        session=lambda: till.sign_in.session,
        now=parts.now,
    )
    shift.lock_by(lock)
    shift.numberChanged.connect(badge.look)
    desk.navigation.register(Screen.SHIFT, shift)
    return slip


def _listen(
    application: Application,
    parts: Parts,
    *,
    home: HomeViewModel,
    status: StatusViewModel,
) -> None:
    app = application.app

    def synced(state: SyncState) -> None:
        status.show_sync(state)
        app.follow_sync()

    app.scanAccepted.connect(lambda text: _scanned(app, home, text))
    app.retryAsked.connect(parts.sync.retry_now)
    show_around(application, parts.till)
    application.on_close(parts.sync.subscribe(synced))


def _scanned(app: AppViewModel, home: HomeViewModel, text: str) -> None:
    """A receipt opens its operations, all else a guest; who gives points scans who gets them."""
    shown = app.desk.navigation.screen
    asking = app.at(shown) if shown else None
    if isinstance(asking, CarryViewModel | ScannerSetupViewModel):
        asking.scanned(text)
        return
    scanned_slip = app.at(Screen.SCANNED_SLIP)
    assert isinstance(scanned_slip, ScannedSlipViewModel)
    if scanned_slip.open_scanned(text):
        return
    transfer = app.at(Screen.TRANSFER)
    assert isinstance(transfer, TransferViewModel)
    is_for_it = shown is Screen.TRANSFER
    (transfer if is_for_it else home).scanned(text)


def _introduce(about: About | None, *, status: StatusViewModel, about_till: AboutViewModel) -> None:
    if about is not None:
        status.show_restaurant(about.restaurant_name)
        about_till.show_about(about)
