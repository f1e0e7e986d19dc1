"""Devices: codes to enrol with, chains, display codes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes these tables."""
    _create_device()
    _create_device_chain()
    _create_display_code()
    _create_enrolment_code()


def downgrade() -> None:
    """Takes them away again, with all that is in them."""
    op.drop_index("ix_enrolment_code_code_hash", table_name="enrolment_code")
    op.drop_table("enrolment_code")
    op.drop_index("ix_display_code_tenant_id_device_id_guest_id", table_name="display_code")
    op.drop_table("display_code")
    op.drop_table("device_chain")
    op.drop_index("ix_device_device_id", table_name="device")
    op.drop_table("device")


def _create_device() -> None:
    op.create_table(
        "device",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("public_key", sa.String(44), nullable=False),
        sa.Column("enrolled_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_contact_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("replayed_epoch", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "device_id", name="pk_device"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "restaurant_id"],
            ["restaurant.tenant_id", "restaurant.restaurant_id"],
            name="fk_device_tenant_id_restaurant_id_restaurant",
        ),
    )
    op.create_index("ix_device_device_id", "device", ["device_id"])


def _create_device_chain() -> None:
    op.create_table(
        "device_chain",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("stable_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "device_id", "epoch", name="pk_device_chain"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.device_id"],
            name="fk_device_chain_tenant_id_device_id_device",
        ),
    )


def _create_display_code() -> None:
    op.create_table(
        "display_code",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=True),
        sa.Column("guest_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "code", name="pk_display_code"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.device_id"],
            name="fk_display_code_tenant_id_device_id_device",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_display_code_tenant_id_tenant"
        ),
    )
    op.create_index(
        "ix_display_code_tenant_id_device_id_guest_id",
        "display_code",
        ["tenant_id", "device_id", "guest_id"],
    )


def _create_enrolment_code() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "code_hash", name="pk_enrolment_code"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.device_id"],
            name="fk_enrolment_code_tenant_id_device_id_device",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "restaurant_id"],
            ["restaurant.tenant_id", "restaurant.restaurant_id"],
            name="fk_enrolment_code_tenant_id_restaurant_id_restaurant",
        ),
    )
    op.create_index("ix_enrolment_code_code_hash", "enrolment_code", ["code_hash"])
