"""Who runs PostgreSQL. It refuses to run as root, so as root a system user without login does.

As root, the data and a copy of the programs stand in that user's own folder (`/var/lib/ankang`), because
the checkout may lie where only root can read. Folders that we did not make keep their mode and owner.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ankang.runtime.postgres.binaries import copied_binaries, packaged_binaries
from ankang.runtime.postgres.errors import PostgresError

SYSTEM_USER = "ankang"
SYSTEM_HOME = Path("/var/lib/ankang")


@dataclass(frozen=True, slots=True)
class Owner:
    """The user that runs PostgreSQL: ourselves, or the system user when we are root."""

    uid: int
    gid: int
    name: str
    binaries: Path
    cluster: Path

    @property
    def is_other(self) -> bool:
        """Whether the server runs as somebody else than this process."""
        return self.uid != os.geteuid()

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self.binaries / "bin" / name)

    def own(self, folder: Path) -> Path:
        """Make a folder for the owner alone (0700); one that exists is left as it is."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            return folder
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        return folder

    def run(self, command: Sequence[str], check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Run one of our programs as the owner; PostgresError with its last words when it fails and `check` is set."""
        result = subprocess.run(  # noqa: S603  (PostgreSQL's own programs)
            command,
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=False,
        )
        if check and result.returncode != 0:
            words = result.stderr.decode(errors="replace").strip()[-500:]
            raise PostgresError(f"{Path(command[0]).name} failed with {result.returncode}: {words}")
        return result


def owner_of(data: Path) -> Owner:
    """The owner and the places of the cluster that belongs to a data folder."""
    if os.geteuid() != 0:
        user = pwd.getpwuid(os.geteuid())
        try:
            data.mkdir(parents=True, exist_ok=True)
        except PermissionError as error:
            raise PostgresError(
                f"expected to make the folder {data}, it may not be written; set ANKANG_DATA to a folder of your own"
            ) from error
        return Owner(user.pw_uid, user.pw_gid, user.pw_name, packaged_binaries(), data / "postgres")
    user = _system_user()
    # One cluster for each data folder: two checkouts on one machine do not share a city.
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    SYSTEM_HOME.parent.mkdir(parents=True, exist_ok=True)
    placed = Owner(user.pw_uid, user.pw_gid, user.pw_name, packaged_binaries(), SYSTEM_HOME / f"cluster-{name}")
    placed.own(SYSTEM_HOME)
    return Owner(placed.uid, placed.gid, placed.name, copied_binaries(SYSTEM_HOME), placed.cluster)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _add_system_user()
        return pwd.getpwnam(SYSTEM_USER)


def _add_system_user() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise PostgresError(
            f"PostgreSQL does not run as root and there is no useradd to make the system user {SYSTEM_USER!r}; "
            "make that user without a login, or start as an ordinary user"
        )
    account = ["--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
    command = [useradd, *account, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    result = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  (fixed words)
    # 9: the name is taken, because another start made it in this instant.
    if result.returncode not in (0, 9):
        words = result.stderr.decode(errors="replace").strip()
        raise PostgresError(f"expected to make the system user {SYSTEM_USER!r}, useradd says: {words}")
