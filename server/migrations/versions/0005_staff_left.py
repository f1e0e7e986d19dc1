"""Since when a colleague works here no more."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the moment; nobody who left before it was kept has one."""
    op.add_column("staff", sa.Column("left_at_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Takes the moment away again."""
    op.drop_column("staff", "left_at_ms")
