"""What is generated from the code and committed is what the code generates now."""

from __future__ import annotations

from pathlib import Path

from ankang.entrypoints.cli.documents import generated_documents


def test_the_generated_documents_are_fresh(project: Path) -> None:
    folder = project / "docs" / "generated"

    stale = [name for name, text in generated_documents().items() if (folder / name).read_text("utf-8") != text]

    assert stale == [], "run `make documents`"


def test_no_document_is_left_of_a_generator_that_is_gone(project: Path) -> None:
    files = {path.name for path in (project / "docs" / "generated").iterdir()}

    assert files == {*generated_documents(), "requirements.md"}
