"""Who was never asked for his consent: a yes opens his card, a no forgets him (GST-42…GST-46)."""

from datetime import date

import pytest
from sqlalchemy import Connection, func, select

from server.audit import OPERATOR, Action, activities
from server.books import Books, writing
from server.database import table_of
from server.guests.consents import Consent, Said, consents_of
from server.guests.decision import Decision
from server.guests.service import guests_in, set_status
from server.guests.tables import GuestChildRow, GuestLikenessRow, GuestRow
from server.ledger.consenting import answer_consent, withdraw_consent
from server.ledger.tables import OperationRow
from server.tenants.service import lock_tenant
from shared.domain.card import Card, CardStatus
from shared.domain.consents import ConsentAnswer, ConsentKind, ConsentSource
from shared.domain.errors import CardNotUsable, GuestUnknown
from shared.domain.guest import Profile
from shared.domain.ids import GuestId
from shared.operations.bodies import ConsentBody
from tests.builders import an_id
from tests.server.shop import Shop, Till

MINUTE_MS = 60_000
PHONE = "79991234567"
PETR = Profile(PHONE, "Пётр", "Иванов", date(1990, 5, 17))


@pytest.fixture
def asked(shop: Shop, till: Till) -> str:
    """A guest who waits for the question, and has a welcome."""
    guest_id = till.register(profile=PETR)
    till.push()
    shop.write(
        lambda conn: set_status(
            conn, shop.tenant_id, GuestId(guest_id), status=CardStatus.PENDING_CONSENT
        )
    )
    shop.now_ms += MINUTE_MS
    return guest_id


def test_until_he_answers_a_guest_earns_and_does_not_spend(
    shop: Shop, till: Till, asked: str
) -> None:
    till.earn(asked)
    till.redeem(asked, 50, promo=50)
    assert [each.status for each in till.outcomes()] == ["applied", "rejected"]
    assert shop.verified().problems == ()


def test_a_yes_opens_the_card(shop: Shop, till: Till, asked: str) -> None:
    assert _answer(shop, asked, ConsentAnswer.ACCEPTED).status is CardStatus.ACTIVE
    till.redeem(asked, 50, promo=50)
    assert [each.status for each in till.outcomes()] == ["applied"]
    last = _last_activity(shop, Action.CONSENT_GIVEN)
    assert last == {"source": "TELEGRAM_BOT"}
    assert shop.verified().problems == ()


def test_a_no_forgets_him_and_keeps_the_books(shop: Shop, till: Till, asked: str) -> None:
    assert _answer(shop, asked, ConsentAnswer.REJECTED).status is CardStatus.DELETED
    told = {(each.kind, each.id): each for each in till.pull().changes}
    assert told["guest", asked].gone
    assert told["card", shop.card(asked).card_id].data["status"] == "DELETED"
    assert _traces(shop) == []
    assert shop.read(lambda conn: guests_in(Books(conn), shop.tenant_id, [GuestId(asked)])) == ()
    assert _last_activity(shop, Action.GUEST_ERASED)["reason"] == "CONSENT_REJECTED"
    assert shop.balance(asked) == (0, 100)
    assert shop.verified().problems == ()


def test_who_was_forgotten_earns_no_more_and_may_come_anew(
    shop: Shop, till: Till, asked: str
) -> None:
    _answer(shop, asked, ConsentAnswer.REJECTED)
    till.earn(asked)
    again = till.register(profile=PETR)
    late, anew = till.outcomes()
    assert (late.status, late.code) == ("rejected", "card_not_usable")
    assert (anew.status, shop.card(again).guest_id) == ("applied", again)
    assert shop.verified().problems == ()


@pytest.fixture
def agreed(shop: Shop, till: Till) -> str:
    """A guest who agreed to both questions at a till, a minute ago."""
    consents = tuple(
        ConsentBody(
            kind=kind.value,
            accepted=True,
            text_version=shop.document(kind).version,
            text_sha256=shop.document(kind).read_in("ru").sha256,
        )
        for kind in ConsentKind
    )
    guest_id = till.register(profile=PETR, consents=consents)
    till.push()
    shop.now_ms += MINUTE_MS
    return guest_id


