"""Openings put together for the reader: one cause per rule and state, with what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from ankang.core.colours import Colour
from ankang.core.days import local_day
from ankang.core.policy.assessment import Cause, CauseState
from ankang.core.policy.check_in_run import CheckInDays, counted
from ankang.core.policy.language import AfterObservation, Rule
from ankang.core.policy.missing import missing_of
from ankang.core.policy.openings import Opening, start_of
from ankang.core.policy.records import Records
from ankang.core.policy.triggers import SymptomTrigger, TemperatureTrigger

_ORDER_OF_STATES = {CauseState.OPEN: 0, CauseState.LIFTED: 1, CauseState.ENDED: 2}
_ORDER_OF_COLOURS = {Colour.RED: 0, Colour.YELLOW: 1}


def causes_of(openings: Iterable[Opening], days: CheckInDays, records: Records, now: datetime) -> tuple[Cause, ...]:
    """The causes that have opened by now, open ones first, the worst first, then by opening and rule."""
    groups: dict[tuple[str, CauseState], list[Opening]] = {}
    for opening in openings:
        if opening.opened_at <= now:
            groups.setdefault((opening.rule.name, state_of(opening, now)), []).append(opening)
    causes = [_cause(group, state, days, records, now) for (_, state), group in groups.items()]
    causes.sort(
        key=lambda cause: (
            _ORDER_OF_STATES[cause.state],
            _ORDER_OF_COLOURS[cause.colour],
            cause.opened_on,
            cause.rule,
        )
    )
    return tuple(causes)


def state_of(opening: Opening, now: datetime) -> CauseState:
    """Whether the opening is open now; of two ways to have closed it, the earlier one."""
    if opening.is_open(now):
        return CauseState.OPEN
    lifted = opening.lifted_at is not None and opening.lifted_at == opening.closes_at()
    return CauseState.LIFTED if lifted else CauseState.ENDED


def _cause(group: Sequence[Opening], state: CauseState, days: CheckInDays, records: Records, now: datetime) -> Cause:
    rule = group[0].rule
    day_0 = _latest([opening.day_0 for opening in group])
    begun = day_0 is not None and day_0 <= local_day(now).toordinal()
    observation_days, check_ins = _required(rule)
    is_open = state is CauseState.OPEN
    return Cause(
        rule=rule.name,
        title=rule.title,
        colour=rule.colour,
        state=state,
        opened_on=local_day(min(opening.opened_at for opening in group)),
        ended_on=None if is_open else _ended_on(group),
        fact_ids=tuple(sorted({opening.fact.fact_id for opening in group})),
        sources=tuple(sorted({opening.fact.source for opening in group})),
        area_names=tuple(sorted({opening.area_name for opening in group if opening.area_name})),
        exposure_until=_day(_latest([opening.exposed_until for opening in group])),
        clock_started_on=_day(day_0) if begun else None,
        observation_days=observation_days,
        check_ins_required=check_ins,
        check_ins_counted=counted(days, day_0, check_ins) if is_open and day_0 is not None else 0,
        missing=missing_of(group, days, records, now) if is_open else (),
        earliest_release_at=earliest_release(group) if is_open else None,
        lifted_by=tuple(sorted(rule.lifts)) if is_open else (),
        calls_for_doctor=isinstance(rule.trigger, SymptomTrigger | TemperatureTrigger),
    )


def earliest_release(group: Iterable[Opening]) -> datetime | None:
    """When the last of the openings ends, if every day from now on is normal; None when one has no known end."""
    latest: datetime | None = None
    for opening in group:
        # Evidence is not counted on: only what has been accepted lifts, and then the opening is not open.
        end = opening.ended_at if opening.release_on is None else start_of(opening.release_on)
        if end is None:
            return None
        latest = end if latest is None else max(latest, end)
    return latest


def _required(rule: Rule) -> tuple[int, int]:
    if isinstance(rule.release, AfterObservation):
        return rule.release.observation_days, rule.release.check_ins
    return 0, 0


def _ended_on(group: Iterable[Opening]) -> date | None:
    """The day on which the last of them closed; one that closed before it was recorded closed when it opened."""
    ends = [max(end, opening.opened_at) for opening in group if (end := opening.closes_at()) is not None]
    return local_day(max(ends)) if ends else None


def _latest(values: Sequence[int | None]) -> int | None:
    """The latest of the days; None if one of them is not known."""
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) else None


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
