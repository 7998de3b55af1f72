"""What must hold for every person, whatever their facts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ankang.core.colours import Colour, worst
from ankang.core.days import local_day
from ankang.core.facts import (
    AsymptomaticReleased,
    CheckIn,
    Discharge,
    Fact,
    Source,
    SuspectExcluded,
    Test,
    TestResult,
)
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import Assessment
from ankang.core.policy.assessment_json import from_json, to_json
from ankang.core.policy.explain import explain
from property.policy_people import NOW_DAY, Person, Told, instant, openers, people, relievers
from spec.policy.story import ANHUI, july, on

INSTANT = timedelta(microseconds=1)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(person: Person, dice: st.DataObject) -> None:
    shuffled = list(person.facts)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # a seeded random.Random

    assert assess(shuffled, person.risks, ANHUI, person.at) == person.assessed()


@pytest.mark.spec("P17")
@FEW
@given(people(), openers())
def test_a_fact_that_opens_a_cause_never_makes_greener(person: Person, told: Told) -> None:
    content, source, minutes = told

    after = person.with_fact(content, instant(minutes), source).assessed()

    assert after.colour.severity >= person.assessed().colour.severity


@pytest.mark.spec("P17")
@FEW
@given(people(), relievers())
def test_evidence_a_closing_record_or_a_normal_check_in_never_makes_worse(person: Person, told: Told) -> None:
    content, source, minutes = told

    after = person.with_fact(content, instant(minutes), source).assessed()

    assert after.colour.severity <= person.assessed().colour.severity


@pytest.mark.spec("C11", "C13")
@FEW
@given(people())
def test_nothing_but_an_open_rule_makes_a_colour(person: Person) -> None:
    """The colour is that of the worst open cause, and every cause rests on facts of this person."""
    assessment = person.assessed()
    known = {fact.fact_id for fact in person.facts}

    assert assessment.colour is worst(cause.colour for cause in assessment.open_causes)
    for cause in assessment.causes:
        assert cause.colour is ANHUI.by_name[cause.rule].colour
        assert cause.fact_ids
        assert set(cause.fact_ids) <= known


@pytest.mark.spec("C13", "F4")
@FEW
@given(people())
def test_the_earliest_release_comes_true_when_every_day_is_normal(person: Person) -> None:
    assessment = person.assessed()
    if assessment.release_at is None:
        return

    later = _checking_in(person, assessment)

    assert later.assessed(assessment.release_at - INSTANT).colour is not Colour.GREEN
    assert later.assessed(assessment.release_at).colour is Colour.GREEN


@pytest.mark.spec("C13")
@FEW
@given(people())
def test_each_cause_ends_at_its_earliest_release_when_every_day_is_normal(person: Person) -> None:
    assessment = person.assessed()
    later = _checking_in(person, assessment)

    for cause in assessment.open_causes:
        if cause.earliest_release_at is not None:
            then = later.assessed(cause.earliest_release_at)
            assert cause.rule not in {open_cause.rule for open_cause in then.open_causes if _same(open_cause, cause)}


@pytest.mark.spec("C13")
@FEW
@given(people())
def test_a_release_is_knowable_once_the_missing_records_are_supplied(person: Person) -> None:
    """Discharge, release, exclusion and a normal test of today, all level ends: then there is a date, and it holds."""
    today = local_day(person.at)
    supplied = person
    for content in (
        Discharge(today),
        AsymptomaticReleased(today),
        SuspectExcluded(today),
        Test(today, TestResult.NEGATIVE),
    ):
        supplied = supplied.with_fact(content, person.at)
    supplied = Person(supplied.facts, (), person.at)

    assessment = supplied.assessed()

    assert (assessment.release_at is None) == (assessment.colour is Colour.GREEN)
    if assessment.release_at is not None:
        assert _checking_in(supplied, assessment).assessed(assessment.release_at).colour is Colour.GREEN


@pytest.mark.spec("C13", "P5")
@FEW
@given(people(), st.integers(1, 60 * 1440))
def test_the_colour_stays_until_the_next_due_instant(person: Person, minutes: int) -> None:
    assessment = person.assessed()
    at = person.at + timedelta(minutes=minutes)
    if assessment.next_due_at is not None:
        assert assessment.next_due_at > person.at
        at = min(at, assessment.next_due_at - INSTANT)

    assert person.assessed(at).colour is assessment.colour


@pytest.mark.spec("C13")
@FEW
@given(people())
def test_every_assessment_can_be_stored_and_told(person: Person) -> None:
    assessment = person.assessed()

    assert from_json(json.loads(json.dumps(to_json(assessment)))) == assessment
    assert len(explain(assessment).causes) == len(assessment.causes)


def _checking_in(person: Person, assessment: Assessment) -> Person:
    """The person with a normal check-in on every day from today, where today has none, for the next ten weeks."""
    facts = list(person.facts)
    today = (local_day(person.at) - july(0)).days
    for day in range(today + assessment.checked_in_today, NOW_DAY + 80):
        recorded_at = max(person.at, on(day, 9))
        reference = f"later {day}"
        fact_id = type(facts[0].fact_id)(int=5000 + day)
        facts.append(Fact(fact_id, recorded_at, Source.CHECK_IN, reference, CheckIn(july(day), 36.5)))
    return Person(tuple(facts), person.risks, person.at)


def _same(later: object, earlier: object) -> bool:
    """Whether a later cause of the rule rests on no other facts than the earlier one did."""
    return set(later.fact_ids) <= set(earlier.fact_ids)  # type: ignore[attr-defined]  # both are causes