def test_advertising_is_taken_back_and_costs_the_guest_nothing(
    shop: Shop, till: Till, agreed: str
) -> None:
    assert _withdraw(shop, agreed, ConsentKind.MARKETING).status is CardStatus.ACTIVE
    kept = {each.kind: each for each in _consents(shop, agreed)}
    assert kept["marketing"].withdrawn_at_ms == shop.now_ms
    assert kept["marketing"].withdrawn_through == "OPERATOR"
    assert kept["personal_data"].withdrawn_at_ms is None
    till.redeem(agreed, 50, promo=50)
    assert [each.status for each in till.outcomes()] == ["applied"]
    assert _last_activity(shop, Action.CONSENT_WITHDRAWN)["kind"] == "marketing"
    assert shop.verified().problems == ()


def test_without_his_data_a_guest_is_erased_and_the_proof_stays(shop: Shop, agreed: str) -> None:
    assert _withdraw(shop, agreed, ConsentKind.PERSONAL_DATA).status is CardStatus.DELETED
    assert _traces(shop) == []
    assert _last_activity(shop, Action.GUEST_ERASED)["reason"] == "CONSENT_WITHDRAWN"
    kept = {each.kind: each.withdrawn_at_ms for each in _consents(shop, agreed)}
    assert kept == {"personal_data": shop.now_ms, "marketing": None}
    with pytest.raises(CardNotUsable):
        _withdraw(shop, agreed, ConsentKind.MARKETING)
    assert shop.verified().problems == ()


@pytest.mark.parametrize("answer", ConsentAnswer)
def test_who_was_not_asked_does_not_answer(shop: Shop, till: Till, answer: ConsentAnswer) -> None:
    guest_id = till.register()
    till.push()
    with pytest.raises(CardNotUsable):
        _answer(shop, guest_id, answer)
    with pytest.raises(GuestUnknown):
        _answer(shop, an_id("nobody"), answer)


def _withdraw(shop: Shop, guest_id: str, kind: ConsentKind) -> Card:
    said = Said(ConsentAnswer.REJECTED, ConsentSource.OPERATOR, kind)
    decision = Decision(OPERATOR, shop.now_ms)

    def work(conn: Connection) -> Card:
        lock_tenant(conn, shop.tenant_id)
        with writing(conn) as books:
            who = GuestId(guest_id)
            return withdraw_consent(books, shop.tenant_id, who, said=said, decision=decision)

    return shop.write(work)


def _consents(shop: Shop, guest_id: str) -> tuple[Consent, ...]:
    return shop.read(lambda conn: consents_of(conn, shop.tenant_id, (GuestId(guest_id),)))


def _answer(shop: Shop, guest_id: str, answer: ConsentAnswer) -> Card:
    said = Said(answer, ConsentSource.TELEGRAM_BOT)

    def work(conn: Connection) -> Card:
        lock_tenant(conn, shop.tenant_id)
        with writing(conn) as books:
            decision = Decision(OPERATOR, shop.now_ms)
            return answer_consent(
                books, shop.tenant_id, GuestId(guest_id), said=said, decision=decision
            )

    return shop.write(work)


def _traces(shop: Shop) -> list[str]:
    """Where anything of him is left."""
    guest, operation = table_of(GuestRow), table_of(OperationRow)
    left = {
        "guest": select(func.count()).where(guest.c.phone != ""),
        "private": select(func.count()).where(operation.c.private.is_not(None)),
        "child": select(func.count()).select_from(table_of(GuestChildRow)),
        "flag": select(func.count()).select_from(table_of(GuestLikenessRow)),
    }

    def read(conn: Connection) -> list[str]:
        return [name for name, count in left.items() if conn.execute(count).scalar_one()]

    return shop.read(read)


def _last_activity(shop: Shop, action: Action) -> dict[str, str]:
    log = shop.read(lambda conn: activities(conn, shop.tenant_id))
    return [each.details for each in log if each.action is action][-1]
