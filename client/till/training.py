"""A training till: rules, colleagues and PINs of the real one, and nobody real among its guests.

It is a device of its own that no server knows, so that not even a copied operation of it would be
taken. Must not know how the program turns from one till to the other.
"""

import base64
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from client.clock import Moment
from client.ids import Chance
from client.store import cards, guests, house, staff
from client.store.me import Me, NewDevice, move_horizon, note_contact, save_enrolment
from client.store.programme import programme_in_force
from client.store.sandbox import HouseCopy, put_house, rename_restaurant
from client.till.tour import end_tour
from client.till.training_guests import InventedGuest, invented_guests
from shared.operations.encode import to_millis
from shared.sync.messages import DeviceCertificate, EnrolReply
from shared.sync.payloads import GuestPayload, card_payload

TRAINING_PLACE: Final = "ОБУЧЕНИЕ / TRAINING"
"""Stands where the restaurant's name stands, on every slip and every screen."""
NOWHERE: Final = "https://training.invalid"
"""An address that no name server may ever know."""
TRAINING_LASTS_MS: Final = 7 * 24 * 60 * 60 * 1_000
"""For so long points may be redeemed on one training till."""
_CODES: Final = 100
_FIRST_CODE: Final = 900_000
_KEY_BYTES: Final = 32


@dataclass(slots=True)
class TrainingMode:
    """Whether this till is one for training, and whether somebody asked for the other."""

    is_on: bool = False
    is_change_asked: bool = False

    def change(self) -> None:
        """When the window closes, the other till opens."""
        self.is_change_asked = True


def furnish(db: Database, copied: HouseCopy, *, moment: Moment, chance: Chance) -> None:
    """A new file becomes a training till, as if enrolled at ``moment``."""
    reply = _reply(copied, moment=moment, chance=chance)
    device = NewDevice(NOWHERE, TRAINING_PLACE, epoch=1, enrolled_at_ms=to_millis(moment.at))
    save_enrolment(db, reply, device=device)
    put_house(db, copied)
    rename_restaurant(db, TRAINING_PLACE)
    for colleague in staff.list_staff(db):
        end_tour(db, colleague.member.staff_id)
    house.put_display_codes(db, [str(_FIRST_CODE + each) for each in range(_CODES)])
    note_contact(db, server_ms=reply.server_time_ms, moment=moment)
    move_horizon(
        db,
        reply.server_time_ms + TRAINING_LASTS_MS,
        server_ms=reply.server_time_ms,
        is_feed_read=True,
    )
    _invite(db, copied, moment=moment, chance=chance)


def is_for_training(me: Me) -> bool:
    """Whether the till that ``me`` is was furnished here."""
    return me.server_url == NOWHERE


def _invite(db: Database, copied: HouseCopy, *, moment: Moment, chance: Chance) -> None:
    """Nobody comes before the programme does: a till that never heard of one cannot sell."""
    programme = programme_in_force(db, moment.at)
    if programme is None:
        return
    for each in invented_guests(programme, copied.me.restaurant_id, chance=chance, at=moment.at):
        _put(db, each)


def _put(db: Database, each: InventedGuest) -> None:
    profile, card = each.profile, each.card
    guests.put_guest(
        db,
        GuestPayload(
            guest_id=card.guest_id,
            phone=profile.phone,
            first_name=profile.first_name,
            last_name=profile.last_name,
        ),
    )
    for each_card in (card, each.own_card):
        cards.put_card(db, card_payload(each_card))


def _reply(copied: HouseCopy, *, moment: Moment, chance: Chance) -> EnrolReply:
    """What a server would answer that is not there; nobody has the other half of its keys."""
    me, device_id, at_ms = copied.me, chance.uuid(), to_millis(moment.at)
    public_key = _nobodys_key(chance)
    return EnrolReply(
        tenant_id=me.tenant_id,
        tenant_name=me.tenant_name,
        restaurant_id=me.restaurant_id,
        restaurant_name=TRAINING_PLACE,
        device_id=device_id,
        server_public_key=public_key,
        certificate=DeviceCertificate(
            tenant_id=me.tenant_id,
            restaurant_id=me.restaurant_id,
            device_id=device_id,
            device_name=TRAINING_PLACE,
            public_key=public_key,
            enrolled_at_ms=at_ms,
        ),
        rescue_public_key=_nobodys_key(chance),
        server_epoch=1,
        server_time_ms=at_ms,
    )


def _nobodys_key(chance: Chance) -> str:
    return base64.b64encode(chance.token_bytes(_KEY_BYTES)).decode()
