"""Which version of a pack is in force: the latest of its division whose effective instant has come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One pack as its texts. `division_code` has two digits for a province, four for a city laid over it."""

    policy_id: str
    version: str
    division_code: str
    effective_at: datetime
    files: Mapping[str, str]

    def __post_init__(self) -> None:
        if len(self.division_code) not in (2, 4) or not self.division_code.isdigit():
            raise ValueError(f"expected a division code of 2 or 4 digits, got {self.division_code!r}")


def version_in_force(versions: Iterable[PolicyVersion], division_code: str, at: datetime) -> PolicyVersion | None:
    """The version of exactly this division in force at the instant; None before its first one."""
    come = [item for item in versions if item.division_code == division_code and item.effective_at <= at]
    return max(come, key=lambda item: (item.effective_at, item.version), default=None)
