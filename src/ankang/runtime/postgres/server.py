"""Starts, watches and ends one embedded PostgreSQL.

Ready means: the postmaster with *our child's* process id answers on *our* socket; a zombie, a stale
`postmaster.pid` or somebody else's server never counts. The server ends with its parent, however the
parent dies, because the kernel signals it, and its data survives kill -9 of either.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

from ankang.runtime.postgres.cluster import Cluster
from ankang.runtime.postgres.errors import PostgresError
from ankang.runtime.postgres.holder import Holder, Purpose, announce, find_holder
from ankang.runtime.postgres.owner import owner_of
from ankang.runtime.postgres.postmaster import DEFAULTS, end_postmaster, spawn_postmaster

APPLICATION_ROLE = "ankang"  # owns its databases and may make more; no superuser
_READY_WITHIN_SECONDS = 60.0
_STOP_WITHIN_SECONDS = 20.0
_LONGEST_PAUSE_SECONDS = 5.0
_FIRST_TRIES = 4


class EmbeddedPostgres:
    """One cluster that belongs to `data`, held by this process from `start` until `stop`.

    `settings` are added to the server's configuration. A server that dies is started again while it is
    held; `on_restart` is told before each new try. `purpose` tells others whether they may borrow it.
    """

    def __init__(
        self,
        data: Path,
        settings: Mapping[str, str] | None = None,
        on_restart: Callable[[], None] | None = None,
        purpose: Purpose = Purpose.SERVES,
    ) -> None:
        self._files = Cluster(owner_of(data))
        self._settings = {**DEFAULTS, **(settings or {})}
        self._on_restart = on_restart
        self._purpose = purpose
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._spawning = threading.Lock()
        self._stopping = threading.Event()
        self._was_ready = False

    @property
    def cluster(self) -> Path:
        """The folder of the cluster's data; as root it belongs to the system user."""
        return self._files.folder

    @property
    def socket_folder(self) -> Path:
        """The folder of the socket, 0700, the same in every process that opens these data."""
        return self._files.socket_folder

    @property
    def postmaster_pid(self) -> int | None:
        """The process id of the running postmaster, None when there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def url(self, database: str = "ankang", role: str = APPLICATION_ROLE) -> str:
        """SQLAlchemy's address of a database through asyncpg and the socket."""
        return f"postgresql+asyncpg://{role}@/{database}?host={quote(str(self.socket_folder))}"

    def try_lock(self) -> bool:
        """Take the cluster for this process; False when another process holds it."""
        if self._lock is None:
            self._lock = self._files.try_lock()
            if self._lock is not None:
                announce(self._lock, self._purpose)
        return self._lock is not None

    def find_holder(self) -> Holder | None:
        """Which process holds the cluster; None where it has not said so yet."""
        return find_holder(self._files.lock_path)

    def announce_end(self) -> None:
        """Tell others that this server is ending, while it still answers: from now on nobody borrows it."""
        if self._lock is not None:
            announce(self._lock, Purpose.ENDS)

    def start(self) -> None:
        """Initialise the cluster if needed, start the server, create the database, and watch it.

        PostgresError when another process holds the cluster, or the server does not get ready.
        """
        if not self.try_lock():
            raise PostgresError(
                f"another process serves {self.cluster}; end it, or set ANKANG_DATA to another folder for this one"
            )
        self._stopping.clear()
        try:
            self._files.prepare()
            # A thread of its own starts every postmaster: the kernel's parent-death signal follows the *thread* that
            # forked, and this one lives as long as the process holds the server.
            self._watcher = threading.Thread(target=self._watch, name="postgres", daemon=True)
            self._watcher.start()
            self.wait_until_ready()
            self._create_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server (fast shutdown: open transactions are rolled back) and let go of the cluster."""
        if self._lock is None:
            return
        self.announce_end()
        with self._spawning:
            self._stopping.set()
        if self._process is not None:
            end_postmaster(self._process, _STOP_WITHIN_SECONDS)
        if self._watcher is not None:
            self._watcher.join()
        with suppress(OSError):  # not empty after a crash; the next start uses it again
            self.socket_folder.rmdir()
        self._lock.close()
        self._lock = None

    def erase(self) -> None:
        """End the server and remove the cluster for good."""
        self.stop()
        shutil.rmtree(self.cluster, ignore_errors=True)
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        self._files.lock_path.unlink(missing_ok=True)

    def wait_until_ready(self) -> None:
        """Wait until our child answers, also after a restart; PostgresError when it gave up or is late."""
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            pid = self.postmaster_pid
            if pid is not None and self._files.postmaster_pid() == pid and self.answers():
                self._was_ready = True
                return
            if self._watcher is not None and not self._watcher.is_alive():
                raise PostgresError(
                    f"PostgreSQL ended while starting; its log {self._files.log} says: {self._files.log_tail()}"
                )
            time.sleep(0.02)
        raise PostgresError(
            f"PostgreSQL did not answer on {self.socket_folder} within {_READY_WITHIN_SECONDS:.0f} s; "
            f"see {self._files.log}"
        )

    def answers(self) -> bool:
        """Whether a server, ours or another process's, answers on the socket now."""
        return self._files.query("SELECT 1", check=False) == "1"

    def _watch(self) -> None:
        pause = 0.1
        deaths = 0
        while True:
            with self._spawning:
                if self._stopping.is_set():
                    return
                self._process = spawn_postmaster(self._files, self._settings)
            began = time.monotonic()
            self._process.wait()
            deaths += 1
            # A first start is tried again too: the workers of a killed server need a moment to let go of its memory.
            if self._stopping.is_set() or (not self._was_ready and deaths >= _FIRST_TRIES):
                return
            pause = 0.1 if time.monotonic() - began > 10 else min(_LONGEST_PAUSE_SECONDS, pause * 2)
            if self._on_restart is not None:
                self._on_restart()
            self._stopping.wait(pause)

    def _create_database(self) -> None:
        role, database = APPLICATION_ROLE, "ankang"
        if self._files.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'") != "1":  # noqa: S608  (our own name)
            self._files.query(f"CREATE ROLE {role} LOGIN CREATEDB")
        if self._files.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") != "1":  # noqa: S608  (our own name)
            self._files.query(f"CREATE DATABASE {database} OWNER {role}")
