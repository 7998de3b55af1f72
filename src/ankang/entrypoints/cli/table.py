"""Tables for a terminal, in which Chinese and Latin text line up: a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

_GAP = "  "


def width_of(text: str) -> int:
    """How many columns of a terminal the text takes.

    >>> width_of("泗县 Si")
    7
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text with spaces up to a width, behind it or, with `right`, in front of it.

    >>> padded("泗县", 6), padded("12", 4, right=True)
    ('泗县  ', '  12')
    """
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def row_of(cells: Sequence[str], widths: Sequence[int], numbers: Collection[int] = ()) -> str:
    """One line; the columns in `numbers`, counted from 0, stand at the right of their width."""
    return _GAP.join(
        padded(cell, width, right=column in numbers)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()


def table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int] = ()) -> Iterator[str]:
    """The lines of a table: header, a rule, the rows; each column as wide as its widest cell."""
    widths = [max(width_of(row[column]) for row in (header, *rows)) for column in range(len(header))]
    yield row_of(header, widths, numbers)
    yield _GAP.join("─" * width for width in widths)
    for row in rows:
        yield row_of(row, widths, numbers)
