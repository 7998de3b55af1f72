"""What a verifier knows of one family's statuses: position, age, and the entries that are not 0.

A verifier starts from whole lists and goes on with deltas; both end in the same entries. Nothing here reads files
or the clock: `sync` plans what to fetch, the programs around it fetch and keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ankang.core.credential.code_name import CodeName
from ankang.core.credential.delta import Delta, Entries
from ankang.core.credential.status_list import StatusListToken


@dataclass(frozen=True)
class KnownLists:
    """The entries at a position. `at` is the newest signed time at which they were known to stand so."""

    position: int
    at: datetime
    entries: Entries

    def value(self, name: CodeName) -> int:
        """The value of a code; 0 for one that no list names."""
        return self.entries.get(name.list_id, {}).get(name.index, 0)

    def count(self) -> int:
        """How many codes have a value that is not 0."""
        return sum(len(values) for values in self.entries.values())

    def after(self, deltas: Iterable[Delta]) -> KnownLists:
        """The lists after deltas that go on from this position without a gap; ValueError for others.

        A delta may begin before it: what is known already is set to the same or to what came later.
        """
        entries = {list_id: dict(values) for list_id, values in self.entries.items()}
        position, at = self.position, self.at
        for delta in deltas:
            if not delta.from_position <= position < delta.to_position:
                span = f"{delta.from_position} to {delta.to_position}"
                raise ValueError(f"expected a delta that leads on from {position}, got one from {span}")
            for list_id, values in delta.entries.items():
                _change(entries.setdefault(list_id, {}), values)
            position, at = delta.to_position, max(at, delta.at)
        return KnownLists(position, at, {list_id: values for list_id, values in entries.items() if values})

    def confirmed(self, at: datetime) -> KnownLists:
        """The same lists, known to stand so at a later signed time."""
        return KnownLists(self.position, max(self.at, at), self.entries)

    def without(self, list_ids: Iterable[int]) -> KnownLists:
        """The lists without those of days that are over."""
        gone = set(list_ids)
        return KnownLists(
            self.position, self.at, {item: values for item, values in self.entries.items() if item not in gone}
        )


def lists_of(position: int, at: datetime, tokens: Iterable[StatusListToken]) -> KnownLists:
    """What whole lists say together."""
    return KnownLists(position, at, {token.list_id: token.entries for token in tokens if token.entries})


def _change(values: dict[int, int], changes: Mapping[int, int]) -> None:
    for index, value in changes.items():
        if value:
            values[index] = value
        else:
            values.pop(index, None)
