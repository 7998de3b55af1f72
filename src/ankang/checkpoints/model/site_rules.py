"""A site's own rules, composed from a small closed set (SPEC E2). Pure.

    ColoursLetIn · Temperature · ListedOnly · HouseholdQuota · OpeningHours · RecentTest · VisitorPass · PapersAsked ·
    HomeOpen

A rule set has at most one rule of a kind and always says which colours enter and which temperature is too warm. The
order in which rules are written is of no matter: a set is kept sorted, and its canonical JSON is the same text for the
same rules. What the rules say of a person stands in `ruling`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any, ClassVar

from ankang.core.colours import Colour
from ankang.core.policy.settings import HouseholdSettings


class RuleName(StrEnum):
    """The closed set. Stored values."""

    COLOURS = "colours"
    TEMPERATURE = "temperature"
    LISTED_ONLY = "listed_only"
    HOUSEHOLD_QUOTA = "household_quota"
    OPENING_HOURS = "opening_hours"
    RECENT_TEST = "recent_test"
    VISITOR_PASS = "visitor_pass"  # noqa: S105  (the name of a rule, no password)
    PAPERS = "papers"
    HOME_OPEN = "home_open"


class ListKind(StrEnum):
    """Whom a site lists. Stored values."""

    RESIDENTS = "residents"
    EMPLOYEES = "employees"


class Paper(StrEnum):
    """Papers that staff look at; the code replaces none of them (guide, questions 24 and 32). Stored values."""

    EXIT_PASS = "exit_pass"  # noqa: S105  (the name of a paper, no password)
    WORK_RESUMPTION = "work_resumption"
    VISITOR_PASS = "visitor_pass"  # noqa: S105  (the name of a paper, no password)
    TEST_REPORT = "test_report"


class PassMode(StrEnum):
    """Whether somebody who is not listed needs a visitor pass everywhere, or may enter a closed site with one."""

    REQUIRED = "required"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class ColoursLetIn:
    """The colours that pass; everything else stops. Green alone unless a site says otherwise (SPEC D6)."""

    name: ClassVar = RuleName.COLOURS
    let_in: frozenset[Colour]

    def __post_init__(self) -> None:
        if not self.let_in or Colour.GREY in self.let_in:
            raise ValueError("let_in must be one or more of green, yellow and red, got " + _named(self.let_in))


@dataclass(frozen=True, slots=True)
class Temperature:
    """Whoever is as warm as this or warmer does not enter; it never changes a colour (SPEC P9)."""

    name: ClassVar = RuleName.TEMPERATURE
    limit_celsius: float

    def __post_init__(self) -> None:
        if not 36.0 <= self.limit_celsius <= 42.0:
            raise ValueError(f"limit_celsius must be from 36 to 42, got {self.limit_celsius!r}")


@dataclass(frozen=True, slots=True)
class ListedOnly:
    """Only people on the site's lists enter."""

    name: ClassVar = RuleName.LISTED_ONLY
    lists: frozenset[ListKind]

    def __post_init__(self) -> None:
        if not self.lists:
            raise ValueError("lists must be one or more of residents and employees, got nothing")


