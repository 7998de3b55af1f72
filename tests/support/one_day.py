"""Many questions to the rules as one population at one instant: whole days moved, ids and provinces told apart.

The rules know no calendar, only distances between days, and no province but the one that a first arrival names; so a
person of 11 July and one of 2 August can stand in one table, each among the area risks of their own question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from ankang.core.days import local_day
from ankang.core.facts import Content, Fact, Withdrawal
from ankang.core.ids import FactId
from ankang.core.places import Area, AreaRisk, Place
from support.asked_assessments import Asked

DAY = date(2022, 7, 20)
_MOST_PROVINCES = 89

T = TypeVar("T")


@dataclass
class OneDay:
    """Questions that one run over a population answers; `asked[n]` is about person n."""

    asked: list[Asked]
    people: list[list[Fact]]
    risks: list[AreaRisk]

    @property
    def at(self) -> datetime:
        """The instant of all of them."""
        return moved(self.asked[0].at, _shift(self.asked[0]))

    @property
    def neutral_days(self) -> frozenset[date]:
        """The days out of service of all of them."""
        return frozenset(moved(day, _shift(self.asked[0])) for day in self.asked[0].neutral_days)


def on_one_day(asked: Iterable[Asked]) -> list[OneDay]:
    """The questions, as few populations as their policies, hours and days out of service allow."""
    groups: dict[Any, list[Asked]] = {}
    for one in asked:
        neutral = frozenset(moved(day, _shift(one)) for day in one.neutral_days)
        policy = (one.policy.policy_id, one.policy.version, one.policy.rules, repr(one.policy.settings))
        groups.setdefault((policy, moved(one.at, _shift(one)), neutral), []).append(one)
    return [population for group in groups.values() for population in _populations(group)]


def _populations(group: Sequence[Asked]) -> Iterable[OneDay]:
    made, used = OneDay([], [], []), 0
    known: dict[tuple[AreaRisk, ...], dict[str, str]] = {}
    for one in group:
        risks = tuple(moved(risk, _shift(one)) for risk in one.risks)
        facts = [moved(fact, _shift(one)) for fact in one.facts]
        provinces = {code[:2] for code in _codes(facts, risks)}
        if used + len(provinces) > _MOST_PROVINCES:
            yield made
            made, used, known = OneDay([], [], []), 0, {}
        names = known.setdefault(risks, {})
        for province in sorted(provinces - set(names)):
            names[province] = str(10 + used)
            used += 1
            made.risks += [renamed(risk, names) for risk in risks if risk.area.division_code.startswith(province)]
        made.asked.append(one)
        made.people.append(_told_apart([renamed(fact, names) for fact in facts]))
    yield made


def _codes(facts: Sequence[Fact], risks: Sequence[AreaRisk]) -> Iterable[str]:
    for fact in facts:
        for item in fields(fact.content):
            value = getattr(fact.content, item.name)
            if isinstance(value, Place):
                yield value.division_code
    yield from (risk.area.division_code for risk in risks)


def _shift(asked: Asked) -> timedelta:
    return DAY - local_day(asked.at)


def moved(value: T, by: timedelta) -> T:
    """Every date and instant in the value so much later."""
    if isinstance(value, datetime | date):
        return value + by  # type: ignore[return-value]  # both stay what they are
    if is_dataclass(value):
        return replace(value, **{item.name: moved(getattr(value, item.name), by) for item in fields(value)})
    return value


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The value with the provinces of its places renamed."""
    if isinstance(value, Fact):
        places = {item.name: getattr(value.content, item.name) for item in fields(value.content)}
        found = {name: renamed(place, names) for name, place in places.items() if isinstance(place, Place)}
        return replace(value, content=replace(value.content, **found)) if found else value
    if isinstance(value, AreaRisk):
        return replace(value, area=renamed(value.area, names))
    if isinstance(value, Area):
        excluded = frozenset(_code(code, names) for code in value.excluded_divisions)
        return replace(value, division_code=_code(value.division_code, names), excluded_divisions=excluded)
    return replace(value, division_code=_code(value.division_code, names))


def _code(code: str, names: dict[str, str]) -> str:
    return names[code[:2]] + code[2:]


def _told_apart(facts: list[Fact]) -> list[Fact]:
    """The facts under ids whose upper bits differ, each once (SPEC P12), withdrawals following."""
    ordered = sorted(facts, key=lambda fact: (fact.recorded_at, fact.fact_id))
    first: dict[Any, Fact] = {}
    for fact in ordered:
        first.setdefault((fact.source, fact.source_ref, fact.content), fact)
    ids = sorted(
        {fact.fact_id for fact in facts}
        | {fact.content.fact_id for fact in facts if isinstance(fact.content, Withdrawal)}
    )
    number = {fact_id: FactId(UUID(int=(position + 1) << 70)) for position, fact_id in enumerate(ids)}
    same = {fact.fact_id: first[fact.source, fact.source_ref, fact.content].fact_id for fact in facts}
    return [
        replace(fact, fact_id=number[fact.fact_id], content=_following(fact.content, same, number))
        for fact in first.values()
    ]


def _following(content: Content, same: dict[FactId, FactId], number: dict[FactId, FactId]) -> Content:
    if isinstance(content, Withdrawal):
        return replace(content, fact_id=number[same.get(content.fact_id, content.fact_id)])
    return content
