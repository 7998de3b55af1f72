"""From yellow to red: something abnormal was recorded while a yellow cause was open (`core/policy/escalating`)."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ankang.core.facts import Source, Symptom, TestResult
from ankang.core.policy.language import Abnormality, Closing
from ankang.core.policy.triggers import EscalationTrigger
from ankang.population.engine.check_ins import CheckInDays
from ankang.population.engine.constants import constant
from ankang.population.engine.frames import symptom_mask
from ankang.population.engine.known import Known
from ankang.population.engine.openings import Numbered, closes_at, opening
from ankang.population.engine.records import Records

_EXCLUSION = frozenset({Closing.EXCLUSION})
_WATCHING = pa.schema(
    [("rule", pa.int32()), ("kind", pa.string()), ("red_rule", pa.int32()), ("symptoms_read", pa.int32())]
)


def escalations(openings: Table, known: Known, days: CheckInDays, records: Records, rules: Numbered) -> Table | None:
    """The red openings that abnormal facts add to open yellow ones; None where no rule has an escalation."""
    watching = list(_watching(rules))
    if not watching:
        return None
    by_rule = constant(watching, _WATCHING, openings)
    watched = openings.mutate(closes_at=closes_at(openings)).join(by_rule, "rule")
    abnormal = _abnormal(known, days, records)
    found = watched.join(
        abnormal,
        [
            watched.person == abnormal.person,
            watched.kind == abnormal.kind,
            watched.opened_at < abnormal.recorded_at,
            watched.closes_at.isnull() | (abnormal.recorded_at < watched.closes_at),
            (abnormal.symptoms == 0) | ((abnormal.symptoms & watched.symptoms_read) != 0),
        ],
    )
    added = found.select(
        "person",
        "day",
        rule=found.red_rule,
        fact=found.fact_right,
        recorded_at=found.recorded_at_right,
        recorded_on=found.recorded_on_right,
    ).distinct()
    return opening(added, added.rule, exposed_until=added.day, day_0=added.day)


def _watching(rules: Numbered) -> Iterator[dict[str, object]]:
    policy, number = rules.policy, rules.number
    for rule in policy.rules:
        if rule.escalation is not None:
            trigger = policy.by_name[rule.escalation.to].trigger
            assert isinstance(trigger, EscalationTrigger)  # noqa: S101 - Policy allows no other target
            for kind in sorted(rule.escalation.on):
                yield {
                    "rule": number[rule.name],
                    "kind": kind.value,
                    "red_rule": number[rule.escalation.to],
                    "symptoms_read": symptom_mask(trigger.symptoms),
                }


def _abnormal(known: Known, days: CheckInDays, records: Records) -> Table:
    """What is abnormal: person, fact, recorded_at, recorded_on, day, kind, symptoms (0: it is none)."""
    readings = known.of("abnormal_temperature")
    tests = known.of("test")
    positive = _not_excluded(tests.filter(tests.result == TestResult.POSITIVE.value), "sampled_on", records)
    suspects = _not_excluded(known.of("suspect"), "suspected_on", records)
    parts = [
        _rows(days.symptoms, "day", Abnormality.FEVER_OR_RESPIRATORY, days.symptoms.symptoms),
        _rows(readings, "read_on", Abnormality.FEVER_OR_RESPIRATORY, symptom_mask({Symptom.FEVER})),
        _rows(positive, "sampled_on", Abnormality.POSITIVE_TEST),
        _rows(suspects, "recorded_on", Abnormality.DEPARTMENT_RECORD),
    ]
    for kind in ("case", "asymptomatic", "close_contact", "quarantine"):
        facts = known.of(kind)
        theirs = facts.filter(facts.source == Source.HEALTH_DEPARTMENT.value)
        parts.append(_rows(theirs, "recorded_on", Abnormality.DEPARTMENT_RECORD))
    return ibis.union(*parts)


def _rows(facts: Table, day: str, kind: Abnormality, symptoms: object = 0) -> Table:
    mask = symptoms if isinstance(symptoms, ibis.Value) else ibis.literal(symptoms)
    return facts.select(
        "person",
        "fact",
        "recorded_at",
        "recorded_on",
        day=facts[day].cast("int32"),
        kind=ibis.literal(kind.value),
        symptoms=mask.cast("int32"),
    )


def _not_excluded(facts: Table, day: str, records: Records) -> Table:
    closed = records.closed_on(facts, day, _EXCLUSION, "excluded")
    return closed.filter(closed.excluded.isnull())
