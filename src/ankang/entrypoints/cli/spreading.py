"""`ankang db`: where the tables lie."""

from __future__ import annotations

import click

from ankang.entrypoints.cli.opening import opened
from ankang.entrypoints.cli.running import run_with
from ankang.entrypoints.cli.table import table
from ankang.entrypoints.distributing import Placed, distribute
from ankang.runtime.context import Runtime
from ankang.runtime.migrate import upgrade


@click.group()
def db() -> None:
    """The database as a whole."""


@db.command("distribute")
def distribute_tables() -> None:
    """Spread the tables over the nodes of a Citus cluster. Safe to repeat; refused where Citus is missing."""
    with opened() as settings:
        upgrade(settings.database_url or "")
        placed = run_with(settings, _all_placed)
    click.echo("\n".join(table(("表 table", "按 by", "与 beside", "本次 now"), [_row(one) for one in placed])))
    new = sum(one.newly for one in placed)
    click.echo(f"共 {len(placed)} 张表，本次分布 {new} 张，其余原样。")
    click.echo(f"{len(placed)} tables, {new} placed now, the others as they were.")


async def _all_placed(runtime: Runtime) -> list[Placed]:
    return [one async for one in distribute(runtime.engine)]


def _row(one: Placed) -> tuple[str, str, str, str]:
    return (
        one.spread.table,
        one.spread.column or one.spread.place.value,
        one.spread.beside or "",
        "是 yes" if one.newly else "",
    )
