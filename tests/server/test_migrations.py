"""The schema's history ends in the very tables the code speaks of, on both databases."""

from functools import partial
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from server.chance import Chance
from server.database import Database
from server.migrations import run
from server.schema import METADATA, ROWS
from server.tenants.service import create_tenant, tenants


@pytest.fixture
def empty(empty_database_url: str) -> Any:
    opened = Database.open(empty_database_url)
    yield opened
    opened.close()


def table_names(conn: Connection) -> set[str]:
    return set(inspect(conn).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_is_the_schema_of_the_models(empty: Database) -> None:
    empty.write_now(run.upgrade)

    def differences(conn: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(conn, opts=options), METADATA))

    assert empty.read_now(differences) == []


def test_upgrading_again_changes_nothing(empty: Database, chance: Chance) -> None:
    empty.write_now(run.upgrade)
    empty.write_now(lambda conn: create_tenant(conn, name="Сушилка", now_ms=1, chance=chance))
    empty.write_now(run.upgrade)
    assert len(empty.read_now(tenants)) == 1


def test_downgrading_to_the_base_leaves_no_table(empty: Database) -> None:
    empty.write_now(run.upgrade)
    empty.write_now(lambda conn: run.downgrade(conn, revision="base"))
    assert empty.read_now(table_names) == set()
    empty.write_now(run.upgrade)
    assert empty.read_now(table_names) == set(METADATA.tables)


def test_each_migration_can_be_taken_back_alone(empty: Database) -> None:
    steps: list[set[str]] = [set()]
    for revision in revisions():
        empty.write_now(partial(run.upgrade, revision=revision))
        steps.append(empty.read_now(table_names))
    for before in reversed(steps[:-1]):
        empty.write_now(lambda conn: run.downgrade(conn, revision="-1"))
        assert empty.read_now(table_names) == before


def test_a_migration_that_fails_leaves_the_schema_as_it_was(empty: Database) -> None:
    empty.write_now(lambda conn: run.upgrade(conn, revision="0001"))
    empty.write_now(lambda conn: conn.execute(text("CREATE TABLE device_chain (x INTEGER)")))
    with pytest.raises(Exception, match=r"already exists"):
        empty.write_now(run.upgrade)
    assert "device" not in empty.read_now(table_names)


def test_every_table_belongs_to_a_tenant() -> None:
    for table in METADATA.tables.values():
        assert next(iter(table.primary_key.columns)).name == "tenant_id", table.name
        for constraint in table.foreign_key_constraints:
            assert "tenant_id" in constraint.column_keys, constraint.name


def test_every_table_is_listed() -> None:
    assert {row.__tablename__ for row in ROWS} == set(METADATA.tables)


def revisions() -> list[str]:
    script = ScriptDirectory(run.FOLDER)
    return [each.revision for each in reversed(list(script.walk_revisions()))]
