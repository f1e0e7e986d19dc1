"""The restaurant's logo for receipts, as small as ``printers.logo`` made it.

In the till's own file, so that a backup of it and its encryption hold for the logo too.
"""

from base64 import b64decode, b64encode
from typing import Final

from sqlite_utils import Database

from client.store.settings_rows import put_setting, setting

_KEY: Final = "receipt.logo"


def receipt_logo(db: Database) -> bytes | None:
    """A PNG, or None: receipts begin with the restaurant's name."""
    kept = setting(db, _KEY)
    return b64decode(kept) if kept else None


def keep_receipt_logo(db: Database, png: bytes | None) -> None:
    """From the next receipt on; None takes it away."""
    put_setting(db, _KEY, b64encode(png).decode() if png else "")
