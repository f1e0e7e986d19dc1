"""Consent documents and what guests answered, as an operator types it (GST-40, 152-FZ art. 9)."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from server.__main__ import main
from server.audit import Action, activities_of
from shared.domain.consents import ConsentKind
from shared.operations.bodies import ConsentBody
from tests.server.shop import Shop

NEW = {"kind": "personal_data", "version": "2", "texts": {"ru": "Согласен.", "en": "I agree."}}
Type = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def typed(shop: Shop, shop_url: str, capfd: pytest.CaptureFixture[str]) -> Type:
    """Runs a command on the shop; its exit code, what it printed as JSON, and complaints."""

    def run(verb: str, *words: str, read: Any = None) -> tuple[int, Any, str]:
        asked = [verb, "--database-url", shop_url, "--tenant", shop.tenant_id, *words]
        given = json.dumps(read).encode() if read is not None else b""
        code = main(asked, given=io.BytesIO(given))
        said = capfd.readouterr()
        return code, json.loads(said.out or "null"), said.err

    return run


def test_a_company_starts_with_samples_that_send_it_to_a_lawyer(typed: Type) -> None:
    _, told, _ = typed("consent-texts")
    assert [(each["kind"], each["is_in_force"]) for each in told["documents"]] == [
        ("marketing", True),
        ("personal_data", True),
    ]
    for document in told["documents"]:
        assert "юрист" in document["texts"]["ru"]
        assert "lawyer" in document["texts"]["en"]
        assert "Сушилка" in document["texts"]["ru"]
    assert told["unknown"] == []


def test_a_sample_names_the_operator_and_is_published_once_mended(typed: Type) -> None:
    words = ("--kind", "personal_data", "--address", "Москва, Тверская, 1", "--contact", "a@b.c")
    _, sample, _ = typed("sample-consent-text", *words)
    assert "Москва, Тверская, 1" in sample["texts"]["ru"]
    assert "a@b.c" in sample["texts"]["en"]
    code, told, _ = typed("publish-consent-text", read={**sample, "version": "1.0"})
    assert (code, told["version"], told["is_new"]) == (0, "1.0", True)


def test_what_was_published_stays_and_the_last_one_is_in_force(shop: Shop, typed: Type) -> None:
    assert typed("publish-consent-text", read=NEW)[1]["is_new"]
    assert shop.document(ConsentKind.PERSONAL_DATA).version == "2"
    assert shop.document(ConsentKind.MARKETING).version == "2026-11 sample"
    _, told, _ = typed("consent-texts")
    mine = [each for each in told["documents"] if each["kind"] == "personal_data"]
    assert [(each["version"], each["is_in_force"]) for each in mine] == [
        ("2026-11 sample", False),
        ("2", True),
    ]
    assert _published(shop) == ["2"]
    assert shop.verified().problems == ()


def test_publishing_the_same_words_again_changes_nothing(shop: Shop, typed: Type) -> None:
    typed("publish-consent-text", read=NEW)
    assert typed("publish-consent-text", read=NEW)[1]["is_new"] is False
    assert _published(shop) == ["2"]


def test_a_version_is_never_given_to_other_words(typed: Type) -> None:
    typed("publish-consent-text", read=NEW)
    code, _, complaint = typed("publish-consent-text", read={**NEW, "texts": {"ru": "Иначе."}})
    assert code == 1
    assert complaint


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "cookies"},
        {"version": ""},
        {"version": "x" * 23},
        {"version": "2\n"},
        {"texts": {}},
        {"texts": {"en": "I agree."}},
        {"texts": {"ru": "  "}},
        {"texts": {"ru": "я" * 20_001}},
        {"texts": {"ru": "Да", "de": "Ja"}},
        {"text": "Да"},
    ],
)
def test_what_is_no_document_is_not_published(typed: Type, wrong: dict[str, Any]) -> None:
    code, _, complaint = typed("publish-consent-text", read={**NEW, **wrong})
    assert code == 1
    assert complaint


def test_a_consent_says_to_which_words_when_and_at_whose_till(shop: Shop, typed: Type) -> None:
    till = shop.till()
    guest_id = till.register()
    till.push()
    _, [told], _ = typed("consents", guest_id)
    read = shop.document(ConsentKind.PERSONAL_DATA).read_in("ru")
    assert told == {
        "guest_id": guest_id,
        "kind": "personal_data",
        "version": read.version,
        "sha256": read.sha256,
        "accepted_at_ms": shop.now_ms,
        "channel": "CASHIER",
        "staff_id": shop.cashier,
        "device_id": till.device.device_id,
        "operation_id": guest_id,
        "withdrawn_at_ms": None,
        "withdrawn_through": None,
    }


def test_a_till_that_was_out_of_reach_is_believed_about_the_older_words(
    shop: Shop, typed: Type
) -> None:
    till = shop.till()
    guest_id = till.register()
    typed("publish-consent-text", read=NEW)
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == ("applied", ())
    assert typed("consents", guest_id)[1][0]["version"] == "2026-11 sample"


def test_words_that_nobody_has_refuse_no_guest_and_are_told(shop: Shop, typed: Type) -> None:
    till = shop.till()
    strange = ConsentBody(
        kind="personal_data", accepted=True, text_version="9", text_sha256="0" * 64
    )
    guest_id = till.register(consents=(strange,))
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == ("applied", ("consent_text_unknown",))
    assert typed("consents", guest_id)[1][0]["sha256"] == "0" * 64
    assert typed("consent-texts")[1]["unknown"] == [
        {"kind": "personal_data", "version": "9", "sha256": "0" * 64, "consents": 1}
    ]
    assert shop.verified().problems == ()


def test_a_consent_is_taken_back_by_hand(shop: Shop, typed: Type) -> None:
    till = shop.till()
    guest_id = till.register()
    till.push()
    for kind, status in (("marketing", "ACTIVE"), ("personal_data", "DELETED")):
        code, told, _ = typed("withdraw-consent", guest_id, "--kind", kind)
        assert (code, told) == (0, {"guest_id": guest_id, "card_status": status})
    code, _, complaint = typed("withdraw-consent", guest_id, "--kind", "marketing")
    assert (code, complaint.startswith("card_not_usable")) == (1, True)


def test_tills_hear_of_new_words_and_keep_them_for_the_server(shop: Shop, typed: Type) -> None:
    till = shop.till()
    before = till.pull().cursor.seq
    typed("publish-consent-text", read=NEW)
    told = {each.kind: each for each in till.pull().changes if each.seq > before}
    assert told["tenant"].data["privacy_text"] == NEW["texts"]
    assert told["tenant"].data["marketing_text_version"] == "2026-11 sample"
    assert told["consent_text"].keepsake


def _published(shop: Shop) -> list[str]:
    """The versions that the activity log tells of."""
    action = Action.CONSENT_TEXT_PUBLISHED
    return [
        version
        for version, _ in shop.read(lambda conn: list(activities_of(conn, shop.tenant_id, action)))
    ]
