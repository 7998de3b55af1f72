"""Days with a symptom, normal days and the runs they form (`core/policy/check_in_run`, SPEC P6, P7, F3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table

from ankang.core.facts import Symptom
from ankang.core.policy.settings import Settings
from ankang.population.engine.frames import symptom_mask
from ankang.population.engine.instants import start_of
from ankang.population.engine.known import Known

_HOUR = 3_600_000_000
_FEVER = symptom_mask({Symptom.FEVER})


@dataclass(frozen=True)
class CheckInDays:
    """What is known about the days of some people.

    `symptoms`: person, day, fact, recorded_at, recorded_on, symptoms (mask), is_first (the first such fact of the
    day's report). `normal`: person, day, run, is_current, valid_until (the last day on which the run's end counts).
    `settled`: the people whose today can no longer become normal.
    """

    symptoms: Table
    normal: Table
    settled: Table


def with_symptoms(known: Known, settings: Settings) -> Table:
    """The people (person) of whom a check-in or a report told a symptom."""
    check_ins = known.of("check_in")
    feverish = check_ins.temperature_celsius >= settings.temperature.abnormal_celsius
    return (
        check_ins.filter((check_ins.symptoms != 0) | feverish)
        .select("person")
        .union(known.of("symptom_report").select("person"), distinct=True)
    )


def check_in_days(known: Known, settings: Settings, people: Table, neutral: Collection[int]) -> CheckInDays:
    """The days of these people."""
    told = _told(known, settings, people)
    last = _last_of_the_day(told).cache()
    reports = known.of("symptom_report").semi_join(people, "person")
    readings = known.of("abnormal_temperature").semi_join(people, "person")
    abnormal = (
        reports.select("person", day=reports.reported_on)
        .union(readings.select("person", day=readings.read_on))
        .union(last.filter(~last.is_normal).select("person", "day"), distinct=True)
        .cache()
    )
    normal = last.filter(last.is_normal).select("person", "day").anti_join(abnormal, ["person", "day"])
    if neutral:
        normal = normal.filter(normal.day.notin(sorted(neutral)))
    today = normal.select("person", "day").union(abnormal)
    settled = today.filter(today.day == known.today).select("person").distinct()
    return CheckInDays(_symptom_facts(reports, told, last), _runs(normal, abnormal, known.today, neutral), settled)


def _told(known: Known, settings: Settings, people: Table) -> Table:
    """The check-ins that count for their day: `mask` is null where the temperature is no number."""
    check_ins = known.of("check_in").semi_join(people, "person")
    celsius = check_ins.temperature_celsius
    fever = ibis.ifelse(celsius >= settings.temperature.abnormal_celsius, ibis.literal(_FEVER, "int32"), 0)
    told = check_ins.select(
        "person",
        "fact",
        "recorded_at",
        "recorded_on",
        day=check_ins.checked_in_on,
        mask=ibis.ifelse(celsius.isnan(), ibis.null("int32"), check_ins.symptoms | fever.cast("int32")),
    )
    is_late = (told.mask == 0) & ~_in_time(told, settings)
    return told.filter(is_late.fill_null(False) == ibis.literal(False))


def _in_time(told: Table, settings: Settings) -> BooleanValue:
    within = (24 + settings.check_in.late_upload_hours) * _HOUR
    late = (told.recorded_on > told.day) & (told.recorded_at - start_of(told.day) <= within)
    return (told.recorded_on == told.day) | late


def _last_of_the_day(told: Table) -> Table:
    order = ibis.window(group_by=[told.person, told.day], order_by=[told.recorded_at.desc(), told.fact.desc()])
    numbered = told.mutate(position=ibis.row_number().over(order))
    last = numbered.filter(numbered.position == 0)
    return last.select("person", "day", "mask", is_normal=(last.mask == 0).fill_null(False))


def _symptom_facts(reports: Table, told: Table, last: Table) -> Table:
    columns = ["person", "day", "fact", "recorded_at", "recorded_on", "symptoms", "is_first"]
    reported = reports.mutate(day=reports.reported_on, is_first=ibis.literal(True)).select(columns)
    abnormal = told.filter(told.mask != 0).drop("mask")
    decided = last.filter(last.mask != 0).select("person", "day", symptoms=last.mask)
    joined = abnormal.join(decided, ["person", "day"])
    order = ibis.window(group_by=[joined.person, joined.day], order_by=[joined.recorded_at, joined.fact])
    checked = joined.mutate(is_first=ibis.row_number().over(order) == 0).select(columns)
    return reported.union(checked)


def _runs(normal: Table, abnormal: Table, today: int, neutral: Collection[int]) -> Table:
    by_day = ibis.window(group_by=normal.person, order_by=normal.day)
    earlier = normal.day.lag().over(by_day)
    begins = (earlier.isnull() | ~_bridged(earlier, normal.day, neutral)).cast("int32")
    marked = normal.mutate(begins=begins)
    so_far = ibis.cumulative_window(group_by=marked.person, order_by=marked.day)
    numbered = marked.mutate(run=marked.begins.sum().over(so_far).cast("int32")).drop("begins")
    of_run = ibis.window(group_by=[numbered.person, numbered.run])
    ended = numbered.mutate(last=numbered.day.max().over(of_run))
    broken = abnormal.filter(abnormal.day == today).select("person", broken=ibis.literal(1, "int32")).distinct()
    with_today = ended.left_join(broken, "person").drop("person_right")
    is_current = with_today.broken.isnull() & _bridged(with_today.last, ibis.literal(today, "int32"), neutral)
    # Only the last run of a person reaches up to today: after it there is no normal day.
    return with_today.select(
        "person",
        "day",
        "run",
        is_current=is_current & (with_today.last <= today),
        valid_until=_with_neutral_days(with_today.last, neutral),
    )


def _bridged(earlier: IntegerValue, later: IntegerValue, neutral: Collection[int]) -> BooleanValue:
    """Whether every day between the two is neutral."""
    between = later - earlier - 1
    for day in neutral:
        between = between - ((earlier < day) & (later > day)).cast("int32")
    return between <= 0


def _with_neutral_days(last: IntegerValue, neutral: Collection[int]) -> IntegerValue:
    """The day, with the neutral days that follow it."""
    following = last
    for day in sorted(neutral):
        following = ibis.ifelse(following + 1 == day, ibis.literal(day, "int32"), following)
    return following
