"""Answers of areas."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ankang.core.places import RiskLevel
from ankang.runtime.answers import Answer


class DivisionAnswer(Answer):
    """One division; its code tells the level: 2 digits province, 4 city, 6 county, 9 street."""

    code: str
    name: str


class CompoundAnswer(Answer):
    """One compound to choose from."""

    compound_id: UUID
    division_code: str
    division_name: str
    name: str


class NearestCity(Answer):
    """The offer for a position; both None where no city is near."""

    city_code: str | None
    city_name: str | None
    distance_km: float | None


class RiskRow(Answer):
    """One area at a level; `compound_name` None for a whole division. `closest` is set where `resolved` is false."""

    area_risk_id: UUID
    level: RiskLevel
    division_code: str
    division_name: str
    compound_name: str | None
    name: str
    excludes_parts: bool
    resolved: bool
    closest: str
    starts_at: datetime
    ends_at: datetime | None


class RisksPage(Answer):
    """One page of the list; `totals` counts all pages by level, `published_at` is that of the newest list."""

    risks: list[RiskRow]
    next_after: str | None
    total: int
    totals: dict[RiskLevel, int]
    published_at: datetime | None


class ReportRowAnswer(Answer):
    """One area that an import opens or closes, or that matches no county."""

    level: RiskLevel
    division_code: str
    name: str
    compound: str
    closest: str


class ImportAnswer(Answer):
    """What an import did, or would do when it was a dry run."""

    published_at: datetime
    opened: list[ReportRowAnswer]
    closed: list[ReportRowAnswer]
    kept: int
    unmatched: list[ReportRowAnswer]
    dry_run: bool
    already_applied: bool
