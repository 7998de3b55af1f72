"""A folder of static files that is complete at every instant, for any web server to serve.

Files but one never change; the one that changes (`head`) names the others. So the order is: new files, each written
aside, synced and renamed into place; then the head in the same way; then what is no longer kept is removed. Killed
between any two steps, the folder still holds a head whose files are all there.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_LOCK = ".lock"


def missing_files(folder: Path, paths: Collection[str]) -> list[str]:
    """Those of the paths that are not in the folder."""
    return [path for path in sorted(paths) if not (folder / path).is_file()]


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Whether this process may write into the folder until the block ends; False while another one does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def lay_files(folder: Path, files: Mapping[str, bytes], head: tuple[str, bytes], keep: Collection[str]) -> None:
    """Write files, then the head, then remove what is in neither `keep` nor `files`; OSError when the disk is full.

    The caller holds the folder (`held`): whoever laid an older state would remove files of a newer one.
    """
    for path, content in files.items():
        _put(folder / path, content)
    name, content = head
    target = folder / name
    if not target.is_file() or target.read_bytes() != content:
        _put(target, content)
    wanted = {*keep, *files, name, _LOCK}
    for found in folder.rglob("*"):
        if found.is_file() and found.relative_to(folder).as_posix() not in wanted:
            found.unlink(missing_ok=True)


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
