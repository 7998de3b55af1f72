"""From yellow to red: something abnormal appeared while a yellow cause was open (SPEC C7, P8).

*Appeared* means recorded: what was recorded before the cause, or together with it, is no new abnormality. A
suspicion or a positive test that the department excluded is none either (SPEC P13).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ankang.core.facts import (
    AbnormalTemperature,
    Asymptomatic,
    Case,
    CloseContact,
    Fact,
    Quarantine,
    Source,
    Suspect,
    Symptom,
    Test,
    TestResult,
)
from ankang.core.policy.check_in_run import CheckInDays
from ankang.core.policy.known import KnownFacts, recorded_day
from ankang.core.policy.language import Abnormality, Closing, Policy
from ankang.core.policy.openings import Opening
from ankang.core.policy.records import Records
from ankang.core.policy.triggers import EscalationTrigger

_EXCLUSION = frozenset({Closing.EXCLUSION})


@dataclass(slots=True)
class _Abnormal:
    kind: Abnormality
    fact: Fact
    day: int
    symptoms: frozenset[Symptom] = frozenset()


def escalations(
    openings: Iterable[Opening], known: KnownFacts, days: CheckInDays, records: Records, policy: Policy
) -> list[Opening]:
    """The red openings that abnormal facts add to open yellow ones."""
    watched = [opening for opening in openings if opening.rule.escalation is not None]
    if not watched:
        return []
    added: dict[tuple[str, object], Opening] = {}
    for abnormal in _abnormal_facts(known, days, records):
        for opening in watched:
            escalation = opening.rule.escalation
            if escalation is None or abnormal.kind not in escalation.on:
                continue
            rule = policy.by_name[escalation.to]
            trigger = rule.trigger
            at = abnormal.fact.recorded_at
            if not (opening.opened_at < at and opening.is_open(at)):
                continue
            if (
                abnormal.symptoms
                and isinstance(trigger, EscalationTrigger)
                and not abnormal.symptoms & trigger.symptoms
            ):
                continue
            red = Opening(rule, abnormal.fact, at, abnormal.day, abnormal.day)
            added[rule.name, abnormal.fact.fact_id] = red
    return list(added.values())


def _abnormal_facts(known: KnownFacts, days: CheckInDays, records: Records) -> Iterator[_Abnormal]:
    for reported in days.symptom_days:
        for fact in reported.facts:
            yield _Abnormal(Abnormality.FEVER_OR_RESPIRATORY, fact, reported.day, reported.symptoms)
    for fact, reading in known.of(AbnormalTemperature):
        yield _Abnormal(Abnormality.FEVER_OR_RESPIRATORY, fact, reading.read_on.toordinal(), frozenset({Symptom.FEVER}))
    for fact, test in known.of(Test):
        sampled = test.sampled_on.toordinal()
        if test.result is TestResult.POSITIVE and records.closed_on(sampled, _EXCLUSION) is None:
            yield _Abnormal(Abnormality.POSITIVE_TEST, fact, sampled)
    for fact in _department_records(known, records):
        yield _Abnormal(Abnormality.DEPARTMENT_RECORD, fact, recorded_day(fact))


def _department_records(known: KnownFacts, records: Records) -> Iterator[Fact]:
    for fact, suspect in known.of(Suspect):
        if records.closed_on(suspect.suspected_on.toordinal(), _EXCLUSION) is None:
            yield fact
    for kind in (Case, Asymptomatic, CloseContact, Quarantine):
        for fact, _ in known.of(kind):
            if fact.source is Source.HEALTH_DEPARTMENT:
                yield fact
