"""Issues the Citus calls that spread the tables over a cluster. Safe to repeat: what is placed already stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.entrypoints.spread import Place, Spread, spread_of_tables

_NO_CITUS = Words(
    "数据库没有 Citus 扩展，不能分布。请在所有节点安装 Citus，并在本数据库执行 CREATE EXTENSION citus，再运行一次。",
    "This database has no Citus extension. Install Citus on every node, run CREATE EXTENSION citus in this database, "
    "and run the command again.",
)
_OTHERWISE = Words(
    "表 {table} 已按 {found} 分布，应按 {expected}。请先 SELECT undistribute_table('{table}')，再运行一次。",
    "The table {table} is distributed by {found}, expected {expected}. Run SELECT undistribute_table('{table}') first, "
    "then this command again.",
)


@dataclass(frozen=True)
class Placed:
    """What was done about one table; `newly` is False where it lay so already."""

    spread: Spread
    newly: bool


async def distribute(engine: AsyncEngine) -> AsyncIterator[Placed]:
    """Place every table, each in a transaction of its own, so that a call that fails leaves the ones before it placed.

    RefusedError without the extension, and where a table lies by another column.
    """
    async with engine.connect() as connection:
        if await connection.scalar(text("SELECT to_regclass('citus_tables')")) is None:
            raise RefusedError(RefusalKind.UNAVAILABLE, "citus_missing", _NO_CITUS)
        lies = await _lying(connection)
    for spread in spread_of_tables():
        found = lies.get(spread.table)
        if found is not None and found != (spread.column or "<none>"):
            words = _OTHERWISE.filled(table=spread.table, found=found, expected=spread.column or "<none>")
            raise RefusedError(RefusalKind.CONFLICT, "distributed_otherwise", words)
        newly = found is None and spread.place is not Place.ON_COORDINATOR
        if newly:
            async with engine.begin() as connection:
                await _place(connection, spread)
        yield Placed(spread, newly)


async def _lying(connection: AsyncConnection) -> dict[str, str]:
    """The distribution column of every table that Citus knows; `<none>` for one that is copied to every node."""
    rows = await connection.execute(
        text("SELECT table_name::text, distribution_column FROM citus_tables WHERE citus_table_type <> 'local'")
    )
    return {str(name): str(column) for name, column in rows.all()}


async def _place(connection: AsyncConnection, spread: Spread) -> None:
    if spread.place is Place.EVERYWHERE:
        await connection.execute(text("SELECT create_reference_table(:table)"), {"table": spread.table})
        return
    if spread.guarded:
        # Its triggers refuse changes and touch no other table, which is what Citus calls unsafe in general.
        await connection.execute(text("SET LOCAL citus.enable_unsafe_triggers = 'on'"))
    await connection.execute(
        text("SELECT create_distributed_table(:table, :column, colocate_with => :beside)"),
        {"table": spread.table, "column": spread.column, "beside": spread.beside or "none"},
    )
