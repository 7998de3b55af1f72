"""Stays that meet an area's risk (`core/policy/stays`, SPEC G2, P2, P4, P15).

There are far fewer places than stays: which place lies in which area is asked of `core/places` itself, once a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, Table

from ankang.core.facts import Source
from ankang.core.ids import CompoundId
from ankang.core.places import DIVISION_LENGTHS, Lies, Place
from ankang.core.policy.language import Policy, Rule
from ankang.core.policy.risk_index import RiskIndex
from ankang.core.policy.triggers import StayTrigger
from ankang.population.engine.constants import constant
from ankang.population.engine.instants import micros
from ankang.population.engine.known import Known
from ankang.population.engine.openings import Numbered, inside_look_back, later, opening

_INSIDE = pa.schema(
    [
        ("division_code", pa.string()),
        ("compound", pa.string()),
        ("area", pa.int32()),
        ("level", pa.string()),
        ("starts_at", pa.int64()),
        ("first_risk", pa.int32()),
        ("last_risk", pa.int32()),
    ]
)
_NONE = ""
"""Stands for a place without a compound in joins, where null equals nothing."""


def stay_openings(known: Known, risks: RiskIndex, rules: Numbered) -> Iterator[Table]:
    """The openings by stays, one table a rule."""
    if not risks or not rules.policy.rules_for(StayTrigger):
        return
    met = _met(known.of("stay"), risks).cache()
    for rule in rules.policy.rules_for(StayTrigger):
        yield _openings(rule, rules, met)


def _met(stays: Table, risks: RiskIndex) -> Table:
    """Every stay with every area in which it lies."""
    stays = stays.mutate(compound=stays.compound.fill_null(_NONE))
    near = stays.filter(_may_touch(stays, risks))
    places = near.select("division_code", "compound").distinct().to_pyarrow().to_pylist()
    inside = constant(_inside(places, risks), _INSIDE, near)
    met = near.join(inside, ["division_code", "compound"])
    ended = met.until_on.fill_null(ibis.greatest(met.from_on, met.recorded_on))
    left = ibis.ifelse(met.until_on.isnull() & met.habitual, ibis.null("int32"), ended)
    return met.mutate(left=left)


def _may_touch(stays: Table, risks: RiskIndex) -> BooleanValue:
    """Whether any area's code begins the code of the stay's place."""
    codes = {risk.area.division_code for risk in risks}
    touches = ibis.literal(False)
    for length in DIVISION_LENGTHS:
        begins = sorted(code for code in codes if len(code) == length)
        if begins:
            touches = touches | stays.division_code.substr(0, length).isin(begins)
    return touches


def _inside(places: list[dict[str, str]], risks: RiskIndex) -> Iterator[dict[str, object]]:
    number = {id(risk): position for position, risk in enumerate(risks)}
    for place in places:
        compound = CompoundId(UUID(place["compound"])) if place["compound"] else None
        for risk, lies in risks.near(Place(place["division_code"], compound)):
            if lies is Lies.INSIDE:
                first, last = risks.days[id(risk)]
                yield place | {
                    "area": number[id(risk)],
                    "level": risk.level.value,
                    "starts_at": micros(risk.starts_at),
                    "first_risk": first,
                    "last_risk": last,
                }


def _openings(rule: Rule, rules: Numbered, met: Table) -> Table:
    trigger = rule.trigger
    assert isinstance(trigger, StayTrigger)  # noqa: S101 - asked for by trigger
    read = met.filter(
        met.level.isin(sorted(level.value for level in trigger.levels))
        & met.source.isin(sorted(source.value for source in trigger.sources))
        & _strong_enough(met, rules.policy)
    )
    before_end = read.last_risk.isnull() | (read.from_on <= read.last_risk)
    after_start = read.left.isnull() | (read.left >= read.first_risk - (rule.look_back_days or 0))
    overlapping = read.filter(before_end & after_start)
    # What the stay and the level have in common ends with the first of them that ends; null while neither does.
    ends = ibis.least(
        overlapping.left.fill_null(overlapping.last_risk), overlapping.last_risk.fill_null(overlapping.left)
    )
    exposed = overlapping.mutate(exposed=ends)
    near = exposed.filter(inside_look_back(rule, exposed.exposed, exposed.recorded_on))
    opened_at = ibis.greatest(later(near.recorded_at, near.from_on), near.starts_at)
    return opening(
        near, rules.of(rule), area=near.area, opened_at=opened_at, exposed_until=near.exposed, day_0=near.exposed
    )


def _strong_enough(met: Table, policy: Policy) -> BooleanValue:
    minimum = policy.settings.telecom.minimum_dwell_minutes
    strong = met.bound_to_one_adult & (met.dwell_minutes.fill_null(0) > minimum)
    return (met.source != Source.TELECOM.value) | strong
