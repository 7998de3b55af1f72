"""The answer of the rules about one person: a colour with everything that a person may ask about it (SPEC C13).

`Assessment` is stored whole (`assessment_json`), shown by the code page and the console, and put into sentences
by `explain`. It holds no name and no address of the person; areas are those of the public list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ankang.core.colours import Colour
from ankang.core.facts import Source
from ankang.core.ids import FactId
from ankang.core.policy.language import Lift
from ankang.core.words import Words


class CauseState(StrEnum):
    """Open causes decide the colour; the others are history."""

    OPEN = "open"
    LIFTED = "lifted"  # at once, by evidence (SPEC C6)
    ENDED = "ended"  # by observation and check-ins, by exclusion, or at an order's end


class GreyReason(StrEnum):
    """Why a code is grey (SPEC P14)."""

    NO_CODE = "no_code"  # 未申领: no accepted declaration
    CANNOT_DECIDE = "cannot_decide"  # 暂无法判定: a fact that these rules cannot read


class MissingKind(StrEnum):
    """What a cause still needs before it ends."""

    DISCHARGE = "discharge"
    ASYMPTOMATIC_RELEASE = "asymptomatic_release"
    CLASSIFICATION = "classification"  # the department's conclusion on a suspicion or a positive test
    EXPOSURE_END = "exposure_end"  # still in the area while its level lasts
    OBSERVATION = "observation"
    CHECK_INS = "check_ins"
    OPEN_RECORD = "open_record"  # another record of the department is not closed
    NEGATIVE_TEST = "negative_test"  # a positive test is later than the last negative
    QUARANTINE_END = "quarantine_end"
    ORDER_END = "order_end"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, in words. `days` is how many more, where it is counted."""

    kind: MissingKind
    words: Words
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """All that one rule holds against the person in one state: at most one cause per rule and state.

    `opened_on`: first day on which it counted. `ended_on`: the day it ended or was lifted, None while open.
    `exposure_until`: last day of exposure; None while it lasts. `clock_started_on`: day 0; None while the clock has
    not begun. `missing` is empty unless open. `earliest_release_at`: when it ends if every day from now is normal;
    None when not knowable. `lifted_by`: evidence that would end it at once. `calls_for_doctor`: it rests on a
    symptom or a temperature, so medical advice goes with it. Tuples are sorted and without doubles.
    """

    rule: str
    title: Words
    colour: Colour
    state: CauseState
    opened_on: date
    ended_on: date | None
    fact_ids: tuple[FactId, ...]
    sources: tuple[Source, ...]
    area_names: tuple[str, ...]
    exposure_until: date | None
    clock_started_on: date | None
    observation_days: int
    check_ins_required: int
    check_ins_counted: int
    missing: tuple[Missing, ...]
    earliest_release_at: datetime | None
    lifted_by: tuple[Lift, ...]
    calls_for_doctor: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What the holder is asked, because a fact is too coarse to open a cause (SPEC G2, P15)."""

    rule: str
    fact_id: FactId
    words: Words


class ReviewKind(StrEnum):
    """What an officer has to look at."""

    DECLARED_CONTACT = "declared_contact"  # within the hours that the pack names (SPEC C1)
    QUARANTINE_WITHOUT_END = "quarantine_without_end"  # from the day after it should have ended (SPEC P10)


@dataclass(frozen=True, slots=True)
class Review:
    """A task for officers. A declared contact is to be reviewed by `due_at`, a quarantine from `due_at` on."""

    kind: ReviewKind
    rule: str
    fact_id: FactId
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Assessment:
    """The colour of one person at one instant, with its causes.

    `causes`: open ones first, the worst first, then by opening. `check_in_run`: normal days in a row up to today.
    `release_at`: when everything is green if every day from now is normal; None when green or not knowable.
    `next_due_at`: before it the colour stays as it is unless a new fact comes; None: nothing is due.
    """

    colour: Colour
    grey_reason: GreyReason | None
    causes: tuple[Cause, ...]
    questions: tuple[Question, ...]
    reviews: tuple[Review, ...]
    check_in_run: int
    checked_in_today: bool
    release_at: datetime | None
    next_due_at: datetime | None
    policy_id: str
    policy_version: str
    assessed_at: datetime

    def __post_init__(self) -> None:
        if (self.colour is Colour.GREY) != (self.grey_reason is not None):
            raise ValueError(f"grey needs a reason and only grey has one, got {self.colour!r}, {self.grey_reason!r}")

    @property
    def open_causes(self) -> tuple[Cause, ...]:
        """The causes that decide the colour, the worst first."""
        return tuple(cause for cause in self.causes if cause.state is CauseState.OPEN)
