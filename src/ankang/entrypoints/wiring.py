"""Builds what a process needs from its settings. The one place where capabilities are given to each other."""

from __future__ import annotations

from ankang.runtime.clock import Clock, SystemClock
from ankang.runtime.config import Config
from ankang.runtime.context import Runtime
from ankang.runtime.database import engine_for
from ankang.runtime.keys import open_configured_keys

_CONNECTIONS_PER_PROCESS = 6


def runtime_for(config: Config, clock: Clock | None = None) -> Runtime:
    """The runtime of one process; the database must be reachable at `config.database_url`.

    The server that starts everything sets the address, also of the embedded database.
    """
    if config.database_url is None:
        raise ValueError("expected ANKANG_DATABASE_URL; `ankang run` sets it for the processes that it starts")
    return Runtime(
        config=config,
        clock=clock or SystemClock(),
        keys=open_configured_keys(config),
        engine=engine_for(config.database_url, _CONNECTIONS_PER_PROCESS),
    )
