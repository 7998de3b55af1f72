"""Writes down what the specs of the rules ask the reference engine: a pytest plugin, `-p support.asked_assessments`.

`ASKED_ASSESSMENTS` names the file, a pickle of `Asked`. Another engine is asked the same (tests/population).
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from ankang.core.facts import KINDS, Fact
from ankang.core.places import AreaRisk
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import Assessment
from ankang.core.policy.language import Policy
from spec.policy import story
from support.random_people import Unreadable


@dataclass(frozen=True)
class Asked:
    """One question to an engine, with the reference engine's answer."""

    facts: tuple[Fact, ...]
    risks: tuple[AreaRisk, ...]
    policy: Policy
    at: datetime
    neutral_days: frozenset[date]
    answer: Assessment


_asked: list[Asked] = []


def _remember(
    facts: Sequence[Fact],
    area_risks: Sequence[AreaRisk],
    policy: Policy,
    at: datetime,
    *,
    neutral_days: frozenset[date] = frozenset(),
) -> Assessment:
    answer = assess(facts, area_risks, policy, at, neutral_days=neutral_days)
    readable = tuple(fact if type(fact.content) in KINDS.values() else _unreadable(fact) for fact in facts)
    _asked.append(Asked(readable, tuple(area_risks), policy, at, neutral_days, answer))
    return answer


def _unreadable(fact: Fact) -> Fact:
    """The fact with a content that another process can load, which no rule knows either."""
    return replace(fact, content=Unreadable(date(2022, 7, 1)))  # type: ignore[arg-type]  # no content on purpose


def pytest_configure() -> None:
    """From now on the stories ask through us."""
    story.assess = _remember


def pytest_sessionfinish() -> None:
    """Leave what was asked."""
    path = Path(os.environ["ASKED_ASSESSMENTS"])  # noqa: TID251  (the test that starts this run names the file so)
    path.write_bytes(pickle.dumps(_asked))
