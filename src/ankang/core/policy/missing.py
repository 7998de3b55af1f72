"""What an open cause still needs before it ends (SPEC C13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ankang.core.days import local_day
from ankang.core.facts import Quarantine, Test
from ankang.core.policy.assessment import Missing, MissingKind
from ankang.core.policy.check_in_run import CheckInDays, counted
from ankang.core.policy.language import AfterObservation, Closing, Rule
from ankang.core.policy.openings import Opening
from ankang.core.policy.records import Records
from ankang.core.policy.sentences import (
    MISSING_ASYMPTOMATIC_RELEASE,
    MISSING_CLASSIFICATION,
    MISSING_DISCHARGE,
    MISSING_EXPOSURE_END,
    MISSING_NEGATIVE_TEST,
    MISSING_OPEN_RECORD,
    missing_check_ins,
    missing_observation,
    missing_until,
)
from ankang.core.policy.triggers import ClockStart


def missing_of(group: Sequence[Opening], days: CheckInDays, records: Records, now: datetime) -> tuple[Missing, ...]:
    """What the openings of one rule still need, in the order in which it can be had."""
    rule = group[0].rule
    release = rule.release
    if not isinstance(release, AfterObservation):
        last = max(opening.exposed_until or 0 for opening in group)
        return (Missing(MissingKind.ORDER_END, missing_until(date.fromordinal(last), order=True)),)
    today = local_day(now).toordinal()
    known = [opening.day_0 for opening in group if opening.day_0 is not None]
    missing = [] if len(known) == len(group) else [_clock_start(rule, release)]
    if len(known) == len(group):
        missing += _days_left(max(known), release, days, today)
    return tuple(missing + _records_open(group, records, today))


def _clock_start(rule: Rule, release: AfterObservation) -> Missing:
    if rule.clock is not ClockStart.CLOSING_RECORD:
        return Missing(MissingKind.EXPOSURE_END, MISSING_EXPOSURE_END)
    if release.ended_by:
        return Missing(MissingKind.CLASSIFICATION, MISSING_CLASSIFICATION)
    if Closing.ASYMPTOMATIC_RELEASE in release.closed_by:
        return Missing(MissingKind.ASYMPTOMATIC_RELEASE, MISSING_ASYMPTOMATIC_RELEASE)
    return Missing(MissingKind.DISCHARGE, MISSING_DISCHARGE)


def _days_left(day_0: int, release: AfterObservation, days: CheckInDays, today: int) -> list[Missing]:
    missing: list[Missing] = []
    last = day_0 + release.observation_days
    if last >= today:
        left = last - max(today, day_0 + 1) + 1
        missing.append(Missing(MissingKind.OBSERVATION, missing_observation(date.fromordinal(last), left), left))
    done = counted(days, day_0, release.check_ins)
    if done < release.check_ins:
        left = release.check_ins - done
        missing.append(Missing(MissingKind.CHECK_INS, missing_check_ins(release.check_ins, done), left))
    return missing


def _records_open(group: Sequence[Opening], records: Records, today: int) -> list[Missing]:
    own_record_open = group[0].rule.clock is ClockStart.CLOSING_RECORD and any(o.day_0 is None for o in group)
    missing: dict[MissingKind, Missing] = {}
    for span in records.open_after(today):
        if span.kind is Quarantine and span.until is not None:
            words = missing_until(date.fromordinal(span.until - 1), order=False)
            missing[MissingKind.QUARANTINE_END] = Missing(MissingKind.QUARANTINE_END, words)
        elif span.kind is Test:
            missing[MissingKind.NEGATIVE_TEST] = Missing(MissingKind.NEGATIVE_TEST, MISSING_NEGATIVE_TEST)
        elif not own_record_open:
            missing[MissingKind.OPEN_RECORD] = Missing(MissingKind.OPEN_RECORD, MISSING_OPEN_RECORD)
    return [missing[kind] for kind in sorted(missing)]
