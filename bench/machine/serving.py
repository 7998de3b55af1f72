"""A server of the product for a bench: its own data folder and port, and what its processes weigh."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from ankang.runtime.postgres import EmbeddedPostgres

_READY_WITHIN_SECONDS = 600


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """`ankang run` in a folder of its own."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *arguments: str) -> float:
        """Start it; the seconds until it is ready."""
        environment = {**os.environ, "ANKANG_DATA": str(self.data), "ANKANG_PORT": str(self.port)}  # noqa: TID251  (a bench hands its own environment on)
        began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-m", "ankang", "run", *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while time.monotonic() - began < _READY_WITHIN_SECONDS:
            if self.process.poll() is not None:
                raise RuntimeError(f"ankang run ended with {self.process.returncode}")
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310  (our own address)
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.address}/healthz did not answer within {_READY_WITHIN_SECONDS} seconds")

    def stop(self) -> None:
        """End it and everything that it started."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def erase(self) -> None:
        """Forget its database; the data folder is the caller's."""
        self.stop()
        EmbeddedPostgres(self.data).erase()

    def get(self, path: str) -> object:
        """The JSON answer to a GET."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=30) as answer:  # noqa: S310  (our own address)
            return json.load(answer)

    def processes(self) -> dict[int, str]:
        """Every process of the server with its command line, PostgreSQL's too."""
        assert self.process is not None
        return {pid: _command(pid) for pid in _tree(self.process.pid)}

    def processor_seconds(self) -> float:
        """User and system time that the processes have used so far."""
        return sum(ticks(pid) for pid in self.processes()) / os.sysconf("SC_CLK_TCK")


def ticks(pid: int) -> int:
    """What a process and the children it has waited for have used, in ticks of the clock; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # User and system time, its own and of the children that it has waited for (proc(5), fields 14 to 17).
    return sum(int(ticks) for ticks in fields[11:15])


def proportional_set_size(pids: list[int]) -> float:
    """Megabytes (10^6 bytes): own pages whole, shared ones divided by those who share them (Linux, proc(5))."""
    return sum(_pss_kib(pid) for pid in pids) * 1024 / 1e6


def _pss_kib(pid: int) -> int:
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found.group(1)) if found else 0


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            found += _tree(int(child))
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
