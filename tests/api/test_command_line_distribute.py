"""`ankang db distribute` on a real database: one without Citus, and one on which Citus's names write down the calls.

Citus itself is not among Debian's packages; docs/operations/scale.md says what was tried on a cluster.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from ankang.core.errors import RefusedError
from ankang.entrypoints.cli import ankang
from ankang.runtime.database import engine_for

# What of Citus the command calls, as functions that write down how. Its real calls take the same names and arguments.
_RECORDER = (
    "CREATE SCHEMA recorder",
    "CREATE TABLE recorder.calls (position serial, name text, spread text, beside text, guard text)",
    """CREATE FUNCTION create_distributed_table(name regclass, spread text, colocate_with text) RETURNS void
       LANGUAGE sql AS $$
         INSERT INTO recorder.calls (name, spread, beside, guard)
         VALUES (name::text, spread, colocate_with, current_setting('citus.enable_unsafe_triggers', true)) $$""",
    """CREATE FUNCTION create_reference_table(name regclass) RETURNS void LANGUAGE sql AS $$
         INSERT INTO recorder.calls (name, spread) VALUES (name::text, '<none>') $$""",
    """CREATE VIEW citus_tables AS
         SELECT name::regclass AS table_name, spread AS distribution_column,
                CASE spread WHEN '<none>' THEN 'reference' ELSE 'distributed' END AS citus_table_type
         FROM recorder.calls""",
)


@pytest.fixture
def command_line(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("ANKANG_DATABASE_URL", database_url.replace("postgresql+asyncpg", "postgresql"))
    monkeypatch.setenv("ANKANG_DATA", str(tmp_path / "data"))
    return CliRunner()


def run_sql(url: str, *statements: str) -> list[tuple[str | None, ...]]:
    """Run statements; the rows of the last."""

    async def run() -> list[tuple[str | None, ...]]:
        engine = engine_for(url, 1)
        async with engine.begin() as connection:
            for statement in statements:
                result = await connection.execute(text(statement))
            rows = [tuple(row) for row in result.all()] if result.returns_rows else []
        await engine.dispose()
        return rows

    return asyncio.run(run())


def calls(url: str) -> list[tuple[str | None, ...]]:
    return run_sql(url, "SELECT name, spread, beside, guard FROM recorder.calls ORDER BY position")


def test_without_citus_nothing_is_done_and_the_command_says_what_to_install(command_line: CliRunner) -> None:
    done = command_line.invoke(ankang, ["db", "distribute"])

    assert isinstance(done.exception, RefusedError)
    assert "CREATE EXTENSION citus" in done.exception.words.zh
    assert "CREATE EXTENSION citus" in done.exception.words.en


def test_every_table_is_placed_once_beside_the_rows_of_its_person(command_line: CliRunner, database_url: str) -> None:
    run_sql(database_url, *_RECORDER)

    first = command_line.invoke(ankang, ["db", "distribute"])
    placed = calls(database_url)
    again = command_line.invoke(ankang, ["db", "distribute"])

    assert first.exit_code == 0, first.output
    assert again.exit_code == 0, again.output
    assert calls(database_url) == placed
    assert len({name for name, *_ in placed}) == len(placed)
    by_name = {row[0]: row[1:] for row in placed}
    assert by_name["people"] == ("person_id", "none", None)
    assert by_name["visits"][:2] == ("person_id", "people")
    assert by_name["facts"] == ("person_id", "people", "on")
    assert by_name["text_messages"][:2] == ("mobile_index", "mobiles")
    assert by_name["sites"][0] == "<none>"
    assert "installation" not in by_name
    assert [name for name, *_ in placed].index("people") < [name for name, *_ in placed].index("accounts")


def test_what_failed_halfway_is_gone_on_with(command_line: CliRunner, database_url: str) -> None:
    run_sql(database_url, *_RECORDER, "ALTER TABLE recorder.calls ADD CHECK (name <> 'visits')")

    failed = command_line.invoke(ankang, ["db", "distribute"])
    before = calls(database_url)
    run_sql(database_url, "ALTER TABLE recorder.calls DROP CONSTRAINT calls_name_check")
    done = command_line.invoke(ankang, ["db", "distribute"])

    assert failed.exception is not None
    assert done.exit_code == 0, done.output
    assert before
    assert calls(database_url)[: len(before)] == before
    assert "visits" in {name for name, *_ in calls(database_url)}


def test_a_table_that_lies_by_another_column_is_named(command_line: CliRunner, database_url: str) -> None:
    run_sql(database_url, *_RECORDER, "SELECT create_distributed_table('visits', 'visit_id', 'none')")

    done = command_line.invoke(ankang, ["db", "distribute"])

    assert isinstance(done.exception, RefusedError)
    assert "visits" in done.exception.words.en
    assert "visit_id" in done.exception.words.en
    assert "undistribute_table" in done.exception.words.zh
