"""The schema distributes by tenant, as docs/scaling.md says (issue 3, "past one PostgreSQL")."""

import re

import pytest
from sqlalchemy import Table, UniqueConstraint

from server.schema import METADATA
from tests.house.sources import read

TENANT = "tenant_id"
TABLES = sorted(METADATA.tables.values(), key=lambda table: table.name)
DISTRIBUTED = re.findall(
    r"^SELECT create_distributed_table\('(\w+)', '(\w+)'(?:, colocate_with => '(\w+)')?\);$",
    read("docs/scaling.md"),
    re.MULTILINE,
)

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@every_table
def test_the_tenant_comes_first_in_every_primary_key(table: Table) -> None:
    assert next(iter(table.primary_key.columns)).name == TENANT


@every_table
def test_every_unique_key_contains_the_tenant(table: Table) -> None:
    keys = {each for each in table.constraints if isinstance(each, UniqueConstraint)}
    for key in keys | {each for each in table.indexes if each.unique}:
        assert next(iter(key.columns)).name == TENANT, key.name


@every_table
def test_every_foreign_key_leads_to_the_same_tenant(table: Table) -> None:
    for key in table.foreign_key_constraints:
        led = {element.parent.name: element.column.name for element in key.elements}
        assert led[TENANT] == TENANT, key.name


@every_table
def test_no_column_is_numbered_across_tenants(table: Table) -> None:
    """A sequence or an identity would have to be one for all nodes."""
    for column in table.columns:
        assert column.server_default is None, column
        assert column.identity is None, column


def test_every_table_is_distributed_by_its_tenant_beside_all_others() -> None:
    assert sorted(name for name, _, _ in DISTRIBUTED) == [table.name for table in TABLES]
    assert {column for _, column, _ in DISTRIBUTED} == {TENANT}
    first, *others = DISTRIBUTED
    assert first == ("tenant", TENANT, "")
    assert {beside for _, _, beside in others} == {"tenant"}


def test_a_table_is_distributed_after_those_it_refers_to() -> None:
    place = {name: number for number, (name, _, _) in enumerate(DISTRIBUTED)}
    for table in TABLES:
        for key in table.foreign_key_constraints:
            referred = key.referred_table.name
            assert referred == table.name or place[referred] < place[table.name], key.name
