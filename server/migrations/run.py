"""Takes a database up to the newest schema, or down, in the caller's transaction.

Both databases change schemas transactionally, so a migration happens whole or not at all.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from server.scope import require_bound_role

FOLDER = str(Path(__file__).parent)
CONNECTION = "connection"
"""Under this name ``env.py`` finds the connection it must use."""
_LOCK = 7_421_118_905_201
"""Any number, the same for every server: two that start at once take turns."""


def upgrade(conn: Connection, *, revision: str = "head") -> None:
    """Brings the schema up to ``revision``; does nothing when it is there already.

    Raises ``RoleTooStrong`` where row-level security would not hold.
    """
    require_bound_role(conn)
    _take_turn(conn)
    command.upgrade(_config(conn), revision)


def downgrade(conn: Connection, *, revision: str) -> None:
    """Takes the schema back to ``revision``; ``base`` leaves an empty database."""
    _take_turn(conn)
    command.downgrade(_config(conn), revision)


def _take_turn(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _config(conn: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", FOLDER)
    config.attributes[CONNECTION] = conn
    return config
