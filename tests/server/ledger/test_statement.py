"""The specification's ledger rows: LED-03…LED-06, LED-12; and the export."""

from server.ledger.export import export
from server.ledger.statement import statement
from shared.domain.ids import GuestId, card_id_of
from tests.server.shop import Shop, Till


def test_a_card_is_told_balance_by_balance(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 150, promo=100)
    till.adjust(guest_id, 30)
    till.cancel(guest_id, earned, -200)
    till.push()
    rows = shop.read(lambda conn: statement(conn, shop.tenant_id, card_id_of(GuestId(guest_id))))
    told = [(row.kind, row.balance, row.before, row.points, row.after) for row in rows]
    assert told == [
        ("PROMO_GRANT", "PROMO", 0, 100, 100),
        ("EARN", "REGULAR", 0, 200, 200),
        ("REDEEM", "REGULAR", 200, -50, 150),
        ("REDEEM", "PROMO", 100, -100, 0),
        ("MANUAL_ADJUST", "REGULAR", 150, 30, 180),
        ("REFUND_EARN", "REGULAR", 180, -180, 0),
    ]
    assert [row.reason for row in rows[-2:]] == ["gift", "mistake"]
    assert rows[-1].snapshot["shortfall"] == 20
    assert rows[-1].actor_id == shop.manager


def test_the_export_tells_every_operation_and_its_effect(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.redeem(guest_id, 9_999)
    sent = till.push()
    lines = shop.read(lambda conn: tuple(export(conn)))
    assert [(line["kind"], line["status"], line["code"]) for line in lines] == [
        ("registration", "applied", None),
        ("earn", "applied", None),
        ("redeem", "rejected", "redemption_above_limit"),
    ]
    assert lines[2]["hash"] == sent.head
    effect = lines[1]["effect"]
    assert (effect["regular"], effect["regular_after"], effect["promo_after"]) == (200, 200, 100)
    assert lines[0]["card"] == {
        "token": shop.card(guest_id).token,
        "display_code": shop.card(guest_id).display_code,
    }
