"""The chapter of the rule book that holds for every rule: colours, days, check-ins, evidence, temperature, symptoms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

from ankang.core.colours import Colour
from ankang.core.policy.language import Policy
from ankang.core.policy.sentences import SOURCE_WORDS, SYMPTOM_WORDS
from ankang.core.policy.settings import Settings
from ankang.core.words import Words

T = TypeVar("T")

_WORST = Words(
    "多个原因同时存在时，最严重的决定颜色；解除一个，其余不变。",
    "The worst open cause decides; ending one leaves the others.",
)
_DAYS = Words(
    "日期按北京时间。起算日为第 0 天，观察第 1 天至第 N 天；第 N 天和连续第 N 次正常打卡都满后，次日 0:00 转绿。",
    "Days are China-time days. The clock's day is day 0, observation days are 1 to N; green comes at 0:00 after day N "
    "and the Nth normal check-in in a row, whichever is later.",
)
_RECORDS = Words(
    "卫健部门有未办结的记录（未出院、未解除、未排除、隔离未到期、阳性之后没有正常检测）时，不转绿。",
    "Nothing ends by observation while a record of the health department is open: not discharged, not released, not "
    "excluded, in quarantine until a later day, or with a positive test later than the last negative.",
)


def general_points(policy: Policy) -> list[Words]:
    """The points of the chapter, in reading order."""
    settings = policy.settings
    return [
        _WORST,
        _DAYS,
        *_check_ins(settings),
        _RECORDS,
        _evidence(settings),
        _temperature(settings),
        _symptoms(settings),
        _household(settings),
    ]


def listed(items: Iterable[T], words: Mapping[T, Words], language: Literal["zh", "en"]) -> str:
    """The words of the items in one language, joined as that language does."""
    if language == "zh":
        return "、".join(words[item].zh for item in items)
    return ", ".join(words[item].en for item in items)


def _check_ins(settings: Settings) -> list[Words]:
    celsius = settings.temperature.abnormal_celsius
    late = settings.check_in.late_upload_hours
    return [
        Words(
            f"正常的一天：体温低于 {celsius} °C、没有任何症状的打卡，且当天没有异常申报或异常登记。"
            "漏打一天或当天异常，连续天数重新计算，观察不重来。绿码期间的打卡也算。",
            f"A normal day has a check-in below {celsius} °C without any symptom, and no abnormal report or registered "
            "reading. A missed or abnormal day restarts the run, never the observation. Check-ins made while green "
            "count.",
        ),
        Words(
            f"没有网络时打的卡，{late} 小时内上传的算当天；系统公告停用的日子不算也不断。",
            f"A check-in made offline counts for its day if it is uploaded within {late} hours; a day on which the "
            "system was declared out of service neither counts nor breaks.",
        ),
    ]


def _evidence(settings: Settings) -> Words:
    age = settings.evidence.maximum_age_days
    sources = sorted(settings.evidence.accepted_sources)
    return Words(
        f"证明须在最后一次暴露或症状当天或之后取得，提交时不超过 {age} 天，"
        f"来源：{listed(sources, SOURCE_WORDS, 'zh')}；任何证明都不能解除红码。",
        f"Evidence dates from the last exposure or symptom or later and is at most {age} days old when recorded. "
        f"Accepted from: {listed(sources, SOURCE_WORDS, 'en')}. No evidence lifts red.",
    )


def _temperature(settings: Settings) -> Words:
    celsius = settings.temperature.abnormal_celsius
    minutes = settings.temperature.second_reading_after_minutes
    return Words(
        f"检查点体温达到 {celsius} °C 为异常，至少 {minutes} 分钟后由工作人员复测；只测一次不会变码。",
        f"At a checkpoint {celsius} °C or more is abnormal; staff measure again at least {minutes} minutes later. One "
        "reading changes no colour.",
    )


def _symptoms(settings: Settings) -> Words:
    coloured = [symptom for symptom in SYMPTOM_WORDS if settings.symptoms[symptom] is not Colour.GREEN]
    others = [symptom for symptom in SYMPTOM_WORDS if settings.symptoms[symptom] is Colour.GREEN]
    return Words(
        f"会变码的症状：{listed(coloured, SYMPTOM_WORDS, 'zh')}。"
        f"只影响打卡的症状：{listed(others, SYMPTOM_WORDS, 'zh') or '无'}。",
        f"Symptoms that change the colour: {listed(coloured, SYMPTOM_WORDS, 'en')}. Symptoms that only break the run: "
        f"{listed(others, SYMPTOM_WORDS, 'en') or 'none'}.",
    )


def _household(settings: Settings) -> Words:
    exits, days = settings.household.exits, settings.household.days
    people = "person" if exits == 1 else "people"
    return Words(
        f"场所限制外出的，一户任意连续 {days} 天内至多外出 {exits} 人次，按住户名单和出门记录计算。",
        f"Where a site limits exits, at most {exits} {people} of a household may go out in any {days} consecutive "
        "days, by the list of residents and the visits out.",
    )
