"""Random people of July 2022 for the properties of the colour rules: facts, area risks, an instant in the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from ankang.core.colours import Colour
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
)
from ankang.core.ids import FactId
from ankang.core.places import Area, AreaRisk, Place, RiskLevel
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import Assessment
from spec.policy.story import ANHUI, july, on

DEPARTMENT = Source.HEALTH_DEPARTMENT
NOW_DAY = 20
_days = st.integers(-5, NOW_DAY).map(july)
_spans = st.tuples(st.integers(-5, NOW_DAY + 3), st.integers(0, 12)).map(lambda s: (july(s[0]), july(s[0] + s[1])))
_codes = st.sampled_from(["340104001", "340104002", "340111001"])
_symptoms = st.frozensets(st.sampled_from(list(Symptom)), min_size=1, max_size=2)
_yellow = [symptom for symptom in Symptom if ANHUI.settings.symptoms[symptom] is Colour.YELLOW]
_coloured = st.sampled_from(_yellow).map(lambda symptom: frozenset({symptom}))

Told = tuple[Content, Source, int]  # the last: minutes after 24 June at 0:00, when it was recorded


@dataclass(frozen=True)
class Person:
    """Facts known at `at`, with the area risks around them."""

    facts: tuple[Fact, ...]
    risks: tuple[AreaRisk, ...]
    at: datetime

    def assessed(self, at: datetime | None = None) -> Assessment:
        """The assessment at the person's instant, or another."""
        return assess(self.facts, self.risks, ANHUI, at or self.at)

    def with_fact(self, content: Content, recorded_at: datetime, source: Source = DEPARTMENT) -> Person:
        """The same person with one fact more."""
        number = len(self.facts) + 1
        fact = Fact(FactId(UUID(int=1000 + number)), recorded_at, source, f"added {number}", content)
        return replace(self, facts=(*self.facts, fact))


def _recorded(contents: st.SearchStrategy[Content], sources: list[Source]) -> st.SearchStrategy[Told]:
    """A content with a source and its recording, which may lie long after what happened."""
    return st.tuples(contents, st.sampled_from(sources), st.integers(0, (NOW_DAY + 6) * 1440))


def _after_it(contents: st.SearchStrategy[Content], sources: list[Source]) -> st.SearchStrategy[Told]:
    """As `_recorded`, but never before it happened: a case or a reading of tomorrow cannot be known."""
    return _recorded(contents, sources).map(_not_before_its_day)


def _not_before_its_day(told: Told) -> Told:
    content, source, minutes = told
    days = [value for name in content.__slots__ if isinstance(value := getattr(content, name), date)]
    earliest = max(((day - july(-6)).days * 1440 for day in days), default=0)
    return content, source, max(minutes, earliest)


def stays() -> st.SearchStrategy[Content]:
    """Stays that ended, go on, or are the habitual address."""
    ended = st.builds(lambda code, span: Stay(Place(code), *span), _codes, _spans)
    lasting = st.builds(lambda code, day, home: Stay(Place(code), day, habitual=home), _codes, _days, st.booleans())
    return ended | lasting


