"""PostgreSQL and web workers for a rush, as `ankang run` starts them, with the bench's own handlers beside."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ankang.entrypoints.cli.serving import web_command
from ankang.entrypoints.processes import end_with_parent
from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.config import Config
from ankang.runtime.context import Runtime
from ankang.runtime.migrate import upgrade
from ankang.runtime.postgres import EmbeddedPostgres
from machine.serving import free_port, proportional_set_size, ticks

BENCH = Path(__file__).resolve().parents[1]


@dataclass
class RushServer:
    """A database of its own, as durable as in service, and two workers."""

    folder: Path
    app: str = "rush_hour.app:app"
    workers: int = 2
    settings_of_database: Mapping[str, str] = field(default_factory=lambda: {"max_connections": "100"})
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.postgres = EmbeddedPostgres(self.folder / "database", dict(self.settings_of_database))

    def start_database(self) -> None:
        """Start it and bring it to the present schema."""
        self.postgres.start()
        upgrade(self.postgres.url())

    @property
    def config(self) -> Config:
        """The settings of the workers."""
        base = Config(data=self.folder / "data", web=self.folder / "web", port=self.port, workers=self.workers)
        return replace(base, database_url=self.postgres.url(), proxies=("127.0.0.1",))

    def runtime(self) -> Runtime:
        """A runtime of this process on the same database and keys."""
        return runtime_for(self.config)

    def start(self) -> None:
        """Start the workers; returns when they answer."""
        self.port = self.port or free_port()
        settings = self.config
        environment = {
            **os.environ,  # noqa: TID251  (handing on, not reading)
            "ANKANG_DATABASE_URL": self.postgres.url(),
            "ANKANG_DATA": str(settings.data),
            "ANKANG_WEB": str(settings.web),
            "ANKANG_PORT": str(self.port),
            "ANKANG_PROXIES": "127.0.0.1",
            "PYTHONPATH": os.pathsep.join([str(BENCH), os.environ.get("PYTHONPATH", "")]),  # noqa: TID251  (as above)
        }
        self.process = subprocess.Popen(  # noqa: S603  (our own program)
            [*web_command(settings)[:-1], self.app],
            env=environment,
            preexec_fn=end_with_parent,  # noqa: PLW1509  (no other thread of the bench holds a lock here)
        )
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the workers did not answer within 30 seconds")

    def worker_pids(self) -> list[int]:
        """The worker processes."""
        assert self.process is not None
        return _children(self.process.pid)

    def megabytes(self) -> float:
        """What the workers weigh: proportional set size (proc(5))."""
        return proportional_set_size(self.worker_pids())

    def processor_seconds(self) -> tuple[float, float]:
        """Processor time that the workers and that PostgreSQL have used so far."""
        assert self.process is not None
        database = self.postgres.postmaster_pid
        return _processor_seconds(self.process.pid), _processor_seconds(database) if database else 0.0

    def stop(self) -> None:
        """End the workers."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def erase(self) -> None:
        """End all of it and forget the database."""
        self.stop()
        self.postgres.erase()


def _processor_seconds(pid: int) -> float:
    """User and system time of a process and its children, also of those that have ended (proc(5))."""
    return (sum(map(ticks, _children(pid))) + ticks(pid)) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]
