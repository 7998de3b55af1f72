"""`ankang run` beside and after another `ankang run`, as people do who press Ctrl-C and the arrow key."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ankang.runtime.postgres import EmbeddedPostgres
from support.someone import eventually


@dataclass
class Runs:
    """Starts the product on one data folder and one port."""

    data: Path
    port: int
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self) -> subprocess.Popen[str]:
        environment = {
            **os.environ,  # noqa: TID251  (handed on to the child)
            "ANKANG_DATA": str(self.data),
            "ANKANG_PORT": str(self.port),
            "ANKANG_WORKERS": "1",
            "ANKANG_DATABASE_URL": "",
        }
        command = [sys.executable, "-m", "ankang", "run"]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self.started.append(process)
        return process

    def serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    runs = Runs(tmp_path / "data", port)
    yield runs
    for process in runs.started:
        process.terminate()
        process.wait(30)
    EmbeddedPostgres(runs.data).erase()


def test_a_start_right_after_an_end_serves_and_one_beside_it_says_who_serves(runs: Runs) -> None:
    first = runs.start()
    eventually(runs.serves, 60)

    first.send_signal(signal.SIGINT)
    second = runs.start()
    said_first = first.communicate(timeout=60)[1]
    eventually(runs.serves, 60)
    third = runs.start()
    said_third = third.communicate(timeout=60)[1]

    assert (first.returncode, "Traceback" in said_first) == (0, False)
    assert third.returncode == 1
    assert f"process {second.pid} serves" in said_third
    assert f"进程 {second.pid} 已经在用" in said_third
    assert "Traceback" not in said_third
    assert runs.serves()
    second.terminate()
    assert "Traceback" not in second.communicate(timeout=60)[1]
    assert second.returncode == 0
