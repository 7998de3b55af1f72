"""A process that holds or borrows an embedded PostgreSQL, so that tests can kill it.

`postgres_parent.py WAY DATA [UID GID]`. WAY: `server` starts one or refuses; `hold` is a process that serves, `command`
a command. Prints one line of JSON when the server is ready, `waits` when it has to wait for another process before
that, and a line after each one that it reads: `ready` waits until the server answers again, `ends` announces its end,
`stop` ends it. With UID and GID it becomes that user after its imports, because the interpreter may lie where only
root can read.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ankang.runtime.postgres import EmbeddedPostgres, PostgresError, binaries, hold_postgres, open_postgres


def main() -> None:
    # A shell that runs the tests in the background has interrupts ignored, and what it starts inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    way, data, *user = sys.argv[1:]
    if user:
        packaged = Path(os.environ["POSTGRES_BINARIES"])  # noqa: TID251  (handed over by the test)
        binaries.packaged_binaries()  # imported before the user changes
        _become(*map(int, user))
        from ankang.runtime.postgres import owner  # already loaded; named here to be pointed at the copy

        owner.packaged_binaries = lambda: packaged
    try:
        if way == "command":
            with open_postgres(Path(data)) as url:
                _say(url=url)
                sys.stdin.read()
            return
        restarts: list[int] = []
        with _server(way, Path(data), restarts) as server:
            _obey(server, restarts)
    except PostgresError as error:
        _say(error=str(error))
    except KeyboardInterrupt:
        return


@contextmanager
def _server(way: str, data: Path, restarts: list[int]) -> Iterator[EmbeddedPostgres]:
    if way == "hold":
        with hold_postgres(data, on_wait=lambda holder: _say(waits=holder.pid if holder else None)) as server:
            yield server
        return
    server = EmbeddedPostgres(data, on_restart=lambda: restarts.append(1))
    server.start()
    try:
        yield server
    except KeyboardInterrupt:
        server.stop()


def _obey(server: EmbeddedPostgres, restarts: list[int]) -> None:
    _say_state(server, restarts)
    for line in sys.stdin:
        match line.strip():
            case "ready":
                server.wait_until_ready()
                _say_state(server, restarts)
            case "ends":
                server.announce_end()
                _say(ends=True)
            case _:
                server.stop()
                _say(stopped=True)


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _say_state(server: EmbeddedPostgres, restarts: list[int]) -> None:
    _say(
        postmaster=server.postmaster_pid,
        url=server.url(),
        cluster=str(server.cluster),
        socket_folder=str(server.socket_folder),
        restarts=len(restarts),
    )


def _say(**words: object) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main()
