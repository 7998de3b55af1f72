"""What capabilities offer is served: a route that nothing mounts and news that nobody handles are found."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

from fastapi import APIRouter
from fastapi.routing import APIRoute

from ankang.entrypoints.http.app import create_app
from house.test_doors import capabilities


def routers(project: Path) -> list[APIRouter]:
    """Every router that the capabilities define."""
    modules = [
        importlib.import_module(f"ankang.{name}.routes")
        for name in sorted(capabilities(project))
        if (project / "src" / "ankang" / name / "routes.py").exists()
    ]
    return [value for module in modules for value in vars(module).values() if isinstance(value, APIRouter)]


def test_every_route_of_every_capability_is_served(project: Path) -> None:
    served = set(create_app().openapi()["paths"])
    offered = {route.path for router in routers(project) for route in router.routes if isinstance(route, APIRoute)}

    assert len(offered) > 40
    assert sorted(offered - served) == []


def test_every_handler_of_news_is_asked_by_the_jobs(project: Path) -> None:
    source = (project / "src" / "ankang" / "entrypoints" / "jobs.py").read_text("utf-8")
    asked = set(re.findall(r"(\w+)\.handlers\(", source))

    handling = {
        path.relative_to(project / "src" / "ankang").parts[0]
        for path in (project / "src" / "ankang").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == "handlers"
    } - {"entrypoints"}

    assert handling
    assert handling - asked == set()


def test_every_folder_with_tests_is_run_by_make_test(project: Path) -> None:
    commands = "".join((project / "tools" / name).read_text("utf-8") for name in ("run-tests", "run-checks"))
    run = set(re.findall(r"\btests/(\w+)", commands))

    assert {path.relative_to(project / "tests").parts[0] for path in (project / "tests").rglob("test_*.py")} == run


def test_no_two_test_files_of_one_run_have_the_same_name(project: Path) -> None:
    """Test folders are no packages: pytest refuses the second file of a name."""
    names = [path.name for path in (project / "tests").rglob("test_*.py") if "browser" not in path.parts]

    assert sorted({name for name in names if names.count(name) > 1}) == []
