"""The prefecture city nearest to a position, for the offer that the resident may change (SPEC A7).

Measured to the seats of cities and counties: by the cities alone Si county would be offered Bengbu.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass

_EARTH_RADIUS_KM = 6371.0  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Centre:
    """The approximate centre of a city (code of 4 digits) or county (6) in degrees."""

    code: str
    latitude: float
    longitude: float


def centres_from(text: str) -> tuple[Centre, ...]:
    """The centres in a CSV text with the columns `code,latitude,longitude`."""
    return tuple(
        Centre(row["code"], float(row["latitude"]), float(row["longitude"]))
        for row in csv.DictReader(text.splitlines())
    )


def nearest_centre(centres: Iterable[Centre], latitude: float, longitude: float) -> tuple[Centre, float]:
    """The nearest centre and its distance in kilometres (great circle); its city is in the first four digits."""
    measured = ((centre, _distance_km(centre, latitude, longitude)) for centre in centres)
    return min(measured, key=lambda pair: pair[1])


def _distance_km(centre: Centre, latitude: float, longitude: float) -> float:
    a, b = math.radians(centre.latitude), math.radians(latitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * (
        math.sin(math.radians(longitude - centre.longitude) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(half))
