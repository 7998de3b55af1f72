"""Request bodies and answers of applications."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ankang.assessments.schemas import AssessmentAnswer
from ankang.core.facts import Symptom
from ankang.runtime.answers import Answer, Body, CityText, Day, DivisionText, WordsAnswer


class Address(Body):
    """The present habitual address, down to building and unit (SPEC B1)."""

    division_code: DivisionText = Field(description="County, street or village: 6, 9 or 12 digits")
    compound_name: str = Field("", max_length=80)
    building: str = Field("", max_length=40)
    unit: str = Field("", max_length=40)
    room: str = Field("", max_length=40)


class ContactHistory(Body):
    """Contact with a confirmed or suspected case within the last 14 days."""

    close_contact: bool
    last_contact_on: Day | None = None


class ArrivalStatement(Body):
    """Whether arriving from outside, and then from where, by which cities and when; a coming date too."""

    from_outside: bool
    origin_division_code: DivisionText | None = None
    cities_passed: list[DivisionText] = Field(default_factory=list, max_length=20)
    left_origin_on: Day | None = None
    arrives_on: Day | None = None
    isolated_14_days: bool = False


class ApplicationRequest(Body):
    """The form of SPEC B1."""

    person_id: UUID | None = Field(None, description="The person applied for; oneself when absent")
    city_code: CityText = Field(description="City of enrolment, four digits")
    address: Address
    workplace: str = Field("", max_length=120)
    symptoms: list[Symptom] = Field(default_factory=list, max_length=8)
    contact: ContactHistory
    arrival: ArrivalStatement
    promise_accepted: bool
    channel: Literal["web", "alipay"] = "web"


class ApplicationAnswer(Answer):
    """What became of an application. A re-application that would improve the colour waits for an officer (B4)."""

    application_id: UUID
    person_id: UUID
    version: int
    state: Literal["accepted", "waiting", "refused"]
    submitted_at: datetime
    assessment: AssessmentAnswer
    words: WordsAnswer


class ApplicationFormAnswer(Answer):
    """The forms of one person, the latest first, and whether one more re-application is left."""

    person_id: UUID
    can_apply: bool
    can_reapply: bool
    forms: list[SubmittedForm]


class SubmittedForm(Answer):
    """One version of the form as it was submitted."""

    application_id: UUID
    version: int
    state: Literal["accepted", "superseded", "waiting", "refused"]
    submitted_at: datetime
    submitted_by_proxy: bool
    submitted_by_masked_name: str = Field(description="Who applied for the person; empty when the person did")
    decided_at: datetime | None = Field(description="When an officer decided about a correction")
    ground: str = Field(description="The officer's ground; empty where nobody decided")
    form: ApplicationRequest


class ReachAnswer(Answer):
    """Where a community worker finds somebody under observation."""

    division_name: str
    compound_name: str
    building: str
    unit: str
    room: str
    telephone: str | None = Field(description="Null for somebody without a phone")


class ReviewAnswer(Answer):
    """A re-application that waits for an officer."""

    application_id: UUID
    person_id: UUID
    masked_name: str
    masked_document: str
    city_code: str
    submitted_at: datetime
    answer_due_at: datetime
    from_colour: str
    to_colour: str
    changes: list[WordsAnswer]


class ReviewDecision(Body):
    """The officer's decision with a ground."""

    accept: bool
    ground: str = Field(min_length=4, max_length=300)
