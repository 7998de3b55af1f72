"""Deltas: which statuses changed from one position of the lists to another, as small as five minutes should be.

The entries stand sorted by list and index. Per list: the distance to the list before it, how many entries, and for
each its distance to the entry before, times four, plus the value; all as base-128 numbers (LEB128, least significant
group first), the whole under zlib. A later delta over the same code wins; merging deltas gives a roll-up.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ankang.core.credential import cbor
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.claims import instant_of, seconds_of
from ankang.core.credential.code_name import MAX_INDEX, MAX_LIST_ID
from ankang.core.credential.status_list import decompress

DELTA_TYPE = "AHC-DELTA"
MAX_POSITION = 2**53 - 1
_FROM, _TO, _AT, _ENTRIES = 1, 2, 3, 4
_LABELS = frozenset({_FROM, _TO, _AT, _ENTRIES})
_VALUE_BITS = 2
_MOST_VALUE = 3
_MAX_RAW_BYTES = 16 * 1024 * 1024
"""Ten times the busiest day; a signed delta is believed, but it must not fill the memory of a phone."""

Entries = Mapping[int, Mapping[int, int]]
"""List id -> index -> value; 0 says that an earlier value is gone."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What leads from `from_position` to `to_position` of the lists, which stood so at `at`."""

    from_position: int
    to_position: int
    at: datetime
    entries: Entries

    def __post_init__(self) -> None:
        if not 0 <= self.from_position < self.to_position <= MAX_POSITION:
            raise ValueError(f"expected rising positions, got {self.from_position} to {self.to_position}")

    def to_claims(self) -> dict[int, object]:
        """The claims of the signed file."""
        return {
            _FROM: self.from_position,
            _TO: self.to_position,
            _AT: seconds_of(self.at),
            _ENTRIES: zlib.compress(write_entries(self.entries), 9),
        }

    @classmethod
    def from_cbor(cls, payload: bytes) -> Delta:
        """The delta that a payload holds; raises MalformedError."""
        claims = cbor.exact_map(cbor.read(payload, "delta"), "delta", _LABELS)
        packed = claims[_ENTRIES]
        if type(packed) is not bytes:
            raise MalformedError("delta: expected the entries as a byte string")
        try:
            return cls(
                cbor.exact_int(claims[_FROM], "delta: from", 0, MAX_POSITION),
                cbor.exact_int(claims[_TO], "delta: to", 0, MAX_POSITION),
                instant_of(claims[_AT], "delta: at"),
                read_entries(decompress(packed, _MAX_RAW_BYTES)),
            )
        except MalformedError:
            raise
        except ValueError as error:
            raise MalformedError(f"delta: {error}") from error


def merged(deltas: Iterable[Delta]) -> Delta:
    """The roll-up of deltas that follow each other without a gap; ValueError for others or none."""
    parts = list(deltas)
    if not parts:
        raise ValueError("expected at least one delta")
    entries: dict[int, dict[int, int]] = defaultdict(dict)
    for before, part in zip([None, *parts], parts, strict=False):
        if before is not None and before.to_position != part.from_position:
            raise ValueError(f"expected a delta from {before.to_position}, got one from {part.from_position}")
        for list_id, values in part.entries.items():
            entries[list_id].update(values)
    return Delta(parts[0].from_position, parts[-1].to_position, parts[-1].at, entries)


def write_entries(entries: Entries) -> bytes:
    """The entries as base-128 numbers, not yet compressed. ValueError for what they cannot say."""
    out = bytearray()
    last_list = 0
    for list_id in sorted(entries):
        values = entries[list_id]
        if not values:
            continue
        _check_fits(list_id, values)
        _put(out, list_id - last_list)
        _put(out, len(values))
        last_list, last_index = list_id, 0
        for index in sorted(values):
            _put(out, (index - last_index) << _VALUE_BITS | values[index])
            last_index = index
    return bytes(out)


def read_entries(data: bytes) -> dict[int, dict[int, int]]:
    """The entries that the bytes hold, when they are what `write_entries` makes; raises MalformedError."""
    entries: dict[int, dict[int, int]] = {}
    numbers = _numbers(data)
    list_id = -1
    for gap in numbers:
        if list_id >= 0 and gap == 0:
            raise MalformedError("delta: a list stands twice")
        list_id = max(list_id, 0) + gap
        count = _next(numbers)
        if list_id > MAX_LIST_ID or not 1 <= count <= MAX_INDEX + 1:
            raise MalformedError("delta: expected list ids below 2^32 and up to 2^20 entries in each")
        entries[list_id] = _read_list(numbers, count)
    return entries


def _check_fits(list_id: int, values: Mapping[int, int]) -> None:
    """A value above 3 would silently move the index after it."""
    in_bounds = 0 <= list_id <= MAX_LIST_ID and min(values) >= 0 and max(values) <= MAX_INDEX
    if not in_bounds or not all(0 <= value <= _MOST_VALUE for value in values.values()):
        raise ValueError(f"expected list ids below 2^32, indices below 2^20, values to 3; list {list_id} has others")


def _read_list(numbers: Iterator[int], count: int) -> dict[int, int]:
    values: dict[int, int] = {}
    index = 0
    for place in range(count):
        number = _next(numbers)
        gap = number >> _VALUE_BITS
        if place and gap == 0:
            raise MalformedError("delta: an index stands twice")
        index += gap
        values[index] = number & _MOST_VALUE
    if index > MAX_INDEX:
        raise MalformedError("delta: expected indices below 2^20")
    return values


def _put(out: bytearray, number: int) -> None:
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _numbers(data: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            if shift > 35:
                raise MalformedError("delta: a number above 2^42")
            continue
        if byte == 0 and shift:
            raise MalformedError("delta: expected the shortest form of each number")
        yield number
        number, shift = 0, 0
    if shift:
        raise MalformedError("delta: ends within a number")


def _next(numbers: Iterator[int]) -> int:
    number = next(numbers, None)
    if number is None:
        raise MalformedError("delta: ends within a list")
    return number
