"""How tables are keyed and placed, so that a city or a province can be spread over servers by person.

`person_id` first means that all rows of one person lie together; docs/decisions/0007-layout-and-doors.md says why, and
entrypoints/spread.py where each table lies on a cluster.
"""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from ankang.entrypoints.spread import BY_VALUE, EVERYWHERE, ON_COORDINATOR, Place, spread_of_tables
from ankang.runtime.append_only import MARK
from ankang.runtime.database import metadata

# Keyed by the value that must be unique in the whole installation; the person is what is looked up by it.
LOOKED_UP = {"documents", "mobiles", "code_numbers", "paper_holders"}
BY_COLUMN = {one.table: one.column for one in spread_of_tables() if one.place is Place.BY_COLUMN}


def unique_keys(table_name: str) -> list[set[str]]:
    table = metadata.tables[table_name]
    constraints = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys = [table.primary_key, *constraints, *(index for index in table.indexes if index.unique)]
    return [{column.name for column in key.columns} for key in keys]


def test_what_belongs_to_a_person_lies_with_the_person_or_is_looked_up_by_a_value() -> None:
    owned = {table.name for table in metadata.sorted_tables if "person_id" in table.columns}

    assert len(owned) > 20
    assert {name for name in owned if BY_COLUMN.get(name) != "person_id"} == LOOKED_UP
    assert BY_VALUE.keys() >= LOOKED_UP


def test_every_unique_key_contains_the_column_by_which_its_table_is_spread() -> None:
    without = [
        (name, sorted(key)) for name, column in BY_COLUMN.items() for key in unique_keys(name) if column not in key
    ]

    assert without == []


def test_tables_that_lie_beside_each_other_are_spread_by_columns_of_one_type() -> None:
    types = {
        (one.table, one.beside): (
            str(metadata.tables[one.table].columns[one.column].type),
            str(metadata.tables[one.beside].columns[one.column].type),
        )
        for one in spread_of_tables()
        if one.beside and one.column
    }

    assert len(types) > 20
    assert {tables: pair for tables, pair in types.items() if pair[0] != pair[1]} == {}


def test_no_list_names_a_table_that_is_gone_and_no_table_twice() -> None:
    named = [*BY_VALUE, *EVERYWHERE, *ON_COORDINATOR]

    assert set(named) <= set(metadata.tables)
    assert len(set(named)) == len(named)


def test_what_is_copied_to_every_node_has_no_trigger() -> None:
    assert [name for name in EVERYWHERE if metadata.tables[name].info.get(MARK)] == []


def test_a_table_keyed_by_a_value_has_no_other_key() -> None:
    assert {name: unique_keys(name) for name in LOOKED_UP} == {name: [{BY_VALUE[name]}] for name in LOOKED_UP}


def test_no_foreign_key_ties_tables_together() -> None:
    assert [table.name for table in metadata.sorted_tables if table.foreign_keys] == []
