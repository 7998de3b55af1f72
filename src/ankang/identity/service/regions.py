"""Regions in identity: whether a number's region code is in force (SPEC A1), and what a post's region is called."""

from __future__ import annotations

from ankang.areas import service as areas
from ankang.areas.model import KnownDivision
from ankang.identity.model import Document, IdentityProof


def proof_of(document: Document) -> IdentityProof:
    """Stated, or awaiting manual proof where the number's region is unknown or a former one."""
    if document.region_code is None or document.is_invented:
        return IdentityProof.STATED
    known = areas.known_division(document.region_code) is KnownDivision.CURRENT
    return IdentityProof.STATED if known else IdentityProof.AWAITING_PROOF


def region_name(region_code: str) -> str:
    """The names from the province down; empty without a region."""
    return areas.division_name(region_code) if region_code else ""
