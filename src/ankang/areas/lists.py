"""The division lists that ship with the product, read once a process."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ankang.areas.divisions import Divisions, divisions_from
from ankang.areas.places_near import Centre, centres_from

_CURRENT = ("provinces.csv", "cities.csv", "counties.csv", "streets_anhui.csv")


@cache
def divisions() -> Divisions:
    """All divisions."""
    return divisions_from([_text(name) for name in _CURRENT], _text("former_counties.csv"))


@cache
def centres() -> tuple[Centre, ...]:
    """The centres of the cities and counties of Anhui."""
    return centres_from(_text("centres.csv"))


def _text(name: str) -> str:
    return (files("ankang.areas") / "data" / name).read_text(encoding="utf-8")
