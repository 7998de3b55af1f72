"""`ankang area-risks`: the published lists of risk areas."""

from __future__ import annotations

from pathlib import Path

import click

from ankang.areas import service as areas
from ankang.areas.service import ImportReport, ReportRow, RiskFilter
from ankang.core.errors import RefusedError
from ankang.core.words import Words
from ankang.entrypoints.cli.area_report import closing_lines, header_lines, list_line, unmatched_lines
from ankang.entrypoints.cli.opening import opened
from ankang.entrypoints.cli.running import run_with
from ankang.runtime.context import Call, Runtime
from ankang.runtime.migrate import upgrade


@click.group("area-risks")
def area_risks() -> None:
    """Area risk levels."""


@area_risks.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
@click.option("--every-line", is_flag=True, help="Show every published line that matched no county.")
def import_(files: tuple[Path, ...], *, dry_run: bool, every_line: bool) -> None:
    """Import published snapshots, the oldest first; areas that left the list close.

    All files are read before the first is imported. Each list is one transaction. A list that is older than one
    imported already is passed over and named.
    """
    lists = read_lists(files)
    with opened() as settings:
        upgrade(settings.database_url or "")
        for line in header_lines():
            click.echo(line)
        run_with(settings, lambda runtime: _import(runtime, lists, dry_run=dry_run, every_line=every_line))


def read_lists(files: tuple[Path, ...]) -> list[tuple[Path, str]]:
    """The files with their texts, by the instant of publication; the refusal names a file that is no list."""
    texts = []
    for file in files:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        try:
            published_at = areas.published_at(text)
        except RefusedError as refusal:
            words = Words(f"{file}：{refusal.words.zh}", f"{file}: {refusal.words.en}")
            raise RefusedError(refusal.kind, refusal.code, words) from refusal
        texts.append((published_at, file, text))
    return [(file, text) for _, file, text in sorted(texts)]


async def _import(runtime: Runtime, lists: list[tuple[Path, str]], *, dry_run: bool, every_line: bool) -> None:
    unmatched: list[ReportRow] = []
    refused: list[RefusedError] = []
    for file, text in lists:
        try:
            report = await _import_one(runtime, text, dry_run=dry_run)
        except RefusedError as refusal:
            click.echo(f"{file.name}：{refusal.words.zh}\n{file.name}: {refusal.words.en}")
            refused.append(refusal)
            continue
        click.echo(list_line(report, file.name))
        unmatched.extend(report.unmatched)
    if len(refused) == len(lists):
        raise refused[-1]
    province = runtime.config.city_code[:2]
    async with runtime.engine.connect() as connection:
        call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
        in_force = (await areas.list_area_risks(call, RiskFilter(call.now, province), None, 1)).totals
    click.echo()
    for line in unmatched_lines(unmatched, every_line=every_line):
        click.echo(line)
    click.echo()
    for line in closing_lines(
        areas.division_name(province), in_force, dry_run=dry_run, served_at=runtime.config.origin
    ):
        click.echo(line)


async def _import_one(runtime: Runtime, text: str, *, dry_run: bool) -> ImportReport:
    async with runtime.engine.begin() as connection:
        call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
        return await areas.import_snapshot(call, text, dry_run=dry_run)
