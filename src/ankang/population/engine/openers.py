"""The openings by every kind of fact but stays (`core/policy/openers`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ibis
from ibis.expr.types import Table

from ankang.core.facts import TestResult
from ankang.core.policy.language import AfterObservation, Rule
from ankang.core.policy.triggers import (
    AsymptomaticTrigger,
    CaseTrigger,
    CloseContactTrigger,
    FirstArrivalTrigger,
    NeighbourTrigger,
    OrderTrigger,
    PositiveTestTrigger,
    SuspectTrigger,
    SymptomTrigger,
    TemperatureTrigger,
    Trigger,
)
from ankang.population.engine.check_ins import CheckInDays
from ankang.population.engine.frames import symptom_mask
from ankang.population.engine.instants import start_of
from ankang.population.engine.known import Known
from ankang.population.engine.openings import Numbered, inside_look_back, later, opening
from ankang.population.engine.records import Records


def other_openings(known: Known, records: Records, rules: Numbered) -> Iterator[Table]:
    """All openings but those by symptoms, stays and escalation, one table for each rule and kind of fact."""
    for trigger, find in _FINDERS:
        for rule in rules.policy.rules_for(trigger):
            yield find(rule, rules, known, records)


def symptom_openings(days: CheckInDays, rules: Numbered) -> Iterator[Table]:
    """Openings by days with a symptom of the rule's colour."""
    policy = rules.policy
    for rule in policy.rules_for(SymptomTrigger):
        colours = policy.settings.symptoms
        asking = symptom_mask(symptom for symptom, colour in colours.items() if colour is rule.colour)
        told = days.symptoms
        first = told.filter(told.is_first & ((told.symptoms & asking) != 0))
        yield _day_of_exposure(rule, rules, first, "day")


def _day_of_exposure(rule: Rule, rules: Numbered, facts: Table, day: str) -> Table:
    """An opening whose exposure is one day, which is day 0."""
    near = facts.filter(inside_look_back(rule, facts[day], facts.recorded_on))
    return opening(near, rules.of(rule), exposed_until=near[day], day_0=near[day])


def _record(rule: Rule, rules: Numbered, facts: Table, day: str, records: Records) -> Table:
    release = rule.release
    assert isinstance(release, AfterObservation)  # noqa: S101 - Rule allows no other release for this trigger
    since = facts.select("person", "fact", "recorded_at", "recorded_on", since=facts[day])
    ended = records.closed_on(since, "since", release.ended_by, "ended")
    both = records.closed_on(ended, "since", release.closed_by, "closed")
    counted = both.filter(both.ended.notnull() | inside_look_back(rule, both.closed, both.recorded_on))
    ended_at = ibis.ifelse(
        counted.ended.isnull(), ibis.null("int64"), ibis.greatest(counted.recorded_at, start_of(counted.ended))
    )
    return opening(counted, rules.of(rule), exposed_until=counted.closed, day_0=counted.closed, ended_at=ended_at)


def _cases(rule: Rule, rules: Numbered, known: Known, records: Records) -> Table:
    return _record(rule, rules, known.of("case"), "confirmed_on", records)


def _suspects(rule: Rule, rules: Numbered, known: Known, records: Records) -> Table:
    return _record(rule, rules, known.of("suspect"), "suspected_on", records)


def _infections(rule: Rule, rules: Numbered, known: Known, records: Records) -> Table:
    return _record(rule, rules, known.of("asymptomatic"), "found_on", records)


def _positive_tests(rule: Rule, rules: Numbered, known: Known, records: Records) -> Table:
    tests = known.of("test")
    return _record(rule, rules, tests.filter(tests.result == TestResult.POSITIVE.value), "sampled_on", records)


def _contacts(rule: Rule, rules: Numbered, known: Known, _records: Records) -> Table:
    contacts = known.of("close_contact")
    last = contacts.last_contact_on.fill_null(contacts.recorded_on)
    return _day_of_exposure(rule, rules, contacts.mutate(last=last), "last")


def _quarantines(rule: Rule, rules: Numbered, known: Known, _records: Records) -> Table:
    quarantines = known.of("quarantine")
    until = quarantines.ends_on.fill_null(ibis.greatest(quarantines.starts_on, quarantines.recorded_on))
    near = quarantines.filter(inside_look_back(rule, until, quarantines.recorded_on))
    starts = near.starts_on
    return opening(near, rules.of(rule), opened_at=later(near.recorded_at, starts), exposed_until=starts, day_0=starts)


def _temperatures(rule: Rule, rules: Numbered, known: Known, _records: Records) -> Table:
    return _day_of_exposure(rule, rules, known.of("abnormal_temperature"), "read_on")


def _neighbours(rule: Rule, rules: Numbered, known: Known, _records: Records) -> Table:
    assert isinstance(rule.trigger, NeighbourTrigger)  # noqa: S101 - the table of finders says so
    neighbours = known.of("neighbour")
    shared = neighbours.filter(neighbours.exposure.isin(sorted(one.value for one in rule.trigger.exposures)))
    last = shared.last_shared_on.fill_null(shared.case_confirmed_on)
    return _day_of_exposure(rule, rules, shared.mutate(last=last), "last")


def _arrivals(rule: Rule, rules: Numbered, known: Known, _records: Records) -> Table:
    assert isinstance(rule.trigger, FirstArrivalTrigger)  # noqa: S101 - the table of finders says so
    area = rule.trigger.area_code
    arrivals = known.of("arrival")
    outside = arrivals.filter(~arrivals.origin_division_code.startswith(area))
    first = outside.anti_join(_enrolled_before(outside, area, known), ["person", "fact"])
    day = first.arrives_on
    near = first.filter(inside_look_back(rule, day, first.recorded_on))
    day = near.arrives_on
    return opening(near, rules.of(rule), opened_at=later(near.recorded_at, day), exposed_until=day, day_0=day)


def _enrolled_before(arrivals: Table, area: str, known: Known) -> Table:
    """The arrivals of people who had a code in the area before; not one that came with an announcement."""
    enrolments = known.of("enrolment").semi_join(arrivals, "person")
    inside = enrolments.filter(enrolments.city_code.startswith(area)).select("person", "enrolled_on")
    withdrawn = known.withdrawn("arrival")
    if withdrawn is not None:
        announced = withdrawn.select("person", enrolled_on=withdrawn.recorded_on)
        inside = inside.anti_join(announced, ["person", "enrolled_on"])
    return arrivals.join(
        inside,
        [
            arrivals.person == inside.person,
            inside.enrolled_on < arrivals.arrives_on,
            inside.enrolled_on != arrivals.recorded_on,
        ],
    ).select("person", "fact")


def _orders(rule: Rule, rules: Numbered, known: Known, _records: Records) -> Table:
    orders = known.of("order")
    ours = orders.filter(orders.colour == rule.colour.value)
    return opening(
        ours,
        rules.of(rule),
        opened_at=later(ours.recorded_at, ours.from_on),
        exposed_until=ours.until_on,
        ended_at=start_of(ours.until_on + 1),
    )


Finder = Callable[[Rule, Numbered, Known, Records], Table]
_FINDERS: tuple[tuple[type[Trigger], Finder], ...] = (
    (CaseTrigger, _cases),
    (SuspectTrigger, _suspects),
    (AsymptomaticTrigger, _infections),
    (PositiveTestTrigger, _positive_tests),
    (CloseContactTrigger, _contacts),
    (CloseContactTrigger, _quarantines),
    (TemperatureTrigger, _temperatures),
    (NeighbourTrigger, _neighbours),
    (FirstArrivalTrigger, _arrivals),
    (OrderTrigger, _orders),
)
