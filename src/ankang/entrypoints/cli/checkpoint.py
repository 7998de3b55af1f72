"""`ankang checkpoint` and `ankang status-list`: what a gate does with the published files, and a look into them."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from ankang.core.credential.judging import Judged
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.manifest import MANIFEST_NAME, Family
from ankang.core.credential.refusals import Refused
from ankang.core.credential.step_up import nonce_of
from ankang.core.credential.verify import Verified
from ankang.gate.folder_check import FolderReport, check_folder, described
from ankang.gate.sources import FolderSource, Source, WebSource
from ankang.gate.state import StateError, StateFolder
from ankang.gate.verifier import Verifier
from ankang.runtime.clock import SystemClock

_STATE = click.option(
    "--state", "state", required=True, type=click.Path(file_okay=False, path_type=Path), help="The gate's own folder."
)


class RootKey(click.ParamType[PublicKey]):
    """A public key as `ankang keys root` prints it: the compressed point in hexadecimal."""

    name = "HEX"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> PublicKey:
        """The key; a usage error says what was expected."""
        del param, ctx
        try:
            return PublicKey.from_point(bytes.fromhex(str(value)))
        except ValueError:
            self.fail(
                f"需要“ankang keys root”打印的公钥 · expected the key that `ankang keys root` prints, got {value!r}"
            )


@click.group()
def checkpoint() -> None:
    """A gate: fetch the published files, keep the last good state, judge codes without a network."""


@checkpoint.command()
@_STATE
@click.option("--from", "source", required=True, help="Address or folder of the published files (…/published/days).")
@click.option("--root", "roots", multiple=True, type=RootKey(), help="Root key; needed at the first sync only.")
@click.option("--time", "time_address", default="", help="Address of the centre's clock (…/api/v1/codes/time).")
@click.option("--paper-from", default="", help="Address or folder of the paper family; registered devices only.")
def sync(state: Path, source: str, roots: tuple[PublicKey, ...], time_address: str, paper_from: str) -> None:
    """Bring the gate to what is published; a sync that fails leaves the last good state."""
    folder = StateFolder(state)
    sources = {Family.DAYS: _source(source, time_address)}
    if paper_from:
        sources[Family.PAPER] = _source(paper_from, "")
    verifier = _verifier(folder, sources, folder.pinned_roots(roots))
    failed = False
    for result in verifier.sync(time.monotonic):
        age = verifier.age_seconds(result.family, _now(verifier))
        if result.refused is None:
            click.echo(
                f"{result.family.name.lower()}: 已更新 synced, 位置 position {result.position}, "
                f"{result.fetched_bytes} B, 名单 lists {age:.0f} s"
            )
            continue
        failed = True
        words = result.refused.words
        click.echo(f"{result.family.name.lower()}: {words.zh}{words.en} ({result.refused.reason.value})", err=True)
    sys.exit(1 if failed else 0)


@checkpoint.command()
@_STATE
@click.option("--digits", default="", help="The six digits of a step-up that the holder has typed.")
@click.argument("text")
def verify(state: Path, digits: str, text: str) -> None:
    """Judge the TEXT of a scanned QR (`-` reads it from standard input) with what the gate knows."""
    verifier = _verifier(StateFolder(state), {}, StateFolder(state).pinned_roots(()))
    text = sys.stdin.readline().strip() if text == "-" else text
    nonce = nonce_of(digits) if digits else None
    verdict = verifier.judge(text, SystemClock().now(), time.monotonic(), digits=nonce)
    if isinstance(verdict, Refused):
        click.echo(f"不能通行 refused: {verdict.reason.value}\n  {verdict.words.zh}{verdict.next_step.zh}")
        click.echo(f"  {verdict.words.en} {verdict.next_step.en}")
        sys.exit(1)
    click.echo(_verdict_line(verdict))


@checkpoint.command()
@_STATE
def status(state: Path) -> None:
    """How old the gate's lists are, and where on the ladder it stands."""
    verifier = _verifier(StateFolder(state), {}, StateFolder(state).pinned_roots(()))
    now = _now(verifier)
    for family in Family:
        age = verifier.age_seconds(family, now)
        shown = "没有 none" if age is None else f"{age:.0f} s"
        click.echo(f"{family.name.lower()}: {shown}, {verifier.rung(family, now).value}")


@click.group("status-list")
def status_list() -> None:
    """A look into published files."""


@status_list.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def inspect(files: tuple[Path, ...]) -> None:
    """Say what each file holds. Signatures are not checked here: `ankang status-list verify` does."""
    for path in files:
        click.echo(f"{path.name}: {described(path.read_bytes())}")


@status_list.command("verify")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--root", "roots", multiple=True, required=True, type=RootKey(), help="Root key, as `ankang keys root` prints."
)
@click.option("--family", type=click.Choice([family.name.lower() for family in Family]), default="days")
def verify_folder(folder: Path, roots: tuple[PublicKey, ...], family: str) -> None:
    """Check every file that the manifest in FOLDER names: hashes, signatures, and that deltas lead to the lists."""
    report = check_folder(FolderSource(folder), roots, Family[family.upper()])
    if isinstance(report, Refused):
        click.echo(
            f"不符 does not fit: {report.reason.value} {report.detail}\n  {report.words.zh}{report.words.en}", err=True
        )
        sys.exit(1)
    click.echo(_report_line(report))


def _report_line(report: FolderReport) -> str:
    found = report.manifest
    return (
        f"完好 complete: {MANIFEST_NAME} 第 {found.sequence} 号, {found.published_at:%Y-%m-%d %H:%M:%S}Z, "
        f"位置 position {found.position}, {report.files} 个文件 files, {report.entries} 条 entries"
    )


def _verdict_line(verdict: Judged) -> str:
    code = verdict.code
    parts = [verdict.colour.value, verdict.rung.value, code.name, f"…{code.document_tail}"]
    parts += ["amber: compare the document"] if verdict.amber else []
    parts += ["paper: compare the document"] if verdict.is_paper else []
    parts += ["answered the digits"] if isinstance(code, Verified) and code.answered else []
    return "  ".join(parts)


def _source(text: str, time_address: str) -> Source:
    if text.startswith(("http://", "https://")):
        return WebSource(text, time_address)
    return FolderSource(Path(text))


def _verifier(state: StateFolder, sources: dict[Family, Source], roots: tuple[PublicKey, ...]) -> Verifier:
    if not roots:
        raise click.ClickException(
            "这个闸机还没有根公钥，请用 --root 给出“ankang keys root”打印的公钥。\n"
            "This gate has no root key yet; give the one that `ankang keys root` prints with --root."
        )
    try:
        return Verifier(state, sources, roots)
    except StateError as error:
        raise click.ClickException(f"本机状态损坏 · {error}") from error


def _now(verifier: Verifier) -> datetime:
    return verifier.now(SystemClock().now().astimezone(UTC), time.monotonic())
