"""The first start: a code from the manager makes this program a device of the restaurant.

The key is in the keystore and the epoch in the store before anything is sent, so a lost reply or
a power cut is mended by entering the same code again: the same key gets the same answer.
"""

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx

from client.devices.keystore import DEVICE_KEY, PIN_PEPPER, SECRET_BYTES
from client.store.errors import Trouble
from client.store.me import Me, NewDevice, find_me, me_of, save_enrolment
from client.store.settings_rows import put_setting, setting
from client.sync.errors import (
    EnrolmentCodeExpired,
    EnrolmentCodeUnknown,
    EnrolmentCodeUsed,
    ProtocolTrouble,
    RequestRefused,
)
from client.sync.first_load import FirstLoad, Loaded
from client.sync.keys import DeviceKey, is_signed
from client.sync.line import Identity, Line
from client.sync.pull import pull_all
from client.sync.transport import Peer
from shared.domain.errors import FieldInvalid, Refusal
from shared.operations.encode import to_millis
from shared.sync.messages import EnrolReply, EnrolRequest, certificate_text

DEVICE_NAME_MAX_LENGTH = 80
CODE_LENGTH_RANGE = range(4, 65)

_EPOCH_SETTING = "enrolment.epoch"
_EPOCH_BYTES = 4
_REFUSALS: dict[str, Callable[[], Refusal]] = {
    refusal.code: refusal
    for refusal in (EnrolmentCodeUnknown, EnrolmentCodeExpired, EnrolmentCodeUsed)
}

log = logging.getLogger(__name__)


class Enrolment:
    """The command of the first screen."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def find_me(self) -> Me | None:
        """Who this device is, or None before it is enrolled."""
        return await self._line.store.read(find_me)

    async def enrol(self, server_url: str, code: str, *, device_name: str) -> Me:
        """Enrols and pulls the first replica; the engine should be nudged afterwards.

        Raises ``FieldInvalid`` (server_url, code, device_name), ``EnrolmentCodeUnknown``,
        ``EnrolmentCodeExpired``, ``EnrolmentCodeUsed`` and the troubles of ``Transport``. A first
        pull that fails is no failure: the engine goes on with it.
        """
        assert await self.find_me() is None, "the device is enrolled already"
        address = _address(server_url)
        request_code, name = _checked_code(code), _checked_name(device_name)
        key, pepper = await self._secrets()
        epoch = await self._epoch()
        request = EnrolRequest(
            code=request_code, public_key=key.public_text, device_name=name, epoch=epoch
        )
        reply = await self._ask(address, request)
        _check_certificate(reply, key)
        device = NewDevice(address, name, epoch, to_millis(self._line.clock.now_utc()))
        await self._line.store.write(lambda db: save_enrolment(db, reply, device=device))
        await self._first_pull(Identity(Peer(address, reply.device_id, key), pepper))
        return await self._line.store.read(me_of)

    async def _ask(self, address: str, request: EnrolRequest) -> EnrolReply:
        try:
            return await self._line.transport.enrol(address, request)
        except RequestRefused as refused:
            refusal = _REFUSALS.get(refused.problem)
            if refusal is None:
                raise
            raise refusal() from refused

    async def _secrets(self) -> tuple[DeviceKey, bytes]:
        seed = await asyncio.to_thread(self._kept, DEVICE_KEY)
        pepper = await asyncio.to_thread(self._kept, PIN_PEPPER)
        return DeviceKey(seed), pepper

    def _kept(self, name: str) -> bytes:
        """The secret of an earlier try, or a new one that is safe before it is used."""
        secret = self._line.keystore.load(name)
        if secret is None or len(secret) != SECRET_BYTES:
            secret = self._line.chance.token_bytes(SECRET_BYTES)
            self._line.keystore.save(name, secret)
        return secret

    async def _epoch(self) -> int:
        kept = await self._line.store.read(lambda db: setting(db, _EPOCH_SETTING))
        if kept is not None:
            return int(kept)
        epoch = int.from_bytes(self._line.chance.token_bytes(_EPOCH_BYTES))
        await self._line.store.write(lambda db: put_setting(db, _EPOCH_SETTING, str(epoch)))
        return epoch

    async def _first_pull(self, identity: Identity) -> None:
        """All of a small house; of a large one what a sale needs, the rest is the engine's."""
        try:
            if await FirstLoad(self._line).go_on(identity) is Loaded.ALL:
                await pull_all(self._line, identity)
        except Trouble as trouble:
            log.info("the first pull is left to the engine", extra={"problem": trouble.code})


def _address(typed: str) -> str:
    """The server's base address; without a scheme it is https, on this machine http.

    A name or password in it would lie in the store for all to read: it is refused.
    """
    text = typed.strip()
    try:
        if "://" not in text:
            text = f"{'http' if _is_this_machine(text) else 'https'}://{text}"
        parts = urlsplit(text)
        is_usable = bool(httpx.URL(text).host) and parts.port != 0 and "@" not in parts.netloc
    except (ValueError, httpx.InvalidURL):
        is_usable = False
    is_plain = is_usable and not parts.query and not parts.fragment and text.isprintable()
    if not is_plain or parts.scheme not in {"http", "https"} or " " in text:
        raise FieldInvalid(field="server_url", reason="format")
    return text.rstrip("/")


def _is_this_machine(text: str) -> bool:
    host = urlsplit(f"//{text}").hostname
    return host == "localhost" or (host or "").startswith("127.") or host == "::1"


def _checked_code(typed: str) -> str:
    code = "".join(character for character in typed if character.isalnum()).upper()
    if len(code) not in CODE_LENGTH_RANGE or not code.isascii():
        raise FieldInvalid(field="code", reason="format")
    return code


def _checked_name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise FieldInvalid(field="device_name", reason="empty")
    if len(name) > DEVICE_NAME_MAX_LENGTH:
        raise FieldInvalid(field="device_name", reason="too_long")
    return name


def _check_certificate(reply: EnrolReply, key: DeviceKey) -> None:
    certificate = reply.certificate
    told = (certificate.tenant_id, certificate.device_id, certificate.public_key)
    is_ours = told == (reply.tenant_id, reply.device_id, key.public_text)
    text, signature = certificate_text(certificate), certificate.signature
    if not is_ours or not is_signed(text, signature=signature, public_key=reply.server_public_key):
        raise ProtocolTrouble("the certificate is not by the server's key")
