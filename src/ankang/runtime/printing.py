"""Printed documents: a page with our font in it, and QR codes as shapes. Sizes in millimetres.

The library and the font are loaded when the first document is printed: a web process that prints nothing stays small.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = Path(__file__).with_name("fonts") / "noto-sans-sc-400.woff"
FONT_NAME = "noto-sans-sc"
QUIET_ZONE_MODULES = 4  # ISO/IEC 18004, 5.3.8


def new_document(width: float, height: float, title: str) -> FPDF:
    """An empty document whose pages have this size; text goes into it with `FONT_NAME`."""
    from fpdf import FPDF  # noqa: PLC0415  (see the module's docstring)

    document = FPDF(unit="mm", format=(width, height))
    document.set_auto_page_break(auto=False)
    document.set_margin(0)
    document.set_title(title)
    document.set_creator("Ankang Code")
    document.set_lang("zh-CN")
    document.add_font(FONT_NAME, fname=_FONT)
    return document


def printable(text: str) -> str:
    """The text with a star for each character that the font lacks."""
    known = _characters()
    return "".join(character if ord(character) in known else "*" for character in text)


def draw_qr(document: FPDF, text: str, left: float, top: float, size: float) -> None:
    """Draw a QR with its quiet zone into a square; error correction Q, for paper is folded and stained."""
    matrix = segno.make(text, error="q", boost_error=False, micro=False).matrix
    module = size / (len(matrix) + 2 * QUIET_ZONE_MODULES)
    document.set_fill_color(0, 0, 0)
    for row, line in enumerate(matrix):
        for start, length in _runs(line):
            x, y = left + (start + QUIET_ZONE_MODULES) * module, top + (row + QUIET_ZONE_MODULES) * module
            # A hair wider than a module, so that no viewer shows seams between rows.
            document.rect(x, y, length * module, module * 1.02, style="F")


def _runs(line: bytearray) -> Iterator[tuple[int, int]]:
    start = None
    for place, dark in enumerate([*line, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (see the module's docstring)

    with TTFont(_FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())
