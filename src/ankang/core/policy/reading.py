"""Reading typed values out of one TOML table, gathering every fault instead of stopping at the first.

A read that fails notes the problem and raises `UnreadableError`; `attempt` catches it, so that the next field
is read all the same. Fields that nobody asked for are faults too: a misspelt name must not be ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from ankang.core.policy.problems import PolicyProblem
from ankang.core.words import Words

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class UnreadableError(Exception):
    """A value could not be read; its problem has been noted."""


class TableReader:
    """One table of a file. `path` is its dotted place in the file, empty at the top."""

    def __init__(
        self,
        table: Mapping[str, object],
        file: str,
        problems: list[PolicyProblem],
        path: str = "",
        rule: str | None = None,
    ) -> None:
        self._table = table
        self._file = file
        self._problems = problems
        self._path = path
        self.rule = rule
        self._asked: set[str] = set()

    def note(self, field: str, expected: str, got: str) -> None:
        """Note a fault of one of the table's fields."""
        self._problems.append(PolicyProblem(self._file, self.rule, self._place(field), expected, got))

    def has(self, field: str) -> bool:
        """Whether the field is written."""
        self._asked.add(field)
        return field in self._table

    def text(self, field: str) -> str:
        """A text that is not empty."""
        value = self._value(field, "a text")
        if not isinstance(value, str) or not value.strip():
            raise self._unreadable(field, "a text", value)
        return value

    def whole(self, field: str) -> int:
        """A whole number."""
        value = self._value(field, "a whole number")
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._unreadable(field, "a whole number", value)
        return value

    def number(self, field: str) -> float:
        """A number, whole or not."""
        value = self._value(field, "a number")
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self._unreadable(field, "a number", value)
        return float(value)

    def instant(self, field: str) -> datetime:
        """A date and time with offset."""
        expected = "a date and time with offset, such as 2020-11-20T00:00:00+08:00"
        value = self._value(field, expected)
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self._unreadable(field, expected, value)
        return value

    def choice(self, field: str, choices: type[E]) -> E:
        """One value of a closed set."""
        return self._member(field, self._value(field, f"one of {_named(choices)}"), choices)

    def choices(self, field: str, choices: type[E]) -> frozenset[E]:
        """Several values of a closed set; an absent field is an empty set."""
        if not self.has(field):
            return frozenset()
        value = self._table[field]
        if not isinstance(value, list):
            raise self._unreadable(field, f"a list of {_named(choices)}", value)
        return frozenset(self._member(field, item, choices) for item in value)

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(field, "a list of texts")
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._unreadable(field, "a list of texts", value)
        return tuple(value)

    def words(self, field: str) -> Words:
        """A sentence in both languages: a table with `zh` and `en`."""
        inner = self.table(field)
        zh, en = inner.attempt(lambda: inner.text("zh")), inner.attempt(lambda: inner.text("en"))
        inner.finish()
        if zh is None or en is None:
            raise UnreadableError
        return Words(zh, en)

    def table(self, field: str) -> TableReader:
        """A table inside this one."""
        value = self._value(field, "a table")
        if not isinstance(value, dict):
            raise self._unreadable(field, "a table", value)
        return TableReader(value, self._file, self._problems, self._place(field), self.rule)

    def attempt(self, read: Callable[[], T]) -> T | None:
        """What `read` returns, or None where it could not be read and its problem has been noted."""
        try:
            return read()
        except UnreadableError:
            return None

    def built(self, build: Callable[[], T], field: str = "") -> T:
        """The node that `build` makes; a node that refuses its parts says which, and that becomes the problem."""
        try:
            return build()
        except ValueError as refusal:
            self._note_refusal(str(refusal), field)
            raise UnreadableError from refusal

    def finish(self) -> None:
        """Note every field that nobody asked for."""
        for field in self._table:
            if field not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.note(field, f"one of the fields {known}", f"the unknown field {field!r}")

    def _note_refusal(self, refusal: str, field: str) -> None:
        # Nodes word their refusals "<field> must …, got …"; without that form the whole sentence is the expectation.
        name, _, rest = refusal.partition(" must ")
        expected, comma, got = rest.rpartition(", got ")
        if comma and " " not in name:
            self.note(name, expected.removeprefix("be "), got)
        else:
            self.note(field, "parts that fit together", refusal)

    def _value(self, field: str, expected: str) -> object:
        if not self.has(field):
            self.note(field, expected, "nothing")
            raise UnreadableError
        return self._table[field]

    def _member(self, field: str, value: object, choices: type[E]) -> E:
        try:
            return choices(str(value))
        except ValueError:
            raise self._unreadable(field, f"one of {_named(choices)}", value) from None

    def _unreadable(self, field: str, expected: str, value: object) -> UnreadableError:
        self.note(field, expected, repr(value))
        return UnreadableError()

    def _place(self, field: str) -> str:
        return f"{self._path}.{field}" if self._path and field else self._path or field


def _named(choices: type[StrEnum]) -> str:
    return ", ".join(choice.value for choice in choices)
