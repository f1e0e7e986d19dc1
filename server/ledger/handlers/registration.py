"""Registration: a guest, a card, consents and a welcome; or an alias of who came first (CSH-50)."""

from collections.abc import Iterator
from datetime import date

from server.audit import Action, Activity, note
from server.books import Books
from server.devices.codes import assign_code, claim_code, top_up_codes
from server.guests import service as guests
from server.guests.likely import flag_likeness
from server.ledger.bookings import Purpose, book
from server.ledger.grants import write_down
from server.ledger.incoming import Act, Booked, OutcomeNote, Verdict, adjusted, booked
from server.ledger.occasions import due, gift_of, grant_bodies_due
from server.ledger.quoting import booked_by, notes_on, quoted_by, require_grants
from server.ledger.rights import require_permission
from server.ledger.service import opened_card
from server.tenants.consent_texts import archive
from server.tenants.service import tenant_now
from shared.domain.errors import ConsentMissing, FieldInvalid, GuestLimitReached
from shared.domain.guest import Profile, checked_profile
from shared.domain.ids import GuestId, LevelId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.programme import ProgrammeVersion
from shared.domain.promos import PromoChoice, promos_of_registration
from shared.domain.staff import Permission
from shared.operations.bodies import RegistrationBody
from shared.operations.encode import from_millis
from shared.operations.private import profile_of


def register(books: Books, act: Act, body: RegistrationBody) -> Verdict:
    """Books the registration.

    A phone that is registered already makes an alias: ``guest_merged``, and no second welcome. A
    display code that is somebody else's is replaced: ``code_changed``. Raises ``Refusal``.
    """
    require_permission(books, act, body, permission=Permission.CREATE_GUEST)
    told = quoted_by(books, act, body)
    require_grants(body.grants, _welcome(body, told).grants)
    programme = booked_by(books, act, told)
    _require_consents(body)
    profile = _profile(act)
    _require_room(books, act, profile)

    guest_id = GuestId(act.original_id)
    display_code = _display_code(books, act, body)
    survivor = guests.register(
        books, act.tenant_id, _new_guest(act, body, profile, programme=programme, code=display_code)
    )
    if survivor == guest_id:
        flag_likeness(books, act.tenant_id, guest_id, profile=profile, at_ms=act.effective_at_ms)
    done = _book_welcome(books, act, body, guest_id=survivor, programme=programme)
    _record(books, act, body, guest_id=guest_id, survivor=survivor)
    verdict = booked(done, *_notes(books, act, body, programme=programme))
    if survivor != guest_id:
        return adjusted(verdict, "guest_merged", {"survivor_guest_id": survivor})
    if body.display_code not in {None, display_code}:
        return adjusted(verdict, "code_changed", {"display_code": display_code})
    if done.promo != sum(grant.points for grant in body.grants):
        data = {"claimed": sum(grant.points for grant in body.grants), "booked": done.promo}
        return adjusted(verdict, "programme_outdated", data | {"number": programme.number})
    return verdict


def _require_consents(body: RegistrationBody) -> None:
    """The one that must be given is; and each is told once, by a version one can read.

    Words that are not on record refuse nobody: the consent is kept as it was told, and noted.
    """
    if not any(consent.kind == "personal_data" and consent.accepted for consent in body.consents):
        raise ConsentMissing(consent="personal_data")
    if len({consent.kind for consent in body.consents}) < len(body.consents):
        raise FieldInvalid(field="consents", reason="taken")
    if not all(consent.text_version.isprintable() for consent in body.consents):
        raise FieldInvalid(field="consents.text_version", reason="format")


def _profile(act: Act) -> Profile:
    private = act.incoming.private
    if private is None:
        raise FieldInvalid(field="private", reason="empty")
    try:
        profile = profile_of(private)
    except ValueError as error:
        raise FieldInvalid(field="birth_date", reason="format") from error
    return checked_profile(profile, today=_last_today(act))


