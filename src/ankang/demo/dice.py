"""Chance without chance: draws that follow from a seed and a path alone. Pure.

A digest instead of a random generator: what is drawn for person 5 is the same in a city of a thousand and of a
million, whoever was drawn for before, on every machine.

>>> Dice(2020, "person", 5).below(100) == Dice(2020, "person", 5).below(100)
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

_BYTES = 64
_BYTES_A_DRAW = 4


class Dice:
    """One sequence of draws. Two with the same seed and path give the same sequence."""

    __slots__ = ("_drawn", "_key", "_left")

    def __init__(self, seed: int, *path: str | int) -> None:
        self._key = "/".join(map(str, (seed, *path))).encode()
        self._drawn = 0
        self._left = b""

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        if not self._left:
            self._left = hashlib.blake2b(self._key, digest_size=_BYTES, salt=self._drawn.to_bytes(8, "big")).digest()
            self._drawn += 1
        draw, self._left = self._left[:_BYTES_A_DRAW], self._left[_BYTES_A_DRAW:]
        return int.from_bytes(draw, "big") % count

    def one_in(self, count: int) -> bool:
        """True once in `count`."""
        return self.below(count) == 0

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.below(len(items))]
