"""Trouble: the world failed. It is shown or retried, and nothing is lost by it.

The store stands lowest of all that can fail, so the base class of the client's troubles is here.
"""

from typing import ClassVar


class Trouble(Exception):
    """The base of every trouble; ``code`` is its stable name for presenters and the log."""

    code: ClassVar[str] = "trouble"


class StoreFailed(Trouble):
    """The local database cannot be read or written any more; the till must be restarted."""

    code: ClassVar[str] = "store_failed"


class StoreUnreadable(StoreFailed):
    """The file does not open with this till's key: another key made it, or it is damaged."""

    code: ClassVar[str] = "store_unreadable"


class StoreKeyMissing(Trouble):
    """The keystore lost the key of this file: nobody can read it any more."""

    code: ClassVar[str] = "store_key_missing"


class StoreKeyDamaged(StoreKeyMissing):
    """What the keystore has is no key any more: it opens this file no more than none would."""

    code: ClassVar[str] = "store_key_damaged"


class StoreFull(Trouble):
    """The disk has no room left: the command was refused and nothing of it was kept (P1)."""

    code: ClassVar[str] = "store_full"


class StoreInUse(Trouble):
    """Another till program works with the same data folder."""

    code: ClassVar[str] = "store_in_use"


class StoreTooNew(Trouble):
    """The file was written by a newer version of the till."""

    code: ClassVar[str] = "store_too_new"
