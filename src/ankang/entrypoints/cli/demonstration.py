"""`ankang demo` and `ankang replay`: an invented city, and a real outbreak played over it."""

from __future__ import annotations

from pathlib import Path

import click

from ankang.demo import service as demonstration
from ankang.entrypoints.cli.opening import opened, run_with
from ankang.entrypoints.cli.progress import Bar
from ankang.runtime.migrate import upgrade

PEOPLE = click.IntRange(100, demonstration.MOST_PEOPLE)


@click.command()
@click.option("--people", default=20_000, show_default=True, type=PEOPLE)
@click.option("--seed", default=demonstration.SEED, show_default=True, help="The same number makes the same people.")
def demo(people: int, seed: int) -> None:
    """Make the demonstration city in a database that holds nobody."""
    with opened() as settings:
        upgrade(settings.database_url or "")
        with Bar("演示城市 · demonstration city", people) as bar:
            run_with(settings, lambda runtime: demonstration.make_city(runtime, people, bar.add, seed))


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--people", default=20_000, show_default=True, type=PEOPLE)
def replay(folder: Path | None, people: int) -> None:
    """Play the risk area snapshots of FOLDER (the built-in sample without it) over the demonstration city."""
    lists = [path.read_text("utf-8-sig") for path in sorted(folder.glob("*.json"))] if folder is not None else None
    with opened() as settings:
        upgrade(settings.database_url or "")
        run_with(settings, lambda runtime: demonstration.replay(runtime, lists, people, click.echo))
