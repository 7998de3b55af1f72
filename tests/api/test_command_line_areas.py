"""`ankang area-risks import`, run as an operator runs it, on a real database."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from ankang.areas.tables import area_risks
from ankang.core.errors import RefusedError
from ankang.entrypoints.cli import ankang
from ankang.runtime.database import engine_for


@pytest.fixture
def command_line(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line whose database has no schema yet."""
    monkeypatch.setenv("ANKANG_DATABASE_URL", empty_database_url.replace("postgresql+asyncpg", "postgresql"))
    monkeypatch.setenv("ANKANG_DATA", str(tmp_path / "data"))
    return CliRunner()


def published(folder: Path, at: str, *places: str, county: str = "泗县", name: str = "") -> Path:
    rows = [{"province": "安徽省", "city": "宿州市", "county": county, "communitys": list(places)}] if places else []
    file = folder / f"{name or at.replace(' ', '-')}.json"
    content = {"data": {"end_update_time": at, "highlist": rows, "middlelist": []}}
    file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return file


def run(command_line: CliRunner, *arguments: str | Path) -> Result:
    return command_line.invoke(ankang, ["area-risks", "import", *map(str, arguments)])


def stored(url: str) -> list[tuple[str, datetime | None]]:
    async def read() -> list[tuple[str, datetime | None]]:
        engine = engine_for(url, 1)
        async with engine.connect() as connection:
            rows = (await connection.execute(select(area_risks).order_by(area_risks.c.name))).all()
        await engine.dispose()
        return [(row.name, row.ends_at) for row in rows]

    return asyncio.run(read())


@pytest.mark.spec("G2")
def test_lists_are_imported_by_their_hour_whatever_the_names_of_their_files(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    later = published(tmp_path, "2022-07-10 8时", "运河街道富贵苑", name="a")
    earlier = published(tmp_path, "2022-07-08 8时", "运河街道富贵苑", "运河街道清风苑", name="b")

    done = run(command_line, later, earlier)

    assert done.exit_code == 0, done.output
    lines = [line.split() for line in done.output.splitlines() if line.startswith("2022")]
    assert [(line[1], line[2], line[3], line[-1]) for line in lines] == [
        ("08:00", "+2", "−0", "b.json"),
        ("08:00", "+0", "−1", "a.json"),
    ]
    assert "安徽省现有 in force now: 高 high 1" in done.output
    assert [(name[-3:], ends_at is None) for name, ends_at in stored(empty_database_url)] == [
        ("富贵苑", True),
        ("清风苑", False),
    ]


@pytest.mark.spec("G2")
def test_a_dry_run_of_the_command_writes_nothing(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    done = run(command_line, published(tmp_path, "2022-07-08 8时", "运河街道富贵苑"), "--dry-run")

    assert done.exit_code == 0, done.output
    assert "+1 −0" in done.output
    assert "nothing was written" in done.output
    assert stored(empty_database_url) == []


@pytest.mark.spec("G2")
def test_one_unreadable_file_stops_the_import_before_it_begins_and_is_named(
    command_line: CliRunner, tmp_path: Path
) -> None:
    good, broken = published(tmp_path, "2022-07-08 8时", "运河街道富贵苑"), tmp_path / "broken.json"
    broken.write_text("{", "utf-8")

    done = run(command_line, good, broken)

    assert isinstance(done.exception, RefusedError)
    assert done.exception.code == "snapshot_unreadable"
    assert "broken.json" in done.exception.words.zh
    assert "broken.json: This file is not a readable list" in done.exception.words.en
    assert done.output == ""


@pytest.mark.spec("G2")
def test_an_older_list_is_passed_over_and_named_and_alone_it_is_refused(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    newest = published(tmp_path, "2022-07-10 8时", "运河街道富贵苑")
    older = published(tmp_path, "2022-07-08 8时", "运河街道清风苑")
    assert run(command_line, newest).exit_code == 0

    both, alone = run(command_line, older, newest), run(command_line, older)

    assert both.exit_code == 0, both.output
    assert "2022-07-08-8时.json: This list was published at 2022-07-08 08:00" in both.output
    assert "已导入过 imported before" in both.output
    assert isinstance(alone.exception, RefusedError)
    assert alone.exception.code == "snapshot_not_newer"
    assert [name[-3:] for name, _ in stored(empty_database_url)] == ["富贵苑"]


@pytest.mark.spec("G2")
def test_a_name_that_matches_no_county_is_reported_with_the_closest_one_and_kept(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    done = run(command_line, published(tmp_path, "2022-07-08 8时", "某路1号", county="汴北新区"))

    assert done.exit_code == 0, done.output
    (line,) = [line for line in done.output.splitlines() if line.startswith("安徽省宿州市汴北新区")]
    assert "a zone has no code of its own" in line
    assert line.split()[-2:] == ["埇桥区", "某路1号"]
    assert [name for name, _ in stored(empty_database_url)] == ["安徽省宿州市汴北新区某路1号"]
