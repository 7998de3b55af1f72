"""When observation and check-ins end an opening (`core/policy/check_in_run.release_day`, SPEC P1, P6)."""

from __future__ import annotations

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ankang.core.policy.language import AfterObservation, Policy
from ankang.population.engine.check_ins import CheckInDays
from ankang.population.engine.constants import constant
from ankang.population.engine.openings import KEY
from ankang.population.engine.records import Records

_RELEASES = pa.schema([("rule", pa.int32()), ("observation", pa.int32()), ("wanted", pa.int32())])
_KEYS_RIGHT = [f"{name}_right" for name in KEY]


def with_release(
    openings: Table, days: CheckInDays, records: Records, policy: Policy, today: int, neutral: frozenset[int]
) -> Table:
    """The openings with `release_on`: the day at whose 00:00 they end if every day from now is normal, or null."""
    waiting = _waiting(openings, policy).cache()
    counted = waiting.filter(waiting.wanted > 0)
    hits = _check_ins_after(counted, days).cache()
    without = waiting.filter(waiting.wanted == 0).mutate(day=ibis._.full + 1)
    ends = (
        records.unblocked(without, KEY, "day")
        .union(_by_finished_runs(hits, records))
        .union(_by_the_present_run(counted, hits, days, records, today, neutral))
        .group_by(KEY)
        .agg(release_on=ibis._.free.min())
    )
    return openings.left_join(ends, KEY).drop(*_KEYS_RIGHT)


def _waiting(openings: Table, policy: Policy) -> Table:
    """The openings that observation ends: first day that counts, last day of observation, check-ins wanted."""
    releases = [
        {"rule": position, "observation": rule.release.observation_days, "wanted": rule.release.check_ins}
        for position, rule in enumerate(policy.rules)
        if isinstance(rule.release, AfterObservation)
    ]
    by_rule = constant(releases, _RELEASES, openings)
    running = openings.filter(openings.day_0.notnull() & openings.ended_at.isnull())
    joined = running.join(by_rule, "rule")
    return joined.select(*KEY, "wanted", first=joined.day_0 + 1, full=joined.day_0 + joined.observation)


def _check_ins_after(counted: Table, days: CheckInDays) -> Table:
    """The normal days after day 0 of each opening, numbered within their run from 1."""
    normal = days.normal
    after = counted.join(normal, [counted.person == normal.person, normal.day >= counted.first])
    order = ibis.window(group_by=[after[name] for name in (*KEY, "run")], order_by=after.day)
    return after.mutate(nth=ibis.row_number().over(order) + 1).drop("person_right")


def _by_finished_runs(hits: Table, records: Records) -> Table:
    """What a run that is over ended: only if nothing in the records was open when it did."""
    enough = hits.filter((hits.nth == hits.wanted) & ~hits.is_current)
    ends = enough.mutate(ends=ibis.greatest(enough.day, enough.full) + 1)
    keys = [*KEY, "run", "valid_until"]
    free = records.unblocked(ends, keys, "ends")
    return free.filter(free.free <= free.valid_until + 1).select(*KEY, "free")


def _by_the_present_run(
    counted: Table, hits: Table, days: CheckInDays, records: Records, today: int, neutral: frozenset[int]
) -> Table:
    """What the run that goes on ends, or will end if every day from now on is normal."""
    present = hits.filter(hits.is_current)
    so_far = present.group_by(KEY).agg(
        done=present.count().cast("int32"), reached=present.day.max(where=present.nth == present.wanted)
    )
    joined = counted.left_join(so_far, KEY).drop(*_KEYS_RIGHT)
    settled = days.settled.select("person", settled=ibis.literal(1, "int32"))
    asked = joined.left_join(settled, "person").drop("person_right")
    is_settled = asked.settled.notnull() | ibis.literal(today in neutral)
    next_day = ibis.ifelse(is_settled, ibis.literal(today + 1, "int32"), ibis.literal(today, "int32"))
    still = asked.wanted - 1 - asked.done.fill_null(0)
    last = asked.reached.fill_null(ibis.greatest(asked.first, next_day) + still)
    ends = asked.mutate(ends=ibis.greatest(last, asked.full) + 1)
    return records.unblocked(ends, KEY, "ends")
