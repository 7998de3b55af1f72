"""`ankang demo` and `ankang replay`: an invented city, and a real outbreak played over it."""

from __future__ import annotations

from pathlib import Path

import click

from ankang.demo import service as demonstration
from ankang.demo.service import Course
from ankang.entrypoints.cli.areas import read_lists
from ankang.entrypoints.cli.opening import opened
from ankang.entrypoints.cli.progress import Bar
from ankang.entrypoints.cli.replay_report import replay_lines
from ankang.entrypoints.cli.running import run_with
from ankang.runtime.context import Runtime
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
    lists = [text for _, text in read_lists(tuple(folder.glob("*.json")))] if folder is not None else []
    if folder is not None and not lists:
        raise click.UsageError(f"{folder} 里没有 *.json 名单。No list (*.json) in {folder}.")
    with opened() as settings:
        upgrade(settings.database_url or "")
        course = run_with(settings, lambda runtime: _replay(runtime, lists, people))
    for line in replay_lines(course):
        click.echo(line)


async def _replay(runtime: Runtime, lists: list[str], people: int) -> Course:
    days = demonstration.days_of_replay(lists)
    with Bar("读取人口 · people", people) as read, Bar("回放 · days", days) as played:
        return await demonstration.replay(runtime, lists, people, read.add, played.add)
