"""Opens the database: for a command the server's when it runs, else one of its own; for the server its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import click

from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.config import Config, config
from ankang.runtime.context import Call, Runtime
from ankang.runtime.key_check import check_keys
from ankang.runtime.postgres import Holder, hold_postgres, open_postgres

Result = TypeVar("Result")


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


def in_call(use_case: Callable[[Call], Awaitable[Result]]) -> Result:
    """Run one use case in one transaction of its own."""
    with opened() as settings:
        return run_with(settings, lambda runtime: _in_transaction(runtime, use_case))


def run_with(settings: Config, work: Callable[[Runtime], Awaitable[Result]]) -> Result:
    """Run asynchronous work with a runtime that is closed after it."""

    async def body() -> Result:
        runtime = runtime_for(settings)
        try:
            return await work(runtime)
        finally:
            await runtime.engine.dispose()

    return asyncio.run(body())


async def _in_transaction(runtime: Runtime, use_case: Callable[[Call], Awaitable[Result]]) -> Result:
    async with runtime.engine.begin() as connection:
        await check_keys(connection, runtime.keys.cipher, runtime.config)
        return await use_case(Call(connection, runtime.clock.now(), runtime.keys, runtime.config))
