"""Where a person was, and where the risk is.

A *place* is what is known of an address: a division code (GB/T 2260, 6, 9 or 12 digits) and,
where it is known, the compound. An *area* is what an authority lists: a whole division, or
a compound in one, or "the street except its high-risk areas". A place lies in an area only
where that is certain; a place known too coarsely *might* lie in it, which opens no cause
but asks the holder (SPEC G2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ankang.core.ids import CompoundId

# GB/T 2260: province, city, county; then street (9) and community (12) by the statistical office.
DIVISION_LENGTHS = (2, 4, 6, 9, 12)


class RiskLevel(StrEnum):
    """Levels of SPEC C1, the worst first."""

    KEY = "key"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Lies(StrEnum):
    """Whether a place lies in an area, as far as its address tells."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of an address. `division_code` has 2, 4, 6, 9 or 12 digits; the compound may be unknown."""

    division_code: str
    compound_id: CompoundId | None = None

    def __post_init__(self) -> None:
        check_division_code(self.division_code)


@dataclass(frozen=True, slots=True)
class Area:
    """One listed area: a division, or one compound inside it, less what is excluded.

    `excluded_compounds` and `excluded_divisions` are the parts that the list takes out
    ("the street except its high-risk areas"), resolved to what they were when it was in force.
    """

    division_code: str
    compound_id: CompoundId | None = None
    excluded_compounds: frozenset[CompoundId] = field(default_factory=frozenset)
    excluded_divisions: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        check_division_code(self.division_code)


@dataclass(frozen=True, slots=True)
class AreaRisk:
    """An area at a level from `starts_at` until `ends_at` (UTC, end excluded; None while it lasts)."""

    area: Area
    level: RiskLevel
    starts_at: datetime
    ends_at: datetime | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError(f"an area risk must end after it starts, got {self.starts_at!r} to {self.ends_at!r}")


def check_division_code(code: str) -> None:
    """Raise ValueError unless `code` has the form of a GB/T 2260 or street code."""
    if len(code) not in DIVISION_LENGTHS or not (code.isascii() and code.isdigit()):
        raise ValueError(f"expected a division code of 2, 4, 6, 9 or 12 digits, got {code!r}")


def prefixes_of(code: str) -> tuple[str, ...]:
    """The codes of the divisions in which a division lies, the province first, itself last.

    >>> prefixes_of("341324001")
    ('34', '3413', '341324', '341324001')
    """
    return tuple(code[:length] for length in DIVISION_LENGTHS if length <= len(code))


def lies(place: Place, area: Area) -> Lies:
    """Whether the place lies in the area.

    Unknown where the address is coarser than the area, or names no compound while the
    area is one compound of its division or excludes some.
    """
    if not place.division_code.startswith(area.division_code):
        coarser = area.division_code.startswith(place.division_code)
        return Lies.UNKNOWN if coarser and place.compound_id is None else Lies.OUTSIDE
    if any(place.division_code.startswith(code) for code in area.excluded_divisions):
        return Lies.OUTSIDE
    if area.compound_id is not None:
        return _lies_in_compound(place.compound_id, area)
    if place.compound_id is not None:
        return Lies.OUTSIDE if place.compound_id in area.excluded_compounds else Lies.INSIDE
    partly_excluded = area.excluded_compounds or any(
        code.startswith(place.division_code) for code in area.excluded_divisions
    )
    return Lies.UNKNOWN if partly_excluded else Lies.INSIDE


def _lies_in_compound(known: CompoundId | None, area: Area) -> Lies:
    if known is None:
        return Lies.UNKNOWN
    if known != area.compound_id:
        return Lies.OUTSIDE
    # A compound less some of its buildings or groups: who names only the compound may live in any of them.
    return Lies.UNKNOWN if area.excluded_compounds else Lies.INSIDE
