"""Guests, consents, cards and the checks they paid."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes these tables."""
    _create_guest()
    _create_guest_indexes()
    _create_card()
    _create_consent()
    _create_pos_check()
    _create_guest_child()
    _create_guest_merge()
    _create_guest_likeness()


def downgrade() -> None:
    """Takes them away again, with all that is in them."""
    op.drop_table("guest_likeness")
    op.drop_index("ix_guest_merge_source", table_name="guest_merge")
    op.drop_table("guest_merge")
    op.drop_index("ix_guest_child_birthday", table_name="guest_child")
    op.drop_index("ix_guest_child_guest", table_name="guest_child")
    op.drop_table("guest_child")
    op.drop_table("pos_check")
    op.drop_table("consent")
    op.drop_table("card")
    op.drop_index("ix_guest_birthday", table_name="guest")
    op.drop_index("ix_guest_likeness", table_name="guest")
    op.drop_index("ix_guest_alias", table_name="guest")
    op.drop_index("ix_guest_phone_key", table_name="guest")
    op.drop_index("uq_guest_phone_key", table_name="guest")
    op.drop_table("guest")


def _create_guest() -> None:
    op.create_table(
        "guest",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("alias_of", sa.String(36), nullable=True),
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("phone", sa.String(11), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("last_name", sa.String(60), nullable=False),
        sa.Column("birth_date", sa.String(10), nullable=True),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("registered_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("likeness_key", sa.String(64), nullable=False),
        sa.Column("birthday", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "guest_id", name="pk_guest"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "alias_of"], ["guest.tenant_id", "guest.guest_id"], name="fk_guest_alias"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.tenant_id"], name="fk_guest_tenant_id_tenant"
        ),
    )


def _create_guest_indexes() -> None:
    is_none, is_alias = sa.text("alias_of IS NULL"), sa.text("alias_of IS NOT NULL")
    has_likeness = sa.text("likeness_key <> ''")
    for name, column, condition in (
        ("uq_guest_phone_key", "phone_key", is_none),
        ("ix_guest_alias", "alias_of", is_alias),
        ("ix_guest_likeness", "likeness_key", has_likeness),
        ("ix_guest_birthday", "birthday", is_none),
    ):
        op.create_index(
            name,
            "guest",
            ["tenant_id", column],
            unique=name.startswith("uq_"),
            sqlite_where=condition,
            postgresql_where=condition,
        )
    op.create_index("ix_guest_phone_key", "guest", ["tenant_id", "phone_key"])


def _create_card() -> None:
    op.create_table(
        "card",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("level_id", sa.String(36), nullable=False),
        sa.Column("token", sa.String(24), nullable=False),
        sa.Column("display_code", sa.String(6), nullable=True),
        sa.Column("lifetime_spent_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_visits", sa.Integer(), nullable=False),
        sa.Column("last_activity_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("discount_bp", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "card_id", name="pk_card"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guest_id"],
            ["guest.tenant_id", "guest.guest_id"],
            name="fk_card_tenant_id_guest_id_guest",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "restaurant_id"],
            ["restaurant.tenant_id", "restaurant.restaurant_id"],
            name="fk_card_tenant_id_restaurant_id_restaurant",
        ),
        sa.UniqueConstraint("tenant_id", "display_code", name="uq_card_tenant_id_display_code"),
        sa.UniqueConstraint(
            "tenant_id",
            "guest_id",
            "restaurant_id",
            name="uq_card_tenant_id_guest_id_restaurant_id",
        ),
        sa.UniqueConstraint("tenant_id", "token", name="uq_card_tenant_id_token"),
    )


def _create_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("given_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=True),
        sa.Column("device_id", sa.String(36), nullable=True),
        sa.Column("operation_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "guest_id", "kind", "given_at_ms", name="pk_consent"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guest_id"],
            ["guest.tenant_id", "guest.guest_id"],
            name="fk_consent_tenant_id_guest_id_guest",
        ),
    )


def _create_pos_check() -> None:
    op.create_table(
        "pos_check",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("pos_system", sa.String(20), nullable=False),
        sa.Column("pos_check_id", sa.String(64), nullable=False),
        sa.Column("restaurant_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("number", sa.String(40), nullable=True),
        sa.Column("earn_operation_id", sa.String(36), nullable=True),
        sa.Column("redeem_operation_id", sa.String(36), nullable=True),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "pos_system", "pos_check_id", name="pk_pos_check"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guest_id"],
            ["guest.tenant_id", "guest.guest_id"],
            name="fk_pos_check_tenant_id_guest_id_guest",
        ),
    )


def _create_guest_child() -> None:
    op.create_table(
        "guest_child",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("child_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("birth_date", sa.String(10), nullable=False),
        sa.Column("birthday", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "child_id", name="pk_guest_child"),
        _of_guest("guest_child", "guest_id"),
    )
    op.create_index("ix_guest_child_guest", "guest_child", ["tenant_id", "guest_id"])
    op.create_index("ix_guest_child_birthday", "guest_child", ["tenant_id", "birthday"])


def _create_guest_merge() -> None:
    op.create_table(
        "guest_merge",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("merge_id", sa.String(36), nullable=False),
        sa.Column("transaction_seq", sa.BigInteger(), nullable=True),
        sa.Column("source_id", sa.String(36), nullable=False),
        sa.Column("survivor_id", sa.String(36), nullable=False),
        sa.Column("merged_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("merged_by", sa.String(36), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("undone_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.String(36), nullable=True),
        sa.Column("given_back", sa.Text(), nullable=False),
        sa.Column("undone_seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "merge_id", name="pk_guest_merge"),
        _of_guest("guest_merge", "source_id"),
        _of_guest("guest_merge", "survivor_id"),
    )
    op.create_index("ix_guest_merge_source", "guest_merge", ["tenant_id", "source_id"])


def _create_guest_likeness() -> None:
    op.create_table(
        "guest_likeness",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("guest_id", sa.String(36), nullable=False),
        sa.Column("earlier_id", sa.String(36), nullable=False),
        sa.Column("reasons", sa.String(80), nullable=False),
        sa.Column("raised_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("decided_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "guest_id", "earlier_id", name="pk_guest_likeness"),
        _of_guest("guest_likeness", "guest_id"),
        _of_guest("guest_likeness", "earlier_id"),
    )


def _of_guest(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        ["guest.tenant_id", "guest.guest_id"],
        name=f"fk_{table}_tenant_id_{column}_guest",
    )
