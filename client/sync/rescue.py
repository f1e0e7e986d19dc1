"""The rescue packet: what this till did and no backup of its server is known to hold (design §3).

Signed by the till like any push, and sealed so that only its own server can read it: whoever
carries the file learns nothing and can change nothing. Needs no network.
"""

import asyncio
import base64
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlite_utils import Database

from client.devices.keystore import DEVICE_KEY, Keystore, whole
from client.ids import Chance
from client.store.errors import Trouble
from client.store.keepsakes import keepsakes
from client.store.leases import signed_leases
from client.store.me import Me, me_of
from client.store.outbox import OutboxRow, beyond_backup
from client.sync.keys import DeviceKey
from client.sync.line import Line
from client.sync.push import proof_of, signed_push
from shared.sync.messages import PUSH_OPERATIONS_MAX
from shared.sync.packing import packed
from shared.sync.rescue import MAGIC, MAGIC_PACKED, NONCE_BYTES, SEALING_INFO, RescuePacket

PACKET_FILES = "rescue-*.bin"
"""What packets are called."""
_KEY_BYTES = 32
_NAME_BYTES = 4
"""Two packets of one second, or of two tills on one stick, are two files."""


class PacketNotWritten(Trouble):
    """The disk does not take the file, or it is there already."""

    code: ClassVar[str] = "packet_not_written"


def sealed_packet(
    db: Database, key: DeviceKey, chance: Chance, *, is_packed: bool = False
) -> tuple[bytes, int]:
    """The packet as it is written to a file, and how many operations are in it.

    Packed it is less than half as long, and a server of the version before does not open it.
    """
    me, rows = me_of(db), beyond_backup(db)
    pushes = tuple(
        signed_push(me, run, key=key, nonce=chance.salt(), proof=proof_of(db, run[0].ack_id))
        for run in _runs(rows)
    )
    packet = RescuePacket(
        certificate=me.certificate,
        leases=signed_leases(db),
        keepsakes=keepsakes(db),
        pushes=pushes,
    )
    text = packet.model_dump_json(exclude_none=True).encode()
    if is_packed:
        return _sealed(packed(text), me, chance, magic=MAGIC_PACKED), len(rows)
    return _sealed(text, me, chance, magic=MAGIC), len(rows)


async def save_work(line: Line, folders: Sequence[Path]) -> Path:
    """The file that holds the packet now, in the first of ``folders`` that takes it.

    Raises ``PacketNotWritten``, ``KeyMissing`` or ``KeystoreLocked``.
    """
    key = await asyncio.to_thread(device_key, line.keystore)
    sealed, _ = await line.store.read(lambda db: sealed_packet(db, key, line.chance))
    mark = line.chance.token_bytes(_NAME_BYTES).hex()
    name = f"rescue-{line.clock.now_utc():%Y%m%d-%H%M%S}-{mark}.bin"
    return await asyncio.to_thread(_written, sealed, [folder / name for folder in folders])


def _written(sealed: bytes, targets: Sequence[Path]) -> Path:
    """A stick that is full, or was pulled out, leaves the work to the next place."""
    for target in targets:
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_packet(target, sealed)
        except OSError as error:
            reason = error
        else:
            return target
    raise PacketNotWritten(str(reason)) from reason


def device_key(keystore: Keystore) -> DeviceKey:
    """The key that signs for this till. Raises ``KeyMissing`` or ``KeystoreLocked``."""
    return DeviceKey(whole(keystore.load(DEVICE_KEY)))


def write_packet(target: Path, sealed: bytes) -> None:
    """A file of its own, on the disk when this returns. Raises ``OSError``: also if it exists."""
    with target.open("xb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def _runs(rows: list[OutboxRow]) -> list[list[OutboxRow]]:
    """Pieces of one epoch that one acknowledgement answered for, none longer than a push."""
    pieces: list[list[OutboxRow]] = []
    for _, group in groupby(rows, key=lambda row: (row.epoch, row.ack_id)):
        piece = list(group)
        pieces += [
            piece[start : start + PUSH_OPERATIONS_MAX]
            for start in range(0, len(piece), PUSH_OPERATIONS_MAX)
        ]
    return pieces


def _sealed(text: bytes, me: Me, chance: Chance, *, magic: bytes) -> bytes:
    ephemeral = X25519PrivateKey.from_private_bytes(chance.token_bytes(_KEY_BYTES))
    public = ephemeral.public_key().public_bytes_raw()
    theirs = X25519PublicKey.from_public_bytes(base64.b64decode(me.rescue_public_key))
    shared = ephemeral.exchange(theirs)
    key = HKDF(SHA256(), _KEY_BYTES, salt=public, info=SEALING_INFO).derive(shared)
    nonce = chance.token_bytes(NONCE_BYTES)
    return magic + public + nonce + ChaCha20Poly1305(key).encrypt(nonce, text, magic)