def openers() -> st.SearchStrategy[Told]:
    """Facts that can open a cause, of every kind."""
    telecom = st.builds(
        lambda code, day: Stay(Place(code), day, day, dwell_minutes=600, bound_to_one_adult=True), _codes, _days
    )
    orders = st.builds(
        lambda colour, span: Order(colour, *span, "outbreak"), st.sampled_from([Colour.RED, Colour.YELLOW]), _spans
    )
    quarantines = st.builds(
        lambda span, open_end: Quarantine(span[0], None if open_end else span[1]), _spans, st.booleans()
    )
    return st.one_of(
        _recorded(stays(), [Source.DECLARED, Source.TRANSPORT]),
        _recorded(telecom, [Source.TELECOM]),
        _after_it(st.builds(Case, _days), [DEPARTMENT]),
        _after_it(st.builds(Suspect, _days), [DEPARTMENT]),
        _after_it(st.builds(Asymptomatic, _days), [DEPARTMENT]),
        _after_it(st.builds(CloseContact, st.none() | _days), [DEPARTMENT, Source.DECLARED]),
        _recorded(quarantines, [DEPARTMENT]),
        _after_it(st.builds(Test, _days, st.just(TestResult.POSITIVE)), [DEPARTMENT]),
        _recorded(
            st.builds(Arrival, st.sampled_from(["310000", "341600"]), st.integers(-5, 25).map(july)), [Source.DECLARED]
        ),
        _after_it(st.builds(SymptomReport, _days, _symptoms), [Source.DECLARED]),
        _after_it(st.builds(AbnormalTemperature, _days, st.just(37.9)), [Source.CHECKPOINT]),
        _after_it(st.builds(Neighbour, st.sampled_from(list(Exposure)), _days, st.none() | _days), [Source.OFFICER]),
        _recorded(orders, [Source.OFFICER]),
        st.tuples(st.integers(-5, NOW_DAY), _coloured, st.integers(1, 1439)).map(
            lambda c: (CheckIn(july(c[0]), 36.6, c[1]), Source.CHECK_IN, (c[0] + 6) * 1440 + c[2])
        ),
    )


def relievers() -> st.SearchStrategy[Told]:
    """Facts that may end or lift a cause: evidence, closing records, normal check-ins on their day."""
    evidence = st.builds(Evidence, st.sampled_from(list(EvidenceKind)), _days)
    return st.one_of(
        _after_it(st.builds(Test, _days, st.just(TestResult.NEGATIVE)), [DEPARTMENT]),
        _after_it(evidence, [Source.OFFICER]),
        _after_it(st.builds(Discharge, _days), [DEPARTMENT]),
        _after_it(st.builds(AsymptomaticReleased, _days), [DEPARTMENT]),
        _after_it(st.builds(SuspectExcluded, _days), [DEPARTMENT]),
        st.tuples(st.integers(-5, NOW_DAY), st.integers(1, 1439)).map(
            lambda c: (CheckIn(july(c[0]), 36.5), Source.CHECK_IN, (c[0] + 6) * 1440 + c[1])
        ),
    )


def _risks() -> st.SearchStrategy[tuple[AreaRisk, ...]]:
    def built(code: str, level: RiskLevel, first: int, length: int | None) -> AreaRisk:
        end = None if length is None else on(first) + timedelta(hours=length)
        return AreaRisk(Area(code), level, on(first), end, code)

    codes = st.sampled_from(["340104", "340104001", "340111", "34"])
    one = st.builds(
        built, codes, st.sampled_from(list(RiskLevel)), st.integers(-10, 25), st.none() | st.integers(12, 400)
    )
    return st.lists(one, max_size=3).map(tuple)


@st.composite
def people(draw: st.DrawFn) -> Person:
    """A person with an accepted declaration, up to six facts that matter and a stretch of check-ins."""
    told = draw(st.lists(openers(), max_size=4)) + draw(st.lists(relievers(), max_size=3))
    told += [(Declaration(july(-20)), Source.DECLARED, 0)]
    if draw(st.booleans()):
        told.append((Enrolment("3401", july(draw(st.integers(-20, 5)))), Source.SYSTEM, 0))
    first = draw(st.integers(-5, NOW_DAY))
    for day in range(first, first + draw(st.integers(0, 25))):
        told.append((CheckIn(july(day), 36.5), Source.CHECK_IN, (day + 6) * 1440 + 540))
    at = on(-6) + timedelta(minutes=draw(st.integers(6 * 1440, (NOW_DAY + 7) * 1440)))
    facts = [
        Fact(FactId(UUID(int=number)), recorded_at, source, f"row {number}", content)
        for number, (content, source, minutes) in enumerate(told)
        if (recorded_at := instant(minutes)) <= at
    ]
    return Person(tuple(facts), draw(_risks()), at)


def instant(minutes: int) -> datetime:
    """The instant so many minutes after 24 June at 0:00."""
    return on(-6) + timedelta(minutes=minutes)
