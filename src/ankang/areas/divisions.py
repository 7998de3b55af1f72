"""The administrative divisions of the country as one immutable look-up object, built from texts.

Codes are GB/T 2260 (province 2, city 4, county 6 digits) and, for Anhui, the street codes of the
statistical authority (9 digits). Where the texts come from stands in `data/README.md`; reading the
files is the service's part, so that this module stays pure.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

# GB 11643 numbers of Hong Kong, Macau and Taiwan residents carry these region codes (residence permits
# since 1 September 2018: 港澳台居民居住证申领发放办法, State Council General Office, 2018); 71 is GB/T 2260's own.
_BEYOND_THE_LISTS = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区", "830000": "台湾居民"}


class KnownDivision(StrEnum):
    """What the lists say about a six-digit code in an identity number (SPEC A1)."""

    CURRENT = "current"
    FORMER = "former"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Division:
    """One division; `code` has 2, 4, 6 or 9 digits."""

    code: str
    name: str

    @property
    def parent_code(self) -> str:
        """The code of the division that contains this one; empty for a province."""
        return {2: "", 4: self.code[:2], 6: self.code[:4], 9: self.code[:6]}[len(self.code)]


class Divisions:
    """All divisions by code, by parent and by name.

    `current` and `former` map codes to names; former codes have six digits and are only known, never offered.
    """

    def __init__(self, current: Mapping[str, str], former: Mapping[str, str]) -> None:
        self._by_code = MappingProxyType({code: Division(code, name) for code, name in current.items()})
        self._former = MappingProxyType(dict(former))
        children: dict[str, list[Division]] = {}
        for division in self._by_code.values():
            children.setdefault(division.parent_code, []).append(division)
        self._children = {parent: tuple(sorted(rows, key=lambda row: row.code)) for parent, rows in children.items()}

    def find(self, code: str) -> Division | None:
        """The division with exactly this code."""
        return self._by_code.get(code)

    def children_of(self, parent_code: str) -> tuple[Division, ...]:
        """The divisions directly inside, by code; the provinces for an empty code. Empty when there are none."""
        return self._children.get(parent_code, ())

    def counties_in(self, province_code: str) -> tuple[Division, ...]:
        """The counties of all cities of a province, by code."""
        return tuple(county for city in self.children_of(province_code) for county in self.children_of(city.code))

    def path_of(self, code: str) -> str:
        """The names from the province down, as people read them; what is not in the lists is left out.

        >>> Divisions({"34": "安徽省", "3413": "宿州市", "341324": "泗县"}, {}).path_of("341324001")
        '安徽省宿州市泗县'
        """
        levels = [self._by_code.get(code[:length]) for length in (2, 4, 6, 9) if length <= len(code)]
        names = [level.name for level in levels if level is not None]
        return "".join(name for name in names if name not in _NAMES_ONLY_IN_TABLES)

    def known(self, code6: str) -> KnownDivision:
        """Whether a six-digit region code is in force, was once, or is in no list.

        A province's or a city's own code (340000, 340100) counts as current: older numbers carry them.
        """
        shorter = code6[:2] if code6.endswith("0000") else code6[:4] if code6.endswith("00") else code6
        if code6 in self._by_code or shorter in self._by_code or code6 in _BEYOND_THE_LISTS:
            return KnownDivision.CURRENT
        return KnownDivision.FORMER if code6 in self._former else KnownDivision.UNKNOWN


# Rows that group a municipality's districts or a province's own counties; no address names them.
_NAMES_ONLY_IN_TABLES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def divisions_from(current_texts: Iterable[str], former_text: str) -> Divisions:
    """The look-up from the texts of CSV files with the columns `code,name`."""
    current = {row["code"]: row["name"] for text in current_texts for row in csv.DictReader(text.splitlines())}
    former = {row["code"]: row["name"] for row in csv.DictReader(former_text.splitlines())}
    return Divisions(current, former)
