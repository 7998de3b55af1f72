"""A process that holds an embedded PostgreSQL, so that tests can kill it: `postgres_parent.py DATA [UID GID]`.

Prints one line of JSON when the server is ready and after each line that it reads: `ready` waits until the
server answers again, `stop` ends it. With UID and GID it becomes that user after its imports, because the
interpreter may lie where only root can read.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from ankang.runtime.postgres import EmbeddedPostgres, PostgresError, binaries


def main() -> None:
    data, *user = sys.argv[1:]
    if user:
        packaged = Path(os.environ["POSTGRES_BINARIES"])  # noqa: TID251  (handed over by the test)
        binaries.packaged_binaries()  # imported before the user changes
        _become(*map(int, user))
        from ankang.runtime.postgres import owner  # already loaded; named here to be pointed at the copy

        owner.packaged_binaries = lambda: packaged
    restarts: list[int] = []
    server: EmbeddedPostgres | None = None
    try:
        server = EmbeddedPostgres(Path(data), on_restart=lambda: restarts.append(1))
        server.start()
    except PostgresError as error:
        _say(error=str(error))
        return
    try:
        _say_state(server, restarts)
        for line in sys.stdin:
            if line.strip() == "ready":
                server.wait_until_ready()
                _say_state(server, restarts)
            else:
                server.stop()
                _say(stopped=True)
    except KeyboardInterrupt:
        server.stop()


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
