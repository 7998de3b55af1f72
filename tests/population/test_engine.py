"""The batch engine says what the reference engine says: on every spec of the rules, and on random people and packs."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend

from ankang.core.facts import KINDS, Fact
from ankang.core.places import AreaRisk
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import Assessment
from ankang.core.policy.language import Policy
from ankang.core.policy.triggers import CLOCK_OF
from ankang.population.engine.frames import frames_of
from ankang.population.engine.instants import micros
from ankang.population.engine.recolour import recolour, rules_of
from spec.policy.story import ANHUI
from support.asked_assessments import Asked
from support.one_day import on_one_day
from support.random_people import People

PEOPLE_A_ROUND = 4_000
ROUNDS = 6
Answer = tuple[str, str | None, list[str], int | None]
PLAINLY_GREEN: Answer = ("green", None, [], None)


@pytest.fixture
def duckdb() -> Iterator[Backend]:
    backend = ibis.duckdb.connect(threads=2)
    before = ibis.options.default_backend
    ibis.set_backend(backend)
    yield backend
    ibis.options.default_backend = before
    backend.disconnect()


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


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    """What the specs of the rules ask, from a run of them."""
    file = tmp_path_factory.mktemp("specs") / "asked.pickle"
    specs = Path(__file__).parents[1] / "spec" / "policy"
    environment = {**os.environ, "ASKED_ASSESSMENTS": str(file), "PYTHONPATH": os.pathsep.join(sys.path)}  # noqa: TID251  (the environment of the run that this one starts)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "support.asked_assessments", str(specs)]
    subprocess.run(command, check=True, env=environment, cwd=specs.parents[2], capture_output=True)
    loaded: list[Asked] = pickle.loads(file.read_bytes())  # noqa: S301  (written by the line above)
    return loaded


@pytest.mark.spec("C11")
def test_every_spec_of_the_rules_holds_for_a_population(duckdb: Backend, asked: list[Asked]) -> None:
    populations = on_one_day(asked)

    for population in populations:
        policy = population.asked[0].policy
        batch = of_batch(duckdb, population.people, population.risks, policy, population.at, population.neutral_days)
        reference = [
            of_reference(assess(facts, population.risks, policy, population.at, neutral_days=population.neutral_days))
            for facts in population.people
        ]
        assert differences(population.people, batch, reference) == []
        # Moved and renamed, a question keeps its answer.
        assert [answer[:3] for answer in batch] == [of_reference(one.answer)[:3] for one in population.asked]
    assert sum(len(population.people) for population in populations) == len(asked) > 400


@pytest.mark.spec("C11")
@pytest.mark.parametrize("seed", range(1, ROUNDS + 1))
def test_random_people_are_what_the_reference_engine_says(duckdb: Backend, seed: int) -> None:
    invented = People(seed)
    policy = ANHUI if seed == 1 else invented.pack(ANHUI)
    risks, neutral, at = invented.area_risks(), invented.neutral_days(), invented.instant()
    people = [invented.person() for _ in range(PEOPLE_A_ROUND)]

    batch = of_batch(duckdb, people, risks, policy, at, neutral)

    reference = [of_reference(assess(facts, risks, policy, at, neutral_days=neutral)) for facts in people]
    assert differences(people, batch, reference) == []


def test_random_people_have_every_kind_of_fact_colour_and_open_rule() -> None:
    """The comparison above is worth what occurs in it."""
    kinds: set[type[object]] = set()
    seen: Counter[str] = Counter()
    triggers: set[type[object]] = set()
    for seed in range(1, ROUNDS + 1):
        invented = People(seed)
        policy = ANHUI if seed == 1 else invented.pack(ANHUI)
        risks, neutral, at = invented.area_risks(), invented.neutral_days(), invented.instant()
        for _ in range(PEOPLE_A_ROUND):
            facts = invented.person()
            kinds |= {type(fact.content) for fact in facts}
            answer = of_reference(assess(facts, risks, policy, at, neutral_days=neutral))
            seen.update([answer[0], answer[1] or "", *answer[2]])
            triggers |= {type(policy.by_name[name].trigger) for name in answer[2]}

    assert PEOPLE_A_ROUND * ROUNDS >= 20_000
    assert kinds >= set(KINDS.values())
    assert set(seen) >= {"green", "yellow", "red", "grey", "no_code", "cannot_decide", *ANHUI.by_name}
    assert triggers == set(CLOCK_OF)
    assert min(seen[name] for name in ANHUI.by_name) >= 5
