"""A device without a screen that does what a till does: enrols, chains operations, sends them.

So demo data comes through the same door as a cashier's work, and verify-ledger finds in it
nothing that a till could not have done.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.access import public_key_of
from server.books import writing
from server.chance import Chance
from server.devices.enrolment import create_enrolment_code, enrol
from server.devices.service import ChainState, advance_chain, revoke
from server.ledger.incoming import Incoming
from server.ledger.runs import book_run
from server.restaurants.service import Restaurant
from server.tenants.consent_texts import archive
from server.tenants.service import SECRET_BYTES
from shared.domain.adjusting import AdjustmentReason
from shared.domain.codes import TOKEN_BYTES, card_token_from
from shared.domain.consents import ConsentKind
from shared.domain.guest import Profile
from shared.domain.ids import DeviceId, GuestId, StaffId, TenantId
from shared.domain.programme import ProgrammeVersion
from shared.domain.promos import promos_of_registration
from shared.operations.bodies import (
    AdjustmentBody,
    ClockReading,
    ConsentBody,
    OperationBody,
    RegistrationBody,
    Totals,
)
from shared.operations.chain import ChainPlace, link_hash, operation_id_of
from shared.operations.encode import body_text, from_millis, grant_bodies, step_bodies
from shared.operations.private import (
    SALT_HEX_LENGTH,
    PrivatePart,
    private_hash,
    private_profile,
)
from shared.sync.messages import EnrolRequest

NAME = "Бэк-офис"
_EPOCHS = 2**32


@dataclass(frozen=True, slots=True)
class Office:
    """Where the back office works, who signs for it, and when."""

    home: Restaurant
    manager_id: StaffId
    now_ms: int


class BackOffice:
    """An enrolled device and its chain, within one transaction."""

    def __init__(self, conn: Connection, office: Office, *, chance: Chance) -> None:
        self._conn = conn
        self._office = office
        self._chance = chance
        self._boot_id = chance.uuid()
        self._epoch = chance.below(_EPOCHS)
        self._device_id = self._enrolled()
        self._state = ChainState()
        self._earned = 0

    @property
    def tenant_id(self) -> TenantId:
        """Whose back office."""
        return self._office.home.tenant_id

    @property
    def now_ms(self) -> int:
        """When all of it happens."""
        return self._office.now_ms

    def register(
        self, profile: Profile, *, programme: ProgrammeVersion, wants_offers: bool
    ) -> GuestId:
        """A new guest, with the programme's welcome."""
        welcome = promos_of_registration(programme=programme, at=from_millis(self._office.now_ms))
        self._earned += sum(grant.points for grant in welcome.grants)
        private = private_profile(profile, salt=self._salt())
        body = RegistrationBody(
            **self._common(programme, private),
            card_token=card_token_from(self._chance.token_bytes(TOKEN_BYTES)),
            level_id=programme.lowest_level().level_id,
            consents=self._consents(wants_offers=wants_offers),
            grants=grant_bodies(welcome.grants),
            steps=step_bodies(welcome.steps),
        )
        return GuestId(self._send(body, private))

    def bring_points(
        self, guest_id: GuestId, points: int, *, note: str, programme: ProgrammeVersion
    ) -> None:
        """Points the guest had before; at most what the programme lets a manager give at once."""
        self._earned += points
        private = PrivatePart(salt=self._salt(), note=note)
        body = AdjustmentBody(
            **self._common(programme, private),
            guest_id=guest_id,
            points=points,
            reason=AdjustmentReason.OTHER,
        )
        self._send(body, private)

    def close(self) -> None:
        """Shuts the device out: its key is thrown away with this object."""
        revoke(self._conn, self._device_id, now_ms=self._office.now_ms)

    def _enrolled(self) -> DeviceId:
        home, now_ms = self._office.home, self._office.now_ms
        code = create_enrolment_code(
            self._conn,
            home.tenant_id,
            restaurant_id=home.restaurant_id,
            now_ms=now_ms,
            chance=self._chance,
        )
        asked = EnrolRequest(
            code=code,
            public_key=public_key_of(self._chance.token_bytes(SECRET_BYTES)),
            device_name=NAME,
            epoch=self._epoch,
        )
        answer = enrol(self._conn, asked, now_ms=now_ms, chance=self._chance)
        return DeviceId(answer.device_id)

    def _common(self, programme: ProgrammeVersion, private: PrivatePart) -> dict[str, Any]:
        now_ms = self._office.now_ms
        return {
            "restaurant_id": self._office.home.restaurant_id,
            "staff_id": self._office.manager_id,
            "programme_version_id": programme.version_id,
            "clock": ClockReading(
                wall_ms=now_ms,
                mono_ms=0,
                boot_id=self._boot_id,
                anchor_server_ms=now_ms,
                anchor_mono_ms=0,
                anchor_boot_id=self._boot_id,
            ),
            "totals": Totals(count=self._state.last_seq + 1, earned=self._earned, redeemed=0),
            "private_hash": private_hash(private),
        }

    def _consents(self, *, wants_offers: bool) -> tuple[ConsentBody, ...]:
        texts = archive(self._conn, self._office.home.tenant_id)

        def consent(kind: ConsentKind, *, accepted: bool) -> ConsentBody:
            read = texts.in_force(kind).read_in("ru")
            return ConsentBody(
                kind=kind.value,
                accepted=accepted,
                text_version=read.version,
                text_sha256=read.sha256,
            )

        return (
            consent(ConsentKind.PERSONAL_DATA, accepted=True),
            consent(ConsentKind.MARKETING, accepted=wants_offers),
        )

    def _send(self, body: OperationBody, private: PrivatePart) -> str:
        """The operation's id, once it is booked; a refusal here is a bug in the demo data."""
        home, seq, text = self._office.home, self._state.last_seq + 1, body_text(body)
        place = ChainPlace(home.tenant_id, self._device_id, self._epoch, seq)
        link = link_hash(place, self._state.head, text)
        incoming = Incoming(
            tenant_id=home.tenant_id,
            device_id=self._device_id,
            restaurant_id=home.restaurant_id,
            epoch=self._epoch,
            seq=seq,
            operation_id=operation_id_of(link),
            link=link,
            body=text,
            private=private,
            received_at_ms=self._office.now_ms,
        )
        with writing(self._conn) as books:
            (outcome,) = book_run(books, [incoming], chance=self._chance)
            assert outcome.status == "applied", outcome
            self._state = ChainState(seq, link)
            advance_chain(
                books, home.tenant_id, self._device_id, epoch=self._epoch, state=self._state
            )
        return incoming.operation_id

    def _salt(self) -> str:
        return self._chance.token_bytes(SALT_HEX_LENGTH // 2).hex()
