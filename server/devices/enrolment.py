"""Enrolment: a person reads a code off one screen and types it into a new till.

Eight characters of an alphabet without look-alikes (40 bits), valid for ten minutes, for one
device. Only the code's hash is stored. A till that lost the reply asks again with the same key
and gets the same answer.
"""

import hashlib
import hmac
from typing import Any

from sqlalchemy import Connection, insert, select, update

from server.access import is_public_key, public_key_of, sign
from server.audit import NOWHERE, OPERATOR, Action, Activity, Origin, record
from server.books import writing
from server.chance import Chance
from server.database import table_of
from server.devices.codes import POOL_CODES, reserve_codes
from server.devices.refusals import (
    DeviceRevoked,
    EnrolmentCodeExpired,
    EnrolmentCodeUnknown,
    EnrolmentCodeUsed,
)
from server.devices.service import ChainState, Device, advance_chain, device
from server.devices.tables import DeviceRow, EnrolmentCodeRow
from server.feed import service as feed
from server.rescue_keys import rescue_public_key_of
from server.restaurants.service import restaurant
from server.scope import show_code
from server.tenants.service import Tenant, checked_name, lock_tenant, tenant
from server.witness import witness
from shared.domain.errors import FieldInvalid
from shared.domain.ids import DeviceId, RestaurantId, TenantId
from shared.sync.messages import DeviceCertificate, EnrolReply, EnrolRequest, certificate_text

CODE_LENGTH = 8
CODE_VALID_MS = 10 * 60 * 1000
DEVICE_NAME_MAX_LENGTH = 80
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters; without 0 and O, 1 and I."""
_READ_AS = str.maketrans("", "", "- ")

_CODE = table_of(EnrolmentCodeRow)
_DEVICE = table_of(DeviceRow)


def create_enrolment_code(
    conn: Connection,
    tenant_id: TenantId,
    *,
    restaurant_id: RestaurantId,
    now_ms: int,
    chance: Chance,
) -> str:
    """A fresh code as it is shown, ``XXXX-XXXX``: whoever types it first owns a till here."""
    lock_tenant(conn, tenant_id)
    drawn = "".join(CODE_ALPHABET[chance.below(len(CODE_ALPHABET))] for _ in range(CODE_LENGTH))
    conn.execute(
        insert(_CODE).values(
            tenant_id=tenant_id,
            code_hash=_hash(drawn),
            restaurant_id=restaurant_id,
            expires_at_ms=now_ms + CODE_VALID_MS,
        )
    )
    made = Activity(
        Action.ENROLMENT_CODE_CREATED, "restaurant", restaurant_id, OPERATOR, at_ms=now_ms
    )
    record(conn, tenant_id, made)
    half = CODE_LENGTH // 2
    return f"{drawn[:half]}-{drawn[half:]}"


def enrol(
    conn: Connection,
    request: EnrolRequest,
    *,
    now_ms: int,
    chance: Chance,
    origin: Origin = NOWHERE,
) -> EnrolReply:
    """Makes the asker a device of the code's restaurant, or repeats the answer it lost.

    Raises ``EnrolmentCodeUnknown``, ``EnrolmentCodeUsed``, ``EnrolmentCodeExpired``,
    ``DeviceRevoked`` or ``FieldInvalid``.
    """
    if not is_public_key(request.public_key):
        raise FieldInvalid(field="public_key", reason="format")
    name = checked_name(
        request.device_name, field_name="device_name", max_length=DEVICE_NAME_MAX_LENGTH
    )
    code = _locked_code(conn, request.code)
    if code.device_id is not None:
        return _reply(conn, _same_device(conn, code, request.public_key), now_ms=now_ms)
    if now_ms >= code.expires_at_ms:
        raise EnrolmentCodeExpired
    enrolled = Device(
        tenant_id=TenantId(code.tenant_id),
        device_id=DeviceId(chance.uuid()),
        restaurant_id=RestaurantId(code.restaurant_id),
        name=name,
        public_key=request.public_key,
        enrolled_at_ms=now_ms,
        last_contact_at_ms=now_ms,
        is_revoked=False,
    )
    _store(conn, enrolled, code_hash=code.code_hash, origin=origin)
    state = ChainState()
    with writing(conn) as books:
        advance_chain(
            books, enrolled.tenant_id, enrolled.device_id, epoch=request.epoch, state=state
        )
        reserve_codes(
            books, enrolled.tenant_id, enrolled.device_id, count=POOL_CODES, chance=chance
        )
    return _reply(conn, enrolled, now_ms=now_ms)


def certificate_of(owner: Tenant, enrolled: Device) -> DeviceCertificate:
    """The tenant's word that the device is its own."""
    unsigned = DeviceCertificate(
        tenant_id=owner.tenant_id,
        restaurant_id=enrolled.restaurant_id,
        device_id=enrolled.device_id,
        device_name=enrolled.name,
        public_key=enrolled.public_key,
        enrolled_at_ms=enrolled.enrolled_at_ms,
    )
    signature = sign(owner.signing_seed, certificate_text(unsigned))
    return unsigned.model_copy(update={"signature": signature})


