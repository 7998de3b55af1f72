"""Days with a normal check-in, and the runs they form (SPEC P6, P7, F3).

Days are ordinals here. A *normal* day has a check-in below the threshold without any symptom, no abnormal report
and no registered reading. A *neutral* day, on which the system was declared out of service, neither counts nor
breaks. Today, while nothing is reported, does not break.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass

from ankang.core.days import start_of_day
from ankang.core.facts import AbnormalTemperature, CheckIn, Fact, Symptom, SymptomReport
from ankang.core.policy.known import KnownFacts, recorded_day
from ankang.core.policy.language import AfterObservation
from ankang.core.policy.settings import Settings


@dataclass(slots=True)
class SymptomDay:
    """A check-in or report with symptoms that counts; fever is among them where the temperature says so.

    `facts` are its versions that are abnormal, the first one first: the abnormality appeared with each of them.
    """

    day: int
    facts: list[Fact]
    symptoms: frozenset[Symptom]


class CheckInDays:
    """What is known about each day, and the runs of normal days.

    `runs` are the maximal runs, each the sorted normal days in it. `current` is the run that is still going on,
    maybe empty; it is no part of `runs`.
    """

    __slots__ = ("_neutral", "_today", "abnormal", "checked_in", "current", "normal", "runs", "symptom_days")

    def __init__(self, known: KnownFacts, settings: Settings, neutral: Collection[int]) -> None:
        self._today = known.today
        self._neutral = neutral
        self.normal: set[int] = set()
        self.abnormal: set[int] = set()
        self.symptom_days: list[SymptomDay] = []
        self.checked_in: set[int] = set()
        self._read_reports(known)
        self._read_check_ins(known, settings)
        self.normal -= self.abnormal
        self.normal.difference_update(neutral)
        self.runs: list[list[int]] = []
        self.current: list[int] = []
        self._form_runs()

    @property
    def next_countable(self) -> int:
        """The first day that can still become normal: today while nothing came, else tomorrow."""
        settled = self._today in self.normal or self._today in self.abnormal or self._today in self._neutral
        return self._today + 1 if settled else self._today

    def valid_until(self, run: list[int]) -> int:
        """The last day of the run, with the neutral days that follow it."""
        last = run[-1]
        while last + 1 in self._neutral:
            last += 1
        return last

    def _read_reports(self, known: KnownFacts) -> None:
        for fact, report in known.of(SymptomReport):
            day = report.reported_on.toordinal()
            self.abnormal.add(day)
            self.symptom_days.append(SymptomDay(day, [fact], report.symptoms))
        for _, reading in known.of(AbnormalTemperature):
            self.abnormal.add(reading.read_on.toordinal())

    def _read_check_ins(self, known: KnownFacts, settings: Settings) -> None:
        threshold = settings.temperature.abnormal_celsius
        last: dict[int, frozenset[Symptom] | None] = {}
        abnormal: dict[int, list[Fact]] = {}
        for fact, check_in in known.of(CheckIn):
            day = check_in.checked_in_on.toordinal()
            self.checked_in.add(day)
            symptoms = _symptoms_of(check_in, threshold)
            if symptoms:
                abnormal.setdefault(day, []).append(fact)
            elif symptoms is not None and not _in_time(fact, check_in, day, settings):
                continue
            last[day] = symptoms
        for day, symptoms in last.items():
            if symptoms is not None and not symptoms:
                self.normal.add(day)
                continue
            self.abnormal.add(day)
            if symptoms:
                self.symptom_days.append(SymptomDay(day, abnormal[day], symptoms))

    def _form_runs(self) -> None:
        run: list[int] = []
        for day in sorted(self.normal):
            if run and not self._bridged(run[-1], day):
                self.runs.append(run)
                run = []
            run.append(day)
        if run and self._today not in self.abnormal and self._bridged(run[-1], self._today):
            self.current = run
        elif run:
            self.runs.append(run)

    def _bridged(self, earlier: int, later: int) -> bool:
        return all(day in self._neutral for day in range(earlier + 1, later))


def release_day(
    day_0: int, release: AfterObservation, days: CheckInDays, unblocked: Callable[[int], int | None]
) -> int | None:
    """The first day at whose 00:00 the cause ends, if every day from now on is normal; None if never.

    The day is today or earlier where the cause has ended already. `unblocked` gives the first day from the given
    one on which nothing is open in the department's records.
    """
    first = day_0 + 1
    full = day_0 + release.observation_days
    wanted = release.check_ins
    if wanted == 0:
        return unblocked(full + 1)
    for run in days.runs:
        position = bisect_left(run, first) + wanted - 1
        if position < len(run):
            day = unblocked(max(run[position], full) + 1)
            if day is not None and day <= days.valid_until(run) + 1:
                return day
    position = bisect_left(days.current, first) + wanted - 1
    if position < len(days.current):
        last = days.current[position]
    else:
        still = position - len(days.current)
        last = max(first, days.next_countable) + still
    return unblocked(max(last, full) + 1)


def counted(days: CheckInDays, day_0: int, wanted: int) -> int:
    """How many check-ins of the current run count for a cause with this day 0, at most the wanted."""
    return min(wanted, len(days.current) - bisect_left(days.current, day_0 + 1))


def _symptoms_of(check_in: CheckIn, threshold: float) -> frozenset[Symptom] | None:
    """Its symptoms with fever where the temperature says so; None where the temperature is no number."""
    celsius = check_in.temperature_celsius
    if celsius >= threshold:
        return check_in.symptoms | {Symptom.FEVER}
    if celsius < threshold:
        return check_in.symptoms
    return None


def _in_time(fact: Fact, check_in: CheckIn, day: int, settings: Settings) -> bool:
    """Whether it was recorded on its day, or uploaded within the hours after it that the pack allows."""
    recorded_on = recorded_day(fact)
    if recorded_on <= day:
        return recorded_on == day
    late = fact.recorded_at - start_of_day(check_in.checked_in_on)
    return late.total_seconds() <= (24 + settings.check_in.late_upload_hours) * 3600
