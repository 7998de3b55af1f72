"""One published line, resolved to what the rules can use: a division code, compounds, and what is taken out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ankang.areas.divisions import Division, Divisions
from ankang.areas.matching import DivisionMatch, Unmatched, match_corps_city, match_division
from ankang.areas.naming import normalised_name, read_place
from ankang.areas.snapshot import Listing
from ankang.core.places import RiskLevel


@dataclass(frozen=True, slots=True)
class ListedArea:
    """One area of a list: a whole division, or one compound or place inside it (`compound`), less the exclusions.

    `resolved` False: the county is not certain; the area is kept and reported with the `closest` name and the
    reason (`why`), and opens no cause. Excluded compounds are pairs of division code and name; names are as published.
    """

    level: RiskLevel
    division_code: str
    name: str
    compound: str = ""
    excluded_levels: frozenset[RiskLevel] = frozenset()
    excluded_compounds: frozenset[tuple[str, str]] = frozenset()
    excluded_divisions: frozenset[str] = frozenset()
    resolved: bool = True
    closest: str = ""
    why: Unmatched | None = None
    county_name: str = ""

    @property
    def key(self) -> str:
        """The same for the same area in two lists; different when what it takes out has changed."""
        content = [
            self.level,
            self.division_code,
            self.name,
            normalised_name(self.compound),
            sorted([code, normalised_name(name)] for code, name in self.excluded_compounds),
            sorted(self.excluded_divisions),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def resolve_listings(divisions: Divisions, listings: Iterable[Listing]) -> tuple[ListedArea, ...]:
    """The areas that a list names, in its order, each once; a line with two compounds gives two.

    Exclusions by level ("the street except its high-risk areas") are replaced by the areas of the same
    list at those levels inside the same division. A compound that is listed and one that the line
    takes out by name are both taken out.
    """
    matches: dict[tuple[str, str, str], DivisionMatch] = {}
    areas: list[ListedArea] = []
    for listing in listings:
        names = (listing.province, listing.city, listing.county)
        if names not in matches:
            matches[names] = match_division(divisions, *names)
        areas.extend(_areas_of(divisions, listing, matches[names]))
    by_county: dict[str, list[ListedArea]] = {}
    for area in areas:
        by_county.setdefault(area.division_code[:6], []).append(area)
    settled = (_without_levels(area, by_county[area.division_code[:6]]) for area in areas)
    return tuple({area.key: area for area in settled}.values())


def _areas_of(divisions: Divisions, listing: Listing, match: DivisionMatch) -> Iterable[ListedArea]:
    text = normalised_name(listing.text)
    in_corps = match_corps_city(divisions, text) if match.why is Unmatched.CORPS else None
    match, text = in_corps or (match, text)
    rest = _without_names(text, listing, divisions, match.code)
    street, rest = _street_of(divisions, match.code, rest) if match.certain else (None, rest)
    code = street.code if street is not None else match.code
    reading = read_place(rest)
    names = tuple(match.inner + name for name in reading.names) or ((match.inner,) if match.inner else ())
    for name in names or ("",):
        excluded = frozenset((code, part if part.startswith(name) else name + part) for part in reading.excluded_names)
        yield ListedArea(
            listing.level,
            code,
            listing.name,
            compound=name,
            excluded_levels=frozenset() if name else reading.excluded_levels,
            excluded_compounds=excluded,
            resolved=match.certain,
            closest=match.closest,
            why=match.why,
            county_name=listing.county_name,
        )


def _without_names(text: str, listing: Listing, divisions: Divisions, code: str) -> str:
    """The text without province, city and county in front or, in "all but … of 拉孜县", anywhere."""
    county = divisions.find(code[:6])
    own = {normalised_name(listing.county), county.name if county is not None else ""} - {""}
    for name in (normalised_name(listing.province), normalised_name(listing.city)):
        text = text.removeprefix(name)
    for name in own:
        text = re.sub(rf"^{re.escape(name)}(?:辖?区?内)?|{re.escape(name)}(?=其[他它余])", "", text)
    return text


def _street_of(divisions: Divisions, county_code: str, text: str) -> tuple[Division | None, str]:
    county = divisions.find(county_code)
    stem = re.sub(r"(县|市|区)$", "", county.name) if county is not None else ""
    best: tuple[Division, str] | None = None
    for street in divisions.children_of(county_code) if len(county_code) == 6 else ():
        spellings = {street.name, stem + street.name.removeprefix(county.name if county else "")}
        for spelling in spellings:
            if text.startswith(spelling) and (best is None or len(spelling) > len(best[1])):
                best = (street, spelling)
    return (None, text) if best is None else (best[0], text[len(best[1]) :])


def _without_levels(area: ListedArea, same_county: Iterable[ListedArea]) -> ListedArea:
    if not area.excluded_levels or not area.resolved:
        return area
    compounds, divisions = set(area.excluded_compounds), set(area.excluded_divisions)
    for other in same_county:
        if other.level not in area.excluded_levels or not other.resolved or not _touch(area, other):
            continue
        if other.compound:
            compounds.add((other.division_code, other.compound))
        elif len(other.division_code) > len(area.division_code):
            divisions.add(other.division_code)
    return replace(area, excluded_compounds=frozenset(compounds), excluded_divisions=frozenset(divisions))


def _touch(area: ListedArea, other: ListedArea) -> bool:
    # A compound known only to the county may lie in the street: taken out too, it is listed in its own right.
    return other.division_code.startswith(area.division_code) or area.division_code.startswith(other.division_code)