def _locked_code(conn: Connection, typed: str) -> Any:
    """The row of a typed code, read again under its tenant's lock."""
    spelt = typed.translate(_READ_AS).upper()
    if len(spelt) != CODE_LENGTH or not set(spelt) <= set(CODE_ALPHABET):
        raise EnrolmentCodeUnknown
    code_hash = _hash(spelt)
    show_code(conn, code_hash)
    query = select(_CODE).where(_CODE.c.code_hash == code_hash).limit(1)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise EnrolmentCodeUnknown
    lock_tenant(conn, TenantId(row.tenant_id))
    return conn.execute(query).one()


def _same_device(conn: Connection, code: Any, public_key: str) -> Device:
    enrolled = device(conn, DeviceId(code.device_id))
    assert enrolled is not None, "a foreign key keeps the device of a used code"
    if not hmac.compare_digest(enrolled.public_key, public_key):
        raise EnrolmentCodeUsed
    if enrolled.is_revoked:
        raise DeviceRevoked
    return enrolled


def _store(conn: Connection, enrolled: Device, *, code_hash: str, origin: Origin) -> None:
    conn.execute(
        insert(_DEVICE).values(
            tenant_id=enrolled.tenant_id,
            device_id=enrolled.device_id,
            restaurant_id=enrolled.restaurant_id,
            name=enrolled.name,
            public_key=enrolled.public_key,
            enrolled_at_ms=enrolled.enrolled_at_ms,
            last_contact_at_ms=enrolled.last_contact_at_ms,
        )
    )
    witness(conn, enrolled.tenant_id, _DEVICE, row_id=enrolled.device_id)
    conn.execute(
        update(_CODE)
        .where(_CODE.c.tenant_id == enrolled.tenant_id, _CODE.c.code_hash == code_hash)
        .values(device_id=enrolled.device_id)
    )
    done = Activity(
        Action.DEVICE_ENROLLED,
        "device",
        enrolled.device_id,
        performed_by=enrolled.device_id,
        at_ms=enrolled.enrolled_at_ms,
        origin=origin,
    )
    record(conn, enrolled.tenant_id, done)
    audience = feed.Audience(restaurant_id=enrolled.restaurant_id)
    feed.record(
        conn,
        enrolled.tenant_id,
        kind="device",
        entity_id=enrolled.device_id,
        audience=audience,
    )


def _reply(conn: Connection, enrolled: Device, *, now_ms: int) -> EnrolReply:
    owner = tenant(conn, enrolled.tenant_id)
    home = restaurant(conn, enrolled.tenant_id, enrolled.restaurant_id)
    assert home is not None, "a foreign key keeps the restaurant of a device"
    return EnrolReply(
        tenant_id=owner.tenant_id,
        tenant_name=owner.name,
        restaurant_id=home.restaurant_id,
        restaurant_name=home.name,
        device_id=enrolled.device_id,
        server_public_key=public_key_of(owner.signing_seed),
        certificate=certificate_of(owner, enrolled),
        rescue_public_key=rescue_public_key_of(owner.signing_seed),
        server_epoch=owner.server_epoch,
        server_time_ms=now_ms,
    )


def _hash(code: str) -> str:
    return hashlib.sha256(b"max-loyalty enrolment code\0" + code.encode()).hexdigest()
