"""Operations and the double-entry ledger."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FUNCTION = """
CREATE FUNCTION require_balanced_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (
        SELECT sum(points) FROM ledger_entry
        WHERE tenant_id = NEW.tenant_id AND transaction_seq = NEW.transaction_seq
    ) <> 0 THEN
        RAISE EXCEPTION 'transaction % is not balanced', NEW.transaction_seq
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$
"""
_TRIGGER = """
CREATE CONSTRAINT TRIGGER ledger_entry_is_balanced AFTER INSERT ON ledger_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balanced_transaction()
"""


def upgrade() -> None:
    """Makes these tables."""
    _create_account()
    _create_bonus_grant()
    _create_former_decision()
    _create_operation()
    _create_visit()
    _create_ledger_transaction()
    _create_ledger_entry()
    _create_lot()
    _create_lot_use()
    _create_lot_move()
    _create_refund()
    _refuse_unbalanced_transactions()


def downgrade() -> None:
    """Takes them away again, with all that is in them."""
    _allow_unbalanced_transactions()
    op.drop_index("ix_refund_target", table_name="refund")
    op.drop_table("refund")
    op.drop_table("lot_move")
    op.drop_table("lot_use")
    op.drop_index("ix_lot_card", table_name="lot")
    op.drop_index("ix_lot_due", table_name="lot")
    op.drop_index("ix_lot_expired", table_name="lot")
    op.drop_index("ix_lot_transaction", table_name="lot")
    op.drop_table("lot")
    op.drop_table("ledger_entry")
    op.drop_index("ix_ledger_transaction_transfer", table_name="ledger_transaction")
    op.drop_table("ledger_transaction")
    op.drop_index("ix_visit_restaurant", table_name="visit")
    op.drop_index("ix_visit_card", table_name="visit")
    op.drop_table("visit")
    op.drop_index("ix_operation_guest", table_name="operation")
    op.drop_index("ix_operation_original", table_name="operation")
    op.drop_index("ix_operation_shift", table_name="operation")
    op.drop_table("operation")
    op.drop_table("former_decision")
    op.drop_table("bonus_grant")
    op.drop_index("ix_account_owing", table_name="account")
    op.drop_table("account")


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("account", sa.String(120), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account", name="pk_account"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_account_tenant_id_tenant"
        ),
    )
    owing = _where("account LIKE 'suspense:%' AND balance <> 0")
    op.create_index("ix_account_owing", "account", ["tenant_id"], **owing)


def _create_bonus_grant() -> None:
    op.create_table(
        "bonus_grant",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("promo_id", sa.String(36), nullable=False),
        sa.Column("occasion", sa.String(60), nullable=False),
        sa.Column("given_to", sa.String(36), nullable=False),
        sa.Column("given_by", sa.String(36), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("taken_back_by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "guest_id", "promo_id", "occasion", "given_by", name="pk_bonus_grant"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guest_id"],
            ["guest.tenant_id", "guest.guest_id"],
            name="fk_bonus_grant_tenant_id_guest_id_guest",
        ),
    )


def _create_former_decision() -> None:
    op.create_table(
        "former_decision",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("decision_seq", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "decision_seq", name="pk_former_decision"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_former_decision_tenant_id_tenant"
        ),
    )


def _create_operation() -> None:
    op.create_table(
        "operation",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("operation_id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.Column("original_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=True),
        sa.Column("guest_id", sa.String(36), nullable=True),
        sa.Column("shift_id", sa.String(36), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("private", sa.Text(), nullable=True),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("effective_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("code", sa.String(40), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("cancelled_by", sa.String(36), nullable=True),
        sa.Column("decision_seq", sa.BigInteger(), nullable=False),
        sa.Column("decision_hash", sa.String(64), nullable=False),
        sa.Column("promised", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "operation_id", name="pk_operation"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.device_id"],
            name="fk_operation_tenant_id_device_id_device",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "device_id",
            "epoch",
            "seq",
            name="uq_operation_tenant_id_device_id_epoch_seq",
        ),
        sa.UniqueConstraint(
            "tenant_id", "decision_seq", name="uq_operation_tenant_id_decision_seq"
        ),
    )
    _index_operation()


def _index_operation() -> None:
    op.create_index("ix_operation_guest", "operation", ["tenant_id", "guest_id", "status"])
    op.create_index("ix_operation_original", "operation", ["tenant_id", "original_id"])
    of_a_shift = _where("shift_id IS NOT NULL")
    op.create_index("ix_operation_shift", "operation", ["tenant_id", "shift_id"], **of_a_shift)


def _create_visit() -> None:
    op.create_table(
        "visit",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("operation_id", sa.String(36), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("visited_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "operation_id", name="pk_visit"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["card.tenant_id", "card.card_id"],
            name="fk_visit_tenant_id_card_id_card",
        ),
    )
    op.create_index("ix_visit_card", "visit", ["tenant_id", "card_id", "visited_at_ms"])
    op.create_index("ix_visit_restaurant", "visit", ["tenant_id", "restaurant_id", "visited_at_ms"])


def _create_ledger_transaction() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=False),
        sa.Column("operation_id", sa.String(36), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("effective_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("posted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "transaction_seq", name="pk_ledger_transaction"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operation.tenant_id", "operation.operation_id"],
            name="fk_ledger_transaction_tenant_id_operation_id_operation",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.UniqueConstraint(
            "tenant_id", "operation_id", name="uq_ledger_transaction_tenant_id_operation_id"
        ),
    )
    gives_away = sa.text("kind = 'TRANSFER_OUT'")
    op.create_index(
        "ix_ledger_transaction_transfer",
        "ledger_transaction",
        ["tenant_id", "card_id"],
        sqlite_where=gives_away,
        postgresql_where=gives_away,
    )


def _create_ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(120), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("account_version", sa.BigInteger(), nullable=False),
        sa.Column("balance_after", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "transaction_seq", "line", name="pk_ledger_entry"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
            name="fk_ledger_entry_tenant_id_transaction_seq_ledger_transaction",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "account",
            "account_version",
            name="uq_ledger_entry_tenant_id_account_account_version",
        ),
    )


def _create_lot() -> None:
    op.create_table(
        "lot",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("lot_id", sa.String(48), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("effective_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("points_left", sa.BigInteger(), nullable=False),
        sa.Column("points_expired", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "lot_id", name="pk_lot"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["card.tenant_id", "card.card_id"],
            name="fk_lot_tenant_id_card_id_card",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
            name="fk_lot_tenant_id_transaction_seq_ledger_transaction",
        ),
    )
    of_card, due = ["tenant_id", "card_id"], ["kind", "expires_at_ms", "effective_at_ms"]
    op.create_index("ix_lot_card", "lot", of_card, **_where("points_left > 0"))
    op.create_index("ix_lot_due", "lot", ["tenant_id", *due], **_where("points_left > 0"))
    op.create_index("ix_lot_expired", "lot", of_card, **_where("points_expired > 0"))
    op.create_index("ix_lot_transaction", "lot", ["tenant_id", "transaction_seq"])


def _create_lot_use() -> None:
    op.create_table(
        "lot_use",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.String(48), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "transaction_seq", "line", name="pk_lot_use"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["lot.tenant_id", "lot.lot_id"],
            name="fk_lot_use_tenant_id_lot_id_lot",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
            name="fk_lot_use_tenant_id_transaction_seq_ledger_transaction",
        ),
    )


def _create_lot_move() -> None:
    op.create_table(
        "lot_move",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.String(48), nullable=False),
        sa.Column("from_card_id", sa.String(36), nullable=False),
        sa.Column("to_card_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "transaction_seq", "line", name="pk_lot_move"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "from_card_id"],
            ["card.tenant_id", "card.card_id"],
            name="fk_lot_move_tenant_id_from_card_id_card",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["lot.tenant_id", "lot.lot_id"],
            name="fk_lot_move_tenant_id_lot_id_lot",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "to_card_id"],
            ["card.tenant_id", "card.card_id"],
            name="fk_lot_move_tenant_id_to_card_id_card",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
            name="fk_lot_move_tenant_id_transaction_seq_ledger_transaction",
        ),
    )


def _create_refund() -> None:
    op.create_table(
        "refund",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("operation_id", sa.String(36), nullable=False),
        sa.Column("target_operation_id", sa.String(36), nullable=False),
        sa.Column("refund_minor", sa.BigInteger(), nullable=False),
        sa.Column("worth_minor", sa.BigInteger(), nullable=False),
        sa.Column("shortfall", sa.BigInteger(), nullable=False),
        sa.Column("expired", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "operation_id", name="pk_refund"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operation.tenant_id", "operation.operation_id"],
            name="fk_refund_tenant_id_operation_id_operation",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "target_operation_id"],
            ["operation.tenant_id", "operation.operation_id"],
            name="fk_refund_tenant_id_target_operation_id_operation",
        ),
    )
    op.create_index("ix_refund_target", "refund", ["tenant_id", "target_operation_id"])


def _refuse_unbalanced_transactions() -> None:
    """PostgreSQL asks again at commit; on SQLite the one poster's own check must do."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        op.execute(_TRIGGER)


def _allow_unbalanced_transactions() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TRIGGER ledger_entry_is_balanced ON ledger_entry")
        op.execute("DROP FUNCTION require_balanced_transaction")


def _where(condition: str) -> dict[str, Any]:
    """Of an index that holds only such rows, in either database."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
