"""The reference engine: one person's facts, the area risks and a policy give an assessment. Obvious before fast.

    facts known at the instant  (known)       recorded, not withdrawn, each once
    -> openings                 (openers, stays)  what holds a rule against the person
    -> lifted, released         (lifting, records, check_in_run)
    -> escalations              (escalating)  red by something abnormal meanwhile
    -> causes, colour, dates    (causes, here)

Worked example: home from a medium-risk area on 1 July, declared on 2 July, check-ins from 2 July. Day 0 is 1 July,
the 7th normal day 8 July, so the code is green on 9 July at 0:00. A dry cough on 4 July would open a yellow cause by
symptoms, and because the stay is no symptom, a red one too (SPEC P8), which ends after 14 normal days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ankang.core.colours import Colour
from ankang.core.facts import KINDS, CloseContact, Declaration, Fact, Quarantine, Source
from ankang.core.places import AreaRisk
from ankang.core.policy.assessment import Assessment, GreyReason, Review, ReviewKind
from ankang.core.policy.causes import causes_of, earliest_release
from ankang.core.policy.check_in_run import CheckInDays, release_day
from ankang.core.policy.escalating import escalations
from ankang.core.policy.known import KnownFacts
from ankang.core.policy.language import AfterObservation, Policy
from ankang.core.policy.lifting import accepted_evidence, lift_openings
from ankang.core.policy.openers import other_openings
from ankang.core.policy.openings import Opening, start_of
from ankang.core.policy.records import Records
from ankang.core.policy.risk_index import RiskIndex
from ankang.core.policy.stays import stay_openings
from ankang.core.policy.triggers import CloseContactTrigger

_READABLE: frozenset[type[object]] = frozenset(KINDS.values())


def assess(
    facts: Sequence[Fact],
    area_risks: Sequence[AreaRisk],
    policy: Policy,
    at: datetime,
    *,
    neutral_days: frozenset[date] = frozenset(),
) -> Assessment:
    """The colour at `at` with its causes, by the facts recorded by then. The order of facts does not matter.

    `area_risks` may be a `RiskIndex`, which is worth building once when many people are assessed. `neutral_days`
    are the local days on which the system was declared out of service (SPEC F3). Raises ValueError where `at` is naive.
    """
    known = KnownFacts(facts, at)
    days = CheckInDays(known, policy.settings, {day.toordinal() for day in neutral_days})
    records = Records(known, policy.settings)
    openings, questions = stay_openings(known, RiskIndex.of(area_risks), policy)
    openings += other_openings(known, days, records, policy)
    if openings:
        lift_openings(openings, accepted_evidence(known, policy))
        _release(openings, days, records)
        red = escalations(openings, known, days, records, policy)
        _release(red, days, records)
        openings += red
    is_open = [opening for opening in openings if opening.is_open(at)]
    colour, grey_reason = _colour(is_open, known)
    return Assessment(
        colour=colour,
        grey_reason=grey_reason,
        causes=causes_of(openings, days, records, at) if openings else (),
        questions=tuple(questions),
        reviews=_reviews(is_open, known),
        check_in_run=len(days.current),
        checked_in_today=known.today in days.checked_in,
        release_at=_release_at(is_open, openings, at),
        next_due_at=_next_due_at(is_open, openings, known),
        policy_id=policy.policy_id,
        policy_version=policy.version,
        assessed_at=at,
    )


def _release(openings: Sequence[Opening], days: CheckInDays, records: Records) -> None:
    for opening in openings:
        release = opening.rule.release
        if isinstance(release, AfterObservation) and opening.day_0 is not None and opening.ended_at is None:
            opening.release_on = release_day(opening.day_0, release, days, records.unblocked)


def _colour(is_open: Sequence[Opening], known: KnownFacts) -> tuple[Colour, GreyReason | None]:
    """The worst open cause decides (SPEC C11); grey without an accepted declaration, or where a fact is unreadable."""
    if not any(declared.accepted_on.toordinal() <= known.today for _, declared in known.of(Declaration)):
        return Colour.GREY, GreyReason.NO_CODE
    colours = {opening.rule.colour for opening in is_open}
    if Colour.RED in colours:
        return Colour.RED, None
    if not known.kinds() <= _READABLE:
        return Colour.GREY, GreyReason.CANNOT_DECIDE
    return (Colour.YELLOW if colours else Colour.GREEN), None


def _release_at(is_open: Sequence[Opening], openings: Sequence[Opening], at: datetime) -> datetime | None:
    """When nothing is open any more. What is known to open before then, such as a coming arrival, counts too."""
    if not is_open:
        return None
    latest = earliest_release(is_open)
    coming = sorted((opening for opening in openings if opening.opened_at > at), key=lambda opening: opening.opened_at)
    for opening in coming:
        if latest is not None and opening.opened_at <= latest and opening.lifted_at is None:
            end = earliest_release([opening])
            latest = None if end is None else max(latest, end)
    return latest


def _next_due_at(is_open: Sequence[Opening], openings: Sequence[Opening], known: KnownFacts) -> datetime | None:
    """The next midnight while anything is open, and whatever is known to open before it."""
    due = [opening.opened_at for opening in openings if opening.opened_at > known.now]
    if is_open:
        due.append(start_of(known.today + 1))
    due += [
        start_of(declared.accepted_on.toordinal())
        for _, declared in known.of(Declaration)
        if declared.accepted_on.toordinal() > known.today
    ]
    return min(due, default=None)


def _reviews(is_open: Sequence[Opening], known: KnownFacts) -> tuple[Review, ...]:
    """What officers have to look at because of open contact causes."""
    reviews: list[Review] = []
    confirmed = any(
        opening.fact.source is not Source.DECLARED
        for opening in is_open
        if isinstance(opening.rule.trigger, CloseContactTrigger)
    )
    for opening in is_open:
        trigger, release, content = opening.rule.trigger, opening.rule.release, opening.fact.content
        if not isinstance(trigger, CloseContactTrigger) or not isinstance(release, AfterObservation):
            continue
        fact = opening.fact
        if isinstance(content, CloseContact) and fact.source is Source.DECLARED and not confirmed:
            due = fact.recorded_at + timedelta(hours=trigger.review_within_hours)
            reviews.append(Review(ReviewKind.DECLARED_CONTACT, opening.rule.name, fact.fact_id, due))
        if isinstance(content, Quarantine) and content.ends_on is None:
            overdue = content.starts_on.toordinal() + release.observation_days + 1
            if known.today >= overdue:
                reviews.append(
                    Review(ReviewKind.QUARANTINE_WITHOUT_END, opening.rule.name, fact.fact_id, start_of(overdue))
                )
    return tuple(sorted(reviews, key=lambda review: (review.due_at, review.fact_id)))
