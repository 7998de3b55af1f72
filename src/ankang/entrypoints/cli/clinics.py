"""`ankang fever-clinics`: the directory that symptom reports name the nearest clinic from."""

from __future__ import annotations

from pathlib import Path

import click

from ankang.clinics import service as clinics
from ankang.clinics.service import Imported, Refused, RowProblem
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.entrypoints.cli.opening import opened
from ankang.entrypoints.cli.running import in_transaction, run_with
from ankang.runtime.migrate import upgrade

# What spreadsheets write: UTF-8 with or without a mark, and in China GB 18030, which contains GBK.
_ENCODINGS = ("utf-8-sig", "gb18030")


@click.group("fever-clinics")
def fever_clinics() -> None:
    """The directory of fever clinics."""


@fever_clinics.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
def import_(file: Path, *, dry_run: bool) -> None:
    """Import a directory: columns name, division_code, address, telephone (名称、区划代码、地址、电话).

    The file is the whole directory: clinics that it does not name go. One row that cannot be used, and nothing is
    written; each such row is shown with line, column and reason.
    """
    text = _text_of(file)
    with opened() as settings:
        upgrade(settings.database_url or "")
        outcome = run_with(
            settings,
            lambda runtime: in_transaction(runtime, lambda call: clinics.import_directory(call, text, dry_run=dry_run)),
        )
    if isinstance(outcome, Refused):
        for problem in outcome.problems:
            click.echo(_line_of(problem))
        count = len(outcome.problems)
        raise RefusedError(
            RefusalKind.INVALID,
            "fever_clinics_unusable",
            Words(
                f"{file.name} 有 {count} 处不能用，名录没有改动。改好后再导入一次。",
                f"{file.name} has {count} unusable {'place' if count == 1 else 'places'}; the directory is unchanged. "
                "Mend the file and import it again.",
            ),
        )
    click.echo(_summary(outcome, dry_run=dry_run))


def _text_of(file: Path) -> str:
    data = file.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError(
        RefusalKind.INVALID,
        "fever_clinics_unreadable",
        Words(f"{file.name} 不是 UTF-8 或 GBK 文本。", f"{file.name} is no text in UTF-8 or GBK."),
    )


def _line_of(problem: RowProblem) -> str:
    column = f"“{problem.column}”" if problem.column else ""
    return f"第 {problem.line} 行{column}：{problem.words.zh} · line {problem.line}: {problem.words.en}"


def _summary(done: Imported, *, dry_run: bool) -> str:
    zh = "试算，没有写入。" if dry_run else ""
    en = "Trial, nothing written. " if dry_run else ""
    return (
        f"{zh}名录共 {done.total} 家：新增 {done.added}，改动 {done.changed}，去掉 {done.removed}。\n"
        f"{en}{done.total} clinics: {done.added} added, {done.changed} changed, {done.removed} removed."
    )
