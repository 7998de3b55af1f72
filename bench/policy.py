"""How many people the reference engine assesses in a second, on one core. `python bench/policy.py`.

The people have ten facts each and are a mixture of what a city has: most green, some yellow, some red, with 400
area risks in force. Rates are per second of this process's processor time, because the machine's cores are shared; the
median over repeats is compared with the target of at least 8,000 a second.
"""

from __future__ import annotations

import random
import statistics
from datetime import UTC, date, datetime, timedelta
from time import process_time
from uuid import UUID

from ankang.core.days import start_of_day
from ankang.core.facts import (
    Arrival,
    CheckIn,
    CloseContact,
    Content,
    Declaration,
    Enrolment,
    Fact,
    Source,
    Stay,
    Symptom,
    SymptomReport,
    Test,
    TestResult,
)
from ankang.core.ids import FactId
from ankang.core.places import Area, AreaRisk, Place, RiskLevel
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment_json import to_json
from ankang.core.policy.parse import parse_policy
from ankang.core.policy.risk_index import RiskIndex
from support.figures import ROOT, Figure, report

PACK = ROOT / "src/ankang/packs/anhui-2020"
TODAY = date(2022, 7, 15)
PEOPLE = 4_000
REPEATS = 7
TARGET = 8_000


def main() -> None:
    dice = random.Random(20200226)
    policy = parse_policy({path.name: path.read_text(encoding="utf-8") for path in PACK.glob("*.toml")})
    risks = RiskIndex(_area_risks(dice))
    people = [_person(dice) for _ in range(PEOPLE)]
    assert all(len(facts) == 10 for facts in people)
    at = start_of_day(TODAY) + timedelta(hours=12)
    rates, stored = [], []
    for _ in range(REPEATS):
        began = process_time()
        answers = [assess(facts, risks, policy, at) for facts in people]
        rates.append(PEOPLE / (process_time() - began))
        began = process_time()
        for answer in answers:
            to_json(answer)
        stored.append(PEOPLE / (process_time() - began))
    colours = {colour: sum(answer.colour == colour for answer in answers) for colour in ("green", "yellow", "red")}
    report(
        "policy",
        [
            Figure("assessments of people with ten facts, one core", statistics.median(rates), "per second", TARGET),
            Figure("assessments written as JSON values, one core", statistics.median(stored), "per second"),
        ],
        f"{PEOPLE} people, {colours}, {len(risks)} area risks, median of {REPEATS}",
    )


def _area_risks(dice: random.Random) -> list[AreaRisk]:
    levels = [RiskLevel.KEY, RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW]
    return [
        AreaRisk(
            Area(f"34{dice.randrange(1, 18):02}{dice.randrange(1, 30):02}{dice.randrange(1, 40):03}"),
            dice.choice(levels),
            start_of_day(TODAY - timedelta(days=dice.randrange(1, 30))),
        )
        for _ in range(400)
    ]


def _person(dice: random.Random) -> list[Fact]:
    """Three facts of an application, one or two that may matter, and check-ins up to ten."""
    applied = TODAY - timedelta(days=dice.randrange(3, 30))
    street = f"34{dice.randrange(1, 18):02}{dice.randrange(1, 30):02}{dice.randrange(1, 40):03}"
    contents: list[Content] = [
        Declaration(applied),
        Enrolment(street[:4], applied),
        Stay(Place(street), applied - timedelta(days=400), habitual=True),
    ]
    roll = dice.random()
    if roll < 0.1:
        contents.append(Arrival("310000", applied))
    elif roll < 0.2:
        contents.append(SymptomReport(applied, frozenset({Symptom.DRY_COUGH})))
    elif roll < 0.25:
        contents.append(CloseContact(applied))
    if dice.random() < 0.3:
        contents.append(Test(applied + timedelta(days=2), TestResult.NEGATIVE))
    days = iter(range(10))
    while len(contents) < 10:
        contents.append(CheckIn(TODAY - timedelta(days=next(days)), 36.4))
    return [_fact(dice, content, applied) for content in contents]


def _fact(dice: random.Random, content: Content, applied: date) -> Fact:
    source, day = Source.DECLARED, applied
    if isinstance(content, CheckIn):
        source, day = Source.CHECK_IN, content.checked_in_on
    if isinstance(content, Test):
        source, day = Source.HEALTH_DEPARTMENT, content.sampled_on
    recorded_at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=1)
    fact_id = FactId(UUID(int=dice.getrandbits(128)))
    return Fact(fact_id, recorded_at, source, f"bench {fact_id}", content)


if __name__ == "__main__":
    main()
