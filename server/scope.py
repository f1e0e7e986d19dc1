"""The second wall between tenants (S10): what a transaction on PostgreSQL may see and touch.

Row-level security shows a transaction the rows of the one tenant it entered, and none before it
entered any. So a query that forgets its tenant finds nothing, instead of a neighbour's guests. What
must be found before the tenant is known (a device by its id, a code by its hash, the list of
tenants) has a narrow door of its own here, for reading only. The policies are in migration 0006.
SQLite has no such wall: there the first one, a tenant in every query, stands alone.

Must not know tables or features. Names last until the transaction ends (``SET LOCAL``).
"""

from sqlalchemy import Connection, text

TENANT, DEVICE, CODE, DIRECTORY = "app.tenant_id", "app.device_id", "app.code_hash", "app.directory"
"""The settings that the policies of migration 0006 compare with."""
DIRECTORY_OPEN = "on"

_ENTER = text(
    f"SELECT set_config('{TENANT}', :name, true) "
    f"WHERE coalesce(current_setting('{TENANT}', true), '') IN ('', :name)"
)
_STEP = text(
    f"SELECT set_config('{TENANT}', :name, true) "
    "WHERE current_setting('transaction_read_only') = 'on'"
)
_IS_ABOVE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


class RoleTooStrong(Exception):
    """The database role is one that row-level security does not bind."""


def enter_tenant(conn: Connection, tenant_id: str) -> None:
    """From here on the transaction sees that tenant's rows, and may write them.

    A second tenant in one transaction is a bug and asserts.
    """
    if _has_walls(conn):
        entered = conn.execute(_ENTER, {"name": tenant_id}).one_or_none()
        assert entered is not None, "no transaction crosses tenants"


def step_into_tenant(conn: Connection, tenant_id: str) -> None:
    """As ``enter_tenant``, after another tenant: only where the transaction cannot write."""
    if _has_walls(conn):
        entered = conn.execute(_STEP, {"name": tenant_id}).one_or_none()
        assert entered is not None, "no transaction that writes crosses tenants"


def show_device(conn: Connection, device_id: str) -> None:
    """Lets the transaction read the row of that device, of whichever tenant."""
    _name(conn, DEVICE, device_id)


def show_code(conn: Connection, code_hash: str) -> None:
    """Lets the transaction read the enrolment code with that hash, of whichever tenant."""
    _name(conn, CODE, code_hash)


def show_directory(conn: Connection) -> None:
    """Lets the transaction read the list of tenants, and how far each has counted."""
    _name(conn, DIRECTORY, DIRECTORY_OPEN)


def require_bound_role(conn: Connection) -> None:
    """Raises ``RoleTooStrong`` for a superuser and whoever else walks through the wall."""
    if _has_walls(conn) and conn.execute(_IS_ABOVE).scalar_one():
        raise RoleTooStrong


def _name(conn: Connection, setting: str, value: str) -> None:
    if _has_walls(conn):
        conn.execute(
            text("SELECT set_config(:setting, :value, true)"), {"setting": setting, "value": value}
        )


def _has_walls(conn: Connection) -> bool:
    return conn.dialect.name == "postgresql"
