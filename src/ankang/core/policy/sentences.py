"""The sentences that an assessment carries, in both languages. Dates before durations; 0:00 is written out."""

from __future__ import annotations

from datetime import date, datetime

from ankang.core.days import SHANGHAI
from ankang.core.facts import Source, Symptom
from ankang.core.places import AreaRisk, RiskLevel
from ankang.core.words import Words

SOURCE_WORDS = {
    Source.DECLARED: Words("本人申报", "own declaration"),
    Source.CHECK_IN: Words("健康打卡", "daily check-in"),
    Source.CHECKPOINT: Words("检查点", "checkpoint"),
    Source.HEALTH_DEPARTMENT: Words("卫健部门", "health department"),
    Source.TRANSPORT: Words("交通记录", "transport record"),
    Source.TELECOM: Words("通信行程", "telecom record"),
    Source.OFFICER: Words("工作人员核定", "officer's decision"),
    Source.SYSTEM: Words("系统记录", "system record"),
}

LEVEL_WORDS = {
    RiskLevel.KEY: Words("重点地区", "key area"),
    RiskLevel.HIGH: Words("高风险地区", "high-risk area"),
    RiskLevel.MEDIUM: Words("中风险地区", "medium-risk area"),
    RiskLevel.LOW: Words("低风险地区", "low-risk area"),
}

SYMPTOM_WORDS = {
    Symptom.FEVER: Words("发热", "fever"),
    Symptom.DRY_COUGH: Words("干咳", "dry cough"),
    Symptom.SHORTNESS_OF_BREATH: Words("气促", "shortness of breath"),
    Symptom.SORE_THROAT: Words("咽痛", "sore throat"),
    Symptom.OTHER_RESPIRATORY: Words("其他呼吸道症状", "other respiratory symptoms"),
    Symptom.FATIGUE: Words("乏力", "fatigue"),
    Symptom.LOSS_OF_SMELL_OR_TASTE: Words("嗅觉或味觉减退", "loss of smell or taste"),
    Symptom.DIARRHOEA: Words("腹泻", "diarrhoea"),
}

MISSING_DISCHARGE = Words("卫健部门登记的出院日期", "the date of discharge, from the health department")
MISSING_ASYMPTOMATIC_RELEASE = Words(
    "卫健部门登记的解除集中隔离日期", "the date of release from centralised observation, from the health department"
)
MISSING_CLASSIFICATION = Words(
    "卫健部门的结论（排除或确诊）", "the health department's conclusion: excluded or confirmed"
)
MISSING_NEGATIVE_TEST = Words("阳性之后的一次核酸检测正常结果", "a normal nucleic-acid test after the positive one")
MISSING_OPEN_RECORD = Words("卫健部门的记录尚未办结", "a record of the health department is not closed yet")
MISSING_EXPOSURE_END = Words(
    "离开风险地区，或该地区风险解除（之后才开始计算观察天数）",
    "leaving the area, or the end of its risk level; observation starts then",
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def day_words(day: date) -> Words:
    """The day without its year.

    >>> day_words(date(2022, 7, 14))
    Words(zh='7月14日', en='14 July')
    """
    return Words(f"{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]}")


def instant_words(at: datetime) -> Words:
    """The local day and time; midnight is written as 0:00 of the day that begins."""
    local = at.astimezone(SHANGHAI)
    day = day_words(local.date())
    clock = f"{local.hour}:{local.minute:02}"
    return Words(f"{day.zh} {clock}", f"{day.en} at {clock}")


def missing_observation(last_day: date, days: int) -> Words:
    """The observation that is left, with its last day."""
    day = day_words(last_day)
    plural = "" if days == 1 else "s"
    return Words(f"观察到{day.zh}（还有 {days} 天）", f"observation until {day.en} ({days} more day{plural})")


def missing_check_ins(wanted: int, counted: int) -> Words:
    """The check-ins that are left."""
    left = wanted - counted
    return Words(
        f"连续 {wanted} 天正常打卡，已 {counted} 天，还差 {left} 天",
        f"{wanted} normal daily check-ins in a row: {counted} done, {left} to go",
    )


def missing_until(last_day: date, *, order: bool) -> Words:
    """A quarantine or an order that lasts until a day."""
    day = day_words(last_day)
    if order:
        return Words(f"决定有效至{day.zh}", f"the order is in force until {day.en}")
    return Words(f"隔离至{day.zh}", f"the quarantine lasts until {day.en}")


def question_about_place(risk: AreaRisk) -> Words:
    """What the holder is asked about a stay whose address is too coarse."""
    level = LEVEL_WORDS[risk.level]
    return Words(
        f"您的停留地址不够详细，无法判断是否在{level.zh}（{risk.name or '名单所列地区'}）内。请补充到小区或楼栋。",
        f"Your stay is not known exactly enough to say whether it was in a {level.en} "
        f"({risk.name or 'a listed area'}). Please add the compound or building.",
    )


def question_about_dwell(risk: AreaRisk) -> Words:
    """What the holder is asked about a telecom record that is too weak to count."""
    level = LEVEL_WORDS[risk.level]
    return Words(
        f"通信行程显示您的手机可能到过{level.zh}（{risk.name or '名单所列地区'}）。请说明您本人是否到过、停留了多久。",
        f"A telecom record says that your phone may have been in a {level.en} ({risk.name or 'a listed area'}). "
        "Please tell us whether you were there yourself, and for how long.",
    )
