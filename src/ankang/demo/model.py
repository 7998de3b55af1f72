"""What a start has to know of a demonstration before it loads everything that makes one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The setting of the installation that says how far the city has come: `people`, `made`, and what is needed to go on.
CITY_SETTING = "demonstration_city"


def is_unfinished(kept: Mapping[str, Any] | None) -> bool:
    """Whether the making of a city was begun and interrupted.

    >>> is_unfinished({"people": 100, "made": 60}), is_unfinished({"people": 100, "made": 100}), is_unfinished(None)
    (True, False, False)
    """
    return kept is not None and bool(kept["made"] < kept["people"])
