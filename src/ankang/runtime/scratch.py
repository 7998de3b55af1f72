"""Empty copies of tables for one transaction, so that a trial writes nowhere and locks nobody out.

A temporary table hides the one of its name: whatever this connection reads and writes from then on is the copy, and
at the end of the transaction it is gone.
"""

from __future__ import annotations

from sqlalchemy import Table, text

from ankang.runtime.database import AsyncConnection


async def hide_behind_empty_copies(connection: AsyncConnection, *tables: Table) -> None:
    """Put an empty copy, with its keys and indexes, before each table until the transaction ends."""
    for table in tables:
        name = connection.dialect.identifier_preparer.quote(table.name)
        await connection.execute(
            text(f"CREATE TEMPORARY TABLE {name} (LIKE public.{name} INCLUDING ALL) ON COMMIT DROP")
        )
