"""What every test of the house may count on: Qt without a display, silence, and no network.

An unexpected WARNING in the log fails a test (`expects_warning` lifts that), and so does any
attempt to reach another machine.
"""

import ipaddress
import logging
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

# The same examples on every machine, and none kept between runs.
settings.register_profile("house", derandomize=True, database=None, deadline=None)
settings.register_profile(
    "mutants", settings.get_profile("house"), phases=(Phase.explicit, Phase.generate)
)
"""Of `make mutate`: that a mutant is noticed is enough, nobody reads by which least example."""
settings.load_profile("house")

_LONG = frozenset({"demo", "drill", "scenarios", "simulation"})
"""Folders of tests that play whole shifts."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: else one worker ends alone with it."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    if item.get_closest_marker("slow") is not None:
        return 0
    return 2 if _LONG.isdisjoint(item.path.parts) else 1


PLAIN_RECORD = vars(logging.makeLogRecord({})) | {"message": ""}


class WarningCollector(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        data = {key: value for key, value in vars(record).items() if key not in PLAIN_RECORD}
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()} {data}")


@pytest.fixture(autouse=True)
def _no_unexpected_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    collector = WarningCollector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if collector.messages and request.node.get_closest_marker("expects_warning") is None:
        pytest.fail("logged without being expected:\n" + "\n".join(collector.messages))


def _refuse_other_machines(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    assert not isinstance(host, str) or _is_this_machine(host), f"a test reached for {host}"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host in {"", "localhost"}


sys.addaudithook(_refuse_other_machines)
