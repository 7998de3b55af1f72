"""The processes of one server: database, web workers, jobs; started together, ended together.

The parent stays small: it imports no web framework. A child that dies is started again, waiting longer
each time; when the parent dies, however it dies, its children are ended by the kernel.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

_PR_SET_PDEATHSIG = 1  # prctl(2)
_LONGEST_PAUSE_SECONDS = 30.0


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent dies. For `preexec_fn`."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


@dataclass(slots=True)
class Child:
    """One process that is kept running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0

    def start(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(  # noqa: S603  (our own programs)
            self.command,
            env=dict(self.environment),
            preexec_fn=end_with_parent,  # noqa: PLW1509  (the parent has no other thread that holds a lock here)
        )

    def stop(self, patience_seconds: float) -> None:
        """Ask it to end, and insist after `patience_seconds`."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(slots=True)
class Processes:
    """Keeps children running until told to stop; `on_stop` hears of it before the children do."""

    children: list[Child]
    on_stop: Callable[[], None] = lambda: None
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Start all, restart whoever dies, return after SIGTERM or SIGINT with all ended."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        for child in self.children:
            child.start()
        try:
            while not self.stopping.wait(0.5):
                self._revive()
        finally:
            for child in reversed(self.children):
                child.stop(patience_seconds=10)

    def _revive(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None or self.stopping.is_set():
                continue
            child.deaths += 1
            pause = min(_LONGEST_PAUSE_SECONDS, 0.5 * 2 ** min(child.deaths - 1, 6))
            print(f"{child.name} ended with {child.process.returncode}; starting it again", file=sys.stderr)
            if not self.stopping.wait(pause):
                child.start()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stopping.is_set():
            self.on_stop()
        self.stopping.set()


def own_environment(**changes: str) -> dict[str, str]:
    """The environment of this process with changes, for a child."""
    return {**os.environ, **changes}  # noqa: TID251  (handing on, not reading)
