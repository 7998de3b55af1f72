"""Where the invented people can live: streets of every city of Anhui, and the compounds that the sample lists name."""

from __future__ import annotations

from importlib.resources import files

from ankang.areas import service as areas
from ankang.demo.city import SI_COUNTY, Geography, Home, Town

_PROVINCE = "34"
_COUNTIES_A_CITY, _STREETS_A_COUNTY = 4, 5
# Lines that name a market or the inside of four roads are no compounds to live in.
_NO_HOME = ("市场", "合围区域", "新发地")


def geography() -> Geography:
    """The towns of the demonstration; the same on every machine."""
    towns = {city.code: Town(city.code, _streets(city.code)) for city in areas.list_divisions(_PROVINCE)}
    named = {
        Home(area.division_code, area.compound)
        for text in sample_snapshots()
        for area in areas.areas_named_by(text)
        if area.division_code.startswith(SI_COUNTY) and area.compound and not area.compound.endswith(_NO_HOME)
    }
    # By name and not by list, so that the first few neighbourhoods have homes of every list.
    listed = tuple(sorted(named, key=lambda home: (home.compound_name, home.division_code)))
    streets = tuple(sorted({home.division_code for home in listed})) or (SI_COUNTY,)
    return {code: town for code, town in towns.items() if town.streets} | {
        SI_COUNTY: Town(SI_COUNTY[:4], streets, listed)
    }


def sample_snapshots() -> list[str]:
    """The product's own small lists, the oldest first."""
    folder = files("ankang.demo") / "data" / "snapshots"
    return [path.read_text("utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name)]


def sample_clinics() -> str:
    """The invented fever clinics, as the file of a directory."""
    return (files("ankang.demo") / "data" / "fever-clinics.csv").read_text("utf-8")


def _streets(city_code: str) -> tuple[str, ...]:
    counties = [county for county in areas.list_divisions(city_code) if areas.list_divisions(county.code)]
    return tuple(
        street.code
        for county in counties[:_COUNTIES_A_CITY]
        for street in areas.list_divisions(county.code)[:_STREETS_A_COUNTY]
    )
