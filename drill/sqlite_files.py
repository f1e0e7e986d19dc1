"""SQLite's file interface (its VFS) as C structures, and the one hook the drill needs in it.

The very library that the till's store uses gets a second file system: the system's own, except
that writes, cuts, syncs and deletions are told to a listener before they are done. So the product's
code runs unchanged. Must not know what a store is.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, Protocol

from sqlcipher3 import _sqlite3

_NAME = b"recorded"
_AS_DEFAULT = 1
_OK = 0


class Listener(Protocol):
    """Hears of everything that changes a file, on the thread that does it."""

    def wrote(self, path: Path, offset: int, data: bytes) -> None:
        """Bytes are on their way to the disk."""

    def cut(self, path: Path, size: int) -> None:
        """The file is made so long."""

    def synced(self, path: Path) -> None:
        """All that was written to the file before is on the disk now."""

    def deleted(self, path: Path) -> None:
        """The file is taken away."""


class _File(Structure):
    pass


class _Methods(Structure):
    pass


class _Vfs(Structure):
    pass


# Names stay pointers: the system keeps the one it was given, and SQLite has more behind it.
_Open = CFUNCTYPE(c_int, POINTER(_Vfs), c_void_p, POINTER(_File), c_int, POINTER(c_int))
_Delete = CFUNCTYPE(c_int, POINTER(_Vfs), c_void_p, c_int)
_Write = CFUNCTYPE(c_int, POINTER(_File), c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, POINTER(_File), c_int64)
_Sync = CFUNCTYPE(c_int, POINTER(_File), c_int)
_File._fields_ = [("methods", POINTER(_Methods))]
_Methods._fields_ = [
    ("version", c_int),
    ("close", c_void_p),
    ("read", c_void_p),
    ("write", _Write),
    ("truncate", _Truncate),
    ("sync", _Sync),
    *((f"other_{number}", c_void_p) for number in range(13)),
]
_Vfs._fields_ = [
    ("version", c_int),
    ("file_size", c_int),
    ("path_length_max", c_int),
    ("next", c_void_p),
    ("name", c_char_p),
    ("data", c_void_p),
    ("open", _Open),
    ("delete", _Delete),
    *((f"other_{number}", c_void_p) for number in range(14)),
]


@contextmanager
def recorded_files(listener: Listener) -> Iterator[None]:
    """Every file SQLite opens meanwhile in this process is told of to ``listener``."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    usual = library.sqlite3_vfs_find(None)
    recorded = _Recorded(usual, listener)
    _check(library.sqlite3_vfs_register(ctypes.byref(recorded.vfs), _AS_DEFAULT))
    try:
        yield
    finally:
        _check(library.sqlite3_vfs_register(usual, _AS_DEFAULT))
        _check(library.sqlite3_vfs_unregister(ctypes.byref(recorded.vfs)))


class _Recorded:
    """The system's file system with our ears in it; SQLite holds pointers into this object."""

    def __init__(self, usual: Any, listener: Listener) -> None:
        self._usual = usual
        self._listener = listener
        self._paths: dict[int, Path] = {}
        self._methods: dict[int, tuple[Any, Any]] = {}
        self.vfs = _Vfs.from_buffer_copy(usual.contents)
        self.vfs.next = None
        self.vfs.name = _NAME
        self.vfs.open = _Open(self._open)
        self.vfs.delete = _Delete(self._delete)

    def _open(  # noqa: PLR0917 - SQLite's own signature
        self, _vfs: Any, name: int | None, file: Any, flags: int, out: Any
    ) -> int:
        """The system opens; then the file gets methods that tell before they do."""
        result: int = self._usual.contents.open(self._usual, name, file, flags, out)
        if result == _OK and name is not None and file.contents.methods:
            self._paths[ctypes.addressof(file.contents)] = _path_at(name)
            file.contents.methods = ctypes.pointer(self._told_methods(file.contents.methods))
        return result

    def _delete(self, _vfs: Any, name: int, sync_folder: int) -> int:
        self._listener.deleted(_path_at(name))
        result: int = self._usual.contents.delete(self._usual, name, sync_folder)
        return result

    def _told_methods(self, methods: Any) -> Any:
        """A copy of the methods of one kind of file, made once."""
        address = ctypes.addressof(methods.contents)
        if address not in self._methods:
            theirs, ours = methods.contents, _Methods.from_buffer_copy(methods.contents)
            ours.write = _Write(self._telling_write(theirs.write))
            ours.truncate = _Truncate(self._telling_truncate(theirs.truncate))
            ours.sync = _Sync(self._telling_sync(theirs.sync))
            self._methods[address] = (theirs, ours)
        return self._methods[address][1]

    def _telling_write(self, really: Callable[..., int]) -> Callable[..., int]:
        def write(  # noqa: PLR0917 - SQLite's own signature
            file: Any, data: int, amount: int, offset: int
        ) -> int:
            self._listener.wrote(self._path(file), offset, ctypes.string_at(data, amount))
            return really(file, data, amount, offset)

        return write

    def _telling_truncate(self, really: Callable[..., int]) -> Callable[..., int]:
        def truncate(file: Any, size: int) -> int:
            self._listener.cut(self._path(file), size)
            return really(file, size)

        return truncate

    def _telling_sync(self, really: Callable[..., int]) -> Callable[..., int]:
        def sync(file: Any, flags: int) -> int:
            result = really(file, flags)
            self._listener.synced(self._path(file))
            return result

        return sync

    def _path(self, file: Any) -> Path:
        return self._paths[ctypes.addressof(file.contents)]


def _path_at(name: int) -> Path:
    return Path(ctypes.string_at(name).decode())


def _check(result: int) -> None:
    assert result == _OK, f"SQLite answered {result}"
