"""Answers of assessments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ankang.core.colours import Colour
from ankang.core.policy.assessment import MissingKind
from ankang.runtime.answers import Answer, WordsAnswer


class MissingAnswer(Answer):
    """One thing that a cause still needs before it ends; `days` where it is a matter of days."""

    kind: MissingKind
    words: WordsAnswer
    days: int | None


class CauseAnswer(Answer):
    """One cause of a colour, with everything that its bearer may know (SPEC C13).

    `area_names` are those of the public list, `lifts` the evidence that can end it earlier. `sentences` say all of
    this in one piece, to be read aloud.
    """

    rule: str
    title: WordsAnswer
    colour: Colour
    state: Literal["open", "lifted", "ended"]
    opened_on: date
    ended_on: date | None
    sources: list[WordsAnswer]
    clock_started_on: date | None
    observation_days: int
    observation_days_done: int
    check_ins_required: int
    check_ins_counted: int
    missing: list[MissingAnswer]
    area_names: list[str]
    lifts: list[WordsAnswer]
    earliest_release_at: datetime | None
    sentences: list[WordsAnswer]


class QuestionAnswer(Answer):
    """Something the holder is asked, because it cannot be known otherwise."""

    rule: str
    words: WordsAnswer


class AssessmentAnswer(Answer):
    """A colour with its reasons. `grey_reason` is set when the colour is grey."""

    person_id: UUID
    masked_name: str
    masked_document: str
    city_code: str | None
    city_name: str
    colour: Colour
    colour_words: WordsAnswer
    grey_reason: Literal["no_code", "cannot_decide"] | None
    since: datetime | None
    assessed_at: datetime
    check_in_run: int
    check_in_needed: bool
    release_at: datetime | None
    causes: list[CauseAnswer]
    questions: list[QuestionAnswer]
    summary: list[WordsAnswer]
    policy_id: str
    policy_version: str


class ColourChangeAnswer(Answer):
    """One change of colour; the latest comes first."""

    changed_at: datetime
    from_colour: Colour
    to_colour: Colour
    causes: list[WordsAnswer]
    policy_id: str
    policy_version: str
