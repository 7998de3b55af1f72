"""The fixtures on which every other test with a database stands."""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


def scalar(url: str, statement: str) -> object:
    async def run() -> object:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.begin() as connection:
            result = await connection.execute(text(statement))
            answer = result.scalar() if result.returns_rows else None
        await engine.dispose()
        return answer

    return asyncio.run(run())


TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def test_a_test_gets_a_migrated_database_of_its_own(database_url: str) -> None:
    scalar(database_url, "CREATE TABLE left_behind (x int)")

    assert scalar(database_url, "SELECT count(*) FROM pg_tables WHERE tablename = 'outbox'") == 1


def test_the_next_test_does_not_see_what_the_last_one_left(database_url: str) -> None:
    assert scalar(database_url, "SELECT count(*) FROM pg_tables WHERE tablename = 'left_behind'") == 0


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    assert scalar(empty_database_url, TABLES) == 0


def test_the_application_is_no_superuser(empty_database_url: str) -> None:
    assert scalar(empty_database_url, "SELECT current_setting('is_superuser')") == "off"
