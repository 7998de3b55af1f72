"""What documents and comments point to is there."""

from __future__ import annotations

import re
from pathlib import Path

from house.sources import committed

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_DECISION = re.compile(r"docs/decisions/(\d{4}(?:-[\w-]+\.md)?)")
_PAGE = re.compile(r"\bdocs/[\w/.-]+\.(?:md|json)\b")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchor_of(heading: str) -> str:
    """The fragment under which a heading is reached, as forges make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken_links(page: Path) -> list[str]:
    """The links of a page that lead to no file or no heading of this project."""
    broken = []
    for found in _LINK.finditer(re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)):
        target, _, fragment = (found[1] or found[2]).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        path = page.parent / target if target else page
        headings = _HEADING.findall(path.read_text("utf-8")) if fragment and path.suffix == ".md" else []
        if not path.exists() or (fragment and fragment not in map(anchor_of, headings)):
            broken.append(found[0])
    return broken


def test_every_link_between_documents_leads_somewhere(project: Path) -> None:
    found = {str(page.relative_to(project)): broken_links(page) for page in committed(project, ".md")}

    assert len(found) > 15
    assert {page: links for page, links in found.items() if links} == {}


def test_every_picture_is_shown_in_a_document_and_light(project: Path) -> None:
    """`make pictures` takes them; one that no document shows any more would be of an older product."""
    texts = "".join(page.read_text("utf-8") for page in committed(project, ".md"))
    pictures = sorted((project / "docs" / "pictures").iterdir())

    assert len(pictures) > 10
    assert [path.name for path in pictures if f"pictures/{path.name})" not in texts] == []
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []


def test_every_decision_that_is_named_exists(project: Path) -> None:
    decisions = {path.name for path in (project / "docs" / "decisions").iterdir()}
    texts = committed(project, ".py", ".ts", ".vue", ".md", ".toml", ".importlinter", "Makefile")

    named = {(path.name, name) for path in texts for name in _DECISION.findall(path.read_text("utf-8"))}

    assert named
    assert [pair for pair in sorted(named) if not any(file.startswith(pair[1]) for file in decisions)] == []


def test_every_page_that_code_points_to_exists(project: Path) -> None:
    texts = committed(project, ".py", ".ts", ".vue", ".toml", "Makefile")

    named = {(path.name, name) for path in texts for name in _PAGE.findall(path.read_text("utf-8"))}

    assert len(named) > 5
    assert [pair for pair in sorted(named) if not (project / pair[1]).exists()] == []


def test_decisions_are_numbered_once_and_fit_a_page(project: Path) -> None:
    decisions = sorted((project / "docs" / "decisions").iterdir())

    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [path.name for path in decisions if len(path.read_text("utf-8")) > 5_000] == []


def test_every_decision_tells_context_rivals_and_consequences(project: Path) -> None:
    parts = ("**Context.**", "**Decision.**", "**Rejected.**", "**Consequences.**")
    texts = {path: path.read_text("utf-8") for path in (project / "docs" / "decisions").iterdir()}

    assert [path.name for path, text in texts.items() if not text.startswith(f"# {path.name[:4]} ")] == []
    assert [(path.name, part) for path, text in texts.items() for part in parts if part not in text] == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A 中文 heading\n[a](page.md) [b](gone.md) ![c](gone.png)\n[d](#a-中文-heading) [e](#no) `[f](x)`"
    )

    assert broken_links(page) == ["[b](gone.md)", "![c](gone.png)", "[e](#no)"]
