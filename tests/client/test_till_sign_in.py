"""CSH-03…CSH-09, G-01: the PIN pad, its patience, and who may do what."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from client.devices.keystore import KeyMissing, KeystoreLocked
from client.store.me import note_contact
from client.till.pin_lock import PIN_TRIES_MAX
from client.till.refusals import (
    NotSignedIn,
    PinLocked,
    PinWrong,
    SignInClockSetBack,
    SignInTooLate,
    StaffUnknown,
)
from shared.domain.errors import PermissionMissing
from shared.domain.ids import StaffId
from shared.domain.staff import Permission, Role
from shared.operations.encode import to_millis
from tests.builders import CASHIER, NOON, PEPPER, an_id
from tests.client.till_desk import MANAGER, PINS, TillDesk

QUARTER_OF_AN_HOUR = 15 * 60


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def try_pin(desk: TillDesk, pin: str = "0000", staff_id: StaffId = CASHIER) -> None:
    desk.run(desk.till.sign_in.sign_in(staff_id, pin))


def try_wrongly(desk: TillDesk, times: int) -> None:
    for _ in range(times):
        with pytest.raises((PinWrong, PinLocked)):
            try_pin(desk)


def lock_seconds(desk: TillDesk, staff_id: StaffId = CASHIER) -> int:
    tiles = desk.run(desk.till.sign_in.tiles())
    return next(tile.lock_seconds_left for tile in tiles if tile.staff_id == staff_id)


def test_the_right_pin_opens_the_till(desk: TillDesk) -> None:
    session = desk.run(desk.till.sign_in.sign_in(CASHIER, PINS[CASHIER]))
    assert session.member.name == "Анна Кассирова"
    assert desk.till.sign_in.session == session


def test_everyone_has_a_tile(desk: TillDesk) -> None:
    tiles = desk.run(desk.till.sign_in.tiles())
    assert [(tile.name, tile.role, tile.lock_seconds_left) for tile in tiles] == [
        ("Анна Кассирова", Role.CASHIER, 0),
        ("Марина Управляева", Role.MANAGER, 0),
    ]


@pytest.mark.parametrize("pin", ["0000", "111", "11111", "", "١١١١", "3333"])
def test_a_wrong_pin_is_refused_and_counted(desk: TillDesk, pin: str) -> None:
    with pytest.raises(PinWrong) as wrong:
        try_pin(desk, pin)
    assert wrong.value.tries_left == PIN_TRIES_MAX - 1
    assert desk.till.sign_in.session is None


def test_each_wrong_try_says_how_many_are_left(desk: TillDesk) -> None:
    left = []
    for _ in range(PIN_TRIES_MAX - 1):
        with pytest.raises(PinWrong) as wrong:
            try_pin(desk)
        left.append(wrong.value.tries_left)
    assert left == [4, 3, 2, 1]


def test_the_fifth_wrong_try_locks_the_pad(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX - 1)
    with pytest.raises(PinLocked) as locked:
        try_pin(desk)
    assert locked.value.seconds_left == QUARTER_OF_AN_HOUR
    assert lock_seconds(desk) == QUARTER_OF_AN_HOUR


def test_a_locked_pad_refuses_the_right_pin_too(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX)
    desk.clock.advance(60)
    with pytest.raises(PinLocked) as locked:
        try_pin(desk, PINS[CASHIER])
    assert locked.value.seconds_left == QUARTER_OF_AN_HOUR - 60


def test_the_lock_is_one_persons_own(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX)
    try_pin(desk, PINS[MANAGER], MANAGER)
    assert lock_seconds(desk, MANAGER) == 0


def test_tries_while_locked_do_not_prolong_it(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX)
    desk.clock.advance(600)
    try_wrongly(desk, 3)
    assert lock_seconds(desk) == 300


def test_after_a_quarter_of_an_hour_the_pad_opens(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX)
    desk.clock.advance(QUARTER_OF_AN_HOUR)
    assert lock_seconds(desk) == 0
    try_pin(desk, PINS[CASHIER])
    assert desk.till.sign_in.session is not None


def test_the_right_pin_forgives_the_wrong_ones(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX - 1)
    try_pin(desk, PINS[CASHIER])
    with pytest.raises(PinWrong) as wrong:
        try_pin(desk)
    assert wrong.value.tries_left == PIN_TRIES_MAX - 1


def test_wrong_tries_count_for_a_quarter_of_an_hour_each(desk: TillDesk) -> None:
    for _ in range(8):
        try_wrongly(desk, 1)
        desk.clock.advance(200)
    assert lock_seconds(desk) > 0, "five within 800 seconds"
    desk.clock.advance(QUARTER_OF_AN_HOUR)
    for _ in range(8):
        try_wrongly(desk, 1)
        desk.clock.advance(230)
    assert lock_seconds(desk) == 0, "never five within 900 seconds"


def test_a_restart_forgives_nothing(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX)
    desk.restart()
    assert lock_seconds(desk) == QUARTER_OF_AN_HOUR
    with pytest.raises(PinLocked):
        try_pin(desk, PINS[CASHIER])


def test_a_try_counts_even_if_the_power_goes_before_its_answer(desk: TillDesk) -> None:
    try_wrongly(desk, PIN_TRIES_MAX - 1)
    desk.restart()
    desk.clock.boot = "boot-2"
    desk.clock.mono_ms = 0
    with pytest.raises(PinLocked):
        try_pin(desk)


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=-1), timedelta(days=400)])
def test_a_wall_clock_set_anywhere_changes_nothing_within_a_boot(
    desk: TillDesk, jump: timedelta
) -> None:
    try_wrongly(desk, PIN_TRIES_MAX)
    desk.clock.set_wall(NOON + jump)
    assert lock_seconds(desk) == QUARTER_OF_AN_HOUR
    desk.clock.advance(QUARTER_OF_AN_HOUR)
    assert lock_seconds(desk) == 0


@pytest.mark.parametrize("jump", [timedelta(0), timedelta(minutes=15), timedelta(days=400)])
def test_a_reboot_and_a_clock_set_forward_do_not_open_the_pad(
    desk: TillDesk, jump: timedelta
) -> None:
    """CSH-06: whoever can set the clock still waits."""
    try_wrongly(desk, PIN_TRIES_MAX)
    desk.clock.advance(600)
    assert lock_seconds(desk) == 300
    desk.clock.boot, desk.clock.mono_ms = "boot-2", 5_000
    desk.clock.set_wall(NOON + jump)
    assert lock_seconds(desk) > 0
    with pytest.raises(PinLocked):
        try_pin(desk)


def test_a_clock_set_back_before_a_reboot_neither_opens_the_pad_nor_locks_it_for_ever(
    desk: TillDesk,
) -> None:
    try_wrongly(desk, PIN_TRIES_MAX)
    desk.clock.boot, desk.clock.mono_ms = "boot-2", 0
    desk.clock.set_wall(NOON - timedelta(days=365))
    assert lock_seconds(desk) == QUARTER_OF_AN_HOUR
    desk.clock.advance(QUARTER_OF_AN_HOUR - 1)
    assert lock_seconds(desk) == 1
    desk.clock.advance(1)
    try_pin(desk, PINS[CASHIER])


def _no_pepper() -> bytes | None:
    return None


def _damaged_pepper() -> bytes | None:
    return PEPPER[:-1]


def _locked_pepper() -> bytes | None:
    raise KeystoreLocked


@pytest.mark.parametrize(
    ("load", "trouble"),
    [(_no_pepper, KeyMissing), (_damaged_pepper, KeyMissing), (_locked_pepper, KeystoreLocked)],
)
def test_a_keystore_that_does_not_open_costs_no_try(
    desk: TillDesk, load: Callable[[], bytes | None], trouble: type[KeystoreLocked | KeyMissing]
) -> None:
    """No PIN was checked, so none was wrong."""
    desk.load_pepper = load
    desk.restart()
    for _ in range(PIN_TRIES_MAX + 1):
        with pytest.raises(trouble):
            try_pin(desk, PINS[CASHIER])
    desk.load_pepper = lambda: PEPPER
    desk.restart()
    try_pin(desk, PINS[CASHIER])
    assert desk.till.sign_in.session is not None


def test_somebody_unknown_cannot_sign_in(desk: TillDesk) -> None:
    with pytest.raises(StaffUnknown):
        try_pin(desk, "1111", StaffId(an_id("nobody")))


def test_somebody_who_left_cannot_sign_in(desk: TillDesk) -> None:
    desk.hire(CASHIER, "Анна Кассирова", Role.CASHIER, is_active=False)
    with pytest.raises(StaffUnknown):
        try_pin(desk, PINS[CASHIER])


def test_a_locked_till_lets_nobody_act(desk: TillDesk) -> None:
    desk.sign_in()
    desk.till.sign_in.lock()
    with pytest.raises(NotSignedIn):
        desk.till.sign_in.require(Permission.READ_GUEST)
    with pytest.raises(NotSignedIn):
        desk.run(desk.till.guest_search.search("Иван"))


def test_somebody_dismissed_while_signed_in_sees_no_guest_any_more(desk: TillDesk) -> None:
    """RBC-33: it counts at once, for looking too."""
    desk.sign_in()
    desk.hire(CASHIER, "Анна Кассирова", Role.CASHIER, is_active=False)
    with pytest.raises(NotSignedIn):
        desk.run(desk.till.guest_search.search("Иван"))


def test_a_cashier_may_not_adjust_and_a_manager_may(desk: TillDesk) -> None:
    desk.sign_in(CASHIER)
    assert desk.till.sign_in.require(Permission.POINTS_AT_TILL).staff_id == CASHIER
    with pytest.raises(PermissionMissing):
        desk.till.sign_in.require(Permission.ADJUST_POINTS)
    desk.sign_in(MANAGER)
    assert desk.till.sign_in.require(Permission.ADJUST_POINTS).staff_id == MANAGER


def test_a_cashier_with_an_extra_permission_may_adjust(desk: TillDesk) -> None:
    desk.hire(CASHIER, "Анна", Role.CASHIER, extra=[Permission.ADJUST_POINTS])
    desk.sign_in(CASHIER)
    assert desk.till.sign_in.require(Permission.ADJUST_POINTS).name == "Анна"


def test_the_till_is_idle_after_five_minutes_without_a_touch(desk: TillDesk) -> None:
    assert not desk.till.sign_in.is_idle()
    desk.sign_in()
    desk.clock.advance(299)
    assert not desk.till.sign_in.is_idle()
    desk.till.sign_in.touch()
    desk.clock.advance(299)
    assert not desk.till.sign_in.is_idle()
    desk.clock.advance(1)
    assert desk.till.sign_in.is_idle()


def test_setting_the_clock_does_not_make_the_till_idle(desk: TillDesk) -> None:
    desk.sign_in()
    desk.clock.set_wall(NOON + timedelta(days=1))
    assert not desk.till.sign_in.is_idle()


def hear_from_the_server(desk: TillDesk) -> None:
    """It answers, and says what time it has."""
    now_ms, moment = to_millis(desk.clock.now_utc()), desk.clock.moment()
    desk.store.write_now(lambda db: note_contact(db, server_ms=now_ms, moment=moment))


def test_a_till_that_was_alone_for_three_days_lets_only_who_is_in_charge_in(
    desk: TillDesk,
) -> None:
    """Field 2.21: a dismissed cashier is bounded, a restaurant without a line goes on."""
    hear_from_the_server(desk)
    desk.sign_in()
    desk.till.sign_in.lock()
    desk.clock.advance(72 * 3600 - 1)
    desk.sign_in()
    desk.till.sign_in.lock()
    desk.clock.advance(1)
    with pytest.raises(SignInTooLate):
        desk.sign_in()
    desk.sign_in(MANAGER)


def test_a_clock_that_was_set_back_does_not_let_a_cashier_in(desk: TillDesk) -> None:
    hear_from_the_server(desk)
    desk.clock.advance(80 * 3600)
    desk.clock.set_wall(NOON)
    with pytest.raises(SignInTooLate):
        desk.sign_in()


def test_a_clock_that_was_set_back_before_a_restart_does_not_let_a_cashier_in_either(
    desk: TillDesk,
) -> None:
    """How long the till was alone nobody can say then, until the server answers."""
    hear_from_the_server(desk)
    desk.clock.reboot()
    desk.clock.set_wall(NOON - timedelta(days=5))
    with pytest.raises(SignInClockSetBack):
        desk.sign_in()
    desk.sign_in(MANAGER)
    desk.till.sign_in.lock()
    hear_from_the_server(desk)
    desk.sign_in()


def test_a_refused_entry_costs_no_try(desk: TillDesk) -> None:
    hear_from_the_server(desk)
    desk.clock.advance(80 * 3600)
    for _ in range(6):
        with pytest.raises(SignInTooLate):
            desk.sign_in()
    hear_from_the_server(desk)
    desk.sign_in()
