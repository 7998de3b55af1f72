"""Invented document numbers: who looks one up copies from a list, and officers are told (SPEC D5, R11)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.limits import LOOK_UPS_PER_HOUR
from ankang.checkpoints.tables import decoys, look_ups
from ankang.core.errors import RefusedError
from ankang.entrypoints.cli import ankang
from ankang.identity.model import DocumentType
from ankang.runtime.database import engine_for
from support.application import World, identity_number
from support.gates import open_gate

DECOY, UNKNOWN = identity_number(sequence=902), identity_number(sequence=901)


async def mark(world: World, number: str = DECOY) -> None:
    async with world.call() as call:
        assert await checkpoints.add_decoy(call, DocumentType.MAINLAND_ID, number)


@pytest.mark.anyio
@pytest.mark.spec("D5", "R11")
async def test_a_look_up_of_a_decoy_looks_ordinary_to_staff_and_alarms_officers_of_the_region(world: World) -> None:
    await mark(world)
    gate = await open_gate(world)

    ordinary = await gate.look_up(UNKNOWN)
    decoy = await gate.look_up(DECOY.lower())

    assert (decoy.status_code, decoy.json()) == (201, ordinary.json())
    assert decoy.json()["headline"]["zh"] == "未申领"
    assert (await gate.staff.get("/checkpoints/duty")).json()["today"]["look_ups_left"] == LOOK_UPS_PER_HOUR - 2
    (alarm,) = (await (await world.officer()).get("/checkpoints/decoy-alarms")).json()
    assert (alarm["staff_masked_name"], alarm["site_name"]) == ("周*", "明珠广场北门")
    assert alarm["looked_at"] == world.clock.now().isoformat().replace("+00:00", "Z")
    assert DECOY not in str(alarm)
    assert (await (await world.officer(region="3402")).get("/checkpoints/decoy-alarms")).json() == []
    async with world.call() as call:
        outcomes = (await call.connection.execute(select(look_ups.c.outcome).order_by(look_ups.c.outcome))).scalars()
        assert list(outcomes) == ["answered", "decoy"]


@pytest.mark.anyio
@pytest.mark.spec("D5", "R11")
async def test_a_decoy_above_the_quota_is_refused_like_any_other_number_and_still_alarms(world: World) -> None:
    await mark(world)
    gate = await open_gate(world)
    for _ in range(LOOK_UPS_PER_HOUR):
        await gate.look_up(UNKNOWN)

    refused = await gate.look_up(DECOY)

    assert (refused.status_code, refused.json()["code"]) == (429, "look_up_quota")
    assert len((await (await world.officer()).get("/checkpoints/decoy-alarms")).json()) == 1


@pytest.mark.anyio
@pytest.mark.spec("R11")
async def test_the_number_of_somebody_who_is_known_here_is_no_decoy(world: World) -> None:
    zhang = await world.register("张三")

    async with world.call() as call:
        with pytest.raises(RefusedError, match="invent another one"):
            await checkpoints.add_decoy(call, DocumentType.MAINLAND_ID, zhang.document_number)
        assert (await call.connection.execute(select(decoys))).all() == []


@pytest.mark.spec("R11")
def test_the_command_marks_numbers_once_and_keeps_them_as_blind_indexes(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANKANG_DATABASE_URL", empty_database_url.replace("postgresql+asyncpg", "postgresql"))
    monkeypatch.setenv("ANKANG_DATA", str(tmp_path / "data"))

    async def read() -> list[bytes]:
        engine = engine_for(empty_database_url, 1)
        async with engine.connect() as connection:
            rows = (await connection.execute(select(decoys.c.document_index))).scalars().all()
        await engine.dispose()
        return list(rows)

    first = CliRunner().invoke(ankang, ["decoys", "add", DECOY])
    again = CliRunner().invoke(ankang, ["decoys", "add", DECOY, UNKNOWN])

    assert "Decoys added: 1; marked before: 0." in first.output
    assert "Decoys added: 1; marked before: 1." in again.output
    stored = asyncio.run(read())
    assert len(stored) == 2
    assert not any(DECOY.encode() in index for index in stored)
