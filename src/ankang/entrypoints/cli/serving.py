"""`ankang run` and the processes that it starts."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import replace

import click

from ankang.entrypoints.cli.opening import opened, served
from ankang.entrypoints.cli.welcome import print_welcome
from ankang.entrypoints.here_only import check_demonstration_stays_here
from ankang.entrypoints.processes import Child, Processes, end_with_parent, own_environment
from ankang.runtime.config import Config, config
from ankang.runtime.load import MOST_AT_ONCE, MOST_LISTENERS

# glibc raises its limit for buffers of their own mappings to the largest that was freed, and from then on keeps the
# 19 MiB of every password hash in its heaps: 80 MB more in two workers after some sign-ins (bench/footprint.py). A
# limit that is set stays (mallopt(3), M_MMAP_THRESHOLD); other C libraries do not read it.
_RETURNS_LARGE_BUFFERS = {"MALLOC_MMAP_THRESHOLD_": str(1024 * 1024)}


@click.command()
@click.option("--demonstration", is_flag=True, help="Load the demonstration city into a database that holds nobody.")
@click.option("--people", default=20_000, show_default=True, help="Size of the demonstration city.")
def run(*, demonstration: bool, people: int) -> None:
    """Serve: database, web workers and jobs, until Ctrl-C."""
    if demonstration:
        check_demonstration_stays_here(config())
    with served() as (settings, announce_end):
        environment = own_environment(ANKANG_DATABASE_URL=settings.database_url or "")
        arguments = ["--people", str(people)] if demonstration else []
        prepared = subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-m", "ankang", "prepare", *arguments],
            env=environment,
            check=False,
            preexec_fn=end_with_parent,
        )
        if prepared.returncode != 0:
            sys.exit(prepared.returncode)  # it has said why
        processes = Processes(
            [
                Child("web", web_command(settings), {**_RETURNS_LARGE_BUFFERS, **environment}),
                Child("jobs", [sys.executable, "-m", "ankang", "jobs"], environment),
            ],
            on_stop=announce_end,
        )
        threading.Thread(target=_welcome_when_ready, args=(settings,), daemon=True).start()
        processes.run()


@click.command(hidden=True)
@click.option("--people", type=int, default=None)
def prepare(people: int | None) -> None:
    """Bring the database to the present schema; load the demonstration city when asked and nobody is there."""
    from ankang.entrypoints.preparation import prepare_database  # noqa: PLC0415  (loads the whole product)

    with opened() as settings:
        prepare_database(settings, people)


@click.command(hidden=True)
def jobs() -> None:
    """Run the jobs until ended."""
    from ankang.entrypoints.cli.running import run_with  # noqa: PLC0415  (loads the whole product)
    from ankang.entrypoints.jobs import Jobs  # noqa: PLC0415  (as above)

    settings = config()
    try:
        run_with(replace(settings), lambda runtime: Jobs(runtime).run_for_ever())
    except (KeyboardInterrupt, asyncio.CancelledError):
        return


def web_command(settings: Config) -> list[str]:
    """The line that starts the web workers."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
        *("--host", settings.host, "--port", str(settings.port), "--workers", str(settings.workers)),
        *(
            "--backpressure",
            str(MOST_AT_ONCE + MOST_LISTENERS),
            "--log-level",
            "warning",
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            "8",
        ),
        "ankang.entrypoints.http.worker:app",
    ]


def _welcome_when_ready(settings: Config) -> None:
    address = f"http://{settings.host}:{settings.port}"
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310  (our own address)
                if answer.status == 200:
                    print_welcome(address)
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    click.echo(f"还没有就绪：{address}/healthz 没有回答。Not ready: {address}/healthz does not answer.", err=True)
