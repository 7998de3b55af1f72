"""Who holds a cluster and what for, written into its lock file: what the others do depends on it.

A server that serves is lent to commands. One that a command started for itself, or that is ending, is not: whoever
borrowed it would lose it in the middle of the work.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO


class Purpose(StrEnum):
    """What a process holds the cluster for."""

    SERVES = "serves"  # until it is told to end
    COMMAND = "command"  # for one command
    ENDS = "ends"  # it has been told to end; the database still answers for a moment


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a cluster."""

    pid: int
    purpose: Purpose


def announce(lock: IO[str], purpose: Purpose) -> None:
    """Write into the lock file, which the caller holds, who holds it and what for."""
    lock.truncate(0)
    lock.write(f"{purpose} {os.getpid()}\n")
    lock.flush()


def find_holder(lock_path: Path) -> Holder | None:
    """The last holder that announced itself; None when nobody has. It may be gone: the lock tells, not this."""
    try:
        purpose, pid = lock_path.read_text().split()
        return Holder(int(pid), Purpose(purpose))
    except (OSError, ValueError):
        return None
