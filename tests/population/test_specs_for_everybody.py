"""The batch engine answers every question that the specs of the rules ask as the reference engine does."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from ibis.backends.duckdb import Backend

from ankang.core.policy.assess import assess
from support.asked_assessments import Asked
from support.one_day import on_one_day
from support.two_engines import differences, of_batch, of_reference


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
