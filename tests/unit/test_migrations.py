"""The migrations: together they make exactly the tables that the code declares, once, however often they run."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import ankang.entrypoints.tables  # noqa: F401  (registers every table)
from ankang.runtime.append_only import MARK
from ankang.runtime.database import metadata
from ankang.runtime.migrate import SchemaError, alembic_config, upgrade

# Everything that a schema consists of, one line each, as PostgreSQL itself words it.
_COLUMNS = """
    SELECT format('column %s.%s %s %s %s', relname, attname, format_type(atttypid, atttypmod),
                  CASE WHEN attnotnull THEN 'not null' ELSE 'null' END, pg_get_expr(adbin, adrelid))
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
_CONSTRAINTS = """
    SELECT format('constraint %s on %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
_SEQUENCES = """
    SELECT format('sequence %s %s %s to %s by %s', sequencename, data_type, start_value, max_value, increment_by)
    FROM pg_sequences WHERE schemaname = 'public'
"""
_TRIGGERS = """
    SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""
_OWN = "alembic_version"


def on(url: str, work: Callable[[Connection], Any]) -> Any:
    """Do synchronous work on a connection and commit it."""

    async def run() -> Any:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.begin() as connection:
            answer = await connection.run_sync(work)
        await engine.dispose()
        return answer

    return asyncio.run(run())


def lines(connection: Connection, *queries: str) -> set[str]:
    return {line for query in queries for line in connection.execute(text(query)).scalars() if _OWN not in line}


def schema(connection: Connection) -> set[str]:
    return lines(connection, _COLUMNS, _INDEXES, _CONSTRAINTS, _SEQUENCES)


def test_the_migrations_make_what_the_code_declares(database_url: str, empty_database_url: str) -> None:
    on(empty_database_url, metadata.create_all)

    migrated, declared = on(database_url, schema), on(empty_database_url, schema)

    assert len(declared) > 300
    assert sorted(migrated - declared) == []
    assert sorted(declared - migrated) == []


# Its type comes with the code (`TransactionNumber`) and is compared by the test above.
@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_alembic_finds_nothing_to_add(database_url: str) -> None:
    def difference(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    assert on(database_url, difference) == []


def test_what_is_declared_append_only_is_guarded_and_nothing_else(database_url: str) -> None:
    guarded = {table.name for table in metadata.sorted_tables if table.info.get(MARK)}
    rows = "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.{} FOR EACH ROW"
    whole = "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON public.{} FOR EACH STATEMENT"
    expected = {
        f"{trigger.format(name)} EXECUTE FUNCTION refuse_change()" for name in guarded for trigger in (rows, whole)
    }

    assert "facts" in guarded
    assert on(database_url, lambda connection: lines(connection, _TRIGGERS)) == expected


def test_an_upgrade_again_changes_nothing(database_url: str) -> None:
    before = on(database_url, lambda connection: schema(connection) | lines(connection, _TRIGGERS))

    upgrade(database_url)

    assert on(database_url, lambda connection: schema(connection) | lines(connection, _TRIGGERS)) == before


def test_a_site_from_before_has_one_entrance_where_its_posted_codes_hang(empty_database_url: str) -> None:
    def a_site(connection: Connection) -> None:
        connection.execute(
            text(
                "INSERT INTO sites (site_id, name, kind, division_code, temperature_limit_celsius, colours_let_in,"
                " created_at) VALUES (gen_random_uuid(), '东门', 'community', '340104', 37.3, '{green}', now())"
            )
        )
        connection.execute(
            text(
                "INSERT INTO posted_codes (posted_code, site_id, made_at, revoked_at)"
                " SELECT code, site_id, now(), revoked"
                " FROM sites, (VALUES ('OLD', now()), ('NEW', NULL)) AS c(code, revoked)"
            )
        )

    command.upgrade(alembic_config(empty_database_url), "0013_fever_clinics")
    on(empty_database_url, a_site)

    upgrade(empty_database_url)

    hanging = (
        "SELECT format('%s %s %s %s', state, address, entrances.name, posted_code) FROM sites"
        " JOIN entrances USING (site_id) JOIN posted_codes USING (site_id, entrance_id)"
    )
    assert on(empty_database_url, lambda connection: lines(connection, hanging)) == {
        "active  正门 OLD",
        "active  正门 NEW",
    }


def test_two_upgrades_at_once_make_one_schema(empty_database_url: str, database_url: str) -> None:
    environment = {**os.environ, "ANKANG_DATABASE_URL": empty_database_url}  # noqa: TID251  (handed on to the children)
    both = [
        subprocess.Popen([sys.executable, "-m", "ankang", "migrate"], env=environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]

    said = [process.communicate()[1].decode() for process in both]

    assert [(process.returncode, words) for process, words in zip(both, said, strict=True)] == [(0, ""), (0, "")]
    assert on(empty_database_url, schema) == on(database_url, schema)


def test_every_step_can_be_taken_back(database_url: str) -> None:
    before = on(database_url, schema)

    command.downgrade(alembic_config(database_url), "base")
    assert on(database_url, schema) == set()
    upgrade(database_url)

    assert on(database_url, schema) == before


def test_a_schema_of_another_version_is_refused_with_what_to_do(database_url: str) -> None:
    on(database_url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '2099'")))

    with pytest.raises(SchemaError, match=r"found the schema '2099'; start the version that made it"):
        upgrade(database_url)
