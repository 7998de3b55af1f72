"""Evidence that lifts yellow causes at once (SPEC C6, P11, P12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ankang.core.facts import Evidence, EvidenceKind, Test, TestResult
from ankang.core.policy.known import KnownFacts, recorded_day
from ankang.core.policy.language import Lift, Policy
from ankang.core.policy.openings import Opening

_LIFT_OF = {
    EvidenceKind.HEALTH_CERTIFICATE: Lift.HEALTH_CERTIFICATE,
    EvidenceKind.TRAVEL_HISTORY: Lift.TRAVEL_HISTORY,
}


@dataclass(slots=True)
class AcceptedEvidence:
    """Evidence that counts: from an accepted source, fresh when it was recorded, and good. `day` is an ordinal."""

    lift: Lift
    day: int
    recorded_at: datetime


def accepted_evidence(known: KnownFacts, policy: Policy) -> list[AcceptedEvidence]:
    """The evidence among the facts, maybe none."""
    settings = policy.settings.evidence
    found: list[AcceptedEvidence] = []
    for fact, test in known.of(Test):
        if test.result is TestResult.NEGATIVE and fact.source in settings.accepted_sources:
            age = recorded_day(fact) - test.sampled_on.toordinal()
            if 0 <= age <= settings.maximum_age_days:
                found.append(AcceptedEvidence(Lift.NORMAL_TEST, test.sampled_on.toordinal(), fact.recorded_at))
    for fact, evidence in known.of(Evidence):
        if fact.source not in settings.accepted_sources:
            continue
        age = recorded_day(fact) - evidence.issued_on.toordinal()
        bad = evidence.evidence_kind is EvidenceKind.TRAVEL_HISTORY and evidence.touches_key_area
        if 0 <= age <= settings.maximum_age_days and not bad:
            lift = _LIFT_OF[evidence.evidence_kind]
            found.append(AcceptedEvidence(lift, evidence.issued_on.toordinal(), fact.recorded_at))
    return found


def lift_openings(openings: Iterable[Opening], evidence: list[AcceptedEvidence]) -> None:
    """Set `lifted_at` on every opening whose exposure ended on or before the day of matching evidence."""
    for opening in openings:
        lifts = opening.rule.lifts
        until = opening.exposed_until
        if not lifts or until is None:
            continue
        lifted = [
            max(item.recorded_at, opening.opened_at) for item in evidence if item.lift in lifts and item.day >= until
        ]
        opening.lifted_at = min(lifted, default=None)
