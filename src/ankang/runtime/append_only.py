"""Tables that are only ever appended to: the database itself refuses to change or empty them.

A rule in code alone would last until the next hurried script. Only the retention job may delete, and says so
for its own transaction: `SET LOCAL ankang.retention = 'on'`. Changing a row stays refused even then. The
triggers come with the migration that creates the table; a test compares them with what is marked here.
"""

from __future__ import annotations

from sqlalchemy import Table

MARK = "append_only"


def make_append_only(table: Table) -> Table:
    """The table, marked as one that refuses UPDATE, DELETE and TRUNCATE."""
    table.info[MARK] = True
    return table
