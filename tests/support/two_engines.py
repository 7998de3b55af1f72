"""What the two engines say about the same people, in one shape, so that a difference is a difference of answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from ankang.core.facts import Fact
from ankang.core.places import AreaRisk
from ankang.core.policy.assessment import Assessment
from ankang.core.policy.language import Policy
from ankang.population.engine.frames import frames_of
from ankang.population.engine.instants import micros
from ankang.population.engine.recolour import recolour, rules_of

Answer = tuple[str, str | None, list[str], int | None]
"""Colour, reason for grey, open rules, microseconds of the next change."""

PLAINLY_GREEN: Answer = ("green", None, [], None)


def of_batch(
    backend: Any,
    people: Sequence[Sequence[Fact]],
    risks: Sequence[AreaRisk],
    policy: Policy,
    at: datetime,
    neutral_days: frozenset[date],
) -> list[Answer]:
    tables = {
        kind: backend.create_table(kind, frame, overwrite=True) for kind, frame in frames_of(enumerate(people)).items()
    }
    numbers = pa.table({"person": pa.array(range(len(people)), pa.int64())})
    everybody = backend.create_table("people", numbers, overwrite=True)
    rows = recolour(tables, everybody, risks, policy, at, neutral_days=neutral_days).to_pyarrow().to_pylist()
    told = {
        row["person"]: (row["colour"], row["grey_reason"], sorted(rules_of(row["open_rules"], policy)), row["due_at"])
        for row in rows
    }
    return [told.get(number, PLAINLY_GREEN) for number in range(len(people))]


def of_reference(assessment: Assessment) -> Answer:
    return (
        assessment.colour.value,
        assessment.grey_reason.value if assessment.grey_reason else None,
        sorted({cause.rule for cause in assessment.open_causes}),
        micros(assessment.next_due_at) if assessment.next_due_at else None,
    )


def differences(people: Sequence[Sequence[Fact]], batch: list[Answer], reference: list[Answer]) -> list[str]:
    """The first people about whom the two differ, with their facts."""
    found = [
        f"batch {one}, reference {other}: " + "; ".join(f"{fact.recorded_at} {fact.content}" for fact in facts)
        for facts, one, other in zip(people, batch, reference, strict=True)
        if one != other
    ]
    return found[:3]
