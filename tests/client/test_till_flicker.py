"""S9: nothing a guest was shown disappears between the server's word and its feed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store.changes import apply_page
from client.store.outbox import OutboxRow
from client.till.guest_view import GuestView
from client.till.refusals import GuestExists
from client.till.registration import RegistrationForm
from shared.domain.ids import GuestId
from shared.sync.messages import Change, ChangesReply, Cursor, Outcome
from tests.builders import PEPPER, SERVER_EPOCH, a_card, a_card_payload, an_id
from tests.client.till_desk import TillDesk, a_check, booked

FORM = RegistrationForm(phone="79990000001", first_name="Вера", personal_data=True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def registered(desk: TillDesk) -> GuestView:
    desk.sign_in()
    return desk.run(desk.till.registration.register(FORM)).view


def answer_registration(desk: TillDesk, code: str, **data: str) -> None:
    def adjusted(row: OutboxRow) -> Outcome:
        plain = booked(row, change=(0, 100), after=(0, 100))
        return plain.model_copy(update={"status": "adjusted", "code": code, "data": data})

    desk.delivery.decide = adjusted
    desk.delivery.answer()


def read_page(desk: TillDesk, *changes: Change, seq: int, more: bool) -> None:
    page = ChangesReply(
        cursor=Cursor(server_epoch=SERVER_EPOCH, seq=seq),
        more=more,
        changes=changes,
        server_time_ms=0,
    )
    desk.store.write_now(lambda db: apply_page(db, page, pepper=PEPPER))


def test_a_changed_code_does_not_hide_the_welcome_points(desk: TillDesk) -> None:
    guest_id = registered(desk).guest.guest_id
    assert desk.view(guest_id).total == 100
    answer_registration(desk, "code_changed", display_code="555555")
    assert desk.view(guest_id).total == 100


def test_an_earn_stays_while_the_feed_is_read_page_by_page(desk: TillDesk) -> None:
    """The card moved on in the feed: another till changed it, behind the end of this page."""
    view = desk.a_guest(points=100)
    desk.run(desk.till.checkout.confirm(view, a_check()))
    desk.delivery.decide = lambda row: booked(row, change=(300, 0), after=(400, 0), feed_seq=10)
    desk.delivery.answer()
    read_page(desk, seq=505, more=True)
    assert desk.view().total == 400
    card = a_card_payload(a_card(points=450)).model_dump(mode="json")
    read_page(desk, Change(seq=900, kind="card", id=card["card_id"], data=card), seq=905, more=True)
    assert desk.view().total == 450, "the card of place 900 has what was booked at place 10"


def test_a_merged_guest_is_found_until_the_survivor_is_known(desk: TillDesk) -> None:
    """CSH-50: nobody registers him once more."""
    guest_id = registered(desk).guest.guest_id
    survivor = GuestId(an_id("survivor"))
    answer_registration(desk, "guest_merged", survivor_guest_id=survivor)
    assert [hit.guest_id for hit in desk.run(desk.till.guest_search.search("0001"))] == [guest_id]
    with pytest.raises(GuestExists):
        desk.run(desk.till.registration.register(FORM))
    desk.learn_guest(a_card(survivor, points=70))
    assert desk.view(guest_id).guest.guest_id == survivor
