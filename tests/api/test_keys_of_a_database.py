"""A database is opened with its own keys only: with others nobody could sign in, and new data would be lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ankang.core.errors import RefusedError
from ankang.runtime.key_check import check_keys
from ankang.runtime.keys import Keys, open_keys
from ankang.runtime.tables import installation
from support.application import World

pytestmark = [pytest.mark.anyio, pytest.mark.spec("M1")]


async def start(world: World, keys: Keys) -> None:
    """What a start does before it serves."""
    async with world.runtime.engine.begin() as connection:
        await check_keys(connection, keys.cipher, world.runtime.config)


async def test_a_database_remembers_its_keys_and_is_opened_with_them_again(world: World) -> None:
    await start(world, world.runtime.keys)
    await start(world, world.runtime.keys)

    async with world.runtime.engine.connect() as connection:
        (row,) = (await connection.execute(select(installation).where(installation.c.name == "keys"))).all()
    assert set(row.value) == {"index", "field"}


async def test_a_start_with_other_keys_is_refused_in_both_languages(world: World, tmp_path: Path) -> None:
    await start(world, world.runtime.keys)

    with pytest.raises(RefusedError) as refusal:
        await start(world, open_keys(tmp_path / "others"))

    assert refusal.value.code == "keys_of_another_database"
    assert "密钥不是这个数据库的" in refusal.value.words.zh
    assert "are not those of this database" in refusal.value.words.en


async def test_a_new_field_key_beside_the_old_one_is_no_other_key(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "rotated"
    await start(world, open_keys(folder))
    (folder / "field-1.key").write_bytes(bytes(range(32)))

    await start(world, open_keys(folder))

    (folder / "field-0.key").unlink()
    with pytest.raises(RefusedError, match="keys_of_another_database"):
        await start(world, open_keys(folder))
