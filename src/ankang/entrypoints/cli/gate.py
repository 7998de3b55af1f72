"""`ankang gate`: a gate device that enrols and asks the centre, as a maker's own program would."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

import click

from ankang.core.credential.judging import Judged
from ankang.core.credential.refusals import Refused
from ankang.gate.centre import WebCentre
from ankang.gate.device import DeviceError, GateDevice, Person
from ankang.gate.state import StateError, StateFolder
from ankang.gate.verifier import Verifier
from ankang.runtime.clock import SystemClock

Told = TypeVar("Told")

_STATE = click.option(
    "--state", "state", required=True, type=click.Path(file_okay=False, path_type=Path), help="The gate's own folder."
)
_CENTRE = click.option("--centre", required=True, help="Address of the centre, such as https://ankang.example.")


@click.group()
def gate() -> None:
    """A gate device with a key of its own: enrol, ask the centre, and go by the synced lists without it."""


@gate.command()
@_STATE
@_CENTRE
@click.option("--code", required=True, help="The enrolment code of the site's page.")
def enrol(state: Path, centre: str, code: str) -> None:
    """Make a key and prove it with the code; again with a new code gives a key that is kept."""
    settings = _told(lambda: _device(state, centre).enrol(code))
    click.echo(f"已登记 enrolled: {settings['site_name']} · {settings['entrance_name']} · {settings['name']}")


@gate.command()
@_STATE
@_CENTRE
def settings(state: Path, centre: str) -> None:
    """Ask for the settings, as a gate does each hour."""
    found = _told(lambda: _device(state, centre).refresh())
    documents = "可刷证件 reads documents" if found["reads_documents"] else "不刷证件 reads no documents"
    click.echo(f"超时 on time-out: {found['on_timeout']}, {documents}, 限值 limit {found['site_limit_celsius']} °C")


@gate.command("pass")
@_STATE
@_CENTRE
@click.option("--qr", "qr_text", default="", help="The scanned text (`-` reads it from standard input).")
@click.option("--document", default="", help="The number on a card, where the site allows it.")
@click.option("--celsius", type=float, default=None, help="The reading, where the gate measures.")
@click.option("--direction", type=click.Choice(["in", "out"]), default="in")
def ask(
    state: Path, centre: str, qr_text: str, document: str, celsius: float | None, direction: Literal["in", "out"]
) -> None:
    """Ask about one person; exit status 0 opens the gate, 1 keeps it shut."""
    if bool(qr_text) == bool(document):
        raise click.UsageError("请给出 --qr 或 --document，二者取一。 Give --qr or --document, one of the two.")
    text = sys.stdin.readline().strip() if qr_text == "-" else qr_text
    person = Person(text, document, celsius, direction)
    passage = _told(lambda: _device(state, centre).ask(person))
    sign = "开 open" if passage.is_open else "关 shut"
    click.echo(f"{sign}: {passage.words['zh']} · {passage.words['en']} ({passage.prompt}, {passage.by})")
    sys.exit(0 if passage.is_open else 1)


def _told(do: Callable[[], Told]) -> Told:
    try:
        return do()
    except (DeviceError, StateError) as error:
        raise click.ClickException(str(error)) from error


def _device(state: Path, centre: str) -> GateDevice:
    folder, clock = StateFolder(state), SystemClock()
    roots = folder.pinned_roots(())

    def judge(text: str) -> Judged | Refused:
        # Opened only when the centre is away: `ankang checkpoint sync` may have brought newer lists since.
        return Verifier(folder, {}, roots).judge(text, clock.now(), time.monotonic())

    try:
        return GateDevice(state, WebCentre(centre), clock.now, judge if roots else None)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
