"""`ankang demo` and `ankang replay`: an invented city, and a real outbreak played over it."""

from __future__ import annotations

from pathlib import Path

import click

from ankang.demo import service as demonstration
from ankang.entrypoints.cli.opening import opened, run_with
from ankang.runtime.migrate import upgrade


@click.command()
@click.option("--people", default=20_000, show_default=True, type=click.IntRange(100, 50_000_000))
def demo(people: int) -> None:
    """Make the demonstration city in a database that holds nobody."""
    with opened() as settings:
        upgrade(settings.database_url or "")
        with click.progressbar(length=people, label="演示城市 · demonstration city") as bar:
            run_with(settings, lambda runtime: demonstration.make_city(runtime, people, bar.update))


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--people", default=20_000, show_default=True, type=click.IntRange(100, 50_000_000))
def replay(folder: Path | None, people: int) -> None:
    """Play the risk area snapshots of FOLDER (the built-in sample without it) over the demonstration city."""
    lists = [path.read_text("utf-8-sig") for path in sorted(folder.glob("*.json"))] if folder is not None else None
    with opened() as settings:
        upgrade(settings.database_url or "")
        run_with(settings, lambda runtime: demonstration.replay(runtime, lists, people, click.echo))
