"""The colours of a code and their order."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ankang.core.words import Words


class Colour(StrEnum):
    """What a code can show. Grey is "unknown" and stands outside the order: it is never green (SPEC P14, L6)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"

    @property
    def severity(self) -> int:
        """Green 0, yellow 1, red 2, the numbers that tokens carry; grey has none and raises ValueError."""
        if self is Colour.GREY:
            raise ValueError("grey has no severity: it says that the colour is unknown")
        return _SEVERITY[self]


_SEVERITY = {Colour.GREEN: 0, Colour.YELLOW: 1, Colour.RED: 2}

COLOUR_WORDS = {
    Colour.GREEN: Words("绿码", "Green"),
    Colour.YELLOW: Words("黄码", "Yellow"),
    Colour.RED: Words("红码", "Red"),
    Colour.GREY: Words("暂无法判定", "Cannot be decided now"),
}


def worst(colours: Iterable[Colour]) -> Colour:
    """The worst of the colours (SPEC C11, P17); green when there is none.

    >>> worst([Colour.YELLOW, Colour.RED, Colour.GREEN])
    <Colour.RED: 'red'>
    """
    return max(colours, key=lambda colour: colour.severity, default=Colour.GREEN)
