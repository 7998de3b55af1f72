"""The product's own server in a thread of the test process, on a free port, with a clock that the journey moves."""

from __future__ import annotations

import asyncio
import socket
import threading
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from granian.server.embed import Server

from ankang.entrypoints.http.app import create_app
from ankang.entrypoints.jobs import Jobs
from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.clock import Clock
from ankang.runtime.config import config_from
from ankang.runtime.context import Call, Runtime
from support.texts import Text, list_texts

Result = TypeVar("Result")


class JourneyServer:
    """Serves until closed; `call` runs a use case in a transaction of its own, `run_jobs` does what is due."""

    def __init__(self, database_url: str, clock: Clock, data: Path, web: Path, port: int = 0) -> None:
        self.clock = clock
        self.port = port or _free_port()
        settings = config_from({"ANKANG_PORT": str(self.port), "ANKANG_DATA": str(data), "ANKANG_WEB": str(web)})
        self._settings = replace(settings, database_url=database_url)
        self._runtime: Runtime | None = None
        self._server: Server | None = None
        self.open()

    @property
    def address(self) -> str:
        """The origin that browsers open."""
        return f"http://127.0.0.1:{self.port}"

    def call(self, use_case: Callable[[Call], Awaitable[Result]]) -> Result:
        """Run one use case in one transaction, at the journey's present instant."""

        async def in_transaction() -> Result:
            assert self._runtime is not None
            async with self._runtime.engine.begin() as connection:
                return await use_case(Call(connection, self.clock.now(), self._runtime.keys, self._settings))

        return self._run(in_transaction())

    def texts(self, mobile: str) -> list[Text]:
        """The text messages to a mobile that wait to be sent, the latest last."""
        return self.call(lambda call: list_texts(call.connection, call.cipher, mobile))

    def run_jobs(self) -> None:
        """Do everything that is due, until nothing is."""

        async def until_done() -> None:
            assert self._runtime is not None
            while await Jobs(self._runtime).run_once(self.clock.now()):
                pass

        self._run(until_done())

    def open(self) -> None:
        """Serve; after `close` again, on the same port and with the same keys."""
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._wait_until_ready()

    def close(self) -> None:
        """Stop serving and let go of the database: from now on nobody listens on the port."""
        if self._server is None:
            return
        self._loop.call_soon_threadsafe(self._server.stop)
        self._thread.join(10)
        self._server = None

    def _run(self, work: Awaitable[Result]) -> Result:
        async def wrapped() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(wrapped(), self._loop).result(120)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())

    async def _main(self) -> None:
        self._runtime = runtime_for(self._settings, self.clock)
        self._server = Server(
            create_app(self._runtime), port=self.port, interface="asgi", websockets=False, log_enabled=False
        )
        self._started.set()
        await self._server.serve()
        await self._runtime.engine.dispose()

    def _wait_until_ready(self) -> None:
        self._started.wait(20)
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):
                    return
            except OSError:
                threading.Event().wait(0.05)
        raise RuntimeError(f"the journey's server does not answer at {self.address}/healthz")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
