"""Leases: points set aside for one device."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes these tables."""
    _create_lease_holder()
    _create_lease()
    _create_announced_lease()
    _create_lease_lot()
    _create_lease_use()


def downgrade() -> None:
    """Takes them away again, with all that is in them."""
    op.drop_table("lease_use")
    op.drop_table("lease_lot")
    op.drop_index("ix_lease_taken_back", table_name="lease")
    op.drop_index("ix_lease_device", table_name="lease")
    op.drop_index("ix_lease_card", table_name="lease")
    op.drop_table("lease")
    op.drop_table("announced_lease")
    op.drop_table("lease_holder")


def _create_lease_holder() -> None:
    op.create_table(
        "lease_holder",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("horizon_ms", sa.BigInteger(), nullable=False),
        sa.Column("ahead_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("float_day", sa.Integer(), nullable=False),
        sa.Column("float_points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "device_id", name="pk_lease_holder"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.device_id"],
            name="fk_lease_holder_tenant_id_device_id_device",
        ),
    )


def _create_lease() -> None:
    op.create_table(
        "lease",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("lease_id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("server_epoch", sa.BigInteger(), nullable=False),
        sa.Column("granted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("points_granted", sa.BigInteger(), nullable=False),
        sa.Column("points_spent", sa.BigInteger(), nullable=False),
        sa.Column("points_returned", sa.BigInteger(), nullable=False),
        sa.Column("points_late", sa.BigInteger(), nullable=False),
        sa.Column("is_recalled", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "lease_id", name="pk_lease"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.device_id"],
            name="fk_lease_tenant_id_device_id_device",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "card_id"],
            ["card.tenant_id", "card.card_id"],
            name="fk_lease_tenant_id_card_id_card",
        ),
    )
    op.create_index("ix_lease_card", "lease", ["tenant_id", "card_id", "ended"])
    op.create_index("ix_lease_device", "lease", ["tenant_id", "device_id", "ended"])
    taken_back = sa.text("ended IN ('RECLAIMED', 'LOST')")
    op.create_index(
        "ix_lease_taken_back",
        "lease",
        ["tenant_id"],
        sqlite_where=taken_back,
        postgresql_where=taken_back,
    )


def _create_announced_lease() -> None:
    op.create_table(
        "announced_lease",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("lease_id", sa.String(36), nullable=False),
        sa.Column("lease", sa.Text(), nullable=False),
        sa.Column("is_lapsed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "lease_id", name="pk_announced_lease"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_announced_lease_tenant_id_tenant"
        ),
    )


def _create_lease_lot() -> None:
    op.create_table(
        "lease_lot",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("lease_id", sa.String(36), nullable=False),
        sa.Column("lot_id", sa.String(48), nullable=False),
        sa.Column("points_granted", sa.BigInteger(), nullable=False),
        sa.Column("points_left", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "lease_id", "lot_id", name="pk_lease_lot"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lease_id"],
            ["lease.tenant_id", "lease.lease_id"],
            name="fk_lease_lot_tenant_id_lease_id_lease",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["lot.tenant_id", "lot.lot_id"],
            name="fk_lease_lot_tenant_id_lot_id_lot",
        ),
    )


def _create_lease_use() -> None:
    op.create_table(
        "lease_use",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("lease_id", sa.String(36), nullable=False),
        sa.Column("lot_id", sa.String(48), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "transaction_seq", "line", name="pk_lease_use"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_seq"],
            ["ledger_transaction.tenant_id", "ledger_transaction.transaction_seq"],
            name="fk_lease_use_tenant_id_transaction_seq_ledger_transaction",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lease_id", "lot_id"],
            ["lease_lot.tenant_id", "lease_lot.lease_id", "lease_lot.lot_id"],
            name="fk_lease_use_tenant_id_lease_id_lot_id_lease_lot",
        ),
    )
