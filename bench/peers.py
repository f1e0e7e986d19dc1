"""What others use, measured in the same minute where it can be had from the package registries.

Nothing of it is needed by the product or its tests: it is installed into ``var/peers`` on request,
and where that fails the table says so.
"""

from collections.abc import Iterator

from bench.results import Row


def peer_rows() -> Iterator[Row]:
    """A row for each peer, or for why it is missing."""
    yield from ()
