"""Row-level security by tenant on PostgreSQL, on every table there is (S10).

Stays the last of the migrations of this version, so that no table is made behind it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = """
SELECT table_name FROM information_schema.columns
WHERE table_schema = current_schema() AND column_name = 'tenant_id' ORDER BY table_name
"""
_POLICY = "tenant_wall"
_IS_TENANT = "tenant_id = current_setting('app.tenant_id', true)"
_DOORS = {
    "device": ("device_by_id", "device_id = current_setting('app.device_id', true)"),
    "enrolment_code": ("code_by_hash", "code_hash = current_setting('app.code_hash', true)"),
    "tenant": ("directory", "current_setting('app.directory', true) = 'on'"),
    "tenant_counter": ("directory", "current_setting('app.directory', true) = 'on'"),
    "webhook": ("directory", "current_setting('app.directory', true) = 'on'"),
}
"""What may be read before the tenant is known: see ``server.scope``."""


def upgrade() -> None:
    """Raises the walls; the owner of the tables stands behind them too (``FORCE``)."""
    for table in _tenant_tables():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {_POLICY} ON {table} USING ({_IS_TENANT})")
        if table in _DOORS:
            name, condition = _DOORS[table]
            op.execute(f"CREATE POLICY {name} ON {table} FOR SELECT USING ({condition})")


def downgrade() -> None:
    """Takes them down again."""
    for table in _tenant_tables():
        if table in _DOORS:
            op.execute(f"DROP POLICY {_DOORS[table][0]} ON {table}")
        op.execute(f"DROP POLICY {_POLICY} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _tenant_tables() -> list[str]:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return []
    return list(connection.execute(sa.text(_TABLES)).scalars())
