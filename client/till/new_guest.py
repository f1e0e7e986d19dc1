"""A registration into the queue: what the form says, checked, and the card that comes of it.

Must not know screens. Runs inside the command's transaction.
"""

import hashlib
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

from client.store import guests, house, outbox
from client.store.outbox import Stamp
from client.till.holding import hold_points, may_hold
from client.till.refusals import GuestExists, TillNotReady
from client.till.workplace import Act, programme_now, require_not_frozen
from shared.domain.card import Card, CardStatus
from shared.domain.errors import ConsentMissing, GuestLimitReached
from shared.domain.guest import Profile, checked_profile
from shared.domain.ids import GuestId, LevelId, card_id_of
from shared.domain.programme import ProgrammeVersion
from shared.domain.promos import PromoChoice, promos_of_registration
from shared.operations.bodies import ConsentBody, RegistrationBody
from shared.operations.encode import grant_bodies, step_bodies
from shared.operations.private import private_profile
from shared.receipt.words import Language
from shared.sync.payloads import TenantPayload

PERSONAL_DATA: Final = "personal_data"


@dataclass(frozen=True, slots=True)
class NewGuest:
    """What the form says, and the chance that makes the card."""

    profile: Profile
    personal_data: bool
    marketing: bool
    card_token: str
    salt: str
    receipt_id: str
    is_online: bool
    """Whether the server could be asked when the form was confirmed."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that the registration will say, checked."""

    profile: Profile
    programme: ProgrammeVersion
    consents: tuple[ConsentBody, ...]
    display_code: str | None
    level_id: LevelId
    welcome: PromoChoice
    hold: bool
    """Whether the welcome may be spent before the server knows of it."""


def queue_registration(act: Act, new: NewGuest) -> GuestId:
    """Enqueues the registration and puts the guest into the replica, usable at once.

    Raises ``ConsentMissing``, ``PhoneInvalid``, ``FieldInvalid``, ``GuestExists``,
    ``GuestLimitReached``, ``TenantFrozen`` or ``TillNotReady``.
    """
    plan = _plan(act, new)
    entry = outbox.enqueue(
        act.db,
        lambda stamp: _body(act, stamp, new=new, plan=plan),
        moment=act.moment,
        private=private_profile(plan.profile, salt=new.salt),
        receipt_id=new.receipt_id,
    )
    guest_id = GuestId(entry.operation_id)
    card = Card(
        card_id=card_id_of(guest_id),
        guest_id=guest_id,
        status=CardStatus.ACTIVE,
        level_id=plan.level_id,
        token=new.card_token,
        display_code=plan.display_code,
    )
    guests.add_provisional(act.db, plan.profile, card)
    hold_points(act, entry, guest_id=guest_id)
    if plan.display_code is not None:
        house.use_display_code(act.db, plan.display_code, guest_id=guest_id)
    return guest_id


def tenant_terms(act: Act) -> TenantPayload:
    """The tenant's texts and limits. Raises ``TillNotReady`` before the first contact."""
    terms = house.tenant(act.db)
    if terms is None:
        raise TillNotReady(missing="tenant")
    return terms


def text_in(texts: dict[str, str], language: Language) -> str:
    """The text in ``language``; where there is none, in any language there is."""
    return texts.get(language) or next(iter(texts.values()), "")


def _plan(act: Act, new: NewGuest) -> _Plan:
    """A spoken code stays None when the reserve is used up; the server then gives one."""
    require_not_frozen(act.db)
    terms, programme = tenant_terms(act), programme_now(act)
    if not new.personal_data:
        raise ConsentMissing(consent=PERSONAL_DATA)
    profile = _checked_profile(act, new.profile, programme)
    _require_room(act, terms)
    return _Plan(
        profile=profile,
        programme=programme,
        consents=_consents(terms, new, act.language),
        display_code=house.next_display_code(act.db),
        level_id=programme.lowest_level().level_id,
        welcome=promos_of_registration(programme=programme, at=act.moment.at),
        hold=not new.is_online and may_hold(terms),
    )


def _checked_profile(act: Act, typed: Profile, programme: ProgrammeVersion) -> Profile:
    today = act.moment.at.astimezone(ZoneInfo(programme.settings.timezone)).date()
    profile = checked_profile(typed, today=today)
    known = guests.by_phone(act.db, profile.phone)
    if known is not None:
        raise GuestExists(guest_id=known.guest.guest_id)
    return profile


def _require_room(act: Act, terms: TenantPayload) -> None:
    """Those born here since the server counted last take their places too (CSH-51)."""
    if terms.guests_left is None:
        return
    born_here = guests.count_provisional(act.db)
    if terms.guests_left <= born_here:
        known_to_server = guests.count_guests(act.db) - born_here
        raise GuestLimitReached(limit=known_to_server + terms.guests_left)


def _consents(terms: TenantPayload, new: NewGuest, language: Language) -> tuple[ConsentBody, ...]:
    """Two separate answers, each tied to the very text that was read (GST-40, 152-ФЗ)."""

    def consent(
        kind: Literal["personal_data", "marketing"], texts: dict[str, str], *, accepted: bool
    ) -> ConsentBody:
        return ConsentBody(
            kind=kind,
            accepted=accepted,
            text_version=terms.privacy_text_version,
            text_sha256=hashlib.sha256(text_in(texts, language).encode()).hexdigest(),
        )

    return (
        consent("personal_data", terms.privacy_text, accepted=new.personal_data),
        consent("marketing", terms.marketing_text, accepted=new.marketing),
    )


def _body(act: Act, stamp: Stamp, *, new: NewGuest, plan: _Plan) -> RegistrationBody:
    return RegistrationBody(
        restaurant_id=stamp.restaurant_id,
        staff_id=act.staff_member.staff_id,
        programme_version_id=plan.programme.version_id,
        clock=stamp.clock,
        totals=stamp.totals,
        private_hash=stamp.private_hash,
        card_token=new.card_token,
        display_code=plan.display_code,
        level_id=plan.level_id,
        consents=plan.consents,
        grants=grant_bodies(plan.welcome.grants),
        steps=step_bodies(plan.welcome.steps),
        hold=plan.hold,
    )
