"""What each kind of process loads: memory is bought once for each of them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

BATCH = {"duckdb", "ibis", "numpy", "pandas", "polars", "pyarrow", "pyspark", "sqlglot"}


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after a statement."""
    program = (
        f"import json, sys\n{statement}\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("module", ["ankang.entrypoints.http.app", "ankang.entrypoints.jobs"])
def test_web_and_job_processes_load_no_library_for_batch_work(module: str) -> None:
    loaded = loaded_by(f"import {module}")

    assert {"sqlalchemy", "pydantic"} <= loaded
    assert loaded & BATCH == set()


def test_the_parent_of_a_server_loads_neither_the_web_nor_the_database_library() -> None:
    loaded = loaded_by("import ankang.entrypoints.cli.serving")

    assert loaded & {"fastapi", "starlette", "sqlalchemy", "asyncpg", "alembic", "pydantic", "cryptography"} == set()


def test_every_command_loads_and_bears_its_name() -> None:
    from ankang.entrypoints.cli import ankang

    context = ankang.make_context("ankang", [], resilient_parsing=True)
    names = ankang.list_commands(context)

    commands = {name: ankang.get_command(context, name) for name in names}
    assert {name: command.name for name, command in commands.items() if command is not None} == {
        name: name for name in names
    }
    assert ankang.get_command(context, "nonsense") is None
