"""What sites' rules say, case by case; `web/tests/unit/siteRules.test.ts` runs the same file."""

from __future__ import annotations

from typing import Any

import pytest
from site_rule_cases import answer_to, saying
from test_credential_vectors import load, name_of

from ankang.checkpoints.model.ruling import By
from ankang.checkpoints.model.site_rules import RuleName

CASES = load("site-rules.json")["cases"]


@pytest.mark.spec("E2", "P18")
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_door_answers_by_its_rules(case: dict[str, Any]) -> None:
    assert saying(answer_to(case)) == case["says"]


@pytest.mark.spec("E2")
def test_the_cases_name_everything_that_can_decide() -> None:
    named = {case["says"].split(" by ")[1].split(",")[0] for case in CASES if " by " in case["says"]}

    assert named == {*RuleName, *By}
