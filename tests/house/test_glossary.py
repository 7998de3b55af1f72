"""The glossary names what is there, and names everything that an official would ask about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import ankang.entrypoints.tables  # noqa: F401  (registers every table)
from ankang.core.facts import Content
from ankang.runtime.access import Role
from ankang.runtime.database import metadata
from house.sources import committed

_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|[^|]*\|$", re.MULTILINE)
_HEADS = {"中文", "---"}


def rows(project: Path) -> list[tuple[str, str, str]]:
    """Chinese, English and identifiers of every entry."""
    found = _ROW.findall((project / "GLOSSARY.md").read_text("utf-8"))
    return [row for row in found if row[0] not in _HEADS]


def identifiers(project: Path) -> list[str]:
    """Every identifier that the glossary names."""
    return [name for *_, column in rows(project) for name in re.findall(r"`([^`]+)`", column)]


def test_every_identifier_stands_in_the_code(project: Path) -> None:
    code = "\n".join(
        path.read_text("utf-8") for path in committed(project, ".py", ".ts", ".vue") if "/tests/" not in str(path)
    )
    words = set(re.findall(r"\w+", code))

    gone = [name for name in identifiers(project) if not set(re.findall(r"\w+", name)) <= words]

    assert gone == []


def test_every_table_every_kind_of_fact_and_every_role_is_named(project: Path) -> None:
    wanted = {*metadata.tables, *(kind.__name__ for kind in get_args(Content)), *(f"Role.{role.name}" for role in Role)}

    assert sorted(wanted - set(identifiers(project))) == []


def test_a_term_has_one_entry(project: Path) -> None:
    entries = rows(project)

    assert len(entries) > 90
    for column in (0, 1):
        terms = [row[column] for row in entries]
        assert sorted(term for term in set(terms) if terms.count(term) > 1) == []


def test_an_identifier_has_one_meaning(project: Path) -> None:
    names = identifiers(project)

    assert sorted(name for name in set(names) if names.count(name) > 1) == []
