"""Gives out an embedded database: to a command the running one or one of its own, to a server always its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ankang.runtime.postgres.errors import PostgresError
from ankang.runtime.postgres.holder import Holder, Purpose
from ankang.runtime.postgres.server import EmbeddedPostgres

_OPEN_WITHIN_SECONDS = 60.0
# A server that was told to end says so at once, but whoever starts the next one may be quicker than its signal.
_BELIEVED_AFTER_SECONDS = 2.0
_LOOK_AGAIN_SECONDS = 0.1


@contextmanager
def open_postgres(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the embedded database of a data folder, for one command.

    Uses the database of a process that serves, waiting while that one is still starting. Otherwise starts its own,
    once whoever else uses the data has ended, and ends it afterwards.
    """
    server = EmbeddedPostgres(data, settings, purpose=Purpose.COMMAND)
    began = time.monotonic()
    while not server.try_lock():
        holder = server.find_holder()
        if holder is not None and holder.purpose is Purpose.SERVES and server.answers():
            yield server.url()
            return
        _look_again(server, holder, began)
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()


@contextmanager
def hold_postgres(
    data: Path,
    settings: Mapping[str, str] | None = None,
    on_wait: Callable[[Holder | None], None] = lambda _holder: None,
) -> Iterator[EmbeddedPostgres]:
    """The running server of a data folder, for a process that serves until it is told to end; never another's.

    Waits for a command and for an earlier server that is ending, of which `on_wait` is told once. PostgresError when
    another process serves the same data.
    """
    server = EmbeddedPostgres(data, settings, purpose=Purpose.SERVES)
    began = time.monotonic()
    told = False
    while not server.try_lock():
        holder = server.find_holder()
        waited = time.monotonic() - began
        if holder is not None and holder.purpose is Purpose.SERVES and waited > _BELIEVED_AFTER_SECONDS:
            raise PostgresError(
                f"process {holder.pid} serves {server.cluster} already; end it, "
                "or set ANKANG_DATA and ANKANG_PORT for a second one",
                zh=f"进程 {holder.pid} 已经在用 {server.cluster} 提供服务；请先结束它，"
                "或为第二个服务另设 ANKANG_DATA 和 ANKANG_PORT",
            )
        if not told and waited > _BELIEVED_AFTER_SECONDS / 2:
            on_wait(holder)
            told = True
        _look_again(server, holder, began)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _look_again(server: EmbeddedPostgres, holder: Holder | None, began: float) -> None:
    if time.monotonic() - began > _OPEN_WITHIN_SECONDS:
        who = f"process {holder.pid}" if holder is not None else "another process"
        raise PostgresError(
            f"{who} uses {server.cluster} and has not ended within {_OPEN_WITHIN_SECONDS:.0f} s; "
            "wait for it or end it, and start again",
            zh=f"{server.cluster} 一直被占用，等了 {_OPEN_WITHIN_SECONDS:.0f} 秒；请等它用完或结束它，再启动",
        )
    time.sleep(_LOOK_AGAIN_SECONDS)
