"""Printers that are found: within bounds, without a byte sent, and given up when told to."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from printers.found import Found
from printers.profiles import TcpAddress
from printers.search import SearchLimits, neighbours, search_network, search_wires
from tests.printers.tcp_printers import a_free_port, a_full_backlog

BRIEF = SearchLimits(sockets=8, seconds_each=0.2)


def test_printers_of_the_network_are_found_and_nothing_else() -> None:
    with listening("127.0.0.7", "127.0.0.31") as port:
        hosts = [f"127.0.0.{last}" for last in range(2, 60)]
        found = set(search_network(hosts, port=port, limits=BRIEF))
    assert found == {Found(TcpAddress(host, port)) for host in ("127.0.0.7", "127.0.0.31")}


def test_an_empty_network_ends_with_nothing() -> None:
    hosts = ["127.0.0.2", "127.0.0.3"]
    assert list(search_network(hosts, port=a_free_port(), limits=BRIEF)) == []
    assert list(search_network([], limits=BRIEF)) == []


def test_a_host_that_never_answers_is_given_up() -> None:
    with a_full_backlog() as profile:
        assert isinstance(profile.address, TcpAddress)
        found = search_network([profile.address.host], port=profile.address.port, limits=BRIEF)
        assert list(found) == []


def test_no_more_are_asked_at_once_than_allowed_and_none_after_a_stop() -> None:
    asked = list[str]()

    def hosts() -> Iterator[str]:
        for last in range(2, 250):
            asked.append(f"127.0.0.{last}")
            yield asked[-1]

    search = search_network(
        hosts(), port=a_free_port(), limits=BRIEF, should_stop=lambda: len(asked) >= BRIEF.sockets
    )
    assert list(search) == []
    assert len(asked) == BRIEF.sockets


def test_only_networks_of_a_house_are_asked_and_never_this_machine_itself() -> None:
    hosts = neighbours(["192.168.0.5", "127.0.0.1", "93.184.216.34"])
    assert len(hosts) == 253
    assert {host.rpartition(".")[0] for host in hosts} == {"192.168.0"}
    assert "192.168.0.5" not in hosts
    assert neighbours([]) == ()


def test_what_is_plugged_in_is_told_without_opening_it() -> None:
    assert all(isinstance(found, Found) for found in search_wires())


@contextmanager
def listening(*hosts: str) -> Iterator[int]:
    """A port on which exactly these addresses of this machine listen."""
    port = a_free_port()
    with ExitStack() as stack:
        for host in hosts:
            stack.enter_context(socket.create_server((host, port)))
        yield port
