"""Starts, watches and ends one embedded PostgreSQL.

Ready means: the postmaster with *our child's* process id answers on *our* socket; a zombie, a stale
`postmaster.pid` or somebody else's server never counts. The server ends with its parent, however the
parent dies, because the kernel signals it (PR_SET_PDEATHSIG), and its data survives kill -9 of either.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ankang.runtime.postgres.owner import Owner, owner_of

_PR_SET_PDEATHSIG = 1  # prctl(2)
_READY_WITHIN_SECONDS = 60.0
_STOP_WITHIN_SECONDS = 20.0

# Modest on purpose: the whole product shares a small machine. A city's server sets its own.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "autovacuum_max_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "timezone": "UTC",
}


class PostgresError(Exception):
    """The embedded server cannot be used; the message says why and what to do."""


class EmbeddedPostgres:
    """One cluster under `data`, held by this process from `start` until `stop`.

    `settings` are added to the server's configuration. A server that dies is started again while it is
    held; `on_restart` is told.
    """

    def __init__(
        self, data: Path, settings: Mapping[str, str] | None = None, on_restart: Callable[[], None] | None = None
    ) -> None:
        self._owner: Owner = owner_of(data)
        self._cluster = self._owner.cluster
        self._settings = {**_SETTINGS, **(settings or {})}
        self._on_restart = on_restart
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._stopping = threading.Event()
        self._started = threading.Event()

    @property
    def socket_folder(self) -> Path:
        """A short folder, since a socket's path holds 107 bytes at most; 0700, the same in every process."""
        name = hashlib.sha256(str(self._cluster.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ankang-{name}"

    @property
    def cluster(self) -> Path:
        """The folder of the cluster's data; as root it belongs to the system user."""
        return self._cluster

    @property
    def postmaster_pid(self) -> int | None:
        """The process id of the running postmaster, None when there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def url(self, database: str = "ankang") -> str:
        """SQLAlchemy's address of a database through asyncpg and the socket."""
        return f"postgresql+asyncpg://{self._owner.name}@/{database}?host={self.socket_folder}"

    def try_lock(self) -> bool:
        """Take the cluster for this process; False when another process holds it."""
        lock = self._lock_path().open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def start(self) -> None:
        """Initialise the cluster if needed, start the server, create the database, and watch it.

        PostgresError when another process holds the cluster, or the server does not get ready.
        """
        if self._lock is None and not self.try_lock():
            raise PostgresError(
                f"another process serves {self._cluster}; end it, or set ANKANG_DATA to another folder for this one"
            )
        try:
            self._make_socket_folder()
            self._end_orphan()
            self._initialise()
            # A thread of its own starts every postmaster: the kernel's parent-death signal follows the *thread* that
            # forked, and this one lives as long as the process holds the server.
            self._watcher = threading.Thread(target=self._watch, name="postgres", daemon=True)
            self._watcher.start()
            self._wait_until_ready()
            self._create_database("ankang")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server (fast shutdown: open transactions are rolled back) and let go of the cluster."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait()
        if self._watcher is not None and self._watcher is not threading.current_thread():
            self._watcher.join(5)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def wait_for_running(self) -> None:
        """Wait until the server that another process started answers; PostgresError when it does not."""
        self._until_answers(lambda: None)

    def _lock_path(self) -> Path:
        path = self._cluster.with_name(f"{self._cluster.name}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _make_socket_folder(self) -> None:
        folder = self._owner.own(self.socket_folder)
        state = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or state.st_uid != self._owner.uid or state.st_mode & 0o077:
            raise PostgresError(
                f"{folder} is not a folder of {self._owner.name} alone (0700); remove it and start again"
            )

    def _end_orphan(self) -> None:
        # The lock is ours, so a postmaster that still runs on these data outlived its parent by an instant.
        pid_file = self._cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        deadline = time.monotonic() + _STOP_WITHIN_SECONDS
        while _is_postgres(pid) and time.monotonic() < deadline:
            os.kill(pid, signal.SIGQUIT)
            time.sleep(0.1)

    def _initialise(self) -> None:
        if (self._cluster / "PG_VERSION").exists():
            return
        self._owner.own(self._cluster)
        # Made aside and renamed: a start that is killed half-way leaves no half-made cluster behind.
        fresh = self._cluster / "fresh"
        self._run_as_owner(["rm", "-rf", str(fresh)])
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        initdb = [str(self._binary("initdb")), "-D", str(fresh), "-U", self._owner.name, *locale]
        self._run_as_owner([*initdb, "--auth=trust", "--no-instructions"])
        for path in [*fresh.iterdir()]:
            if path.name != "PG_VERSION":
                path.rename(self._cluster / path.name)
        (fresh / "PG_VERSION").rename(self._cluster / "PG_VERSION")
        fresh.rmdir()

    def _binary(self, name: str) -> Path:
        return self._owner.binaries / "bin" / name

    def _run_as_owner(self, command: list[str], check: bool = True) -> subprocess.CompletedProcess[bytes]:
        result = subprocess.run(  # noqa: S603  (our own binaries)
            command,
            user=self._owner.uid if self._owner.is_other else None,
            group=self._owner.gid if self._owner.is_other else None,
            extra_groups=[] if self._owner.is_other else None,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=False,
        )
        if check and result.returncode != 0:
            raise PostgresError(
                f"{Path(command[0]).name} failed: {result.stderr.decode(errors='replace').strip()[-500:]}"
            )
        return result

    def _spawn(self) -> subprocess.Popen[bytes]:
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        log = (self._cluster / "server.log").open("ab")
        with log:
            return subprocess.Popen(  # noqa: S603  (our own binaries)
                [str(self._binary("postgres")), "-D", str(self._cluster), "-k", str(self.socket_folder), *options],
                user=self._owner.uid if self._owner.is_other else None,
                group=self._owner.gid if self._owner.is_other else None,
                extra_groups=[] if self._owner.is_other else None,
                cwd="/",
                env={"LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C ends the product in its own order, not the database first
                preexec_fn=_end_with_parent,  # noqa: PLW1509  (only system calls between fork and exec)
            )

    def _watch(self) -> None:
        pause = 0.1
        while not self._stopping.is_set():
            self._process = self._spawn()
            self._started.set()
            began = time.monotonic()
            self._process.wait()
            if self._stopping.is_set():
                return
            pause = 0.1 if time.monotonic() - began > 10 else min(5.0, pause * 2)
            if self._on_restart is not None:
                self._on_restart()
            self._stopping.wait(pause)

    def _wait_until_ready(self) -> None:
        self._started.wait(_READY_WITHIN_SECONDS)

        def check_alive() -> None:
            process = self._process
            if process is None or process.poll() is not None:
                tail = (self._cluster / "server.log").read_text(errors="replace")[-600:]
                raise PostgresError(
                    f"PostgreSQL ended while starting; its log {self._cluster / 'server.log'} says: {tail}"
                )
            if not self._is_ours():
                raise _NotYetError

        self._until_answers(check_alive)

    def _is_ours(self) -> bool:
        try:
            pid = int((self._cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return False
        return pid == self.postmaster_pid

    def _until_answers(self, check: Callable[[], None]) -> None:
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            try:
                check()
            except _NotYetError:
                pass
            else:
                if self._psql("postgres", "SELECT 1", check=False).returncode == 0:
                    return
            time.sleep(0.05)
        raise PostgresError(
            f"PostgreSQL did not answer on {self.socket_folder} within {_READY_WITHIN_SECONDS:.0f} s; "
            f"see {self._cluster / 'server.log'}"
        )

    def _create_database(self, name: str) -> None:
        exists = self._psql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'")  # noqa: S608  (our own name)
        if exists.stdout.strip() != b"1":
            self._psql("postgres", f'CREATE DATABASE "{name}"')

    def _psql(self, database: str, statement: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        command = [str(self._binary("psql")), "-h", str(self.socket_folder), "-U", self._owner.name, "-d", database]
        return self._run_as_owner([*command, "-XAtq", "-c", statement], check=check)


class _NotYetError(Exception):
    """Not ready, and not failed either."""


@contextmanager
def open_postgres(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the embedded database of a data folder.

    Starts it when nobody does, and ends it afterwards; uses the running one of another process otherwise.
    """
    server = EmbeddedPostgres(data, settings)
    if not server.try_lock():
        server.wait_for_running()
        yield server.url()
        return
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()


def _end_with_parent() -> None:
    # SIGINT is PostgreSQL's fast shutdown: open transactions end, data is flushed.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def _is_postgres(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