def _last_today(act: Act) -> date:
    """The latest date it is anywhere: a restaurant is up to 14 hours ahead of UTC."""
    return from_millis(act.incoming.received_at_ms + 14 * 60 * 60 * 1000).date()


def _require_room(books: Books, act: Act, profile: Profile) -> None:
    """Raises ``GuestLimitReached``; somebody who is here already needs no room (CSH-51).

    Who was registered before the server was restored had room under the tariff of then.
    """
    limit = tenant_now(books, act.tenant_id).guests_max
    if limit is None or act.promised is not None:
        return
    if guests.guests_after(books, act.tenant_id) < limit:
        return
    if guests.find_by_phone(books, act.tenant_id, profile.phone) is None:
        raise GuestLimitReached(limit=limit)


def _display_code(books: Books, act: Act, body: RegistrationBody) -> str | None:
    """The code of the till's choice where it was its to give, else a fresh one (GST-09)."""
    guest_id, device_id = GuestId(act.original_id), act.incoming.device_id
    top_up_codes(books, act.tenant_id, device_id, chance=act.chance)
    if body.display_code is not None and claim_code(
        books, act.tenant_id, body.display_code, device_id=device_id, guest_id=guest_id
    ):
        return body.display_code
    return assign_code(books, act.tenant_id, guest_id, chance=act.chance)


def _new_guest(
    act: Act,
    body: RegistrationBody,
    profile: Profile,
    *,
    programme: ProgrammeVersion,
    code: str | None,
) -> guests.NewGuest:
    return guests.NewGuest(
        guest_id=GuestId(act.original_id),
        profile=profile,
        consents=body.consents,
        restaurant_id=act.incoming.restaurant_id,
        source=body.source,
        card_token=body.card_token,
        display_code=code,
        level_id=LevelId(programme.lowest_level().level_id),
        at_ms=act.effective_at_ms,
        staff_id=body.staff_id,
        device_id=act.incoming.device_id,
    )


def _book_welcome(
    books: Books,
    act: Act,
    body: RegistrationBody,
    *,
    guest_id: GuestId,
    programme: ProgrammeVersion,
) -> Booked:
    card = opened_card(books, act.tenant_id, guest_id, at=act.restaurant_id)
    assert card is not None, "registered a moment ago"
    welcome = _welcome(body, programme)
    found = due(books, act, card.guest_id, quoted=welcome.grants, steps=welcome.steps)
    gift = gift_of(act, GuestId(act.original_id), found)
    purpose = Purpose(
        EntryKind.PROMO_GRANT, AccountKind.ISSUED, programme, found.steps, gift.facts()
    )
    due_body = body.model_copy(update={"grants": grant_bodies_due(act, body, found)})
    done = book(books, act, due_body, card=card, purpose=purpose)
    write_down(books, act.tenant_id, card.guest_id, gift=gift)
    return done


def _notes(
    books: Books, act: Act, body: RegistrationBody, *, programme: ProgrammeVersion
) -> Iterator[OutcomeNote]:
    if body.level_id != programme.lowest_level().level_id:
        yield "level_differs"
    if body.programme_version_id != programme.version_id:
        yield "programme_outdated"
    texts = books.once(archive, act.tenant_id)
    if not all(texts.has(x.kind, x.text_version, x.text_sha256) for x in body.consents):
        yield "consent_text_unknown"
    yield from notes_on(books, act, body)


def _welcome(body: RegistrationBody, programme: ProgrammeVersion) -> PromoChoice:
    return promos_of_registration(programme=programme, at=from_millis(body.clock.wall_ms))


def _record(
    books: Books, act: Act, body: RegistrationBody, *, guest_id: GuestId, survivor: GuestId
) -> None:
    action = Action.GUEST_CREATED if survivor == guest_id else Action.GUESTS_MERGED
    details = {} if survivor == guest_id else {"survivor_guest_id": survivor}
    note(
        books,
        act.tenant_id,
        Activity(
            action,
            "guest",
            guest_id,
            performed_by=body.staff_id,
            at_ms=act.posted_at_ms,
            details=details,
        ),
    )
