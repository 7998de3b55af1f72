"""`ankang area-risks`: the published lists of risk areas."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from ankang.areas import service as areas
from ankang.entrypoints.cli.opening import in_call


@click.group("area-risks")
def area_risks() -> None:
    """Area risk levels."""


@area_risks.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
def import_(files: tuple[Path, ...], *, dry_run: bool) -> None:
    """Import published snapshots, the oldest first; areas that left the list close."""
    for file in sorted(files):
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        report = in_call(partial(areas.import_snapshot, text=text, dry_run=dry_run))
        click.echo(
            f"{file.name}: 新增 opened {len(report.opened)} · 关闭 closed {len(report.closed)} · "
            f"不变 kept {report.kept} · 未匹配 unmatched {len(report.unmatched)}"
        )
        for name in report.unmatched:
            click.echo(f"  未匹配 unmatched: {name.name}（最接近 closest: {name.closest or '无 none'}）")
