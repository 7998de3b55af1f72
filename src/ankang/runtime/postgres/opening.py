"""Gives a command an embedded database: the running one, or one for as long as the command lasts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ankang.runtime.postgres.errors import PostgresError
from ankang.runtime.postgres.server import EmbeddedPostgres

_OPEN_WITHIN_SECONDS = 60.0


@contextmanager
def open_postgres(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the embedded database of a data folder.

    Starts it when nobody does, and ends it afterwards; uses the running one of another process otherwise,
    waiting while that one is still starting, and taking over when it has just ended.
    """
    server = EmbeddedPostgres(data, settings)
    deadline = time.monotonic() + _OPEN_WITHIN_SECONDS
    while not server.try_lock():
        if server.answers():
            yield server.url()
            return
        if time.monotonic() > deadline:
            raise PostgresError(
                f"another process holds {server.cluster} and its server does not answer; end that process first"
            )
        time.sleep(0.1)
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()
