"""Root and an ordinary user, each with processes that hold an embedded PostgreSQL, for the supervisor's tests."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ankang.runtime.postgres.binaries import packaged_binaries

PARENT = Path(__file__).with_name("postgres_parent.py")
UNPRIVILEGED = "nobody"
AS_ROOT = os.geteuid() == 0


@dataclass
class Parent:
    """A process that holds a server, and what it said last."""

    process: subprocess.Popen[str]
    said: dict[str, Any] = field(default_factory=dict)

    def ask(self, word: str) -> None:
        """Say a word and wait for the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        self.listen()

    def listen(self) -> None:
        """Wait for the next line of the process."""
        assert self.process.stdout is not None
        self.said |= json.loads(self.process.stdout.readline())

    def kill(self, number: int) -> None:
        self.process.send_signal(number)
        self.process.wait(30)


@dataclass
class Someone:
    """Root or an ordinary user, with a folder that the test owns."""

    folder: Path
    user: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    parents: list[Parent] = field(default_factory=list)

    def starts(self, data: Path | None = None, way: str = "server") -> Parent:
        """Start a process that holds or borrows a server, and wait for what it says first."""
        parent = self.begins(data, way)
        parent.listen()
        return parent

    def begins(self, data: Path | None = None, way: str = "server") -> Parent:
        """The same, without waiting."""
        process = subprocess.Popen(
            [sys.executable, str(PARENT), way, str(data or self.folder / "data"), *self.user],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={"PATH": "/usr/bin:/bin:/usr/sbin", "PYTHONPATH": os.pathsep.join(sys.path), **self.environment},
        )
        parent = Parent(process)
        self.parents.append(parent)
        return parent

    def clear(self) -> None:
        for parent in self.parents:
            if parent.process.poll() is None:
                parent.kill(signal.SIGKILL)
        for parent in self.parents:
            if "cluster" in parent.said:
                eventually(lambda parent=parent: not runs_on(Path(parent.said["cluster"])))
                cluster = Path(parent.said["cluster"])
                shutil.rmtree(cluster, ignore_errors=True)
                shutil.rmtree(parent.said["socket_folder"], ignore_errors=True)
                cluster.with_name(f"{cluster.name}.lock").unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(params=["root", "user"])
def someone(request: pytest.FixtureRequest, readable_binaries: Path) -> Iterator[Someone]:
    if request.param == "root" and not AS_ROOT:
        pytest.skip("not run on purpose: only root can try what root does; run the tests as root for these")
    # Not pytest's own folder: that one lies in a folder which only its maker can enter.
    found = Someone(Path(tempfile.mkdtemp(prefix="ankang-test-")))
    if request.param == "user" and AS_ROOT:
        nobody = pwd.getpwnam(UNPRIVILEGED)
        os.chown(found.folder, nobody.pw_uid, nobody.pw_gid)
        found.user = [str(nobody.pw_uid), str(nobody.pw_gid)]
        found.environment = {"POSTGRES_BINARIES": str(readable_binaries)}
    yield found
    found.clear()


@pytest.fixture(scope="module")
def readable_binaries() -> Iterator[Path]:
    """A copy of the programs that an unprivileged user can read, wherever the checkout lies."""
    from ankang.runtime.postgres.binaries import copied_binaries

    folder = Path(tempfile.mkdtemp(prefix="ankang-test-"))
    folder.chmod(0o755)
    yield copied_binaries(folder) if AS_ROOT else packaged_binaries()
    shutil.rmtree(folder)


def eventually(check: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not check():
        assert time.monotonic() < deadline, "it did not come true in time"
        pause.wait(0.02)


def runs_on(cluster: Path) -> list[int]:
    """The processes whose working folder is the cluster: a server's and its workers'."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == cluster:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def scalar(url: str, *statements: str) -> object:
    async def run() -> object:
        engine = create_async_engine(url, poolclass=NullPool)
        answer: object = None
        for statement in statements:
            async with engine.begin() as connection:
                result = await connection.execute(text(statement))
                answer = result.scalar() if result.returns_rows else None
        await engine.dispose()
        return answer

    return asyncio.run(run())


def keep_a_row(parent: Parent) -> None:
    scalar(parent.said["url"], "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('安康')")


def kept_row(parent: Parent) -> object:
    return scalar(parent.said["url"], "SELECT word FROM kept")
