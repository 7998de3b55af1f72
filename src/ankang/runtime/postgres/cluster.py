"""One cluster on disk: its places, its lock, its making, and what its `postmaster.pid` tells.

<cluster>        PostgreSQL's data folder, 0700, the owner's
<cluster>.lock   held (flock) by the process that runs the server; says which and what for (`holder`)
/tmp/ankang-…    the socket, in a folder of the owner alone: whoever gets in there is trusted
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import time
from pathlib import Path
from typing import IO

from ankang.runtime.postgres.errors import PostgresError
from ankang.runtime.postgres.owner import Owner

SUPERUSER = "postgres"
_ORPHAN_ENDS_WITHIN_SECONDS = 20.0
# sockaddr_un holds 108 bytes with the closing zero; /tmp keeps every path far below, however long the data's is.
_SOCKETS = Path("/tmp")  # noqa: S108  (the folder made in it is checked to be the owner's alone)


class Cluster:
    """The cluster of one owner. Making and mending happen only under its lock."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.folder = owner.cluster
        name = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        self.socket_folder = _SOCKETS / f"ankang-{name}"
        self.log = self.folder / "server.log"
        self.lock_path = self.folder.with_name(f"{self.folder.name}.lock")

    def try_lock(self) -> IO[str] | None:
        """Take the cluster for this process: an open file to keep, None when another process holds it."""
        try:
            lock = self.lock_path.open("a")
        except PermissionError as error:
            raise PostgresError(
                f"expected to write {self.lock_path}, it belongs to another user; start as that user, "
                "or set ANKANG_DATA to a folder of your own"
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        return lock

    def prepare(self) -> None:
        """Make what is missing, and see an orphan of a killed parent off. Under the lock only."""
        self._make_socket_folder()
        self._see_off_orphan()
        self._initialise()

    def postmaster_pid(self) -> int | None:
        """The process id that `postmaster.pid` names, alive or not; None without the file."""
        try:
            return int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def query(self, statement: str, check: bool = True) -> str | None:
        """What the superuser's statement prints; None when it failed and `check` is off."""
        command = [self.owner.program("psql"), "-h", str(self.socket_folder), "-U", SUPERUSER, "-d", "postgres"]
        result = self.owner.run([*command, "-XAtqw", "-v", "ON_ERROR_STOP=1", "-c", statement], check=check)
        return result.stdout.decode().strip() if result.returncode == 0 else None

    def log_tail(self) -> str:
        """The last words of the server's log."""
        try:
            return self.log.read_text(errors="replace")[-600:].strip()
        except OSError:
            return ""

    def _make_socket_folder(self) -> None:
        folder = self.owner.own(self.socket_folder)
        state = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or state.st_uid != self.owner.uid or state.st_mode & 0o077:
            raise PostgresError(
                f"expected {folder} to be a folder of {self.owner.name} alone (0700), it is somebody else's; "
                "remove it and start again"
            )

    def _see_off_orphan(self) -> None:
        # The lock is ours, so a postmaster on these data has lost its parent. The kernel has told it to end; it may
        # still be writing. Once none serves, the number in its files may belong to a zombie or to any process by now:
        # that one is left alone, and the files go, because PostgreSQL would take it for its own server.
        pid = self.postmaster_pid()
        began = time.monotonic()
        while pid is not None and self._serves(pid):
            waited = time.monotonic() - began
            if waited > 2 * _ORPHAN_ENDS_WITHIN_SECONDS:
                raise PostgresError(f"process {pid} still serves {self.folder} and does not end; end it first")
            os.kill(pid, signal.SIGINT if waited < _ORPHAN_ENDS_WITHIN_SECONDS else signal.SIGQUIT)
            time.sleep(0.1)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        for left_behind in self.socket_folder.glob(".s.PGSQL.*"):
            left_behind.unlink(missing_ok=True)

    def _serves(self, pid: int) -> bool:
        # A postmaster's working folder is its data folder.
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self.folder.resolve()
        except OSError:
            return False

    def _initialise(self) -> None:
        made_by = self.folder / "PG_VERSION"
        if made_by.exists():
            self._check_version(made_by.read_text().strip())
            return
        self.owner.own(self.folder)
        # Made aside, moved in, PG_VERSION last: a start that is killed half-way leaves no half-made cluster behind.
        fresh = self.folder / "fresh"
        self.owner.run(["rm", "-rf", str(fresh)])
        words = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        self.owner.run([self.owner.program("initdb"), "-D", str(fresh), "-U", SUPERUSER, *words])
        for path in list(fresh.iterdir()):
            if path.name != made_by.name:
                self.owner.run(["mv", "-T", str(path), str(self.folder / path.name)])
        (fresh / made_by.name).rename(made_by)
        fresh.rmdir()

    def _check_version(self, made_by: str) -> None:
        words = self.owner.run([self.owner.program("postgres"), "--version"]).stdout.decode().split()
        ours = words[2].split(".")[0]
        if made_by != ours:
            raise PostgresError(
                f"expected data of PostgreSQL {ours}, {self.folder} was made by {made_by}; "
                "dump it with that version and load it into a new folder (docs/operations/database.md)"
            )
