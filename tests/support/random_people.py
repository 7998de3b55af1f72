"""Random people, area risks and packs from one seed, in numbers that Hypothesis is too slow for.

Everything that the rules can read occurs: every kind of fact, withdrawals of withdrawals, late records, places with and
without a compound, areas with exclusions. `tests/population` asks two engines about them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from ankang.core.colours import Colour
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
    EvidenceKind,
    Exposure,
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
    TestResult,
    Withdrawal,
)
from ankang.core.ids import CompoundId, FactId
from ankang.core.places import Area, AreaRisk, Place, RiskLevel
from ankang.core.policy.language import AfterObservation, Lift, Policy, Rule
from ankang.core.policy.triggers import StayTrigger

TODAY = date(2022, 7, 20)
DEPARTMENT = Source.HEALTH_DEPARTMENT
_COMPOUNDS = [CompoundId(UUID(int=number)) for number in range(1, 5)]
_STREETS = ("340104001", "340104002", "340111001", "341324001")
_CODES = (*_STREETS, "340104001003", "340104", "3401", "34")


@dataclass(frozen=True)
class Unreadable:
    """A content that no present rule knows."""

    noted_on: date


class People:
    """An endless row of invented people; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(f"people {seed}")
        self._facts = 0

    def person(self) -> list[Fact]:
        """The facts of one person, the order of recording mixed up."""
        facts = [] if self._chance(0.03) else [self._fact(Declaration(self._day(-30, 1)), Source.DECLARED)]
        if self._chance(0.7):
            facts.append(
                self._fact(Enrolment(self._dice.choice(["3401", "3412", "3101"]), self._day(-30, 0)), Source.SYSTEM)
            )
        facts += [self._weighty() for _ in range(self._dice.choice([0, 0, 1, 1, 2, 3, 4]))]
        facts += [self._relief() for _ in range(self._dice.choice([0, 0, 0, 1, 2]))]
        facts += self._check_ins()
        for _ in range(self._dice.choice([0, 0, 0, 0, 1, 2, 3]) if facts else 0):
            facts.append(self._fact(Withdrawal(self._dice.choice(facts).fact_id, "wrong"), Source.OFFICER))
        if self._chance(0.005):
            facts.append(self._fact(Unreadable(TODAY), Source.SYSTEM))  # type: ignore[arg-type]  # no content on purpose
        self._dice.shuffle(facts)
        return facts

    def area_risks(self) -> list[AreaRisk]:
        """Some areas, overlapping, with and without an end, some less what they exclude."""
        return [self._area_risk() for _ in range(self._dice.randint(2, 12))]

    def neutral_days(self) -> frozenset[date]:
        """Days out of service, seldom any."""
        return frozenset(self._day(-20, 0) for _ in range(self._dice.choice([0, 1, 3])))

    def instant(self) -> datetime:
        """An instant of TODAY or near it."""
        return start_of_day(self._day(-3, 1)) + timedelta(minutes=self._dice.randint(0, 1439))

    def pack(self, base: Policy) -> Policy:
        """A valid pack with other rules, windows, releases, lifts and settings."""
        escalated = {rule.escalation.to for rule in base.rules if rule.escalation}
        symptoms = {rule.name for rule in base.rules if rule.name == "symptoms"}
        kept = [rule for rule in base.rules if rule.name in escalated | symptoms or self._chance(0.9)]
        settings = replace(
            base.settings,
            evidence=replace(base.settings.evidence, maximum_age_days=self._dice.choice([3, 7, 14])),
            check_in=replace(base.settings.check_in, late_upload_hours=self._dice.choice([0, 72])),
        )
        return replace(base, version=str(self._dice.random()), rules=tuple(map(self._rule, kept)), settings=settings)

    def _rule(self, rule: Rule) -> Rule:
        changed = replace(rule, look_back_days=self._dice.choice([rule.look_back_days, 3, 21, None]))
        release = rule.release
        if isinstance(release, AfterObservation):
            days, wanted = self._dice.choice([1, 5, 7, 14]), self._dice.choice([0, 3, 7, 14])
            changed = replace(changed, release=replace(release, observation_days=days, check_ins=wanted))
        if rule.colour is Colour.YELLOW and self._chance(0.4):
            changed = replace(changed, lifts=frozenset(lift for lift in Lift if self._chance(0.5)))
        trigger = rule.trigger
        if isinstance(trigger, StayTrigger) and self._chance(0.3):
            levels = frozenset({RiskLevel.KEY, RiskLevel.MEDIUM, RiskLevel.HIGH})
            changed = replace(changed, trigger=replace(trigger, levels=levels))
        return changed

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    def _day(self, first: int, last: int) -> date:
        return TODAY + timedelta(days=self._dice.randint(first, last))

    def _fact(self, content: Content, source: Source, recorded_at: datetime | None = None) -> Fact:
        self._facts += 1
        # The upper bits order the ids: random, so that neither engine can lean on the order of making.
        fact_id = FactId(UUID(int=(self._dice.getrandbits(60) << 66) | self._facts))
        minutes = self._dice.randint(-26 * 1440, 1440)
        at = recorded_at or start_of_day(TODAY) + timedelta(minutes=minutes)
        return Fact(fact_id, at, source, f"row {self._facts}", content)

    def _place(self) -> Place:
        compound = self._dice.choice([None, *_COMPOUNDS])
        return Place(self._dice.choice(_CODES), compound)

    def _symptoms(self) -> frozenset[Symptom]:
        return frozenset(self._dice.sample(list(Symptom), self._dice.randint(1, 2)))

    def _weighty(self) -> Fact:
        content, source = self._dice.choice(_OPENERS)(self)
        return self._fact(content, source)

    def _relief(self) -> Fact:
        content, source = self._dice.choice(_RELIEVERS)(self)
        return self._fact(content, source)

    def _stay(self) -> tuple[Content, Source]:
        first = self._day(-25, 3)
        until = None if self._chance(0.4) else first + timedelta(days=self._dice.randint(0, 9))
        source = self._dice.choice([Source.DECLARED, Source.TRANSPORT, Source.TELECOM, DEPARTMENT])
        dwell = self._dice.choice([None, 60, 240, 241, 900])
        return Stay(self._place(), first, until, self._chance(0.3), dwell, self._chance(0.7)), source

    def _quarantine(self) -> tuple[Content, Source]:
        starts = self._day(-25, 3)
        ends = None if self._chance(0.4) else starts + timedelta(days=self._dice.randint(0, 14))
        return Quarantine(starts, ends), self._dice.choice([DEPARTMENT, Source.DECLARED])

    def _order(self) -> tuple[Content, Source]:
        first = self._day(-10, 3)
        colour = self._dice.choice([Colour.RED, Colour.YELLOW])
        return Order(colour, first, first + timedelta(days=self._dice.randint(0, 12)), "outbreak"), Source.OFFICER

    def _arrival(self) -> tuple[Content, Source]:
        return Arrival(self._dice.choice(["310000", "32", "341600"]), self._day(-20, 4)), Source.DECLARED

    def _check_ins(self) -> list[Fact]:
        if self._chance(0.3):
            return []
        first = self._dice.randint(-22, 0)
        days = [day for day in range(first, first + self._dice.randint(1, 22)) if day <= 0 and not self._chance(0.05)]
        return [fact for day in days for fact in self._check_ins_of(TODAY + timedelta(days=day))]

    def _check_ins_of(self, day: date) -> list[Fact]:
        told = []
        for _ in range(2 if self._chance(0.05) else 1):
            celsius = self._dice.choice([36.5] * 60 + [37.3, 38.2, float("nan")])
            symptoms = self._symptoms() if self._chance(0.02) else frozenset[Symptom]()
            late = self._dice.choice([0] * 30 + [1, 2, 4, 5])
            at = start_of_day(day) + timedelta(days=late, minutes=self._dice.randint(0, 1439))
            told.append(self._fact(CheckIn(day, celsius, symptoms), Source.CHECK_IN, at))
        return told

    def _area_risk(self) -> AreaRisk:
        dice = self._dice
        compound = dice.choice([None, None, *_COMPOUNDS])
        excluded = frozenset(dice.sample(_COMPOUNDS, dice.choice([0, 0, 1])))
        divisions = frozenset(dice.sample(["340104001003", "340104002"], dice.choice([0, 0, 1])))
        area = Area(dice.choice(_CODES[:-1]), compound, excluded, divisions)
        starts = start_of_day(self._day(-20, 2)) + timedelta(hours=dice.randint(0, 23))
        ends = None if self._chance(0.4) else starts + timedelta(hours=dice.randint(1, 400))
        return AreaRisk(area, dice.choice(list(RiskLevel)), starts, ends, "somewhere")


