"""Published names of province, city and county, matched to division codes.

The lists name places, the rules need codes. What is not certain is not matched: a development zone has
no code of its own and spans counties, so its lines are kept, reported with the closest name, and open
no cause until somebody names the division.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from ankang.areas.divisions import Division, Divisions
from ankang.areas.naming import normalised_name

_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

# Zones without a code of their own that lie wholly in one county, as (province code, published name).
_ZONES = {
    ("35", "平潭综合实验区"): "350128",  # the county 平潭县 governs the same islands
    ("44", "大鹏新区"): "440307",  # a functional district inside 龙岗区, Shenzhen, since 2011
    ("50", "万盛经开区"): "500110",  # 万盛区 was merged into 綦江区 in October 2011 (State Council)
}


@dataclass(frozen=True, slots=True)
class DivisionMatch:
    """Where a published name lies.

    `code` is the deepest division that is certain, empty when not even the province is known. `certain` is
    False where the county's name matches none; `closest` is then the nearest name in the lists, or empty.
    `inner` is what the county field named inside the division, a street of a municipality for instance.
    """

    code: str
    certain: bool
    inner: str = ""
    closest: str = ""


def match_division(divisions: Divisions, province: str, city: str, county: str) -> DivisionMatch:
    """The division that the three published names mean."""
    found = _named(divisions.children_of(""), province)
    if found is None:
        return DivisionMatch("", certain=False, closest=_closest(divisions.children_of(""), province))
    counties = divisions.counties_in(found.code)
    if found.code in _MUNICIPALITIES and city != province:
        district = _named(counties, city)
        if district is not None:
            return DivisionMatch(district.code, certain=True, inner=_street(county))
    own_city = _named(divisions.children_of(found.code), city)
    if own_city is None:
        return _match_in_province(found, counties, county)
    return _match_in_city(divisions, own_city, counties, county)


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
        or _zone(inside, city.name, county)
        or _only(in_province, county)
    )
    if match is not None:
        return DivisionMatch(match.code, certain=True)
    zone = _ZONES.get((city.code[:2], county))
    if zone is not None:
        return DivisionMatch(zone, certain=True)
    return DivisionMatch(city.code, certain=False, closest=_closest(inside, county))


def _match_in_province(province: Division, counties: tuple[Division, ...], county: str) -> DivisionMatch:
    # Counties under no city (省直辖县级行政单位), a municipality's districts, or an unknown city.
    match = _only(counties, county)
    code = match.code if match is not None else _ZONES.get((province.code, county))
    if code is not None:
        return DivisionMatch(code, certain=True)
    return DivisionMatch(province.code, certain=False, closest=_closest(counties, county))


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


def _zone(candidates: tuple[Division, ...], city: str, name: str) -> Division | None:
    """A development zone with a statistical code of its own, by its usual short name (经开区, 高新区)."""
    wanted = _zone_name(name, city)
    matches = [division for division in candidates if _zone_name(division.name, city) == wanted]
    return matches[0] if len(matches) == 1 else None


def _zone_name(name: str, city: str) -> str:
    short = re.sub(r"经济(技术)?开发区$", "经开区", re.sub(r"高新技术(产业)?开发区$", "高新区", normalised_name(name)))
    return short.removeprefix(_stem(city))


def _stem(name: str) -> str:
    return re.sub(r"(县|市|区)$", "", name)


def _street(name: str) -> str:
    """A street without the official aside "(地区)": 旧宫（地区）镇 is 旧宫镇."""
    return normalised_name(name).replace("(地区)", "")


def _closest(candidates: tuple[Division, ...], name: str) -> str:
    names = [division.name for division in candidates if division.name not in ("市辖区", "县")]
    found = difflib.get_close_matches(normalised_name(name), names, n=1, cutoff=0.0)
    return found[0] if found else ""
