"""What stands about a person, and what follows from an assessment for the standing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ankang.core.colours import Colour
from ankang.core.days import local_day, start_of_day
from ankang.core.facts import Enrolment, Fact, Stay, Withdrawal
from ankang.core.ids import FactId, PersonId
from ankang.core.policy.assessment import Assessment
from ankang.core.words import Words

# An outage can be declared until as long after its day as an offline check-in may still arrive (SPEC F3).
OUTAGE_DECLARED_WITHIN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """The present answer about one person. `city_code` is None before the first enrolment.

    `since`: when the colour became what it is. `ledger_version` grows with every write. From `due_at` on the
    answer has to be computed anew; None: nothing is due.
    """

    person_id: PersonId
    colour: Colour
    city_code: str | None
    since: datetime
    assessment: Assessment
    ledger_version: int
    due_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether time alone may have changed the answer."""
        return self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class CauseTitle:
    """A cause as the history names it."""

    rule: str
    title: Words
    colour: Colour


@dataclass(frozen=True, slots=True)
class ColourChange:
    """One change of colour with the causes that were open after it."""

    changed_at: datetime
    from_colour: Colour
    to_colour: Colour
    causes: tuple[CauseTitle, ...]
    policy_id: str
    policy_version: str


def withdrawn_ids(facts: Iterable[Fact]) -> frozenset[FactId]:
    """The facts that a withdrawal names. Withdrawals of withdrawals do not occur in what is recorded here."""
    return frozenset(fact.content.fact_id for fact in facts if isinstance(fact.content, Withdrawal))


def facts_in_force(facts: Sequence[Fact]) -> list[Fact]:
    """The facts that nobody withdrew, without the withdrawals themselves."""
    gone = withdrawn_ids(facts)
    return [fact for fact in facts if fact.fact_id not in gone and not isinstance(fact.content, Withdrawal)]


def stays_in_force(facts: Sequence[Fact]) -> list[Stay]:
    """The stays that nobody withdrew."""
    return [fact.content for fact in facts_in_force(facts) if isinstance(fact.content, Stay)]


def home_of(facts: Sequence[Fact]) -> str | None:
    """The division of the habitual address, the latest recorded; None where none is known."""
    homes = [stay.place.division_code for stay in stays_in_force(facts) if stay.habitual]
    return homes[-1] if homes else None


def city_of(facts: Sequence[Fact]) -> str | None:
    """The city of the latest enrolment in force: its pack decides the colour (SPEC P16). None without one."""
    enrolments = [
        (fact.content.enrolled_on, fact.recorded_at, fact.content.city_code)
        for fact in facts_in_force(facts)
        if isinstance(fact.content, Enrolment)
    ]
    return max(enrolments)[2] if enrolments else None


def needs_check_in(colour: Colour) -> bool:
    """Whether the colour asks for daily check-ins (SPEC F1)."""
    return colour in (Colour.YELLOW, Colour.RED)


def due_at(assessment: Assessment, now: datetime) -> datetime | None:
    """When the person has to be assessed again although nothing new came.

    The rules say when the colour can change. Beside that, the run of check-ins moves at midnight: a day that
    passes without a report breaks it, and "checked in today" is over.
    """
    instants = []
    if assessment.next_due_at is not None:
        instants.append(assessment.next_due_at)
    if assessment.open_causes or assessment.check_in_run or assessment.checked_in_today:
        instants.append(next_midnight(now))
    later = [instant for instant in instants if instant > now]
    if later:
        return min(later)
    # A rule that is due "now" again would be computed for ever; tomorrow is soon enough.
    return next_midnight(now) if instants else None


def next_midnight(now: datetime) -> datetime:
    """00:00 of the next Shanghai day."""
    return start_of_day(local_day(now) + timedelta(days=1))


def can_be_declared_out_of_service(day: date, now: datetime) -> bool:
    """Whether a day may still be declared an outage: it has begun, and ended at most three days ago.

    No future day: a declaration ahead would tell people not to report. docs/decisions/0008 gives the reasons.
    """
    return day <= local_day(now) <= day + timedelta(days=OUTAGE_DECLARED_WITHIN_DAYS)
