"""What can happen to an invented person on a day, and what each plot records. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ankang.core.facts import (
    Asymptomatic,
    AsymptomaticReleased,
    Case,
    CloseContact,
    Content,
    Discharge,
    Exposure,
    Neighbour,
    Quarantine,
    Source,
    Suspect,
    SuspectExcluded,
    Symptom,
    SymptomReport,
    Test,
    TestResult,
)
from ankang.demo.dice import Dice
from ankang.demo.plots import Plot

Method = Literal["self", "proxy", "telephone"]

_RECORDED_AT = 8  # o'clock
_SYMPTOMS = (Symptom.DRY_COUGH, Symptom.SORE_THROAT, Symptom.FEVER, Symptom.OTHER_RESPIRATORY)
_DAYS_IN_HOSPITAL, _DAYS_CENTRALISED = 12, 8


@dataclass(frozen=True, slots=True)
class Recorded:
    """Somebody recorded facts."""

    days_ago: int
    hour: int
    source: Source
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A daily check-in without a symptom."""

    days_ago: int
    hour: int
    temperature_celsius: float
    method: Method


@dataclass(frozen=True, slots=True)
class Midnight:
    """The first instant of a day on which an observation may be over."""

    days_ago: int
    hour: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """At a checkpoint twice above the threshold, and registered."""

    days_ago: int
    hour: int
    first_celsius: float
    second_celsius: float


@dataclass(frozen=True, slots=True)
class Visited:
    """Came to a checkpoint by its posted code, and was let in."""

    days_ago: int
    hour: int
    celsius: float


Happening = Recorded | CheckedIn | Midnight | Measured | Visited


def recorded(plot: Plot, days_ago: int, today: date, dice: Dice) -> Iterator[Happening]:
    """What the plot records about a person with whom it began so many days ago; nothing for most."""
    story = _STORIES.get(plot)
    if story is not None:
        yield from story(_Day(days_ago, today), dice)


@dataclass(frozen=True, slots=True)
class _Day:
    """The day on which a plot began."""

    ago: int
    today: date

    def later(self, days: int = 0) -> date:
        return self.today - timedelta(days=self.ago - days)

    def record(self, source: Source, *contents: Content, days_later: int = 0) -> Recorded:
        return Recorded(self.ago - days_later, _RECORDED_AT, source, contents)


def _case(day: _Day, _dice: Dice) -> Iterator[Happening]:
    yield day.record(Source.HEALTH_DEPARTMENT, Case(day.later()))
    if day.ago > _DAYS_IN_HOSPITAL:
        cured = Discharge(day.later(_DAYS_IN_HOSPITAL))
        yield day.record(Source.HEALTH_DEPARTMENT, cured, days_later=_DAYS_IN_HOSPITAL)


def _contact(day: _Day, _dice: Dice) -> Iterator[Happening]:
    quarantine = Quarantine(day.later(), day.later(14))
    yield day.record(Source.HEALTH_DEPARTMENT, CloseContact(day.later(-1)), quarantine)


def _on_staircase(day: _Day, _dice: Dice) -> Iterator[Happening]:
    yield day.record(Source.OFFICER, Neighbour(Exposure.STAIRCASE, day.later(), day.later()))


def _in_office(day: _Day, _dice: Dice) -> Iterator[Happening]:
    yield day.record(Source.OFFICER, Neighbour(Exposure.OFFICE, day.later(), day.later(-1)))


def _suspect(day: _Day, _dice: Dice) -> Iterator[Happening]:
    yield day.record(Source.HEALTH_DEPARTMENT, Suspect(day.later()))


def _excluded(day: _Day, dice: Dice) -> Iterator[Happening]:
    yield from _suspect(day, dice)
    yield day.record(Source.HEALTH_DEPARTMENT, SuspectExcluded(day.later(2)), days_later=2)


def _asymptomatic(day: _Day, _dice: Dice) -> Iterator[Happening]:
    yield day.record(Source.HEALTH_DEPARTMENT, Asymptomatic(day.later()))
    if day.ago > _DAYS_CENTRALISED:
        released = AsymptomaticReleased(day.later(_DAYS_CENTRALISED))
        yield day.record(Source.HEALTH_DEPARTMENT, released, days_later=_DAYS_CENTRALISED)


def _positive_test(day: _Day, _dice: Dice) -> Iterator[Happening]:
    yield day.record(Source.HEALTH_DEPARTMENT, Test(day.later(), TestResult.POSITIVE))


def _cough(day: _Day, dice: Dice) -> Iterator[Happening]:
    yield day.record(Source.DECLARED, SymptomReport(day.later(), frozenset({dice.pick(_SYMPTOMS)})))


def _tested(day: _Day, dice: Dice) -> Iterator[Happening]:
    yield from _cough(day, dice)
    yield day.record(Source.HEALTH_DEPARTMENT, Test(day.later(1), TestResult.NEGATIVE), days_later=1)


def _fever_in_observation(day: _Day, _dice: Dice) -> Iterator[Happening]:
    fever = SymptomReport(day.later(3), frozenset({Symptom.FEVER}))
    yield day.record(Source.DECLARED, fever, days_later=3)


def _temperature(day: _Day, dice: Dice) -> Iterator[Happening]:
    tenths = 5 + dice.below(6)
    yield Measured(day.ago, _RECORDED_AT, 37 + tenths / 10, 37 + (tenths + 1) / 10)


_STORIES: dict[Plot, Callable[[_Day, Dice], Iterator[Happening]]] = {
    Plot.CASE: _case,
    Plot.CONTACT: _contact,
    Plot.STAIRCASE: _on_staircase,
    Plot.OFFICE: _in_office,
    Plot.SUSPECT: _suspect,
    Plot.EXCLUDED: _excluded,
    Plot.ASYMPTOMATIC: _asymptomatic,
    Plot.POSITIVE_TEST: _positive_test,
    Plot.COUGH: _cough,
    Plot.TESTED: _tested,
    Plot.FEVER_IN_OBSERVATION: _fever_in_observation,
    Plot.TEMPERATURE: _temperature,
}
