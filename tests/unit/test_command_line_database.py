"""A command whose database ends in the middle of its work says so in a sentence."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from support.application import identity_number

pytestmark = pytest.mark.anyio

_WAITING = "SELECT pid FROM pg_locks WHERE relation = 'documents'::regclass AND NOT granted"


async def test_a_command_that_loses_its_database_says_so_without_a_trace(database_url: str, tmp_path: Path) -> None:
    engine = create_async_engine(database_url, poolclass=NullPool)
    words = ["--document", identity_number(), "--role", "staff", "--region", "3401", "--organisation", "物业"]
    environment = {**os.environ, "ANKANG_DATABASE_URL": database_url, "ANKANG_DATA": str(tmp_path)}  # noqa: TID251  (handed on to the child)
    async with engine.begin() as holder:
        await holder.execute(text("LOCK TABLE documents"))
        command = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ankang", "accounts", "grant", *words, env=environment, stdout=PIPE, stderr=PIPE
        )
        while (backend := (await holder.execute(text(_WAITING))).scalar()) is None:
            assert command.returncode is None, (await command.communicate())[1]
        await holder.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
        said = (await command.communicate())[1].decode()
    await engine.dispose()

    assert command.returncode == 1
    assert "The database ended meanwhile; the unfinished step was not saved." in said
    assert "数据库中途停止" in said
    assert "Traceback" not in said
