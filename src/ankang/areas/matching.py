"""Published names of province, city and county, matched to division codes.

The lists name places, the rules need codes. What is not certain is not matched: a development zone has
no code of its own and spans counties, so its lines are kept, reported with the closest name, and open
no cause until somebody names the division.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

from ankang.areas.divisions import Division, Divisions
from ankang.areas.naming import normalised_name
from ankang.areas.zones import ZONES_BY_NAME, is_same_zone, is_zone, zone_name

_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_XINJIANG = "65"
# 新疆生产建设兵团 is no division: its regiments lie in counties of Xinjiang, its lists name the corps in all three
# fields. Only where a line itself names one of the cities of the autonomous region is the place certain.
_CORPS = "新疆生产建设兵团"
_CORPS_DIVISION = re.compile(r"第[一二三四五六七八九十]+师市?")


class Unmatched(StrEnum):
    """Why a published county has no code."""

    ZONE = "zone"  # a development zone, which has no code of its own and may span counties
    CORPS = "corps"  # the construction corps, and the line names no city
    NAME = "name"  # no county of this name in the lists


@dataclass(frozen=True, slots=True)
class DivisionMatch:
    """Where a published name lies.

    `code` is the deepest division that is certain, empty when not even the province is known. `certain` is
    False where the county's name matches none; `closest` is then the nearest name in the lists, or empty, and
    `why` says what stood in the way. `inner` is what the county field named inside the division, a street of a
    municipality for instance.
    """

    code: str
    certain: bool
    inner: str = ""
    closest: str = ""
    why: Unmatched | None = None


def match_division(divisions: Divisions, province: str, city: str, county: str) -> DivisionMatch:
    """The division that the three published names mean."""
    found = _named(divisions.children_of(""), province)
    if found is None:
        why = Unmatched.CORPS if normalised_name(province) == _CORPS else Unmatched.NAME
        return DivisionMatch("", certain=False, closest=_closest(divisions.children_of(""), province), why=why)
    counties = divisions.counties_in(found.code)
    if found.code in _MUNICIPALITIES and city != province:
        district = _named(counties, city)
        if district is not None:
            return DivisionMatch(district.code, certain=True, inner=_street(county))
    own_city = _named(divisions.children_of(found.code), city)
    if own_city is None:
        return _match_in_province(found, counties, county)
    return _match_in_city(divisions, own_city, counties, county)


def match_corps_city(divisions: Divisions, text: str) -> tuple[DivisionMatch, str] | None:
    """The city of Xinjiang that a line of the corps names after its division, and the line without the division.

    >>> from ankang.areas.divisions import Divisions
    >>> xinjiang = Divisions({"65": "新疆维吾尔自治区", "6590": "自治区直辖县级行政区划", "659001": "石河子市"}, {})
    >>> found = match_corps_city(xinjiang, "第八师石河子市向阳街道1小区")
    >>> found and (found[0].code, found[1])
    ('659001', '石河子市向阳街道1小区')
    """
    named = _CORPS_DIVISION.search(text)
    if named is None:
        return None
    behind = text[named.end() :]
    city = next((county for county in divisions.counties_in(_XINJIANG) if behind.startswith(county.name)), None)
    if city is None:
        return None
    return DivisionMatch(city.code, certain=True), text[: named.start()] + behind


def _match_in_city(
    divisions: Divisions, city: Division, in_province: tuple[Division, ...], county: str
) -> DivisionMatch:
    inside = divisions.children_of(city.code)
    if len(inside) == 1 and inside[0].code == city.code + "00":
        # A city without counties (东莞, 中山, 儋州): what stands in the county field is one of its streets.
        return DivisionMatch(inside[0].code, certain=True, inner="" if county == "市辖区" else _street(county))
    match = (
        _named(inside, county)
        or _renamed(inside, county)
        or _zone(inside, divisions.path_of(city.code), county)
        or _only(in_province, county)
    )
    if match is not None:
        return DivisionMatch(match.code, certain=True)
    zone = ZONES_BY_NAME.get((city.code[:2], county))
    if zone is not None:
        return DivisionMatch(zone, certain=True)
    return _unmatched(city, inside, county)


def _match_in_province(province: Division, counties: tuple[Division, ...], county: str) -> DivisionMatch:
    # Counties under no city (省直辖县级行政单位), a municipality's districts, or an unknown city.
    match = _only(counties, county)
    code = match.code if match is not None else ZONES_BY_NAME.get((province.code, county))
    if code is not None:
        return DivisionMatch(code, certain=True)
    return _unmatched(province, counties, county)


def _unmatched(division: Division, inside: tuple[Division, ...], county: str) -> DivisionMatch:
    why = Unmatched.ZONE if is_zone(county) else Unmatched.NAME
    return DivisionMatch(division.code, certain=False, closest=_closest(inside, county), why=why)


def _named(candidates: tuple[Division, ...], name: str) -> Division | None:
    wanted = normalised_name(name)
    return next((division for division in candidates if division.name == wanted), None)


def _only(candidates: tuple[Division, ...], name: str) -> Division | None:
    wanted = normalised_name(name)
    matches = [division for division in candidates if division.name == wanted]
    return matches[0] if len(matches) == 1 else None


def _renamed(candidates: tuple[Division, ...], name: str) -> Division | None:
    """A county that became a city or district keeps its stem (潜山县 → 潜山市); one match only, and two characters."""
    stem = _stem(normalised_name(name))
    matches = [division for division in candidates if _stem(division.name) == stem]
    return matches[0] if len(matches) == 1 and len(stem) >= 2 else None


def _zone(candidates: tuple[Division, ...], city_path: str, name: str) -> Division | None:
    """A development zone with a statistical code of its own, by one of its usual short names."""
    wanted = zone_name(name, city_path)
    matches = [division for division in candidates if is_same_zone(zone_name(division.name, city_path), wanted)]
    return matches[0] if len(matches) == 1 else None


def _stem(name: str) -> str:
    return re.sub(r"(县|市|区)$", "", name)


def _street(name: str) -> str:
    """A street without the official aside "(地区)": 旧宫（地区）镇 is 旧宫镇."""
    return normalised_name(name).replace("(地区)", "")


def _closest(candidates: tuple[Division, ...], name: str) -> str:
    names = [division.name for division in candidates if division.name not in ("市辖区", "县")]
    found = difflib.get_close_matches(normalised_name(name), names, n=1, cutoff=0.0)
    return found[0] if found else ""
