"""The batch engine says of random people under random packs what the reference engine says."""

from __future__ import annotations

from collections import Counter

import pytest
from ibis.backends.duckdb import Backend

from ankang.core.facts import KINDS
from ankang.core.policy.assess import assess
from ankang.core.policy.triggers import CLOCK_OF
from spec.policy.story import ANHUI
from support.random_people import People
from support.two_engines import differences, of_batch, of_reference

PEOPLE_A_ROUND = 5_000
ROUNDS = 4


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
