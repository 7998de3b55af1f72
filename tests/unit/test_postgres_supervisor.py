"""The embedded PostgreSQL, as root and as a user: what it survives, what it refuses, what it leaves alone."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from ankang.runtime.postgres import EmbeddedPostgres, PostgresError
from support.someone import AS_ROOT, Someone, eventually, keep_a_row, kept_row, runs_on, scalar


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
