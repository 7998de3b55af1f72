"""The look of the pages: colours have one home."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(|\boklch\(")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


@pytest.mark.spec("M4")
def test_only_the_tokens_name_a_colour(project: Path) -> None:
    """Whoever changes a colour changes it once, for both themes, with its contrast written down."""
    source = project / "web" / "src"
    styles = {path: path.read_text("utf-8") for path in source.rglob("*.css") if path.name != "tokens.css"}
    styles |= {path: "".join(_STYLE.findall(path.read_text("utf-8"))) for path in source.rglob("*.vue")}

    named = {str(path.relative_to(source)): found for path, text in styles.items() if (found := _COLOUR.findall(text))}

    assert len(styles) > 50
    assert named == {}
