"""What can open a cause: a closed set of trigger types. A pack chooses among them and cannot invent one.

A trigger says which facts a rule reads. Windows, clocks, evidence and release stand beside it in the rule
(`language`), because one trigger can serve several rules: a stay asks for red or yellow by the level of the area.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ankang.core.facts import Exposure, Source, Symptom
from ankang.core.places import RiskLevel, check_division_code


@dataclass(frozen=True, slots=True)
class CaseTrigger:
    """A confirmed case."""


@dataclass(frozen=True, slots=True)
class SuspectTrigger:
    """A suspected case."""


@dataclass(frozen=True, slots=True)
class AsymptomaticTrigger:
    """An asymptomatic infection."""


@dataclass(frozen=True, slots=True)
class PositiveTestTrigger:
    """A positive nucleic-acid test, held as suspected until the department classifies it (SPEC C1)."""


@dataclass(frozen=True, slots=True)
class CloseContactTrigger:
    """A close contact, or a quarantine alone. A declared one is reviewed within this many hours (SPEC C1)."""

    review_within_hours: int

    def __post_init__(self) -> None:
        if not 1 <= self.review_within_hours <= 168:
            raise ValueError(f"review_within_hours must be from 1 to 168, got {self.review_within_hours!r}")


@dataclass(frozen=True, slots=True)
class StayTrigger:
    """A stay in an area at one of the levels, told by one of the sources.

    Low opens nothing, in no pack (SPEC C1). Telecom never stands beside other sources: a rule that reads it is
    capped at yellow (SPEC P15), which `language` checks.
    """

    levels: frozenset[RiskLevel]
    sources: frozenset[Source]

    def __post_init__(self) -> None:
        if not self.levels:
            raise ValueError("levels must name at least one level, got none")
        if RiskLevel.LOW in self.levels:
            raise ValueError("levels must be of key, high, medium; low opens nothing, got low")
        if not self.sources:
            raise ValueError("sources must name at least one source, got none")
        if Source.TELECOM in self.sources and len(self.sources) > 1:
            raise ValueError("sources must name telecom alone or not at all, got telecom with others")


@dataclass(frozen=True, slots=True)
class SymptomTrigger:
    """A symptom whose colour in the pack's table is the colour of the rule; fever also by a check-in's temperature."""


@dataclass(frozen=True, slots=True)
class TemperatureTrigger:
    """A registered second abnormal reading at a checkpoint (SPEC C8, P9)."""


@dataclass(frozen=True, slots=True)
class NeighbourTrigger:
    """Something shared with a confirmed case, confirmed by an officer (SPEC C2, G4)."""

    exposures: frozenset[Exposure]

    def __post_init__(self) -> None:
        if not self.exposures:
            raise ValueError("exposures must name staircase, office or both, got none")


@dataclass(frozen=True, slots=True)
class FirstArrivalTrigger:
    """A first arrival from outside the area, a province or, as a setting, a city (SPEC P5)."""

    area_code: str

    def __post_init__(self) -> None:
        check_division_code(self.area_code)


@dataclass(frozen=True, slots=True)
class OrderTrigger:
    """An "other" order of the rule's colour (SPEC C1, C2, C15)."""


@dataclass(frozen=True, slots=True)
class EscalationTrigger:
    """Something abnormal while another rule's cause was open; that rule names this one (SPEC C7, P8).

    `symptoms` are those that count as fever or respiratory.
    """

    symptoms: frozenset[Symptom]

    def __post_init__(self) -> None:
        if not self.symptoms:
            raise ValueError("symptoms must name at least one symptom, got none")


Trigger = (
    CaseTrigger
    | SuspectTrigger
    | AsymptomaticTrigger
    | PositiveTestTrigger
    | CloseContactTrigger
    | StayTrigger
    | SymptomTrigger
    | TemperatureTrigger
    | NeighbourTrigger
    | FirstArrivalTrigger
    | OrderTrigger
    | EscalationTrigger
)


class ClockStart(StrEnum):
    """Which day is day 0 of the observation (SPEC P1, P2)."""

    CLOSING_RECORD = "closing_record"  # discharge or release by the department
    QUARANTINE_ELSE_LAST_CONTACT = "quarantine_else_last_contact"
    END_OF_OVERLAP = "end_of_overlap"  # leaving, or the end of the level
    LAST_DAY_WITH_IT = "last_day_with_it"  # the last day with a symptom or an abnormal reading
    LAST_SHARED_ELSE_CONFIRMATION = "last_shared_else_confirmation"
    ARRIVAL_DAY = "arrival_day"
    DAY_OF_ABNORMALITY = "day_of_abnormality"
    NONE = "none"  # an order has an end of its own instead


CLOCK_OF: dict[type[Trigger], ClockStart] = {
    CaseTrigger: ClockStart.CLOSING_RECORD,
    SuspectTrigger: ClockStart.CLOSING_RECORD,
    AsymptomaticTrigger: ClockStart.CLOSING_RECORD,
    PositiveTestTrigger: ClockStart.CLOSING_RECORD,
    CloseContactTrigger: ClockStart.QUARANTINE_ELSE_LAST_CONTACT,
    StayTrigger: ClockStart.END_OF_OVERLAP,
    SymptomTrigger: ClockStart.LAST_DAY_WITH_IT,
    TemperatureTrigger: ClockStart.LAST_DAY_WITH_IT,
    NeighbourTrigger: ClockStart.LAST_SHARED_ELSE_CONFIRMATION,
    FirstArrivalTrigger: ClockStart.ARRIVAL_DAY,
    OrderTrigger: ClockStart.NONE,
    EscalationTrigger: ClockStart.DAY_OF_ABNORMALITY,
}
