"""Size budgets: what does not fit on a few screens is split, and the limit stays."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from house.sources import committed

FUNCTION_LINES = 40
TEST_FUNCTION_LINES = 60
GENERATED = {"schema.d.ts"}


def lines_of(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text("utf-8").splitlines())


def most_lines(name: str) -> int:
    """The budget of a file by its place and kind; tests may be longer, pages must be shorter."""
    if name.endswith(".vue"):
        return 200
    if "/composables/" in name:
        return 120
    return 500 if "tests/" in name else 400


def long_functions(name: str, source: str) -> list[str]:
    """The functions above their budget, docstring included, decorators not."""
    most = TEST_FUNCTION_LINES if name.startswith("tests/") else FUNCTION_LINES
    return [
        f"{name} {node.name}: {length} lines, at most {most}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > most
    ]


@pytest.mark.parametrize("ending", [".py", ".ts", ".vue"])
def test_no_file_is_above_its_budget(project: Path, ending: str) -> None:
    files = {
        path.relative_to(project).as_posix(): lines_of(path)
        for path in committed(project, ending)
        if path.name not in GENERATED
    }

    assert files
    assert [f"{name}: {lines} lines" for name, lines in files.items() if lines > most_lines(name)] == []


def test_no_function_is_above_its_budget(project: Path) -> None:
    found = [
        finding
        for path in committed(project, ".py")
        for finding in long_functions(path.relative_to(project).as_posix(), path.read_text("utf-8"))
    ]

    assert found == []


def test_a_function_of_forty_one_lines_is_found() -> None:
    body = "    x = 1\n"

    assert long_functions("src/a.py", "def f():\n" + body * 39) == []
    assert long_functions("src/a.py", "@decorated\nasync def f():\n" + body * 40) == [
        "src/a.py f: 41 lines, at most 40"
    ]
    assert long_functions("tests/a.py", "def f():\n" + body * 59) == []


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("src/ankang/core/days.py", 400),
        ("tests/unit/test_days.py", 500),
        ("web/tests/unit/sharedUi.test.ts", 500),
        ("web/src/staff/pages/ScanPage.vue", 200),
        ("web/src/staff/composables/useGate.ts", 120),
        ("web/src/shared/logic/time.ts", 400),
    ],
)
def test_the_budget_follows_place_and_kind(name: str, most: int) -> None:
    assert most_lines(name) == most
