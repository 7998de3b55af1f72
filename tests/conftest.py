"""Fixtures of all tests: one PostgreSQL a test process, a fresh migrated database for each test that asks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ankang.runtime.config import config_from
from ankang.runtime.migrate import upgrade
from ankang.runtime.postgres import EmbeddedPostgres

# Durability is tested by the supervisor's own tests; everywhere else it would only cost time.
_FAST = {
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
}
_TEMPLATE = "ankang_template"


def beside(work: Callable[[], None]) -> None:
    """Do blocking work in a thread of its own: Playwright's driver keeps a running loop in the test's thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


@dataclass(frozen=True)
class TestServer:
    """A PostgreSQL on which tests make and drop databases."""

    __test__ = False

    admin_url: str

    def url(self, database: str) -> str:
        """The address of one database of this server."""
        return make_url(self.admin_url).set(database=database).render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction."""

        async def run() -> None:
            engine = create_async_engine(self.admin_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
            async with engine.connect() as connection:
                await connection.execute(text(statement))
            await engine.dispose()

        beside(lambda: asyncio.run(run()))


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server for this test process; `ANKANG_TEST_DATABASE_URL` names a real one instead.

    Its role needs CREATEDB. The name differs from the product's, so that no test ever meets people's data.
    """
    named = os.environ.get("ANKANG_TEST_DATABASE_URL")  # noqa: TID251  (tests have no runtime/config of their own)
    given = config_from({"ANKANG_DATABASE_URL": named or ""}).database_url
    if given is not None:
        yield TestServer(given)
        return
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), _FAST)
    server.start()
    try:
        yield TestServer(server.url())
    finally:
        server.erase()


@pytest.fixture(scope="session")
def template(postgres: TestServer) -> Iterator[str]:
    """The name of a migrated, empty database from which others are copied."""
    name = f"{_TEMPLATE}_{uuid4().hex[:8]}"
    postgres.execute(f'CREATE DATABASE "{name}"')
    beside(lambda: upgrade(postgres.url(name)))
    yield name
    postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(postgres: TestServer, template: str) -> Iterator[str]:
    """The address of a fresh migrated database, dropped after the test."""
    name = f"test_{uuid4().hex}"
    postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield postgres.url(name)
    postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def empty_database_url(postgres: TestServer) -> Iterator[str]:
    """The address of a database without a schema, dropped after the test."""
    name = f"test_{uuid4().hex}"
    postgres.execute(f'CREATE DATABASE "{name}"')
    yield postgres.url(name)
    postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parents[1]
