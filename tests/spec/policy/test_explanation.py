"""Every assessment says why: rule, evidence, since when, what is missing, the earliest release (C13)."""

import json
import re

import pytest

from ankang.core.facts import Case, Source, Stay, Symptom, Test, TestResult
from ankang.core.places import RiskLevel
from ankang.core.policy.assessment_json import from_json, to_json
from ankang.core.policy.explain import explain
from spec.policy.story import STREET, Story, july, on, risk

MEDIUM = risk(RiskLevel.MEDIUM, "340104", -5)


def yellow() -> Story:
    """A medium-risk stay until 6 July, declared and told by transport, three check-ins."""
    story = Story(risks=[MEDIUM])
    story.add(Stay(STREET, july(4), july(6)), recorded=6)
    story.add(Stay(STREET, july(4), july(6)), recorded=6, hour=18, source=Source.TRANSPORT)
    return story.check_ins(7, 9)


@pytest.mark.spec("C13")
def test_the_headline_names_the_earliest_release_as_a_date_with_0_00() -> None:
    """黄码，最早 7月14日 0:00 转绿。"""
    words = explain(yellow().on(9)).headline

    assert words.zh == "黄码，最早 7月14日 0:00 转绿。"
    assert words.en == "Yellow; green on 14 July at 0:00 at the earliest."


@pytest.mark.spec("C13")
def test_a_cause_is_told_with_rule_evidence_beginning_and_what_is_missing() -> None:
    """In the order in which a person asks."""
    (cause,) = explain(yellow().on(9)).causes

    assert [words.zh for words in cause.lines] == [
        "7月6日起：到过中风险地区（area 340104）。依据：本人申报、交通记录。",
        "从7月6日的次日起观察 7 天，连续正常打卡 7 天。",
        "还需要：观察到7月13日（还有 5 天）。",
        "还需要：连续 7 天正常打卡，已 3 天，还差 4 天。",
        "每天打卡正常的话，最早 7月14日 0:00 转绿。",
        "提交以下任一证明，审核通过后可提前解除：7 天内核酸检测正常的报告、近 14 天无重点地区的行程证明。",
    ]
    assert cause.lines[0].en == (
        "Since 6 July: Stay in a medium-risk area (area 340104). Evidence: own declaration, transport record."
    )
    assert all(not re.search(r"[一-鿿]", words.en) for words in cause.lines)


@pytest.mark.spec("C13")
def test_where_no_date_is_knowable_it_says_so() -> None:
    """An undischarged case."""
    story = Story()
    story.add(Case(july(2)), recorded=2)

    explanation = explain(story.on(3))

    assert explanation.headline.zh == "红码，转绿日期还不能确定。"
    assert "还需要：卫健部门登记的出院日期。" in [words.zh for words in explanation.causes[0].lines]


@pytest.mark.spec("C13")
def test_a_lifted_cause_stays_readable_with_its_day() -> None:
    """Lifted by a normal test on 8 July."""
    story = yellow()
    story.add(Test(july(7), TestResult.NEGATIVE), recorded=8)

    (cause,) = explain(story.on(9)).causes

    assert [words.zh for words in cause.lines][-1] == "7月8日凭证明解除。"


@pytest.mark.spec("C13", "F5")
def test_symptoms_bring_medical_advice_and_a_stay_does_not() -> None:
    """The nearest fever clinic, not by bus."""
    ill = Story()
    ill.report(2, Symptom.FEVER)

    advice = explain(ill.on(2)).advice

    assert advice is not None
    assert "发热门诊" in advice.zh
    assert explain(yellow().on(9)).advice is None


@pytest.mark.spec("C13", "P14")
def test_grey_says_what_to_do() -> None:
    """No code: apply, or ask staff."""
    assert explain(Story(declared=None).on(2)).headline.zh.startswith("未申领。")


@pytest.mark.spec("C13")
def test_an_assessment_names_its_policy_and_instant_and_survives_storage() -> None:
    """Written as JSON and read again, nothing is lost."""
    story = yellow()
    story.add(Case(july(8)), recorded=8)
    assessment = story.on(9)

    read = from_json(json.loads(json.dumps(to_json(assessment))))

    assert read == assessment
    assert (read.policy_id, read.policy_version, read.assessed_at) == ("anhui-2020", "1", on(9, 12))
    assert explain(read) == explain(assessment)


@pytest.mark.spec("C11", "C13")
def test_causes_are_in_the_order_in_which_they_matter() -> None:
    """Open before closed, red before yellow."""
    story = yellow()
    story.report(7, Symptom.FATIGUE)
    story.add(Test(july(7), TestResult.NEGATIVE), recorded=8, hour=9)
    story.add(Case(july(8)), recorded=8)
    story.report(8, Symptom.FEVER, hour=11)

    rules = [(cause.rule, cause.state.value) for cause in story.on(8).causes]

    assert rules == [("confirmed_case", "open"), ("symptoms", "open"), ("medium_risk_stay", "lifted")]
