"""The distribution's own PostgreSQL in a folder of the test, run by an unprivileged user, with its defaults."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from support.someone import AS_ROOT, UNPRIVILEGED, eventually

_PROGRAMS = Path("/usr/lib/postgresql")
_OLDEST = 15  # what docs/operations promises to an installation with a server of its own


def programs() -> Path:
    """The folder of the oldest packaged version that is supported."""
    found = sorted(int(path.name) for path in _PROGRAMS.glob("[0-9]*") if (path / "bin" / "postgres").exists())
    supported = [version for version in found if version >= _OLDEST]
    if not supported:
        raise RuntimeError(
            f"expected PostgreSQL {_OLDEST} or newer under {_PROGRAMS}, found {found}; "
            "run tools/machine-packages, or as root: apt-get install postgresql"
        )
    return _PROGRAMS / str(supported[0]) / "bin"


class DistributionPostgres:
    """One server; `url` is that of a database whose owner is an ordinary role."""

    def __init__(self) -> None:
        self._programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="ankang-test-"))
        self._user = pwd.getpwnam(UNPRIVILEGED) if AS_ROOT else pwd.getpwuid(os.geteuid())
        os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """Everything that the server has written."""
        return (self.folder / "log").read_text(errors="replace")

    def start(self) -> None:
        """Make a cluster and serve it on a socket in the folder."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with (self.folder / "log").open("ab") as log:
            command = [self._program("postgres"), "-D", self._data, "-k", str(self.folder)]
            settings = ["-c", "listen_addresses=", "-c", "fsync=off"]
            self._server = subprocess.Popen([*command, *settings], stdout=log, stderr=log, **self._as_user())
        eventually(lambda: self._run("pg_isready", "-q", "-h", str(self.folder), check=False) == 0, 60)
        self._run("createuser", "-h", str(self.folder), "-U", "postgres", "ankang")

    def create_database(self, name: str) -> str:
        """A new database of the role; its address."""
        self._run("createdb", "-h", str(self.folder), "-U", "postgres", "-O", "ankang", name)
        return f"postgresql+asyncpg://ankang@/{name}?host={quote(str(self.folder))}"

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)
        shutil.rmtree(self.folder)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _program(self, name: str) -> str:
        return str(self._programs / name)

    def _run(self, name: str, *words: str, check: bool = True) -> int:
        done = subprocess.run([self._program(name), *words], capture_output=True, check=False, **self._as_user())
        assert not check or done.returncode == 0, done.stderr.decode(errors="replace")
        return done.returncode

    def _as_user(self) -> dict[str, object]:
        places = {"cwd": "/", "env": {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}}
        if not AS_ROOT:
            return places
        return {**places, "user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
