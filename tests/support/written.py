"""What stands in the database, so that a test can say that a refused request wrote nothing."""

from __future__ import annotations

from sqlalchemy import text

import ankang.entrypoints.tables  # noqa: F401  (registers every table)
from ankang.runtime.database import metadata
from support.application import World

# A refused try is counted, and that is all it may leave behind.
COUNTED_TRIES = frozenset({"attempts", "one_time_codes"})


async def written(world: World, *, but: frozenset[str] = frozenset()) -> dict[str, tuple[int, str]]:
    """The number of rows of each table and a digest of their contents; equal when nothing was written or changed."""
    tables = sorted(set(metadata.tables) - but)
    parts = (
        f"SELECT '{name}', count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t"  # noqa: S608  (names of our own tables)
        for name in tables
    )
    async with world.runtime.engine.connect() as connection:
        rows = await connection.execute(text(" UNION ALL ".join(parts)))
        return {name: (count, digest) for name, count, digest in rows}
