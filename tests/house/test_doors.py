"""A capability is entered by its service or its model, not by its routes, stores or tables.

`.importlinter` says who may stand on whom; this says by which door (docs/decisions/0007-layout-and-doors.md).
"""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path

import pytest

NO_CAPABILITIES = {"core", "gate", "runtime", "entrypoints", "migrations", "packs"}
DOORS = {"service", "model"}
# Doors for some only, by the room that enters: "*" stands for every capability.
MORE_DOORS = {
    ("*", "schemas"): {"schemas"},  # an answer contains another's answer
    ("*", "routes"): {"schemas"},  # a path of another capability is answered in its own shape
    ("console", "service"): {"schemas"},  # the console shows what others answer
    ("console", "evidence"): {"schemas"},
    ("console", "store"): {"tables"},  # read models across capabilities
    ("demo", "lives"): {"schemas"},  # invented people fill in the forms that people fill in
    ("demo", "scenes"): {"schemas"},
    ("demo", "writing"): {"schemas"},
    ("entrypoints", "http"): {"routes"},  # composition
    ("entrypoints", "tables"): {"tables"},  # composition
}


def capabilities(project: Path) -> set[str]:
    """The packages that hold a part of the product's business."""
    folders = {path.parent.name for path in (project / "src" / "ankang").glob("*/__init__.py")}
    return folders - NO_CAPABILITIES


def imported_by(source: str) -> Iterator[str]:
    """The dotted names that a module imports, of the module and of what is taken from it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def wrong_doors(module: str, source: str, known: set[str]) -> list[str]:
    """What a module (`ankang.console.service`) takes from other capabilities by a door that is not open to it."""
    _, own, room, *_ = [*module.split("."), "", ""]
    doors = DOORS | MORE_DOORS.get((own, room), set()) | MORE_DOORS.get(("*", room), set())
    return [
        f"{module} imports {name}"
        for name in imported_by(source)
        if (parts := name.split("."))[0] == "ankang"
        and len(parts) > 2
        and parts[1] in known - {own}
        and parts[2] not in doors
    ]


def test_capabilities_enter_one_another_by_service_or_model(project: Path) -> None:
    known, source = capabilities(project), project / "src"

    found = [
        finding
        for path in sorted((source / "ankang").rglob("*.py"))
        for finding in wrong_doors(
            ".".join(path.relative_to(source).with_suffix("").parts), path.read_text("utf-8"), known
        )
    ]

    assert len(known) >= 11
    assert found == []


@pytest.mark.parametrize(
    ("module", "line", "open_to_it"),
    [
        ("ankang.checkins.service", "from ankang.assessments import service", True),
        ("ankang.checkins.service", "from ankang.assessments.model import Standing", True),
        ("ankang.checkins.service", "from ankang.assessments.store import find_standing", False),
        ("ankang.checkins.service", "from ankang.assessments import store", False),
        ("ankang.checkins.service.offline", "import ankang.assessments.tables", False),
        ("ankang.checkins.schemas", "from ankang.assessments.schemas import AssessmentAnswer", True),
        ("ankang.checkins.service", "from ankang.assessments.schemas import AssessmentAnswer", False),
        ("ankang.console.store", "from ankang.assessments.tables import facts", True),
        ("ankang.console.service", "from ankang.assessments.tables import facts", False),
        ("ankang.assessments.service", "from ankang.assessments.tables import facts", True),
        ("ankang.entrypoints.http.app", "from ankang.assessments.routes import assessments", True),
        ("ankang.entrypoints.jobs", "from ankang.assessments.store import due", False),
    ],
)
def test_each_door_is_open_to_whom_it_should(module: str, line: str, open_to_it: bool) -> None:
    assert (wrong_doors(module, line, {"assessments", "checkins", "console"}) == []) is open_to_it


def test_every_capability_keeps_the_order_of_rooms(project: Path) -> None:
    rules = configparser.ConfigParser()
    rules.read(project / ".importlinter")

    rooms = rules["importlinter:contract:rooms"]["containers"].split()

    assert rooms == sorted(f"ankang.{name}" for name in capabilities(project))
