"""The embedded PostgreSQL, as root and as a user: what it survives, what it refuses, what it leaves alone."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import signal
import stat
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

from ankang.runtime.postgres import EmbeddedPostgres, PostgresError, open_postgres
from ankang.runtime.postgres.binaries import packaged_binaries

PARENT = Path(__file__).parents[1] / "support" / "postgres_parent.py"
UNPRIVILEGED = "nobody"
AS_ROOT = os.geteuid() == 0


@dataclass
class Parent:
    """A process that holds a server, and what it said last."""

    process: subprocess.Popen[str]
    said: dict[str, Any]

    def ask(self, word: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
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

    def starts(self, data: Path | None = None) -> Parent:
        process = subprocess.Popen(
            [sys.executable, str(PARENT), str(data or self.folder / "data"), *self.user],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={"PATH": "/usr/bin:/bin:/usr/sbin", **self.environment},
        )
        assert process.stdout is not None
        parent = Parent(process, json.loads(process.stdout.readline()))
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


def test_data_are_kept_from_one_start_to_the_next(someone: Someone) -> None:
    first = someone.starts()
    keep_a_row(first)
    first.ask("stop")
    assert not runs_on(Path(first.said["cluster"]))

    second = someone.starts()

    assert kept_row(second) == "安康"


def test_the_database_is_utf8_and_sorts_alike_on_every_machine(someone: Someone) -> None:
    url = someone.starts().said["url"]

    assert scalar(url, "SHOW server_encoding") == "UTF8"
    assert scalar(url, "SELECT datcollate FROM pg_database WHERE datname = 'ankang'") == "C.UTF-8"
    assert scalar(url, "SHOW listen_addresses") == ""


def test_a_server_ends_when_its_parent_is_killed_and_the_next_start_finds_the_data(someone: Someone) -> None:
    first = someone.starts()
    keep_a_row(first)

    first.kill(signal.SIGKILL)
    second = someone.starts()

    assert kept_row(second) == "安康"
    assert second.said["postmaster"] != first.said["postmaster"]
    assert first.said["postmaster"] not in runs_on(Path(first.said["cluster"]))


def test_a_killed_parent_leaves_no_server_behind(someone: Someone) -> None:
    parent = someone.starts()

    parent.kill(signal.SIGKILL)

    eventually(lambda: not runs_on(Path(parent.said["cluster"])))


def test_a_killed_server_is_started_again_with_its_data(someone: Someone) -> None:
    parent = someone.starts()
    keep_a_row(parent)
    before = parent.said["postmaster"]

    os.kill(before, signal.SIGKILL)
    eventually(lambda: before not in runs_on(Path(parent.said["cluster"])))
    parent.ask("ready")

    assert parent.said["postmaster"] != before
    assert parent.said["restarts"] >= 1
    assert kept_row(parent) == "安康"


def test_parent_and_server_killed_together_still_keep_the_data(someone: Someone) -> None:
    first = someone.starts()
    keep_a_row(first)

    os.kill(first.said["postmaster"], signal.SIGKILL)
    first.kill(signal.SIGKILL)
    second = someone.starts()

    assert kept_row(second) == "安康"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_parent_that_is_asked_to_end_ends_its_server_cleanly(someone: Someone, number: signal.Signals) -> None:
    parent = someone.starts()
    cluster = Path(parent.said["cluster"])

    parent.kill(number)
    eventually(lambda: not runs_on(cluster))

    assert "database system is shut down" in (cluster / "server.log").read_text()
    assert not (cluster / "postmaster.pid").exists()


def test_a_second_start_on_the_same_data_is_refused_with_what_to_do(someone: Someone) -> None:
    first = someone.starts()

    second = someone.starts()

    assert "another process serves" in second.said["error"]
    assert "ANKANG_DATA" in second.said["error"]
    assert scalar(first.said["url"], "SELECT 1") == 1


def test_a_postmaster_pid_that_names_a_stranger_is_no_obstacle(someone: Someone) -> None:
    first = someone.starts()
    keep_a_row(first)
    cluster = Path(first.said["cluster"])
    stale = (cluster / "postmaster.pid").read_text()
    first.ask("stop")
    owner = cluster.stat()
    # The same user's: PostgreSQL itself would take it for its own server and refuse to start.
    stranger = subprocess.Popen(["sleep", "300"], user=owner.st_uid if AS_ROOT else None)
    (cluster / "postmaster.pid").write_text(stale.replace(str(first.said["postmaster"]), str(stranger.pid), 1))
    os.chown(cluster / "postmaster.pid", owner.st_uid, owner.st_gid)

    try:
        second = someone.starts()

        assert kept_row(second) == "安康"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_path_longer_than_a_socket_can_name_works(someone: Someone) -> None:
    parent = someone.starts(someone.folder / "/".join(["long" * 10] * 5))

    assert scalar(parent.said["url"], "SELECT 1") == 1
    assert len(parent.said["socket_folder"]) + len("/.s.PGSQL.5432.lock") < 107


def test_the_data_and_the_socket_are_the_owners_alone(someone: Someone) -> None:
    parent = someone.starts()

    for folder in (parent.said["cluster"], parent.said["socket_folder"]):
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
    assert Path(parent.said["cluster"]).stat().st_uid != 0


def test_folders_that_were_there_before_keep_their_mode_and_owner(someone: Someone) -> None:
    someone.folder.chmod(0o750)
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in (someone.folder, *someone.folder.parents)]

    someone.starts()

    assert [(path, path.stat().st_mode, path.stat().st_uid) for path, _, _ in before] == before


def test_data_of_another_version_are_refused_with_what_to_do(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "data", {"fsync": "off"})
    try:
        server.start()
        server.stop()
        (server.cluster / "PG_VERSION").write_text("9\n")

        with pytest.raises(PostgresError, match=r"was made by 9; dump it with that version"):
            server.start()
    finally:
        server.try_lock()
        server.erase()


def test_a_stop_can_be_followed_by_a_start(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "data", {"fsync": "off"})
    try:
        server.start()
        server.stop()
        server.start()

        assert scalar(server.url(), "SELECT 1") == 1
    finally:
        server.erase()


def test_a_setting_that_postgresql_refuses_is_told_with_its_words(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "data", {"shared_buffers": "many"})
    try:
        with pytest.raises(PostgresError, match="shared_buffers"):
            server.start()
    finally:
        server.try_lock()
        server.erase()


def test_a_command_uses_the_running_server_and_leaves_it_running(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "data", {"fsync": "off"})
    server.start()
    try:
        with open_postgres(tmp_path / "data") as url:
            assert scalar(url, "SELECT 1") == 1

        assert scalar(server.url(), "SELECT 1") == 1
    finally:
        server.erase()
