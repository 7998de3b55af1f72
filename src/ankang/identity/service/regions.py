"""Whether the region code of a mainland number is in force (SPEC A1)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ankang.areas.model import Divisions, KnownDivision, divisions_from
from ankang.identity.model import Document, IdentityProof


def proof_of(document: Document) -> IdentityProof:
    """Stated, or awaiting manual proof where the number's region is unknown or a former one."""
    if document.region_code is None or document.is_invented:
        return IdentityProof.STATED
    known = _divisions().known(document.region_code) is KnownDivision.CURRENT
    return IdentityProof.STATED if known else IdentityProof.AWAITING_PROOF


def region_name(region_code: str) -> str:
    """The names from the province down; empty without a region."""
    return _divisions().path_of(region_code) if region_code else ""


@cache
def _divisions() -> Divisions:
    folder = files("ankang.areas") / "data"
    current = [(folder / name).read_text("utf-8") for name in ("provinces.csv", "cities.csv", "counties.csv")]
    return divisions_from(current, (folder / "former_counties.csv").read_text("utf-8"))
