"""Evidence that lifts yellow causes at once (`core/policy/lifting`, SPEC C6, P11, P12)."""

from __future__ import annotations

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ankang.core.facts import EvidenceKind, TestResult
from ankang.core.policy.language import Lift, Policy
from ankang.population.engine.constants import constant
from ankang.population.engine.known import Known
from ankang.population.engine.openings import KEY

_PAIRS = pa.schema([("rule", pa.int32()), ("lift", pa.string())])


def with_lifts(openings: Table, known: Known, policy: Policy) -> Table:
    """The openings with `lifted_at`, null where no evidence lifts them."""
    liftable = {position: rule.lifts for position, rule in enumerate(policy.rules) if rule.lifts}
    if not liftable:
        return openings.mutate(lifted_at=ibis.null("int64"))
    evidence = _accepted(known, policy)
    pairs = [{"rule": position, "lift": lift.value} for position, lifts in liftable.items() for lift in sorted(lifts)]
    by_rule = evidence.join(constant(pairs, _PAIRS, evidence), "lift")
    lifting = openings.join(
        by_rule,
        [
            openings.person == by_rule.person,
            openings.rule == by_rule.rule,
            openings.exposed_until <= by_rule.day,
        ],
    )
    at = ibis.greatest(lifting.accepted_at, lifting.opened_at)
    first = lifting.mutate(at=at).group_by(KEY).agg(lifted_at=ibis._.at.min())
    return openings.left_join(first, KEY).drop(*(f"{name}_right" for name in KEY))


def _accepted(known: Known, policy: Policy) -> Table:
    """The evidence that counts: person, lift, day, accepted_at."""
    settings = policy.settings.evidence
    sources = sorted(source.value for source in settings.accepted_sources)
    tests = known.of("test")
    negative = tests.filter((tests.result == TestResult.NEGATIVE.value) & tests.source.isin(sources))
    papers = known.of("evidence")
    is_bad = (papers.evidence_kind == EvidenceKind.TRAVEL_HISTORY.value) & papers.touches_key_area
    good = papers.filter(papers.source.isin(sources) & ~is_bad)
    # The kinds of evidence carry the names of what they lift by.
    told = negative.select(
        "person", "recorded_on", lift=ibis.literal(Lift.NORMAL_TEST.value), day="sampled_on", accepted_at="recorded_at"
    ).union(
        good.select("person", "recorded_on", lift=good.evidence_kind, day=good.issued_on, accepted_at=good.recorded_at)
    )
    age = told.recorded_on - told.day
    return told.filter((age >= 0) & (age <= settings.maximum_age_days)).drop("recorded_on")
