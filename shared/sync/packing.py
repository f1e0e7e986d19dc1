"""Messages packed for the wire with zstd, and unpacked without believing how large they will be.

Both peers pack the same way. A few bytes can stand for gigabytes, so whoever unpacks says how much
he takes, and what is beyond that is never made.
"""

from backports import zstd

PACKED_FROM_BYTES = 512
"""Shorter messages travel as they are: a packet carries them anyway."""
UNPACKED_TIMES_MAX = 4
"""A packed body may unpack to so many times the limit of a plain one."""
_LEVEL = 1
"""Measured: on runs of operations the higher levels save nothing and take ten times as long."""
_WINDOW_LOG_MAX = 23
"""A sender may make the receiver keep 8 MiB at hand, not the 2 GiB the format allows."""


class PackingInvalid(Exception):
    """This is not one whole zstd frame."""


class UnpackedTooLarge(Exception):
    """It unpacks to more than was agreed."""


def packed(data: bytes) -> bytes:
    """``data`` as one zstd frame."""
    return zstd.compress(data, _LEVEL)


class Unpacker:
    """Takes one frame, piece by piece, as it arrives."""

    def __init__(self, *, limit_bytes: int) -> None:
        self._frame = zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG_MAX}
        )
        self._room = limit_bytes

    def unpacked(self, piece: bytes) -> bytes:
        """What ``piece`` adds. Raises ``PackingInvalid`` or ``UnpackedTooLarge``."""
        try:
            data = self._frame.decompress(piece, max_length=self._room + 1)
        except (zstd.ZstdError, EOFError) as error:
            raise PackingInvalid from error
        if len(data) > self._room:
            raise UnpackedTooLarge
        if self._frame.unused_data:
            raise PackingInvalid
        self._room -= len(data)
        return data

    def finish(self) -> None:
        """Raises ``PackingInvalid`` when something is missing."""
        if not self._frame.eof:
            raise PackingInvalid


def unpacked(data: bytes, *, limit_bytes: int) -> bytes:
    """A whole frame at once. Raises ``PackingInvalid`` or ``UnpackedTooLarge``."""
    unpacker = Unpacker(limit_bytes=limit_bytes)
    plain = unpacker.unpacked(data)
    unpacker.finish()
    return plain
