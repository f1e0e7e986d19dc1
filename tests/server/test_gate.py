"""Who asks too much is sent away, and only he: the gate by itself, on a clock that stands still."""

import pytest

from server.access import SignatureInvalid
from server.door import WRONG
from server.exchange import JsonInvalid
from server.gate import DEVICE_RATE, IN_FLIGHT_MAX, WRONG_RATE, Gate
from server.rates import KEYS_MAX, Buckets, Rate, RateExceeded
from tests.server.online import StillClock

HERE, THERE = "203.0.113.7", "198.51.100.9"
ONE, OTHER = "01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def gate(clock: StillClock) -> Gate:
    return Gate(clock)


def ask(gate: Gate, device_id: str | None = ONE, address: str = HERE) -> None:
    with gate.passage(device_id, address=address, wrong=WRONG):
        pass


def lie(gate: Gate, device_id: str | None = ONE, address: str = HERE) -> None:
    """A request whose signature does not hold."""
    with pytest.raises(SignatureInvalid), gate.passage(device_id, address=address, wrong=WRONG):
        raise SignatureInvalid


def babble(gate: Gate, device_id: str | None = ONE, address: str = HERE) -> None:
    """A request that is no message at all."""
    with pytest.raises(JsonInvalid), gate.passage(device_id, address=address, wrong=WRONG):
        raise JsonInvalid


def asked_in_vain(gate: Gate, device_id: str | None = ONE, address: str = HERE) -> bool:
    try:
        ask(gate, device_id, address)
    except RateExceeded:
        return True
    return False


def flood(gate: Gate, device_id: str | None = ONE, *, requests: int = 10_000) -> int:
    """How many of so many requests at one moment pass."""
    return sum(not asked_in_vain(gate, device_id) for _ in range(requests))


def test_of_ten_thousand_requests_a_burst_passes(gate: Gate) -> None:
    assert flood(gate) == DEVICE_RATE.burst


def test_another_device_of_the_same_address_is_not_held_up(gate: Gate) -> None:
    flood(gate)
    assert not asked_in_vain(gate, OTHER)


def test_who_waits_as_long_as_he_was_told_is_let_in(gate: Gate, clock: StillClock) -> None:
    flood(gate)
    with pytest.raises(RateExceeded) as refused:
        ask(gate)
    clock.at_ms += refused.value.retry_after_seconds * 1000
    assert not asked_in_vain(gate)


def test_a_pause_gives_no_more_than_a_burst(gate: Gate, clock: StillClock) -> None:
    flood(gate)
    clock.at_ms += 24 * 3_600_000
    assert flood(gate) == DEVICE_RATE.burst


def test_lies_in_a_devices_name_cost_the_device_nothing(gate: Gate) -> None:
    ask(gate)
    for _ in range(WRONG_RATE.burst):
        lie(gate, address=THERE)
    assert asked_in_vain(gate, address=THERE), "the liar's address is known now"
    assert flood(gate) == DEVICE_RATE.burst - 1, "the device has all that is its own"


def test_rubbish_and_slow_requests_in_a_devices_name_cost_the_device_nothing(gate: Gate) -> None:
    ask(gate)
    for _ in range(WRONG_RATE.burst):
        babble(gate, address=THERE)
    assert asked_in_vain(gate, address=THERE)
    strangers = [gate.passage(ONE, address="192.0.2.1", wrong=WRONG) for _ in range(IN_FLIGHT_MAX)]
    for each in strangers:
        each.__enter__()
    assert flood(gate) == DEVICE_RATE.burst - 1


def test_rubbish_in_the_names_of_made_up_devices_exhausts_the_address(gate: Gate) -> None:
    for number in range(WRONG_RATE.burst):
        babble(gate, f"device {number}")
    assert asked_in_vain(gate, "device of tomorrow")


def test_who_makes_up_devices_exhausts_his_own_address(gate: Gate) -> None:
    ask(gate, OTHER, HERE)
    for number in range(WRONG_RATE.burst):
        lie(gate, f"device {number}")
    assert asked_in_vain(gate, "device of tomorrow")
    assert not asked_in_vain(gate, OTHER, HERE), "a device that is known is let in beside him"
    assert not asked_in_vain(gate, "device of tomorrow", THERE)


def test_slow_requests_of_one_sender_do_not_pile_up(gate: Gate) -> None:
    ask(gate)
    open_ones = [gate.passage(ONE, address=HERE, wrong=WRONG) for _ in range(IN_FLIGHT_MAX)]
    for each in open_ones:
        each.__enter__()
    assert asked_in_vain(gate)
    assert not asked_in_vain(gate, OTHER)
    open_ones[0].__exit__(None, None, None)
    assert not asked_in_vain(gate)


def test_what_is_remembered_is_bounded(clock: StillClock) -> None:
    buckets = Buckets(clock, Rate(burst=1, per_second=1))
    for number in range(KEYS_MAX + 100):
        buckets.take(number)
    assert len(buckets) == KEYS_MAX
