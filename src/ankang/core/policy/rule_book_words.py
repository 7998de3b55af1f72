"""What each member of the policy's closed sets is called in the rule book."""

from __future__ import annotations

from typing import assert_never

from ankang.core.colours import Colour
from ankang.core.facts import Exposure, Symptom
from ankang.core.places import RiskLevel
from ankang.core.policy.language import Abnormality, Closing, Policy, Rule
from ankang.core.policy.sentences import LEVEL_WORDS, SOURCE_WORDS, SYMPTOM_WORDS
from ankang.core.policy.triggers import (
    AsymptomaticTrigger,
    CaseTrigger,
    ClockStart,
    CloseContactTrigger,
    EscalationTrigger,
    FirstArrivalTrigger,
    NeighbourTrigger,
    OrderTrigger,
    PositiveTestTrigger,
    StayTrigger,
    SuspectTrigger,
    SymptomTrigger,
    TemperatureTrigger,
)
from ankang.core.words import Words

CLOCK_WORDS = {
    ClockStart.CLOSING_RECORD: Words("卫健部门办结之日（出院或解除）", "the day of discharge or release"),
    ClockStart.QUARANTINE_ELSE_LAST_CONTACT: Words(
        "隔离开始之日；没有隔离的，最后接触之日", "the start of the quarantine, else the last day of contact"
    ),
    ClockStart.END_OF_OVERLAP: Words(
        "离开之日或风险解除之日，以先到者为准；都未到的，尚未起算",
        "the day of leaving or the last day of the level, whichever comes first; until then it has not begun",
    ),
    ClockStart.LAST_DAY_WITH_IT: Words(
        "有症状或体温异常的最后一天", "the last day with a symptom or an abnormal reading"
    ),
    ClockStart.LAST_SHARED_ELSE_CONFIRMATION: Words(
        "最后一次共同停留之日；不清楚的，病例确诊之日", "the last shared day, else the confirmation of the case"
    ),
    ClockStart.ARRIVAL_DAY: Words("抵达之日", "the day of arrival"),
    ClockStart.DAY_OF_ABNORMALITY: Words("出现异常之日", "the day of the abnormality"),
    ClockStart.NONE: Words("不适用", "none"),
}

CLOSING_WORDS = {
    Closing.DISCHARGE: Words("出院", "discharge"),
    Closing.ASYMPTOMATIC_RELEASE: Words("解除集中隔离", "release from centralised observation"),
    Closing.EXCLUSION: Words("排除", "exclusion"),
}

ABNORMALITY_WORDS = {
    Abnormality.POSITIVE_TEST: Words("核酸阳性", "a positive test"),
    Abnormality.DEPARTMENT_RECORD: Words("卫健部门新增记录", "a new record of the health department"),
    Abnormality.FEVER_OR_RESPIRATORY: Words("发热或呼吸道症状", "fever or a respiratory symptom"),
}

_EXPOSURE_WORDS = {
    Exposure.STAIRCASE: Words("同楼道", "the same staircase"),
    Exposure.OFFICE: Words("同办公区域", "the same office area"),
}


def trigger_words(rule: Rule, policy: Policy) -> Words:  # noqa: PLR0911 - one answer for each member of a closed set
    """When the rule opens, in one sentence."""
    trigger = rule.trigger
    match trigger:
        case CaseTrigger():
            return Words("登记为确诊病例", "a confirmed case is recorded")
        case SuspectTrigger():
            return Words("登记为疑似病例", "a suspected case is recorded")
        case AsymptomaticTrigger():
            return Words("登记为无症状感染者", "an asymptomatic infection is recorded")
        case PositiveTestTrigger():
            return Words("核酸检测阳性", "a positive test is recorded")
        case CloseContactTrigger():
            return _contact(trigger)
        case StayTrigger():
            return _stay(trigger)
        case SymptomTrigger():
            return _symptoms(rule, policy)
        case TemperatureTrigger():
            return Words("检查点复测仍异常并登记", "a second abnormal reading at a checkpoint is registered")
        case NeighbourTrigger():
            return _neighbour(trigger)
        case FirstArrivalTrigger():
            code = trigger.area_code
            return Words(
                f"从区划代码 {code} 以外首次抵达，抵达之日成立",
                f"a first arrival from outside {code}, on the day of arrival",
            )
        case OrderTrigger():
            return Words("两人作出的决定在有效期内", "an order by two officers is in force")
        case EscalationTrigger():
            return _escalation(trigger)
    assert_never(trigger)


def _contact(trigger: CloseContactTrigger) -> Words:
    hours = trigger.review_within_hours
    return Words(
        f"登记或申报为密切接触者，或登记了隔离；本人申报的 {hours} 小时内复核",
        "a close contact is recorded or declared, or a quarantine is recorded; "
        f"declared ones are reviewed within {hours} hours",
    )


def _stay(trigger: StayTrigger) -> Words:
    levels = [level for level in RiskLevel if level in trigger.levels]
    sources = sorted(trigger.sources)
    return Words(
        f"到过{'、'.join(LEVEL_WORDS[level].zh for level in levels)}；来源："
        f"{'、'.join(SOURCE_WORDS[source].zh for source in sources)}",
        f"a stay in a {', '.join(LEVEL_WORDS[level].en for level in levels)}; told by: "
        f"{', '.join(SOURCE_WORDS[source].en for source in sources)}",
    )


def _neighbour(trigger: NeighbourTrigger) -> Words:
    exposures = sorted(trigger.exposures)
    zh = "或".join(_EXPOSURE_WORDS[exposure].zh for exposure in exposures)
    en = " or ".join(_EXPOSURE_WORDS[exposure].en for exposure in exposures)
    return Words(f"经确认与确诊病例{zh}", f"{en} as a confirmed case, confirmed by an officer")


def _escalation(trigger: EscalationTrigger) -> Words:
    zh = "、".join(words.zh for symptom, words in SYMPTOM_WORDS.items() if symptom in trigger.symptoms)
    en = ", ".join(words.en for symptom, words in SYMPTOM_WORDS.items() if symptom in trigger.symptoms)
    return Words(
        f"黄码观察期间出现所列异常；发热、呼吸道症状指：{zh}",
        f"an abnormality that the yellow rule lists; fever or respiratory means: {en}",
    )


def _symptoms(rule: Rule, policy: Policy) -> Words:
    named = [symptom for symptom in SYMPTOM_WORDS if policy.settings.symptoms[symptom] is rule.colour]
    celsius = policy.settings.temperature.abnormal_celsius
    fever = policy.settings.symptoms[Symptom.FEVER] is rule.colour and rule.colour is not Colour.GREEN
    zh = "、".join(SYMPTOM_WORDS[symptom].zh for symptom in named)
    en = ", ".join(SYMPTOM_WORDS[symptom].en for symptom in named)
    if fever:
        return Words(f"{zh}；打卡体温达到 {celsius} °C 也算发热", f"{en}; a check-in at {celsius} °C or more is fever")
    return Words(zh, en)
