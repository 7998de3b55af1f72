"""The published folder is complete at every instant: killed between two writes, on a full disk, with two writers."""

from __future__ import annotations

import os
import resource
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ankang.core.credential.manifest import MANIFEST_NAME, Family
from ankang.core.credential.refusals import Refused
from ankang.core.credential.status_list import Status
from ankang.gate.folder_check import FolderReport, check_folder
from ankang.gate.sources import FolderSource
from ankang.runtime.static_folder import held, lay_files, missing_files
from support.publications import Centre, name_on

START = datetime(2022, 7, 8, 1, 0, tzinfo=UTC)


def lay(centre: Centre, folder: Path) -> None:
    """As the publisher does: what is missing, then the manifest, then what is no longer kept."""
    kept = {path for path in centre.files if path != MANIFEST_NAME}
    files = {path: centre.files[path] for path in missing_files(folder, kept)}
    lay_files(folder, files, (MANIFEST_NAME, centre.files[MANIFEST_NAME]), kept)


def lay_first(first: dict[str, bytes], folder: Path) -> None:
    files = {path: data for path, data in first.items() if path != MANIFEST_NAME}
    lay_files(folder, files, (MANIFEST_NAME, first[MANIFEST_NAME]), ())


def checked(centre: Centre, folder: Path) -> FolderReport | Refused:
    return check_folder(FolderSource(folder), centre.roots, Family.DAYS)


def two_states() -> tuple[Centre, dict[str, bytes]]:
    """A centre, and the files of its first publication; it has published once more since."""
    centre = Centre(START)
    centre.publish({name_on(START, 1): Status.RED})
    first = dict(centre.files)
    centre.now += timedelta(minutes=5)
    centre.publish({name_on(START, 2): Status.YELLOW}, whole=True)
    return centre, first


def in_child(work: Any) -> int:
    """Run in a forked child; its wait status. The child never returns into pytest."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except OSError:
            os._exit(28)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.spec("D9")
def test_killed_before_any_step_the_folder_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    centre, first = two_states()
    seen: set[int] = set()
    steps = 0
    while True:
        steps += 1
        folder = tmp_path / str(steps)
        lay_files(
            folder, {p: d for p, d in first.items() if p != MANIFEST_NAME}, (MANIFEST_NAME, first[MANIFEST_NAME]), ()
        )

        def work(folder: Path = folder, last: int = steps) -> None:
            count = 0

            def hook(event: str, _: object) -> None:
                nonlocal count
                if event in ("open", "os.rename", "os.remove", "os.mkdir"):
                    count += 1
                    if count == last:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            lay(centre, folder)

        status = in_child(work)
        report = checked(centre, folder)
        assert isinstance(report, FolderReport), (steps, report)
        seen.add(report.manifest.sequence)
        lay(centre, folder)
        after = checked(centre, folder)
        assert isinstance(after, FolderReport)
        assert after.manifest.sequence == 2
        assert not list(folder.rglob(".*.*"))
        if not os.WIFSIGNALED(status):
            break

    assert seen == {1, 2}
    assert steps > 8


@pytest.mark.spec("D9")
def test_a_full_disk_leaves_the_old_state_and_no_half_file(tmp_path: Path) -> None:
    centre, first = two_states()
    folder = tmp_path / "published"
    lay_first(first, folder)

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # every write of more than 100 bytes fails
        lay(centre, folder)

    status = in_child(work)
    report = checked(centre, folder)

    assert os.waitstatus_to_exitcode(status) == 28
    assert isinstance(report, FolderReport)
    assert report.manifest.sequence == 1
    assert not list(folder.rglob(".*.*"))


def test_only_one_process_holds_a_folder(tmp_path: Path) -> None:
    with held(tmp_path) as mine:

        def work() -> None:
            with held(tmp_path) as theirs:
                os._exit(1 if theirs else 0)

        assert mine
        assert in_child(work) == 0
    with held(tmp_path) as again:
        assert again


def test_what_is_no_longer_kept_is_removed(tmp_path: Path) -> None:
    centre, _ = two_states()
    lay(centre, tmp_path)
    stale = tmp_path / "deltas" / "0-1-old.cose"
    stale.write_bytes(b"old")

    lay(centre, tmp_path)

    assert not stale.exists()
    assert isinstance(checked(centre, tmp_path), FolderReport)
