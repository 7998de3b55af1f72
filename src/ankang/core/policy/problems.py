"""What is wrong with a pack, told so that its author can mend it: file, rule, field, expected, got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One fault. `rule` is None in `pack.toml`; `field` is a dotted path, empty for a fault of the whole file."""

    file: str
    rule: str | None
    field: str
    expected: str
    got: str

    def __str__(self) -> str:
        where = [self.file, *([f"rule {self.rule}"] if self.rule else []), *([self.field] if self.field else [])]
        return f"{', '.join(where)}: expected {self.expected}, got {self.got}"


class PolicyError(Exception):
    """A pack that cannot be used; `problems` holds every fault found, in the order of files."""

    def __init__(self, problems: Sequence[PolicyProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
