"""Which printers there are: in the network of this machine, on its wires, in its system.

The network is asked by connecting to the port on which receipt printers listen: a bounded number
of addresses at once, each for a bounded time, and given up as soon as somebody says so. Nothing is
sent. Blocking: call it on a thread of its own.
"""

import ipaddress
import selectors
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from printers.found import Found
from printers.profiles import ESCPOS_PORT, FileAddress, SystemAddress, TcpAddress
from printers.transports import serial, usb
from printers.transports.system_queue import system_queues

_NETWORK_BITS: Final = 24
"""A restaurant's network; of a larger one only the neighbours are asked."""
_FAR_AWAY: Final = "10.255.255.255"
"""No packet is sent there: connecting a datagram socket only makes the system choose a way."""


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How much of a network is asked at once, and for how long each."""

    sockets: int = 64
    seconds_each: float = 0.6
    hosts: int = 512


LIMITS: Final = SearchLimits()


def neighbours(own_addresses: Iterable[str]) -> tuple[str, ...]:
    """Every address of the house's networks in which this machine has one of ``own_addresses``."""
    own = [each for each in map(ipaddress.ip_address, own_addresses) if _is_of_a_house(each)]
    networks = dict.fromkeys(
        ipaddress.ip_network(f"{address}/{_NETWORK_BITS}", strict=False) for address in own
    )
    hosts = (host for network in networks for host in network.hosts())
    return tuple(str(host) for host in hosts if host not in own)[: LIMITS.hosts]


def own_addresses() -> set[str]:
    """What this machine is called in its networks; none where there is no network."""
    own = set()
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect((_FAR_AWAY, 1))
        own.add(str(asking.getsockname()[0]))
    with suppress(OSError):
        own.update(socket.gethostbyname_ex(socket.gethostname())[2])
    return own


def search_network(
    hosts: Iterable[str],
    *,
    port: int = ESCPOS_PORT,
    limits: SearchLimits = LIMITS,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[Found]:
    """Those of ``hosts`` where somebody listens on ``port``, as they answer."""
    waiting = iter(hosts)
    with selectors.DefaultSelector() as asked:
        try:
            while not should_stop():
                _ask_more(asked, waiting, port=port, limits=limits)
                if not asked.get_map():
                    return
                for host in _answered(asked, limits):
                    yield Found(TcpAddress(host, port))
        finally:
            for key in tuple(asked.get_map().values()):
                _hang_up(asked, key.fileobj)


def search_system() -> tuple[SystemAddress, ...]:
    """The queues of the system, its default one first."""
    return system_queues()


def search_wires() -> tuple[Found, ...]:
    """USB and serial printers, device files and the queues of the system."""
    return (*_usb(), *_device_files(), *_serial_ports(), *_queues())


def _is_of_a_house(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_private and not address.is_loopback


def _ask_more(
    asked: selectors.BaseSelector, waiting: Iterator[str], *, port: int, limits: SearchLimits
) -> None:
    while len(asked.get_map()) < limits.sockets and (host := next(waiting, None)) is not None:
        wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        wire.setblocking(False)
        wire.connect_ex((host, port))
        deadline = time.monotonic() + limits.seconds_each
        asked.register(wire, selectors.EVENT_WRITE, (host, deadline))


def _answered(asked: selectors.BaseSelector, limits: SearchLimits) -> list[str]:
    """Who listens among those that were decided by now; who kept silent too long is given up."""
    found = []
    for key, _ in asked.select(limits.seconds_each / 4):
        assert isinstance(key.fileobj, socket.socket)
        if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
            found.append(key.data[0])
        _hang_up(asked, key.fileobj)
    now = time.monotonic()
    for key in [each for each in asked.get_map().values() if each.data[1] < now]:
        _hang_up(asked, key.fileobj)
    return found


def _hang_up(asked: selectors.BaseSelector, wire: Any) -> None:
    asked.unregister(wire)
    wire.close()


def _usb() -> Iterator[Found]:
    for address, name in usb.attached():
        yield Found(address, name=name)


def _device_files() -> Iterator[Found]:
    for path in sorted(Path("/dev/usb").glob("lp*")):
        yield Found(FileAddress(str(path)))


def _serial_ports() -> Iterator[Found]:
    for address, name in serial.ports():
        yield Found(address, name=name)


def _queues() -> Iterator[Found]:
    for address in search_system():
        yield Found(address, name=address.queue)
