"""Alembic's entry: runs the migrations over the connection that ``run`` hands in."""

from alembic import context

from server.migrations.run import CONNECTION
from server.schema import METADATA

context.configure(
    connection=context.config.attributes[CONNECTION],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
