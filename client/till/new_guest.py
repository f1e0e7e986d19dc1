"""A registration into the queue: what the form says, checked, and the card that comes of it.

Must not know screens. Runs inside the command's transaction.
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from client.store import guests, house, outbox
from client.store.outbox import Stamp
from client.till.authorship import authorship
from client.till.holding import hold_points, may_hold
from client.till.refusals import GuestExists, TillNotReady
from client.till.workplace import Act, programme_now, require_not_frozen
from shared.domain.card import Card, CardStatus
from shared.domain.consents import ConsentDocument, ConsentKind, ConsentText
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


@dataclass(frozen=True, slots=True)
class ShownTexts:
    """The very words that stood before the guest, whatever is published meanwhile."""

    personal_data: ConsentText
    marketing: ConsentText


@dataclass(frozen=True, slots=True)
class NewGuest:
    """What the form says, and the chance that makes the card."""

    profile: Profile
    personal_data: bool
    marketing: bool
    shown: ShownTexts | None
    """What the guest could read; None: the documents in force, in the till's language."""
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


def today_here(act: Act, programme: ProgrammeVersion) -> date:
    """The day it is in the restaurant."""
    return act.moment.at.astimezone(ZoneInfo(programme.settings.timezone)).date()


def documents_in_force(act: Act) -> tuple[ConsentDocument, ConsentDocument]:
    """About personal data and about marketing, as the server told them last.

    Raises ``TillNotReady``.
    """
    terms = tenant_terms(act)
    version = terms.privacy_text_version
    return (
        ConsentDocument(ConsentKind.PERSONAL_DATA, version, terms.privacy_text),
        ConsentDocument(
            ConsentKind.MARKETING, terms.marketing_text_version or version, terms.marketing_text
        ),
    )


def shown_texts(
    documents: tuple[ConsentDocument, ConsentDocument], language: Language
) -> ShownTexts:
    """What a screen of that language shows of the two."""
    return ShownTexts(*(each.read_in(language.value) for each in documents))


def _plan(act: Act, new: NewGuest) -> _Plan:
    """A spoken code stays None when the reserve is used up; the server then gives one."""
    require_not_frozen(act.db)
    terms, programme = tenant_terms(act), programme_now(act)
    if not new.personal_data:
        raise ConsentMissing(consent=ConsentKind.PERSONAL_DATA.value)
    profile = _checked_profile(act, new.profile, programme)
    _require_room(act, terms)
    return _Plan(
        profile=profile,
        programme=programme,
        consents=_consents(act, new),
        display_code=house.next_display_code(act.db),
        level_id=programme.lowest_level().level_id,
        welcome=promos_of_registration(programme=programme, at=act.moment.at),
        hold=not new.is_online and may_hold(terms),
    )


def _checked_profile(act: Act, typed: Profile, programme: ProgrammeVersion) -> Profile:
    profile = checked_profile(typed, today=today_here(act, programme))
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


def _consents(act: Act, new: NewGuest) -> tuple[ConsentBody, ...]:
    """Two separate answers, each tied to the very text that was read (GST-40, 152-ФЗ)."""
    shown = new.shown or shown_texts(documents_in_force(act), act.language)
    answers: tuple[tuple[ConsentKind, bool, ConsentText], ...] = (
        (ConsentKind.PERSONAL_DATA, new.personal_data, shown.personal_data),
        (ConsentKind.MARKETING, new.marketing, shown.marketing),
    )
    return tuple(
        ConsentBody(
            kind=kind.value,
            accepted=accepted,
            text_version=text.version,
            text_sha256=text.sha256,
        )
        for kind, accepted, text in answers
    )


def _body(act: Act, stamp: Stamp, *, new: NewGuest, plan: _Plan) -> RegistrationBody:
    return RegistrationBody(
        **authorship(act, stamp, plan.programme),
        card_token=new.card_token,
        display_code=plan.display_code,
        level_id=plan.level_id,
        consents=plan.consents,
        grants=grant_bodies(plan.welcome.grants),
        steps=step_bodies(plan.welcome.steps),
        hold=plan.hold,
    )
