"""Request bodies and answers of the console."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ankang.assessments.schemas import AssessmentAnswer, ColourChangeAnswer
from ankang.core.colours import Colour
from ankang.identity.model import DocumentType
from ankang.identity.schemas import LookAnswer
from ankang.runtime.answers import Answer, Body, DocumentText, WordsAnswer

Purpose = Literal["follow_up", "appeal", "data_check", "tracing", "counter_service"]


class CityColours(Answer):
    """How many people of one city have which colour."""

    city_code: str
    city_name: str
    green: int
    yellow: int
    red: int
    grey: int


class CauseCount(Answer):
    """How many people have an open cause of one rule."""

    rule: str
    title: WordsAnswer
    colour: Colour
    people: int


class DayChanges(Answer):
    """Changes of colour on one local day."""

    day: date
    to_green: int
    to_yellow: int
    to_red: int


class SummaryAnswer(Answer):
    """The officer's region at a glance."""

    region_code: str
    region_name: str
    people: int
    cities: list[CityColours]
    causes: list[CauseCount]
    days: list[DayChanges]
    check_ins_expected_today: int
    check_ins_made_today: int
    scans_today: int
    open_area_risks: int
    waiting_reviews: int
    waiting_registrations: int
    awaiting_proof: int
    counted_at: datetime


class TurnCount(Answer):
    """How many people would turn from one colour to another."""

    from_colour: Colour
    to_colour: Colour
    people: int


class ListEffectAnswer(Answer):
    """What a list would do in the officer's region; where it is not `complete`, every number is "at least"."""

    region_name: str
    published_at: datetime
    stale: bool = Field(description="So old that a newer list is likely to exist")
    assessed: int = Field(description="People of the region whom the areas touch and who were assessed")
    complete: bool
    turns: list[TurnCount]


class PersonRow(Answer):
    """One person in a list."""

    person_id: UUID
    masked_name: str
    masked_document: str
    city_code: str
    city_name: str
    colour: Colour
    since: datetime | None
    causes: list[WordsAnswer]
    check_in_run: int
    release_at: datetime | None


class PeoplePage(Answer):
    """One page; `next_after` is the key of the next page, None at the end."""

    people: list[PersonRow]
    next_after: str | None
    total: int | None


class PersonSearch(Body):
    """Find one person by document number; logged with its purpose and shown to the person."""

    document_type: DocumentType = DocumentType.MAINLAND_ID
    document_number: DocumentText
    purpose: Purpose


class PersonFound(Answer):
    """The person found."""

    person_id: UUID


class FactRow(Answer):
    """One fact of the ledger, as evidence."""

    fact_id: UUID
    kind: str
    title: WordsAnswer
    detail: WordsAnswer
    source: WordsAnswer
    source_ref: str
    recorded_at: datetime
    recorded_by_masked_name: str = Field(description="Who recorded it for the person; empty for the person or a system")
    effect: WordsAnswer


class CheckInMark(Answer):
    """One day of check-ins for the time line."""

    day: date
    state: Literal["normal", "abnormal", "missed", "neutral", "open"]


class PersonAnswer(Answer):
    """One person's causes and history."""

    assessment: AssessmentAnswer
    document_type: DocumentType
    division_name: str
    history: list[ColourChangeAnswer]
    facts: list[FactRow]
    check_ins: list[CheckInMark]
    looks: list[LookAnswer]


class RevealRequest(Body):
    """Show one sensitive value in full; logged and shown to the person."""

    field: Literal["name", "document_number", "mobile"]
    purpose: Purpose


class RevealAnswer(Answer):
    """The value in full."""

    value: str
