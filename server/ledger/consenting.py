"""A guest's answer to the processing of his data: his card opens, or he is forgotten (GST-44…46).

What is booked stays booked, under ids that name nobody any more: his points expire by idleness.
"""

from dataclasses import replace

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
    ConsentAnswer,
    status_after,
)
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
    books.aside(keep_answer, tenant_id, card.guest_id, said=said, at_ms=decision.at_ms)
    names = guests.names_of(books, tenant_id, card.guest_id)
    if status is CardStatus.DELETED:
        books.aside(erase_profiles, tenant_id, names)
        books.aside(_erase_private_parts, tenant_id, names)
    for each in guests.cards_in_use(books, tenant_id, card.guest_id):
        put_card_facts(books, tenant_id, replace(each, status=status))
        tell_card(books, tenant_id, each)
    for name in names:
        feed.tell(books, tenant_id, kind="guest", entity_id=name)
    note(books, tenant_id, _activity(card, said, decision))
    return replace(card, status=status)


def _erase_private_parts(conn: Connection, tenant_id: TenantId, names: tuple[GuestId, ...]) -> None:
    """No chain breaks: a body holds but the salted hash of what travelled beside it."""
    conn.execute(
        update(_OPERATION)
        .where(_OPERATION.c.tenant_id == tenant_id, _OPERATION.c.guest_id.in_(names))
        .values(private=None)
    )


def _activity(card: Card, said: Said, decision: Decision) -> Activity:
    is_accepted = said.answer is ConsentAnswer.ACCEPTED
    details = {"source": said.source.value}
    return Activity(
        Action.CONSENT_GIVEN if is_accepted else Action.GUEST_ERASED,
        "guest",
        card.guest_id,
        performed_by=decision.by,
        at_ms=decision.at_ms,
        details=details if is_accepted else details | {"reason": CONSENT_REJECTED},
    )
