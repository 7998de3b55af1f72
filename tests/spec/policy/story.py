"""One person's facts, told by the days of July 2022, so that a rule's spec reads as a small table.

    story = Story(risks=[medium("340104")])
    story.add(Stay(HEFEI_STREET, july(1), july(3)), recorded=4)
    story.check_ins(4, 10)
    assert story.turns_on(11) == ("yellow", "green")

Days are numbers: 1 is 1 July, 0 is 30 June, 32 is 1 August. Every story begins with an accepted declaration on day 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from ankang.core.days import start_of_day
from ankang.core.facts import (
    AbnormalTemperature,
    Arrival,
    Asymptomatic,
    AsymptomaticReleased,
    Case,
    CheckIn,
    CloseContact,
    Content,
    Declaration,
    Discharge,
    Enrolment,
    Evidence,
    Fact,
    Neighbour,
    Order,
    Quarantine,
    Source,
    Stay,
    Suspect,
    SuspectExcluded,
    Symptom,
    SymptomReport,
    Test,
    Withdrawal,
)
from ankang.core.ids import FactId
from ankang.core.places import Area, AreaRisk, Place, RiskLevel
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import Assessment, Cause
from ankang.core.policy.language import Policy
from ankang.core.policy.parse import parse_policy

PACK = Path(__file__).parents[3] / "src/ankang/packs/anhui-2020"
PACK_FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted(PACK.glob("*.toml"))}
ANHUI = parse_policy(PACK_FILES)
STREET = Place("340104001")
_INSTANT = timedelta(microseconds=1)

_SOURCES: dict[type[Content], Source] = {
    Declaration: Source.DECLARED,
    Enrolment: Source.SYSTEM,
    Stay: Source.DECLARED,
    Arrival: Source.DECLARED,
    SymptomReport: Source.DECLARED,
    Withdrawal: Source.OFFICER,
    CheckIn: Source.CHECK_IN,
    AbnormalTemperature: Source.CHECKPOINT,
    Neighbour: Source.OFFICER,
    Order: Source.OFFICER,
    Evidence: Source.OFFICER,
    Case: Source.HEALTH_DEPARTMENT,
    Discharge: Source.HEALTH_DEPARTMENT,
    Suspect: Source.HEALTH_DEPARTMENT,
    SuspectExcluded: Source.HEALTH_DEPARTMENT,
    Asymptomatic: Source.HEALTH_DEPARTMENT,
    AsymptomaticReleased: Source.HEALTH_DEPARTMENT,
    CloseContact: Source.HEALTH_DEPARTMENT,
    Quarantine: Source.HEALTH_DEPARTMENT,
    Test: Source.HEALTH_DEPARTMENT,
}


def july(day: int) -> date:
    """The day of July 2022 with this number; 0 and less reach back into June, 32 and more into August."""
    return date(2022, 7, 1) + timedelta(days=day - 1)


def on(day: int, hour: float = 0) -> datetime:
    """The instant at an hour of a local day."""
    return start_of_day(july(day)) + timedelta(hours=hour)


def risk(level: RiskLevel, code: str, first: int, until: int | None = None, **area: object) -> AreaRisk:
    """An area at a level from 00:00 of day `first` until 00:00 of day `until`."""
    ends = None if until is None else on(until)
    return AreaRisk(Area(code, **area), level, on(first), ends, f"area {code}")  # type: ignore[arg-type]  # keywords of Area


class Story:
    """A growing list of facts about one person, assessed under one policy."""

    def __init__(
        self,
        *,
        risks: Sequence[AreaRisk] = (),
        policy: Policy = ANHUI,
        declared: int | None = 1,
        neutral: Sequence[int] = (),
    ) -> None:
        self.facts: list[Fact] = []
        self.risks = risks
        self.policy = policy
        self.neutral = frozenset(july(day) for day in neutral)
        if declared is not None:
            self.add(Declaration(july(declared)), recorded=declared, hour=8)

    def add(
        self,
        content: Content,
        *,
        recorded: int,
        hour: float = 10,
        source: Source | None = None,
        source_ref: str | None = None,
    ) -> FactId:
        """Record a fact on a day at an hour, by its usual source unless told; returns its id."""
        fact_id = FactId(UUID(int=len(self.facts) + 1))
        chosen = source or _SOURCES[type(content)]
        self.facts.append(Fact(fact_id, on(recorded, hour), chosen, source_ref or f"row {len(self.facts)}", content))
        return fact_id

    def check_ins(self, first: int, last: int, *, but: Sequence[int] = ()) -> Story:
        """A normal check-in at 9:00 of every day from first to last, but those."""
        for day in range(first, last + 1):
            if day not in but:
                self.add(CheckIn(july(day), 36.5), recorded=day, hour=9)
        return self

    def check_in(self, day: int, *symptoms: Symptom, celsius: float = 36.5, hour: float = 9) -> FactId:
        """One check-in on its day."""
        return self.add(CheckIn(july(day), celsius, frozenset(symptoms)), recorded=day, hour=hour)

    def report(self, day: int, *symptoms: Symptom, hour: float = 10) -> FactId:
        """A report of symptoms on its day."""
        return self.add(SymptomReport(july(day), frozenset(symptoms)), recorded=day, hour=hour)

    def withdraw(self, fact_id: FactId, *, recorded: int, hour: float = 11) -> FactId:
        """Withdraw a fact."""
        return self.add(Withdrawal(fact_id, "entered by mistake"), recorded=recorded, hour=hour)

    def at(self, instant: datetime) -> Assessment:
        """The assessment at an instant."""
        return assess(self.facts, self.risks, self.policy, instant, neutral_days=self.neutral)

    def on(self, day: int, hour: float = 12) -> Assessment:
        """The assessment on a day, at noon unless told."""
        return self.at(on(day, hour))

    def colour(self, day: int, hour: float = 12) -> str:
        """The colour on a day, at noon unless told."""
        return self.on(day, hour).colour.value

    def turns_on(self, day: int) -> tuple[str, str]:
        """The colour at the last instant before 00:00 of the day, and at 00:00."""
        return self.at(on(day) - _INSTANT).colour.value, self.at(on(day)).colour.value

    def causes(self, day: int, hour: float = 12) -> dict[str, str]:
        """The state of every cause on a day, by rule; of two of one rule, the open one."""
        return {cause.rule: cause.state.value for cause in reversed(self.on(day, hour).causes)}

    def cause(self, rule: str, day: int, hour: float = 12) -> Cause:
        """The one cause of a rule on a day."""
        (cause,) = [cause for cause in self.on(day, hour).causes if cause.rule == rule]
        return cause