@dataclass(frozen=True, slots=True)
class HouseholdQuota:
    """At most `exits` visits out in any `days` consecutive local days of one household (SPEC P18)."""

    name: ClassVar = RuleName.HOUSEHOLD_QUOTA
    exits: int
    days: int

    def __post_init__(self) -> None:
        _ = self.settings

    @property
    def settings(self) -> HouseholdSettings:
        """The quota as core counts it."""
        return HouseholdSettings(self.exits, self.days)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open from `opens` (included) to `closes` (not included), local time; past midnight when it closes earlier."""

    name: ClassVar = RuleName.OPENING_HOURS
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens == self.closes:
            raise ValueError(f"closes must be another time than opens, got {self.closes:%H:%M}")

    def is_open(self, local: time) -> bool:
        """Whether the site is open at a local time of day."""
        if self.opens < self.closes:
            return self.opens <= local < self.closes
        return local >= self.opens or local < self.closes


@dataclass(frozen=True, slots=True)
class RecentTest:
    """A negative test that was sampled within so many hours."""

    name: ClassVar = RuleName.RECENT_TEST
    hours: int

    def __post_init__(self) -> None:
        if not 1 <= self.hours <= 336:
            raise ValueError(f"hours must be from 1 to 336, got {self.hours!r}")


@dataclass(frozen=True, slots=True)
class VisitorPass:
    """What a pass does for somebody who is not listed."""

    name: ClassVar = RuleName.VISITOR_PASS
    mode: PassMode


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """Papers that staff ask for at the way in and at the way out."""

    name: ClassVar = RuleName.PAPERS
    on_entry: frozenset[Paper] = frozenset()
    on_exit: frozenset[Paper] = frozenset()

    def __post_init__(self) -> None:
        if not self.on_entry | self.on_exit:
            raise ValueError("on_entry must be one or more papers unless on_exit is, got nothing")


@dataclass(frozen=True, slots=True)
class HomeOpen:
    """A listed resident enters whatever the colour, recorded, with a notice to the community."""

    name: ClassVar = RuleName.HOME_OPEN


Rule = (
    ColoursLetIn
    | Temperature
    | ListedOnly
    | HouseholdQuota
    | OpeningHours
    | RecentTest
    | VisitorPass
    | PapersAsked
    | HomeOpen
)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one site, one of a kind, sorted by name."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        names = [rule.name for rule in self.rules]
        if doubled := sorted({name.value for name in names if names.count(name) > 1}):
            raise ValueError(f"rules must be at most one of a kind, got several of {', '.join(doubled)}")
        if missing := [name.value for name in (RuleName.COLOURS, RuleName.TEMPERATURE) if name not in names]:
            raise ValueError(f"rules must be complete with colours and temperature, got none of {', '.join(missing)}")
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda rule: rule.name.value)))

    @property
    def colours_let_in(self) -> frozenset[Colour]:
        """The colours that pass."""
        return next(rule.let_in for rule in self.rules if isinstance(rule, ColoursLetIn))

    @property
    def temperature_limit_celsius(self) -> float:
        """From which temperature on nobody enters."""
        return next(rule.limit_celsius for rule in self.rules if isinstance(rule, Temperature))

    @property
    def counts_exits(self) -> bool:
        """Whether staff say in which direction somebody goes."""
        papers = next((rule for rule in self.rules if isinstance(rule, PapersAsked)), None)
        has_quota = any(isinstance(rule, HouseholdQuota) for rule in self.rules)
        return has_quota or bool(papers and papers.on_exit)

    @property
    def is_green_enough(self) -> bool:
        """Whether a green code and no fever are all that the site asks for, now and at every hour."""
        asks_no_more = all(isinstance(rule, ColoursLetIn | Temperature | HomeOpen) for rule in self.rules)
        return asks_no_more and Colour.GREEN in self.colours_let_in

    @property
    def needs_listing(self) -> bool:
        """Whether it matters who is on the site's lists."""
        return any(isinstance(rule, ListedOnly | HouseholdQuota | VisitorPass | HomeOpen) for rule in self.rules)


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule as a table of plain values, under the name of its kind."""
    match rule:
        case ColoursLetIn(let_in):
            said: dict[str, Any] = {"let_in": sorted(colour.value for colour in let_in)}
        case Temperature(limit):
            said = {"limit_celsius": limit}
        case ListedOnly(lists):
            said = {"lists": sorted(kind.value for kind in lists)}
        case HouseholdQuota(exits, days):
            said = {"exits": exits, "days": days}
        case OpeningHours(opens, closes):
            said = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
        case RecentTest(hours):
            said = {"hours": hours}
        case VisitorPass(mode):
            said = {"mode": mode.value}
        case PapersAsked(on_entry, on_exit):
            said = {"on_entry": sorted(on_entry), "on_exit": sorted(on_exit)}
        case HomeOpen():
            said = {}
    return {"rule": rule.name.value, **said}


def rule_set_json(rules: RuleSet) -> list[dict[str, Any]]:
    """The rules as plain values, sorted by name."""
    return [rule_json(rule) for rule in rules.rules]


def canonical_json(rules: RuleSet) -> str:
    """The one text of a rule set: the same rules in any order give the same text."""
    return json.dumps(rule_set_json(rules), sort_keys=True, separators=(",", ":"))


def _named(values: Iterable[Colour]) -> str:
    return ", ".join(sorted(value.value for value in values)) or "nothing"
