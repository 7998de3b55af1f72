"""How Alembic reaches the database: the application's own driver, one lock, one transaction."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import ankang.entrypoints.tables  # noqa: F401  (registers every table on the metadata)
from ankang.runtime.database import metadata
from ankang.runtime.migrate import SchemaError

# Any constant will do, it only has to be ours: two processes that start at once migrate one after the other.
_MIGRATION_LOCK = 3401_2020


def _migrate(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    _check_known(context.get_context().get_current_heads())
    with context.begin_transaction():
        context.run_migrations()


def _check_known(heads: tuple[str, ...]) -> None:
    known = {script.revision for script in context.script.walk_revisions()}
    if not known.issuperset(heads):
        raise SchemaError(heads)


async def _run() -> None:
    engine = create_async_engine(context.config.attributes["url"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


asyncio.run(_run())
