"""The colour of everybody at an instant: the rules of `core/policy/assess` over whole tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import ibis
from ibis.expr.types import IntegerValue, StringValue, Table

from ankang.core.colours import Colour
from ankang.core.places import AreaRisk
from ankang.core.policy.assessment import GreyReason
from ankang.core.policy.language import Policy
from ankang.core.policy.risk_index import RiskIndex
from ankang.population.engine.check_ins import check_in_days, with_symptoms
from ankang.population.engine.escalating import escalations
from ankang.population.engine.frames import UNREADABLE
from ankang.population.engine.instants import start_of
from ankang.population.engine.known import Known
from ankang.population.engine.lifting import with_lifts
from ankang.population.engine.openers import other_openings, symptom_openings
from ankang.population.engine.openings import Numbered, closes_at
from ankang.population.engine.records import Records
from ankang.population.engine.releasing import with_release
from ankang.population.engine.stays import stay_openings


def recolour(
    tables: Mapping[str, Table],
    people: Table,
    area_risks: Sequence[AreaRisk],
    policy: Policy,
    at: datetime,
    *,
    neutral_days: frozenset[date] = frozenset(),
) -> Table:
    """One row (person, colour, grey_reason, open_rules, due_at) for each of `people` who is not plainly green.

    Plainly green, the most of any city, is who has declared, holds no open cause and has nothing coming. `tables` are
    those of `frames`, `people` has the column person. `open_rules` is a mask of bits by the position of the rule in
    `policy.rules`; `due_at` the instant (microseconds) of the next change that is known now, null when nothing is due.
    """
    known = Known(tables, at)
    neutral = frozenset(day.toordinal() for day in neutral_days)
    openings = _openings(known, RiskIndex.of(area_risks), policy, neutral)
    return _answers(people, _by_person(openings, known, policy), known)


def _openings(known: Known, risks: RiskIndex, policy: Policy, neutral: frozenset[int]) -> Table:
    """Every opening with when it opens and closes: person, rule, opened_at, closes_at."""
    rules = Numbered(policy)
    records = Records(known, policy.settings)
    told = [*other_openings(known, records, rules), *stay_openings(known, risks, rules)]
    others = (ibis.union(*told) if len(told) > 1 else told[0]).cache()
    touched = others.select("person").union(with_symptoms(known, policy.settings), distinct=True).cache()
    days = check_in_days(known, policy.settings, touched, neutral)
    first = ibis.union(others, *symptom_openings(days, rules))
    lifted = with_lifts(first, known, policy)
    yellow = with_release(lifted, days, records, policy, known.today, neutral).cache()
    added = escalations(yellow, known, days, records, rules)
    every = yellow
    if added is not None:
        red = added.mutate(lifted_at=ibis.null("int64")).cache()
        every = yellow.union(with_release(red, days, records, policy, known.today, neutral).select(*yellow.columns))
    return every.select("person", "rule", "opened_at", closes_at=closes_at(every))


def _by_person(openings: Table, known: Known, policy: Policy) -> Table:
    """For everybody with an opening: is_red, open_rules, opens_at (the next that is to come)."""
    opened = openings.mutate(
        is_open=(openings.opened_at <= known.at) & (openings.closes_at.isnull() | (openings.closes_at > known.at))
    )
    mask = ibis.literal(0, "int64")
    for position in range(len(policy.rules)):
        holds = (opened.is_open & (opened.rule == position)).any()
        mask = mask + holds.fill_null(False).cast("int64") * (1 << position)
    red = [position for position, rule in enumerate(policy.rules) if rule.colour is Colour.RED]
    return opened.group_by("person").agg(
        is_red=(opened.is_open & opened.rule.isin(red)).any(),
        open_rules=mask,
        opens_at=opened.opened_at.min(where=opened.opened_at > known.at),
    )


def _answers(people: Table, held: Table, known: Known) -> Table:
    declarations = known.of("declaration")
    accepted = declarations.filter(declarations.accepted_on <= known.today)
    undeclared = people.select("person").anti_join(accepted, "person").mutate(undeclared=ibis.literal(1, "int32"))
    coming = declarations.filter(declarations.accepted_on > known.today)
    declares = coming.group_by("person").agg(declares_at=start_of(coming.accepted_on.min()))
    unreadable = known.of(UNREADABLE).select("person", unreadable=ibis.literal(1, "int32")).distinct()
    parts = [held, undeclared.cache(), declares, unreadable]
    notable = ibis.union(*(part.select("person") for part in parts), distinct=True).semi_join(people, "person")
    for part in parts:
        notable = notable.left_join(part, "person").drop("person_right")
    open_rules = notable.open_rules.fill_null(0)
    colour, reason = _colour(notable, open_rules)
    never = ibis.literal(2**62, "int64")
    midnight = ibis.ifelse(open_rules != 0, start_of(ibis.literal(known.today + 1)), never)
    due = ibis.least(notable.opens_at.fill_null(never), midnight, notable.declares_at.fill_null(never))
    answers = notable.select(
        "person",
        colour=colour,
        grey_reason=reason,
        open_rules=open_rules,
        due_at=ibis.ifelse(due == never, ibis.null("int64"), due),
    )
    return answers.filter((answers.colour != Colour.GREEN.value) | answers.due_at.notnull())


def _colour(joined: Table, open_rules: IntegerValue) -> tuple[StringValue, StringValue]:
    has_no_code = joined.undeclared.notnull()
    is_red = joined.is_red.fill_null(False)
    cannot_decide = joined.unreadable.notnull()
    colour = ibis.cases(
        (has_no_code, Colour.GREY.value),
        (is_red, Colour.RED.value),
        (cannot_decide, Colour.GREY.value),
        (open_rules != 0, Colour.YELLOW.value),
        else_=Colour.GREEN.value,
    )
    reason = ibis.cases(
        (has_no_code, GreyReason.NO_CODE.value),
        (~is_red & cannot_decide, GreyReason.CANNOT_DECIDE.value),
        else_=ibis.null("string"),
    )
    return colour, reason


def rules_of(mask: int, policy: Policy) -> Collection[str]:
    """The names of the rules in a mask."""
    return [rule.name for position, rule in enumerate(policy.rules) if mask >> position & 1]
