"""Opens the database: for a command the server's when it runs, else one of its own; for the server its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from ankang.runtime.config import Config, config
from ankang.runtime.postgres import Holder, hold_postgres, open_postgres


@contextmanager
def opened() -> Iterator[Config]:
    """The settings with a database address that answers; ends the embedded database if it started it."""
    settings = config()
    if settings.database_url is not None:
        yield settings
        return
    with open_postgres(settings.data) as url:
        yield replace(settings, database_url=url)


@contextmanager
def served() -> Iterator[tuple[Config, Callable[[], None]]]:
    """For the process that serves: the settings with the address of a database of its own, and how to announce its end.

    Waits, and says so, for an earlier server that is ending. ANKANG_DATABASE_URL: that server's end is not ours.
    """
    settings = config()
    if settings.database_url is not None:
        yield settings, lambda: None
        return
    with hold_postgres(settings.data, on_wait=_say_wait) as server:
        yield replace(settings, database_url=server.url()), server.announce_end


def _say_wait(holder: Holder | None) -> None:
    who_zh, who_en = (f"进程 {holder.pid}", f"process {holder.pid}") if holder else ("另一个进程", "another process")
    click.echo(f"{who_zh} 还在使用数据库，等它结束。Waiting for {who_en}, which still uses the database.", err=True)
