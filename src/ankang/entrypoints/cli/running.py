"""Runs use cases for a command, in the database that `opening` opened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from ankang.entrypoints.cli.opening import opened
from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.config import Config
from ankang.runtime.context import Call, Runtime
from ankang.runtime.key_check import check_keys

Result = TypeVar("Result")


def in_call(use_case: Callable[[Call], Awaitable[Result]]) -> Result:
    """Run one use case in one transaction of its own."""
    with opened() as settings:
        return run_with(settings, lambda runtime: in_transaction(runtime, use_case))


def run_with(settings: Config, work: Callable[[Runtime], Awaitable[Result]]) -> Result:
    """Run asynchronous work with a runtime that is closed after it; refused with the keys of another database."""

    async def body() -> Result:
        runtime = runtime_for(settings)
        try:
            async with runtime.engine.begin() as connection:
                await check_keys(connection, runtime.keys.cipher, runtime.config)
            return await work(runtime)
        finally:
            await runtime.engine.dispose()

    return asyncio.run(body())


async def in_transaction(runtime: Runtime, use_case: Callable[[Call], Awaitable[Result]]) -> Result:
    """Run one use case, at the instant of the clock."""
    async with runtime.engine.begin() as connection:
        return await use_case(Call(connection, runtime.clock.now(), runtime.keys, runtime.config))
