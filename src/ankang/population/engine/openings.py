"""The shape of an opening: a fact that holds a rule against a person (`core/policy/openings`).

Columns: person, fact, rule (position in the policy), area (position of the area risk, -1 where there is none),
recorded_on, opened_at, exposed_until, day_0, ended_at. Its key is person, fact, rule and area.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table

from ankang.core.policy.language import Policy, Rule
from ankang.population.engine.instants import start_of

KEY = ["person", "fact", "rule", "area"]
NO_AREA = -1
_TYPES = {
    "rule": "int32",
    "area": "int32",
    "opened_at": "int64",
    "exposed_until": "int32",
    "day_0": "int32",
    "ended_at": "int64",
}


class Numbered:
    """The rules of a policy by their position, and literals of it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.number = {rule.name: position for position, rule in enumerate(policy.rules)}

    def of(self, rule: Rule) -> IntegerValue:
        """The position of a rule as a literal."""
        return ibis.literal(self.number[rule.name], "int32")


def opening(table: Table, rule: IntegerValue, **columns: object) -> Table:
    """Openings from rows that have person, fact, recorded_at and recorded_on; what is not given is null or none."""
    given = {
        "rule": rule,
        "area": ibis.literal(NO_AREA, "int32"),
        "opened_at": table.recorded_at,
        "exposed_until": ibis.null("int32"),
        "day_0": ibis.null("int32"),
        "ended_at": ibis.null("int64"),
    } | columns
    cast = {name: _value(value).cast(_TYPES[name]) for name, value in given.items()}
    return table.select("person", "fact", "recorded_on", "recorded_at", **cast)


def _value(value: object) -> IntegerValue:
    return value if isinstance(value, ibis.Value) else ibis.literal(value)


def inside_look_back(rule: Rule, exposed_until: IntegerValue, recorded_on: IntegerValue) -> BooleanValue:
    """Whether the last day of exposure lies at most the look-back before the day of recording (SPEC P3)."""
    if rule.look_back_days is None:
        return ibis.literal(True)
    return exposed_until.isnull() | (recorded_on - exposed_until <= rule.look_back_days)


def later(recorded_at: IntegerValue, day: IntegerValue) -> IntegerValue:
    """The later of the recording and 00:00 of the day."""
    return ibis.greatest(recorded_at, start_of(day))


def closes_at(openings: Table) -> IntegerValue:
    """The instant from which an opening is no longer open, null while it has none; with lifted_at and release_on."""
    never = ibis.literal(2**62, "int64")
    ends = ibis.least(
        openings.ended_at.fill_null(never),
        openings.lifted_at.fill_null(never),
        start_of(openings.release_on).fill_null(never),
    )
    return ibis.ifelse(ends == never, ibis.null("int64"), ends)
