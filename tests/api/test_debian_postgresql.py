"""The product on the distribution's own PostgreSQL, as an installation with a server of its own runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text

from ankang.runtime.migrate import upgrade
from support.application import World
from support.distribution import DistributionPostgres
from support.week import NAMES, WORDS, live_a_week

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def distribution() -> Iterator[DistributionPostgres]:
    server = DistributionPostgres()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def database_url(distribution: DistributionPostgres) -> str:
    """Instead of the embedded server's: every fixture that asks for a database gets this one."""
    url = distribution.create_database(f"test_{uuid4().hex}")
    upgrade(url)
    return url


@pytest.mark.spec("M1")
async def test_a_week_is_lived_on_the_distributions_postgresql_and_its_log_tells_of_nobody(
    demonstration: World, distribution: DistributionPostgres
) -> None:
    world = demonstration

    city = await live_a_week(world)
    await world.run_jobs()

    async with world.runtime.engine.connect() as connection:
        version = await connection.scalar(text("SHOW server_version_num"))
        superuser = await connection.scalar(text("SHOW is_superuser"))
    assert (int(version or 0) >= 150_000, superuser) == (True, "off")
    colours = [(await member.get(f"/assessments/{member.person_id}")).json()["colour"] for member in city.members]
    assert colours == ["red", "red", "yellow"]
    history = (await city.friend.get(f"/assessments/{city.friend.person_id}/history")).json()
    assert [change["to_colour"] for change in history] == ["yellow", "green"]
    log = distribution.log
    assert "database system is ready" in log
    assert [word for word in (*NAMES, *WORDS, *city.numbers) if word in log] == []


async def test_an_upgrade_again_is_no_change_there_either(database_url: str, world: World) -> None:
    async with world.runtime.engine.connect() as connection:
        before = await connection.scalar(text("SELECT count(*) FROM pg_class"))

    await asyncio.to_thread(upgrade, database_url)

    async with world.runtime.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM pg_class")) == before
