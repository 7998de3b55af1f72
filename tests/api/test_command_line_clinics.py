"""`ankang fever-clinics import`, run as an operator runs it, on a real database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from ankang.clinics.tables import fever_clinics
from ankang.core.errors import RefusedError
from ankang.demo.geography import sample_clinics
from ankang.entrypoints.cli import ankang
from ankang.runtime.database import engine_for

pytestmark = pytest.mark.spec("F5")

FIRST = """name,division_code,address,telephone
甲医院,340102,明珠路 1 号,0551-62345671
乙医院,340104,梧桐路 2 号,0551-62345672
"""
SECOND = """名称,区划代码,地址,电话
乙医院,340104,梧桐路 20 号,0551-62345672
丙医院,340104003,梧桐路 3 号,0551-62345673
"""


@pytest.fixture
def command_line(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line whose database has no schema yet."""
    monkeypatch.setenv("ANKANG_DATABASE_URL", empty_database_url.replace("postgresql+asyncpg", "postgresql"))
    monkeypatch.setenv("ANKANG_DATA", str(tmp_path / "data"))
    return CliRunner()


def file_of(folder: Path, text: str | bytes) -> str:
    file = folder / "clinics.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def run(command_line: CliRunner, *arguments: str) -> Result:
    return command_line.invoke(ankang, ["fever-clinics", "import", *arguments])


def stored(url: str) -> list[tuple[str, str, str, str]]:
    async def read() -> list[tuple[str, str, str, str]]:
        engine = engine_for(url, 1)
        async with engine.connect() as connection:
            rows = (await connection.execute(select(fever_clinics).order_by(fever_clinics.c.name.collate("C")))).all()
        await engine.dispose()
        return [(row.name, row.division_code, row.address, row.telephone) for row in rows]

    return asyncio.run(read())


def test_a_file_is_the_whole_directory_and_what_it_does_not_name_goes(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    assert run(command_line, file_of(tmp_path, FIRST)).exit_code == 0

    tried = run(command_line, file_of(tmp_path, SECOND), "--dry-run")

    assert "试算，没有写入。名录共 2 家：新增 1，改动 1，去掉 1。" in tried.output
    assert [row[0] for row in stored(empty_database_url)] == ["乙医院", "甲医院"]

    done = run(command_line, file_of(tmp_path, SECOND))

    assert done.exit_code == 0
    assert "2 clinics: 1 added, 1 changed, 1 removed." in done.output
    assert stored(empty_database_url) == [
        ("丙医院", "340104003", "梧桐路 3 号", "0551-62345673"),
        ("乙医院", "340104", "梧桐路 20 号", "0551-62345672"),
    ]


def test_one_bad_row_leaves_the_directory_as_it_was_and_is_told(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    run(command_line, file_of(tmp_path, FIRST))

    refused = run(command_line, file_of(tmp_path, SECOND + "丁医院,341399,汴河路 4 号,不知道\n"))

    assert isinstance(refused.exception, RefusedError)
    assert refused.exception.code == "fever_clinics_unusable"
    assert "clinics.csv has 2 unusable places; the directory is unchanged" in refused.exception.words.en
    assert "第 4 行“区划代码”：需要现行的六位县区代码或九位街道代码，收到 '341399'" in refused.output
    assert "line 4: expected like 0551-62345678, got '不知道'" in refused.output
    assert [row[0] for row in stored(empty_database_url)] == ["乙医院", "甲医院"]


def test_what_a_chinese_spreadsheet_saves_is_read(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    done = run(command_line, file_of(tmp_path, SECOND.replace("\n", "\r\n").encode("gbk")))

    assert done.exit_code == 0
    assert [row[0] for row in stored(empty_database_url)] == ["丙医院", "乙医院"]


def test_a_file_that_is_no_text_is_refused(command_line: CliRunner, tmp_path: Path) -> None:
    refused = run(command_line, file_of(tmp_path, b"\xff\xff\x00PNG"))

    assert isinstance(refused.exception, RefusedError)
    assert refused.exception.words.zh == "clinics.csv 不是 UTF-8 或 GBK 文本。"


def test_the_demonstration_s_own_directory_can_be_imported(
    command_line: CliRunner, empty_database_url: str, tmp_path: Path
) -> None:
    done = run(command_line, file_of(tmp_path, sample_clinics()))

    assert done.exit_code == 0, done.output
    assert len(stored(empty_database_url)) == 13
