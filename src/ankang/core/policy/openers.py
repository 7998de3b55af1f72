"""The openings by every kind of fact but stays: cases, tests, contacts, symptoms, neighbours, arrivals, orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ankang.core.facts import (
    AbnormalTemperature,
    Arrival,
    Asymptomatic,
    Case,
    CloseContact,
    Enrolment,
    Fact,
    Neighbour,
    Order,
    Quarantine,
    Suspect,
    Test,
    TestResult,
)
from ankang.core.policy.check_in_run import CheckInDays
from ankang.core.policy.known import KnownFacts, recorded_day
from ankang.core.policy.language import AfterObservation, Policy, Rule
from ankang.core.policy.openings import Opening, inside_look_back, later, start_of
from ankang.core.policy.records import Records
from ankang.core.policy.settings import Settings
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


def other_openings(known: KnownFacts, days: CheckInDays, records: Records, policy: Policy) -> list[Opening]:
    """All openings but those by stays and escalation."""
    openings: list[Opening] = []
    for kind in known.kinds():
        for trigger, find in _READERS.get(kind, ()):
            for rule in policy.rules_for(trigger):
                openings.extend(find(rule, known, records))
    if days.symptom_days:
        for rule in policy.rules_for(SymptomTrigger):
            openings.extend(_symptoms(rule, days, policy.settings))
    return openings


def _opening(rule: Rule, fact: Fact, exposed_until: int) -> Iterator[Opening]:
    if inside_look_back(rule, exposed_until, recorded_day(fact)):
        yield Opening(rule, fact, fact.recorded_at, exposed_until, exposed_until)


def _record(rule: Rule, fact: Fact, since: int, records: Records) -> Iterator[Opening]:
    """A record of an infection or a suspicion: its clock waits for the record that closes it."""
    release = rule.release
    assert isinstance(release, AfterObservation)  # noqa: S101 - Rule allows no other release for this trigger
    ended = records.closed_on(since, release.ended_by)
    closed = records.closed_on(since, release.closed_by)
    if ended is None and closed is not None and not inside_look_back(rule, closed, recorded_day(fact)):
        return
    ended_at = max(fact.recorded_at, start_of(ended)) if ended is not None else None
    yield Opening(rule, fact, fact.recorded_at, closed, closed, ended_at)


def _cases(rule: Rule, known: KnownFacts, records: Records) -> Iterator[Opening]:
    for fact, case in known.of(Case):
        yield from _record(rule, fact, case.confirmed_on.toordinal(), records)


def _suspects(rule: Rule, known: KnownFacts, records: Records) -> Iterator[Opening]:
    for fact, suspect in known.of(Suspect):
        yield from _record(rule, fact, suspect.suspected_on.toordinal(), records)


def _infections(rule: Rule, known: KnownFacts, records: Records) -> Iterator[Opening]:
    for fact, infection in known.of(Asymptomatic):
        yield from _record(rule, fact, infection.found_on.toordinal(), records)


def _positive_tests(rule: Rule, known: KnownFacts, records: Records) -> Iterator[Opening]:
    for fact, test in known.of(Test):
        if test.result is TestResult.POSITIVE:
            yield from _record(rule, fact, test.sampled_on.toordinal(), records)


def _contacts(rule: Rule, known: KnownFacts, _records: Records) -> Iterator[Opening]:
    for fact, contact in known.of(CloseContact):
        last = contact.last_contact_on.toordinal() if contact.last_contact_on else recorded_day(fact)
        yield from _opening(rule, fact, last)


def _quarantines(rule: Rule, known: KnownFacts, _records: Records) -> Iterator[Opening]:
    # A quarantine is an opening of its own beside the contact's. As the later clock decides, the cause of a contact
    # runs from the quarantine's start, else from the last contact (SPEC P2), and no record makes it end earlier.
    for fact, quarantine in known.of(Quarantine):
        starts = quarantine.starts_on.toordinal()
        until = quarantine.ends_on.toordinal() if quarantine.ends_on else max(starts, recorded_day(fact))
        if inside_look_back(rule, until, recorded_day(fact)):
            yield Opening(rule, fact, later(fact.recorded_at, quarantine.starts_on), starts, starts)


def _symptoms(rule: Rule, days: CheckInDays, settings: Settings) -> Iterator[Opening]:
    for reported in days.symptom_days:
        if any(settings.symptoms[symptom] is rule.colour for symptom in reported.symptoms):
            yield from _opening(rule, reported.facts[0], reported.day)


def _temperatures(rule: Rule, known: KnownFacts, _records: Records) -> Iterator[Opening]:
    for fact, reading in known.of(AbnormalTemperature):
        yield from _opening(rule, fact, reading.read_on.toordinal())


def _neighbours(rule: Rule, known: KnownFacts, _records: Records) -> Iterator[Opening]:
    trigger = rule.trigger
    for fact, neighbour in known.of(Neighbour):
        if isinstance(trigger, NeighbourTrigger) and neighbour.exposure in trigger.exposures:
            last = neighbour.last_shared_on or neighbour.case_confirmed_on
            yield from _opening(rule, fact, last.toordinal())


def _arrivals(rule: Rule, known: KnownFacts, _records: Records) -> Iterator[Opening]:
    trigger = rule.trigger
    if not isinstance(trigger, FirstArrivalTrigger):
        return
    arrivals = known.of(Arrival)
    for fact, arrival in arrivals:
        if arrival.origin_division_code.startswith(trigger.area_code):
            continue
        announced = known.announced_days | {recorded_day(fact)}
        if _enrolled_before(arrival, announced, trigger.area_code, known):
            continue
        day = arrival.arrives_on.toordinal()
        if inside_look_back(rule, day, recorded_day(fact)):
            yield Opening(rule, fact, later(fact.recorded_at, arrival.arrives_on), day, day)


def _enrolled_before(arrival: Arrival, announced: set[int], area_code: str, known: KnownFacts) -> bool:
    """Whether the person had a code in the area before this arrival.

    People apply before they travel (SPEC B1): the enrolment that came with the announcement of this arrival, or with
    one that was corrected since, is no earlier one.
    """
    for _, enrolment in known.of(Enrolment):
        enrolled = enrolment.enrolled_on.toordinal()
        in_area = enrolment.city_code.startswith(area_code)
        if in_area and enrolled < arrival.arrives_on.toordinal() and enrolled not in announced:
            return True
    return False


def _orders(rule: Rule, known: KnownFacts, _records: Records) -> Iterator[Opening]:
    for fact, order in known.of(Order):
        if order.colour is rule.colour:
            last = order.until_on.toordinal()
            yield Opening(rule, fact, later(fact.recorded_at, order.from_on), last, None, start_of(last + 1))


_Finder = Callable[[Rule, KnownFacts, Records], Iterator[Opening]]
_READERS: dict[type[object], tuple[tuple[type[Trigger], _Finder], ...]] = {
    Case: ((CaseTrigger, _cases),),
    Suspect: ((SuspectTrigger, _suspects),),
    Asymptomatic: ((AsymptomaticTrigger, _infections),),
    Test: ((PositiveTestTrigger, _positive_tests),),
    CloseContact: ((CloseContactTrigger, _contacts),),
    Quarantine: ((CloseContactTrigger, _quarantines),),
    AbnormalTemperature: ((TemperatureTrigger, _temperatures),),
    Neighbour: ((NeighbourTrigger, _neighbours),),
    Arrival: ((FirstArrivalTrigger, _arrivals),),
    Order: ((OrderTrigger, _orders),),
}
