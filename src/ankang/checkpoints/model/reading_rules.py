"""A rule set out of plain values, gathering every fault, as the policy language is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from functools import partial
from typing import TypeVar

from ankang.checkpoints.model.site_rules import (
    ColoursLetIn,
    HomeOpen,
    HouseholdQuota,
    ListedOnly,
    ListKind,
    OpeningHours,
    Paper,
    PapersAsked,
    PassMode,
    RecentTest,
    Rule,
    RuleName,
    RuleSet,
    Temperature,
    VisitorPass,
)
from ankang.core.colours import Colour
from ankang.core.policy.problems import PolicyError, PolicyProblem
from ankang.core.policy.reading import TableReader, UnreadableError

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_FILE = "rules"

T = TypeVar("T")


def read_rule_set(written: Sequence[object]) -> RuleSet:
    """The rule set that the values say; raises PolicyError with every fault found, each with its place in the list."""
    problems: list[PolicyProblem] = []
    rules: list[Rule] = []
    for place, one in enumerate(written):
        if not isinstance(one, Mapping):
            problems.append(PolicyProblem(_FILE, None, str(place), "a rule with its name", repr(one)))
            continue
        reader = TableReader(one, _FILE, problems, str(place))
        rule = reader.attempt(lambda reader=reader: _read(reader))  # type: ignore[misc]  # mypy cannot infer a lambda's bound default
        if rule is not None:
            rules.append(rule)
    if problems:
        raise PolicyError(problems)
    try:
        return RuleSet(tuple(rules))
    except ValueError as refusal:
        _, _, said = str(refusal).partition(" must be ")
        expected, _, got = said.partition(", got ")
        raise PolicyError([PolicyProblem(_FILE, None, "", expected, got)]) from refusal


def parse_rule_set(text: str) -> RuleSet:
    """The rule set of a canonical JSON text."""
    return read_rule_set(json.loads(text))


def _read(reader: TableReader) -> Rule:
    name = reader.choice("rule", RuleName)
    reader.rule = name.value
    rule = reader.attempt(lambda: reader.built(lambda: _of_kind(name, reader)))
    reader.finish()
    if rule is None:
        raise UnreadableError
    return rule


def _of_kind(name: RuleName, reader: TableReader) -> Rule:  # noqa: PLR0911  (one answer for each kind of a closed set)
    match name:
        case RuleName.COLOURS:
            return ColoursLetIn(reader.choices("let_in", Colour))
        case RuleName.TEMPERATURE:
            return Temperature(reader.number("limit_celsius"))
        case RuleName.LISTED_ONLY:
            return ListedOnly(reader.choices("lists", ListKind))
        case RuleName.HOUSEHOLD_QUOTA:
            return HouseholdQuota(*_both(reader, reader.whole, "exits", "days"))
        case RuleName.OPENING_HOURS:
            return OpeningHours(*_both(reader, partial(_time, reader), "opens", "closes"))
        case RuleName.RECENT_TEST:
            return RecentTest(reader.whole("hours"))
        case RuleName.VISITOR_PASS:
            return VisitorPass(reader.choice("mode", PassMode))
        case RuleName.PAPERS:
            return PapersAsked(*_both(reader, partial(reader.choices, choices=Paper), "on_entry", "on_exit"))
        case RuleName.HOME_OPEN:
            return HomeOpen()


def _both(reader: TableReader, read: Callable[[str], T], one: str, other: str) -> tuple[T, T]:
    """Two fields of a rule; both are read, so that both faults are told."""
    first, second = reader.attempt(lambda: read(one)), reader.attempt(lambda: read(other))
    if first is None or second is None:
        raise UnreadableError
    return first, second


def _time(reader: TableReader, field: str) -> time:
    text = reader.text(field)
    found = _TIME.fullmatch(text)
    if found is None:
        reader.note(field, "a time such as 06:30", repr(text))
        raise UnreadableError
    return time(int(found[1]), int(found[2]))
