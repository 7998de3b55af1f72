"""Who gets which database when several processes open the same data, as root and as a user."""

from __future__ import annotations

import signal
from pathlib import Path

from support.someone import Parent, Someone, eventually, keep_a_row, kept_row, runs_on, scalar


def ends(parent: Parent) -> None:
    """Let a process go on to its end, and wait for it."""
    assert parent.process.stdin is not None
    parent.process.stdin.close()
    parent.process.wait(30)


def test_a_server_waits_for_an_earlier_one_that_is_ending_and_starts_its_own(someone: Someone) -> None:
    first = someone.starts(way="hold")
    keep_a_row(first)
    first.ask("ends")

    second = someone.starts(way="hold")
    assert second.said == {"waits": first.process.pid}
    ends(first)
    second.listen()

    assert kept_row(second) == "安康"
    assert second.said["postmaster"] != first.said["postmaster"]


def test_a_start_in_the_instant_in_which_an_earlier_one_ends_gets_a_database_of_its_own(someone: Someone) -> None:
    first = someone.starts(way="hold")
    keep_a_row(first)

    for _ in range(3):
        first.process.send_signal(signal.SIGINT)
        second = someone.starts(way="hold")
        if "url" not in second.said:
            second.listen()
        first.process.wait(30)

        assert kept_row(second) == "安康"
        first = second


def test_a_second_server_on_the_same_data_is_told_who_serves_them(someone: Someone) -> None:
    first = someone.starts(way="hold")

    second = someone.starts(way="hold")
    if "waits" in second.said:
        second.listen()

    assert f"process {first.process.pid} serves" in second.said["error"]
    assert "ANKANG_DATA and ANKANG_PORT" in second.said["error"]
    assert scalar(first.said["url"], "SELECT 1") == 1


def test_a_command_uses_the_database_of_the_server_that_runs_and_leaves_it_running(someone: Someone) -> None:
    first = someone.starts(way="hold")

    command = someone.starts(way="command")
    assert command.said["url"] == first.said["url"]
    ends(command)

    assert scalar(first.said["url"], "SELECT 1") == 1


def test_a_command_does_not_borrow_from_a_server_that_is_ending(someone: Someone) -> None:
    first = someone.starts(way="hold")
    keep_a_row(first)
    first.ask("ends")

    command = someone.begins(way="command")
    ends(first)
    command.listen()

    assert kept_row(command) == "安康"
    ends(command)
    eventually(lambda: not runs_on(Path(first.said["cluster"])))


def test_a_server_does_not_borrow_from_a_command_whose_database_ends_with_it(someone: Someone) -> None:
    command = someone.starts(way="command")
    keep_a_row(command)

    server = someone.starts(way="hold")
    assert server.said == {"waits": command.process.pid}
    ends(command)
    server.listen()

    assert kept_row(server) == "安康"


def test_a_command_takes_over_where_a_server_was_killed(someone: Someone) -> None:
    first = someone.starts(way="hold")
    keep_a_row(first)

    first.kill(signal.SIGKILL)
    command = someone.starts(way="command")

    assert kept_row(command) == "安康"
    ends(command)