_Maker = Callable[[People], tuple[Content, Source]]
_SOURCES = (DEPARTMENT, Source.DECLARED)
_OPENERS: tuple[_Maker, ...] = (
    People._stay,
    People._stay,
    People._quarantine,
    People._order,
    People._arrival,
    lambda of: (Case(of._day(-25, 0)), DEPARTMENT),
    lambda of: (Suspect(of._day(-25, 0)), DEPARTMENT),
    lambda of: (Asymptomatic(of._day(-25, 0)), DEPARTMENT),
    lambda of: (CloseContact(None if of._chance(0.3) else of._day(-25, 0)), of._dice.choice(_SOURCES)),
    lambda of: (Test(of._day(-25, 0), TestResult.POSITIVE), DEPARTMENT),
    lambda of: (SymptomReport(of._day(-20, 0), of._symptoms()), Source.DECLARED),
    lambda of: (AbnormalTemperature(of._day(-20, 0), 37.9), Source.CHECKPOINT),
    lambda of: (
        Neighbour(of._dice.choice(list(Exposure)), of._day(-20, 0), None if of._chance(0.5) else of._day(-20, 0)),
        Source.OFFICER,
    ),
)
_RELIEVERS: tuple[_Maker, ...] = (
    lambda of: (Test(of._day(-14, 0), TestResult.NEGATIVE), of._dice.choice(_SOURCES)),
    lambda of: (
        Evidence(of._dice.choice(list(EvidenceKind)), of._day(-14, 0), of._chance(0.2)),
        of._dice.choice([Source.OFFICER, Source.DECLARED]),
    ),
    lambda of: (Discharge(of._day(-20, 0)), DEPARTMENT),
    lambda of: (AsymptomaticReleased(of._day(-20, 0)), DEPARTMENT),
    lambda of: (SuspectExcluded(of._day(-20, 0)), DEPARTMENT),
)
