"""Keepsakes: rows that tills keep for the server, should it ever be restored without them (§9).

What the back office made no till can make again, yet operations name it: a programme version, a
colleague, a restaurant. So a till gets the very row as well, locked with authenticated encryption
under a key that grows from the tenant's signing seed: only this tenant's server can have made it,
and whoever steals a till cannot try PINs on it. Must not know what is in a row.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Select, Table, bindparam, insert, select

from server.prepared import ask_one
from server.shelves import Columns
from shared.operations.canonical import canonical_json

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_KEY_INFO: Final = b"max-loyalty keepsake key v1"
_KEYS_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as a keepsake holds it."""

    table: str
    row: Columns


def keepsake(conn: Connection, table: Table, *, tenant_id: str, row_id: str, seed: bytes) -> str:
    """The row under lock, base64, the same for the same row; ``seed`` is the tenant's.

    Asking for a row that is not there is a bug.
    """
    found = ask_one(conn, _row(table), tenant_id=tenant_id, row_id=row_id)
    assert found is not None, "who keeps a row has seen it"
    text = canonical_json({"table": table.name, "row": found._asdict()}).encode()
    key = _key(seed)
    nonce = hmac.digest(key, text, hashlib.sha256)[:_NONCE_BYTES]  # another text, another nonce
    box = ChaCha20Poly1305(key).encrypt(nonce, text, tenant_id.encode())
    return base64.b64encode(nonce + box).decode()


def opened(text: str, *, tenant_id: str, seed: bytes) -> Kept | None:
    """What is in the keepsake; None where it is not this tenant's, or was changed."""
    try:
        raw = base64.b64decode(text, validate=True)
        nonce, box = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        plain = ChaCha20Poly1305(_key(seed)).decrypt(nonce, box, tenant_id.encode())
    except (binascii.Error, ValueError, InvalidTag):
        return None
    told = json.loads(plain)
    return Kept(told["table"], told["row"])


def is_put_back(conn: Connection, table: Table, row: Columns) -> bool:
    """Whether the row was missing, and is there again; one that is there stays as it is."""
    identity = [column == row[column.name] for column in table.primary_key.columns]
    if conn.execute(select(*table.primary_key.columns).where(*identity)).one_or_none() is not None:
        return False
    known = {column.name: row[column.name] for column in table.c if column.name in row}
    conn.execute(insert(table).values(known))
    return True


@cache
def _row(table: Table) -> Select[Any]:
    _, column = table.primary_key.columns
    of_tenant = table.c.tenant_id == bindparam("tenant_id")
    return select(table).where(of_tenant, column == bindparam("row_id"))


@lru_cache(maxsize=_KEYS_KEPT)
def _key(seed: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_KEY_INFO).derive(seed)
