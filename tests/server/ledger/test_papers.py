"""Codes on receipts: checked by whoever holds the paper (P6, issue 3 "Tamper evidence")."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.app import build_app
from server.ledger.papers import proofs
from server.limits import TRIES_MAX
from server.settings import Settings
from shared.domain.ids import TenantId
from shared.operations.chain import short_hash
from shared.receipt.proof import Proof, ProofState
from tests.server.shop import Shop, Till
from tests.server.shop_fixtures import SHOP_FILE

RUSSIAN = {"Accept-Language": "ru"}


def code_of(till: Till, seq: int) -> str:
    return short_hash(bytes.fromhex(till.heads[seq - 1]))


def proof(shop: Shop, code: str) -> Proof:
    (found,) = shop.read(lambda conn: proofs(conn, shop.tenant_id, code))
    return found


def test_a_code_leads_to_what_was_booked(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 9_999)
    till.push()
    assert (proof(shop, code_of(till, 2)).points, proof(shop, code_of(till, 2)).kind) == (
        200,
        "earn",
    )
    assert proof(shop, code_of(till, 3)).state is ProofState.REFUSED
    till.cancel(guest_id, earned, -200)
    till.push()
    found = proof(shop, code_of(till, 2))
    assert (found.state, found.seq, found.is_intact) == (ProofState.CANCELLED, 2, True)


@pytest.mark.parametrize("spelt", [str.lower, lambda code: code.replace("-", " ")])
def test_a_code_is_read_as_people_type_it(shop: Shop, till: Till, spelt: Any) -> None:
    till.register()
    till.push()
    assert proof(shop, spelt(code_of(till, 1))).seq == 1


@pytest.mark.parametrize("tenant", ["nobody", "a\x00b", "01890a5d-ac96-774b-bcce-b302099a8057"])
def test_nobody_has_papers_of_a_tenant_that_there_is_not(
    shop: Shop, till: Till, tenant: str
) -> None:
    till.register()
    till.push()
    code = code_of(till, 1)
    assert shop.database.read_now(lambda conn: proofs(conn, TenantId(tenant), code)) == ()


def test_an_operation_sent_again_under_a_new_epoch_keeps_its_paper(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    code, earlier = code_of(till, 2), till.sent[1]
    till.begin_again(epoch=99)
    till.enqueue_again(earlier)
    till.push()
    assert (proof(shop, code).short_hash, proof(shop, code).points) == (code, 200)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE operation SET body = replace(body, '\"points\":500', '\"points\":501')",
        "DELETE FROM operation WHERE seq = 1",
        "UPDATE operation SET link = substr(link, 2) || substr(link, 1, 1) WHERE seq = 1",
    ],
)
def test_a_record_that_was_changed_is_called_so(
    sqlite_shop: Shop, tmp_path: Path, tampering: str
) -> None:
    till = sqlite_shop.till()
    till.adjust(till.register(), 500)
    till.push()
    code = code_of(till, 2)
    assert proof(sqlite_shop, code).is_intact

    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as forger, forger:
        forger.execute(tampering)
    assert not proof(sqlite_shop, code).is_intact


@pytest.fixture
def page(tmp_path: Path, sqlite_shop: Shop) -> Iterator[TestClient]:
    """Asks for the page of a tenant, over HTTP, of another server over the same file."""
    assert sqlite_shop.tenant_id, "the file is there"
    app = build_app(Settings(database_url=f"sqlite:///{tmp_path / SHOP_FILE}"))
    with TestClient(app, raise_server_exceptions=False) as ask:
        yield ask


def test_the_page_says_what_the_paper_was_for_and_names_nobody(
    page: TestClient, sqlite_shop: Shop
) -> None:
    till = sqlite_shop.till()
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    answer = page.get(f"/r/{sqlite_shop.tenant_id}?code={code_of(till, 2)}", headers=RUSSIAN)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Код подлинный" in answer.text
    assert "Начисление" in answer.text
    assert "+200" in answer.text
    for secret in (guest_id, "79991234567", "Иван", till.device.device_id):
        assert secret not in answer.text


@pytest.mark.parametrize(
    ("asked", "status"),
    [("?code=AAAA-AAAA", 404), ("?code=%3Cscript%3E", 404), ("", 200), ("?code=" + "A" * 21, 422)],
)
def test_the_page_of_no_receipt(
    page: TestClient, sqlite_shop: Shop, asked: str, status: int
) -> None:
    answer = page.get(f"/r/{sqlite_shop.tenant_id}{asked}")
    assert answer.status_code == status
    assert "<script" not in answer.text


def test_another_tenants_receipt_is_not_there(page: TestClient, sqlite_shop: Shop) -> None:
    till = sqlite_shop.till()
    till.register()
    till.push()
    assert page.get(f"/r/nobody?code={code_of(till, 1)}").status_code == 404


def test_codes_cannot_be_tried_out(page: TestClient, sqlite_shop: Shop) -> None:
    tried = [
        page.get(f"/r/{sqlite_shop.tenant_id}?code=AAAA-AAA{letter}").status_code
        for letter in "ABCDEFGHIJK"
    ]
    assert tried == [404] * TRIES_MAX + [429]
