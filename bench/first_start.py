"""How long `make run` takes from a fresh clone to a server with its demonstration city. `python bench/first_start.py`.

The clone has an environment of its own; Python and Node packages are fetched from wherever this machine fetches them,
so the figure is one of this machine and its network.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from ankang.runtime.postgres import EmbeddedPostgres
from machine.serving import free_port
from support.figures import ROOT, Figure, report

MOST_SECONDS = 240
GIVE_UP_SECONDS = 1200


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ankang-clone-"))
    clone, log = folder / "ankang", folder / "make.log"
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S603, S607  (our own)
        seconds, processor = _make_run(clone, log)
    finally:
        EmbeddedPostgres(clone / ".var").erase()
        shutil.rmtree(folder)
    report(
        "first_start",
        [
            Figure("make run in a fresh clone, from the command to serving", seconds, "s", MOST_SECONDS, at_most=True),
            Figure("of it processor time of all that it started", processor, "s"),
        ],
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}, demonstration city of 20,000 people",
    )


def _make_run(clone: Path, log: Path) -> tuple[float, float]:
    """Seconds until the server of a clone answers, and of processor time until it is ended then.

    RuntimeError with the end of its output where it does not serve.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    port = free_port()
    foreign = ("PYTHON", "VIRTUAL_ENV", "ANKANG_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}  # noqa: TID251  (a bench hands its own environment on)
    began = time.monotonic()
    with log.open("wb") as output:
        make = subprocess.Popen(
            ["make", "run"],  # noqa: S607  (make as everybody calls it)
            cwd=clone,
            env={**environment, "ANKANG_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    seconds = None
    try:
        while time.monotonic() - began < GIVE_UP_SECONDS and make.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    seconds = time.monotonic() - began
                    break
            except OSError:
                time.sleep(0.2)
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGTERM)
            make.wait(120)
    if seconds is None:
        raise RuntimeError(f"make run did not serve: {log.read_text(errors='replace')[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
