"""Tenants, their log and feed, restaurants, staff, programmes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes these tables."""
    _create_tenant()
    _create_seal_head()
    _create_witness()
    _create_activity_log()
    _create_feed_entry()
    _create_feed_sum()
    _create_programme_version()
    _create_restaurant()
    _create_tenant_counter()
    _create_offline_policy()
    _create_consent_text()
    _create_job_run()
    _create_staff()
    _create_webhook()
    _create_effect()


def downgrade() -> None:
    """Takes them away again, with all that is in them."""
    op.drop_index("ix_effect_tenant_id_delivered_at_ms_due_at_ms", table_name="effect")
    op.drop_table("effect")
    op.drop_table("webhook")
    op.drop_index("ix_staff_tenant_id_restaurant_id", table_name="staff")
    op.drop_index("ix_programme_version_tenant_id_published_at_ms", table_name="programme_version")
    op.drop_table("staff")
    op.drop_table("job_run")
    op.drop_table("consent_text")
    op.drop_table("offline_policy")
    op.drop_table("tenant_counter")
    op.drop_table("restaurant")
    op.drop_table("programme_version")
    op.drop_table("feed_sum")
    op.drop_table("feed_entry")
    op.drop_table("activity_log")
    op.drop_index("ix_witness_row", table_name="witness")
    op.drop_table("witness")
    op.drop_table("seal_head")
    op.drop_table("tenant")


def _create_tenant() -> None:
    op.create_table(
        "tenant",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("signing_seed", sa.String(64), nullable=False),
        sa.Column("phone_pepper", sa.String(64), nullable=False),
        sa.Column("server_epoch", sa.BigInteger(), nullable=False),
        sa.Column("guests_max", sa.Integer(), nullable=True),
        sa.Column("promos_max", sa.Integer(), nullable=True),
        sa.Column("frozen_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("fenced_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("card_mode", sa.String(20), nullable=False),
        sa.Column("leases_paused_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_tenant"),
    )


def _create_seal_head() -> None:
    op.create_table(
        "seal_head",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("chain", sa.String(10), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "chain", name="pk_seal_head"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_seal_head_tenant_id_tenant"
        ),
    )


def _create_witness() -> None:
    op.create_table(
        "witness",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("witness_seq", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("row_id", sa.String(80), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "witness_seq", name="pk_witness"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_witness_tenant_id_tenant"
        ),
    )
    op.create_index(
        "ix_witness_row", "witness", ["tenant_id", "table_name", "row_id", "witness_seq"]
    )


def _create_activity_log() -> None:
    op.create_table(
        "activity_log",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("activity_seq", sa.BigInteger(), nullable=False),
        sa.Column("action_type", sa.String(40), nullable=False),
        sa.Column("entity_type", sa.String(40), nullable=False),
        sa.Column("entity_id", sa.String(48), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("performed_by", sa.String(36), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("ip", sa.String(45), nullable=True),
        sa.Column("device_type", sa.String(200), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "activity_seq", name="pk_activity_log"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_activity_log_tenant_id_tenant"
        ),
    )


def _create_feed_entry() -> None:
    op.create_table(
        "feed_entry",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("entity_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=True),
        sa.Column("device_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "entity_id", name="pk_feed_entry"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_feed_entry_tenant_id_tenant"
        ),
        sa.UniqueConstraint("tenant_id", "seq", name="uq_feed_entry_tenant_id_seq"),
    )


def _create_feed_sum() -> None:
    op.create_table(
        "feed_sum",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("audience", sa.String(80), nullable=False),
        sa.Column("total", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "audience", name="pk_feed_sum"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_feed_sum_tenant_id_tenant"
        ),
    )


def _create_programme_version() -> None:
    op.create_table(
        "programme_version",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from_ms", sa.BigInteger(), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "version_id", name="pk_programme_version"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_programme_version_tenant_id_tenant"
        ),
    )
    op.create_index(
        "ix_programme_version_tenant_id_published_at_ms",
        "programme_version",
        ["tenant_id", "published_at_ms"],
    )


def _create_restaurant() -> None:
    op.create_table(
        "restaurant",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "restaurant_id", name="pk_restaurant"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_restaurant_tenant_id_tenant"
        ),
    )


def _create_tenant_counter() -> None:
    op.create_table(
        "tenant_counter",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("feed_seq", sa.BigInteger(), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_tenant_counter"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_tenant_counter_tenant_id_tenant"
        ),
    )


def _create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("extra_permissions", sa.Text(), nullable=False),
        sa.Column("pin_salt", sa.String(32), nullable=False),
        sa.Column("pin_hash", sa.String(64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("left_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "staff_id", name="pk_staff"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "restaurant_id"],
            ["restaurant.tenant_id", "restaurant.restaurant_id"],
            name="fk_staff_tenant_id_restaurant_id_restaurant",
        ),
    )
    op.create_index("ix_staff_tenant_id_restaurant_id", "staff", ["tenant_id", "restaurant_id"])


def _create_job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("job", sa.String(20), nullable=False),
        sa.Column("run", sa.String(80), nullable=False),
        sa.Column("day_before", sa.String(10), nullable=False),
        sa.Column("place", sa.String(36), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "job", name="pk_job_run"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_job_run_tenant_id_tenant"
        ),
    )


def _create_webhook() -> None:
    op.create_table(
        "webhook",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("since_decision", sa.BigInteger(), nullable=False),
        sa.Column("since_transaction", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_to_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_webhook"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_webhook_tenant_id_tenant"
        ),
    )


def _create_effect() -> None:
    op.create_table(
        "effect",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("operation_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "operation_id", "kind", name="pk_effect"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["webhook.tenant_id"], name="fk_effect_tenant_id_webhook"
        ),
    )
    op.create_index(
        "ix_effect_tenant_id_delivered_at_ms_due_at_ms",
        "effect",
        ["tenant_id", "delivered_at_ms", "due_at_ms"],
    )


def _create_consent_text() -> None:
    op.create_table(
        "consent_text",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("document_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "document_id", name="pk_consent_text"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_consent_text_tenant_id_tenant"
        ),
    )


def _create_offline_policy() -> None:
    op.create_table(
        "offline_policy",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("silence", sa.String(10), nullable=False),
        sa.Column("horizon_minutes", sa.Integer(), nullable=False),
        sa.Column("float_per_operation", sa.BigInteger(), nullable=False),
        sa.Column("float_per_guest", sa.BigInteger(), nullable=False),
        sa.Column("float_per_day", sa.BigInteger(), nullable=False),
        sa.Column("float_per_operation_most", sa.BigInteger(), nullable=False),
        sa.Column("float_per_day_most", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_offline_policy"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_offline_policy_tenant_id_tenant"
        ),
    )
