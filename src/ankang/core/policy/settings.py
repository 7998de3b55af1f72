"""The numbers of a policy that belong to no single rule. Every one stands in `pack.toml`, none in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ankang.core.colours import Colour
from ankang.core.facts import Source, Symptom


@dataclass(frozen=True, slots=True)
class TemperatureSettings:
    """What is abnormal (at or above), and how a checkpoint confirms it (SPEC P9)."""

    abnormal_celsius: float
    second_reading_after_minutes: int
    registrations_per_account_and_day: int

    def __post_init__(self) -> None:
        _check_between("abnormal_celsius", self.abnormal_celsius, 36.0, 42.0)
        _check_between("second_reading_after_minutes", self.second_reading_after_minutes, 1, 120)
        _check_between("registrations_per_account_and_day", self.registrations_per_account_and_day, 1, 10_000)


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How old evidence may be on the day it is recorded, and whose tests and closing records count (SPEC P11)."""

    maximum_age_days: int
    accepted_sources: frozenset[Source]

    def __post_init__(self) -> None:
        _check_between("maximum_age_days", self.maximum_age_days, 0, 365)
        if not self.accepted_sources:
            raise ValueError("accepted_sources must name at least one source, got none")


@dataclass(frozen=True, slots=True)
class CheckInSettings:
    """Daily check-ins: corrections on the same day, and how late an offline one may arrive (SPEC P7, F3)."""

    corrections_per_day: int
    late_upload_hours: int

    def __post_init__(self) -> None:
        _check_between("corrections_per_day", self.corrections_per_day, 0, 10)
        _check_between("late_upload_hours", self.late_upload_hours, 0, 240)


@dataclass(frozen=True, slots=True)
class ApplicationSettings:
    """How often a wrong form may be applied for again (SPEC B4)."""

    reapplications: int

    def __post_init__(self) -> None:
        _check_between("reapplications", self.reapplications, 0, 10)


@dataclass(frozen=True, slots=True)
class HouseholdSettings:
    """At most `exits` visits out of the site in any `days` consecutive local days per household (SPEC P18)."""

    exits: int
    days: int

    def __post_init__(self) -> None:
        _check_between("exits", self.exits, 1, 100)
        _check_between("days", self.days, 1, 31)


@dataclass(frozen=True, slots=True)
class TelecomSettings:
    """The shortest dwell that a telecom stay needs to count (SPEC P15)."""

    minimum_dwell_minutes: int

    def __post_init__(self) -> None:
        _check_between("minimum_dwell_minutes", self.minimum_dwell_minutes, 1, 10_080)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a pack. `symptoms` names a colour for every symptom; green opens nothing (SPEC P7)."""

    temperature: TemperatureSettings
    evidence: EvidenceSettings
    check_in: CheckInSettings
    application: ApplicationSettings
    household: HouseholdSettings
    telecom: TelecomSettings
    symptoms: Mapping[Symptom, Colour]

    def __post_init__(self) -> None:
        unnamed = [symptom.value for symptom in Symptom if symptom not in self.symptoms]
        if unnamed:
            raise ValueError(f"symptoms must name a colour for every symptom, missing {', '.join(unnamed)}")
        if Colour.GREY in self.symptoms.values():
            raise ValueError("symptoms must be green, yellow or red, got grey")


def _check_between(name: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:
        raise ValueError(f"{name} must be from {lowest} to {highest}, got {value!r}")
