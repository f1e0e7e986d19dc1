"""What every exchange with the server needs, handed around as one value."""

import asyncio
from dataclasses import dataclass

from client.clock import Clock
from client.devices.keystore import DEVICE_KEY, PIN_PEPPER, Keystore, whole
from client.ids import Chance
from client.store.database import Store
from client.store.me import Me
from client.sync.keys import DeviceKey
from client.sync.transport import Peer, Transport


@dataclass(frozen=True, slots=True)
class Line:
    """The till's end of the wire."""

    store: Store
    keystore: Keystore
    transport: Transport
    clock: Clock
    chance: Chance


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this device is to the server, with its secrets out of the keystore."""

    peer: Peer
    pepper: bytes


async def identity_of(line: Line, me: Me) -> Identity:
    """The secrets of ``me``. Raises ``KeyMissing`` or ``KeystoreLocked``."""
    seed = whole(await asyncio.to_thread(line.keystore.load, DEVICE_KEY))
    pepper = whole(await asyncio.to_thread(line.keystore.load, PIN_PEPPER))
    return Identity(Peer(me.server_url, me.device_id, DeviceKey(seed)), pepper)
