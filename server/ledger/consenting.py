"""A guest's answer to the processing of his data: his card opens, or he is forgotten (GST-44…46).

So he is when he takes it back later (152-FZ, art. 9); to take back advertising costs him nothing.

What is booked stays booked, under ids that name nobody any more: his points expire by idleness.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, update

from server.audit import Action, Activity, note
from server.books import Books
from server.database import table_of
from server.feed import service as feed
from server.guests import service as guests
from server.guests.cards import put_card_facts, tell_card
from server.guests.consents import Said, keep_answer
from server.guests.decision import Decision
from server.guests.erasing import erase_profiles
from server.ledger.merging import person
from server.ledger.tables import OperationRow
from shared.domain.card import Card, CardStatus
from shared.domain.consents import (
    CONSENT_REJECTED,
    CONSENT_WITHDRAWN,
    ConsentAnswer,
    ConsentKind,
    status_after,
)
from shared.domain.errors import CardNotUsable
from shared.domain.ids import GuestId, TenantId

_OPERATION = table_of(OperationRow)


def answer_consent(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, said: Said, decision: Decision
) -> Card:
    """The card after the answer, which is kept; call ``lock_tenant`` before.

    Raises ``GuestUnknown``, and ``CardNotUsable`` for a card that waits for no answer.
    """
    card = person(books, tenant_id, guest_id)
    status = status_after(card.status, said.answer)
    is_yes = said.answer is ConsentAnswer.ACCEPTED
    done = _Settled(said, status, {} if is_yes else {"reason": CONSENT_REJECTED})
    return _settle(books, tenant_id, card, done=done, decision=decision)


def withdraw_consent(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, said: Said, decision: Decision
) -> Card:
    """The card after the guest took back the consent that ``said`` is about; it is kept.

    Without marketing he stays as he is; without his data there is nobody left: he is erased at
    once, for the law leaves thirty days at most. Raises ``GuestUnknown``, and ``CardNotUsable``
    for who was forgotten already.
    """
    card = person(books, tenant_id, guest_id)
    if card.status is CardStatus.DELETED:
        raise CardNotUsable(status=card.status, action="consent")
    if said.kind is ConsentKind.PERSONAL_DATA:
        done = _Settled(said, CardStatus.DELETED, {"reason": CONSENT_WITHDRAWN})
        return _settle(books, tenant_id, card, done=done, decision=decision)
    books.aside(keep_answer, tenant_id, card.guest_id, said=said, at_ms=decision.at_ms)
    details = {"source": said.source.value, "kind": said.kind.value}
    note(
        books,
        tenant_id,
        _activity(Action.CONSENT_WITHDRAWN, card, decision=decision, details=details),
    )
    return card


@dataclass(frozen=True, slots=True)
class _Settled:
    said: Said
    status: CardStatus
    reason: dict[str, str]


def _settle(
    books: Books, tenant_id: TenantId, card: Card, *, done: _Settled, decision: Decision
) -> Card:
    said, is_erased = done.said, done.status is CardStatus.DELETED
    books.aside(keep_answer, tenant_id, card.guest_id, said=said, at_ms=decision.at_ms)
    names = guests.names_of(books, tenant_id, card.guest_id)
    if is_erased:
        books.aside(erase_profiles, tenant_id, names)
        books.aside(_erase_private_parts, tenant_id, names)
    for each in guests.cards_in_use(books, tenant_id, card.guest_id):
        put_card_facts(books, tenant_id, replace(each, status=done.status))
        tell_card(books, tenant_id, each)
    for name in names:
        feed.tell(books, tenant_id, kind="guest", entity_id=name)
    action = Action.GUEST_ERASED if is_erased else Action.CONSENT_GIVEN
    details = {"source": said.source.value, **done.reason}
    note(books, tenant_id, _activity(action, card, decision=decision, details=details))
    return replace(card, status=done.status)


def _erase_private_parts(conn: Connection, tenant_id: TenantId, names: tuple[GuestId, ...]) -> None:
    """No chain breaks: a body holds but the salted hash of what travelled beside it."""
    conn.execute(
        update(_OPERATION)
        .where(_OPERATION.c.tenant_id == tenant_id, _OPERATION.c.guest_id.in_(names))
        .values(private=None)
    )


def _activity(
    action: Action, card: Card, *, decision: Decision, details: dict[str, str]
) -> Activity:
    return Activity(
        action,
        "guest",
        card.guest_id,
        performed_by=decision.by,
        at_ms=decision.at_ms,
        details=details,
    )
