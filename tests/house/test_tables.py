"""How tables are keyed, so that a city or a province can be spread over servers by person.

`person_id` first means that all rows of one person lie together; docs/decisions/0007-layout-and-doors.md says why.
"""

from __future__ import annotations

import ankang.entrypoints.tables  # noqa: F401  (registers every table)
from ankang.runtime.database import metadata

# Keyed by the value that must be unique in the whole installation; the person is what is looked up by it.
BY_VALUE = {
    "documents": "document_index",
    "mobiles": "mobile_index",
    "code_numbers": "number",
    "paper_holders": "number",
}


def test_what_belongs_to_a_person_is_keyed_by_the_person_first() -> None:
    owned = {table.name: table for table in metadata.sorted_tables if "person_id" in table.columns}
    first = {name: next(iter(table.primary_key.columns)).name for name, table in owned.items()}

    assert len(owned) > 20
    assert {name: column for name, column in first.items() if column != "person_id"} == BY_VALUE


def test_a_table_keyed_by_a_value_has_no_other_key() -> None:
    keys = {name: metadata.tables[name].primary_key.columns.keys() for name in BY_VALUE}

    assert keys == {name: [column] for name, column in BY_VALUE.items()}


def test_no_foreign_key_ties_tables_together() -> None:
    assert [table.name for table in metadata.sorted_tables if table.foreign_keys] == []
