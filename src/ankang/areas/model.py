"""What areas decide, for readers inside and outside: divisions, published lists, and what an import changes. Pure.

The parts stand in their own files; this is the one name under which other capabilities reach them.
"""

from ankang.areas.divisions import Division, Divisions, KnownDivision, divisions_from
from ankang.areas.matching import DivisionMatch, Unmatched, match_corps_city, match_division
from ankang.areas.naming import PlaceReading, normalised_name, read_place
from ankang.areas.places_near import Centre, centres_from, nearest_centre
from ankang.areas.plan import ImportPlan, check_newer, plan_import
from ankang.areas.resolution import ListedArea, resolve_listings
from ankang.areas.snapshot import Listing, Snapshot, parse_snapshot

__all__ = [
    "Centre",
    "Division",
    "DivisionMatch",
    "Divisions",
    "ImportPlan",
    "KnownDivision",
    "ListedArea",
    "Listing",
    "PlaceReading",
    "Snapshot",
    "Unmatched",
    "centres_from",
    "check_newer",
    "divisions_from",
    "match_corps_city",
    "match_division",
    "nearest_centre",
    "normalised_name",
    "parse_snapshot",
    "plan_import",
    "read_place",
    "resolve_listings",
]
