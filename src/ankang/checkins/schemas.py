"""Request bodies and answers of check-ins."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from ankang.assessments.schemas import AssessmentAnswer
from ankang.core.colours import Colour
from ankang.core.facts import Symptom
from ankang.runtime.answers import Answer, Body, Day, DivisionText, Instant, WordsAnswer


class Whereabouts(Body):
    """Where the person was since the last check-in, beside the habitual address."""

    left_city: bool = False
    division_code: DivisionText | None = None
    compound_name: str = Field("", max_length=80)


class CheckInRequest(Body):
    """One daily report. `key` makes a repeated upload the same check-in; `made_at` is the phone's time offline."""

    key: UUID
    made_at: Instant | None = Field(None, description="When it was made on an offline phone; now when absent")
    temperature_celsius: float = Field(description="Body temperature, 34.0 to 43.0 °C")
    symptoms: list[Symptom] = Field(default_factory=list, max_length=8)
    contact: bool = False
    contact_on: Day | None = None
    whereabouts: Whereabouts = Whereabouts()
    method: Literal["self", "proxy", "visit", "telephone"] = "self"


class CheckInDay(Answer):
    """One local day of the run, oldest first."""

    day: date
    state: Literal["normal", "abnormal", "missed", "neutral", "open"]
    temperature_celsius: float | None
    corrected: bool
    made_by: Literal["self", "proxy", "visit", "telephone"] | None
    made_by_masked_name: str = Field(description="Who made it for the person; empty when the person did")


class CheckInAnswer(Answer):
    """Where the person's check-ins stand today."""

    person_id: UUID
    today: date
    needed: bool
    checked_in_today: bool
    can_correct_today: bool
    run: int
    required: int
    days: list[CheckInDay]
    words: WordsAnswer
    assessment: AssessmentAnswer


class SymptomReportRequest(Body):
    """An abnormal report at any time (SPEC F5)."""

    key: UUID
    symptoms: list[Symptom] = Field(min_length=1, max_length=8)


class ClinicAnswer(Answer):
    """A fever clinic of the city's directory."""

    name: str
    division_name: str
    address: str
    telephone: str


class SymptomReportAnswer(Answer):
    """What follows from a report and what to do now."""

    assessment: AssessmentAnswer
    advice: list[WordsAnswer]
    clinic: ClinicAnswer | None = Field(description="The nearest in the directory; null where the city has none")
    hotline: str


class CaseloadEntry(Answer):
    """A person under observation in a community worker's region."""

    person_id: UUID
    masked_name: str
    masked_document: str
    colour: Colour
    run: int
    required: int
    checked_in_today: bool
    has_phone: bool
