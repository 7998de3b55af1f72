"""Stays that meet an area's risk (SPEC G2, P2, P4, P15).

A stay counts if it meets the time of the level, lengthened by the look-back before it. Its exposure lasts until
the person leaves or the level ends. A stay known too coarsely opens nothing; the holder is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from ankang.core.facts import Fact, Source, Stay
from ankang.core.ids import FactId
from ankang.core.places import AreaRisk, Lies
from ankang.core.policy.assessment import Question
from ankang.core.policy.known import KnownFacts, recorded_day
from ankang.core.policy.language import Policy, Rule
from ankang.core.policy.openings import Opening, inside_look_back, later
from ankang.core.policy.risk_index import RiskIndex
from ankang.core.policy.sentences import question_about_dwell, question_about_place
from ankang.core.policy.triggers import StayTrigger


def stay_openings(known: KnownFacts, risks: RiskIndex, policy: Policy) -> tuple[list[Opening], list[Question]]:
    """The openings by stays, and the questions about those that are too coarse."""
    stays = known.of(Stay)
    rules = policy.rules_for(StayTrigger)
    openings: list[Opening] = []
    questions: dict[tuple[str, FactId], Question] = {}
    if not stays or not rules or not risks:
        return openings, []
    for fact, stay in stays:
        for risk, answer in risks.near(stay.place):
            for rule in _rules_reading(rules, risk, fact.source):
                opening = _opening(rule, fact, stay, risk, risks)
                if opening is None:
                    continue
                weak = fact.source is Source.TELECOM and not _strong_enough(stay, policy)
                if answer is Lies.INSIDE and not weak:
                    openings.append(opening)
                elif opening.opened_at <= known.now:
                    words = question_about_dwell(risk) if answer is Lies.INSIDE else question_about_place(risk)
                    questions.setdefault((rule.name, fact.fact_id), Question(rule.name, fact.fact_id, words))
    return openings, sorted(questions.values(), key=lambda question: (question.rule, question.fact_id))


def _rules_reading(rules: tuple[Rule, ...], risk: AreaRisk, source: Source) -> Iterator[Rule]:
    for rule in rules:
        trigger = rule.trigger
        if isinstance(trigger, StayTrigger) and risk.level in trigger.levels and source in trigger.sources:
            yield rule


def _opening(rule: Rule, fact: Fact, stay: Stay, risk: AreaRisk, risks: RiskIndex) -> Opening | None:
    first_risk, last_risk = risks.days[id(risk)]
    came = stay.from_on.toordinal()
    left = _left(fact, stay)
    meets_before_end = last_risk is None or came <= last_risk
    meets_after_start = left is None or left >= first_risk - (rule.look_back_days or 0)
    if not (meets_before_end and meets_after_start):
        return None
    exposed_until = last_risk if left is None else left if last_risk is None else min(left, last_risk)
    if not inside_look_back(rule, exposed_until, recorded_day(fact)):
        return None
    opened_at = max(later(fact.recorded_at, stay.from_on), risk.starts_at)
    return Opening(rule, fact, opened_at, exposed_until, exposed_until, area_name=risk.name)


def _left(fact: Fact, stay: Stay) -> int | None:
    """The last day of the stay; None while it goes on. A missing end is the day of recording (SPEC P14)."""
    if stay.until_on is not None:
        return stay.until_on.toordinal()
    return None if stay.habitual else max(stay.from_on.toordinal(), recorded_day(fact))


def _strong_enough(stay: Stay, policy: Policy) -> bool:
    minimum = policy.settings.telecom.minimum_dwell_minutes
    return stay.bound_to_one_adult and stay.dwell_minutes is not None and stay.dwell_minutes > minimum
