"""An assessment in sentences: which rule, by what evidence, since when, what is missing, the earliest release.

Chinese and English, dates before durations, 0:00 written out, 您 to the holder (SPEC C13). The sentences carry no
name, number or address; areas are those of the public list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.policy.assessment import Assessment, Cause, CauseState, GreyReason, MissingKind
from ankang.core.policy.language import Lift
from ankang.core.policy.sentences import SOURCE_WORDS, day_words, instant_words
from ankang.core.words import Words

NO_CODE_WORDS = Words(
    "未申领。申领后即可看到颜色，检查点工作人员也可以现场帮您申领。",
    "No code yet. Apply to see your colour; staff at a checkpoint can apply for you.",
)
CANNOT_DECIDE_WORDS = Words(
    "暂无法判定。有一条记录现有规则无法处理，工作人员正在核对；未判定前不会显示绿码。",
    "Cannot be decided now. These rules cannot read one of the records; an officer is looking at it. "
    "Until then the code is not green.",
)
ADVICE_WORDS = Words(
    "您报告过症状或体温异常：请戴口罩，尽快到就近的发热门诊就诊，途中不要乘坐公共交通。",
    "You reported a symptom or had an abnormal temperature: wear a mask, go to the nearest fever clinic soon, "
    "and do not use public transport on the way.",
)
LIFT_WORDS = {
    Lift.NORMAL_TEST: Words("7 天内核酸检测正常的报告", "a normal nucleic-acid test of the last 7 days"),
    Lift.HEALTH_CERTIFICATE: Words("健康证明", "a health certificate"),
    Lift.TRAVEL_HISTORY: Words("近 14 天无重点地区的行程证明", "a 14-day travel history without a key area"),
}


@dataclass(frozen=True, slots=True)
class CauseExplanation:
    """One cause in sentences. `lines`: opening and evidence, clock, then what is missing, then the earliest end."""

    rule: str
    title: Words
    state: CauseState
    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole answer. `advice` is medical advice, None where no symptom is open; `questions` ask the holder."""

    headline: Words
    causes: tuple[CauseExplanation, ...]
    questions: tuple[Words, ...]
    advice: Words | None


def explain(assessment: Assessment) -> Explanation:
    """The assessment in sentences, causes in its own order."""
    symptomatic = any(cause.calls_for_doctor for cause in assessment.open_causes)
    return Explanation(
        headline=headline(assessment),
        causes=tuple(explain_cause(cause) for cause in assessment.causes),
        questions=tuple(question.words for question in assessment.questions),
        advice=ADVICE_WORDS if symptomatic else None,
    )


def headline(assessment: Assessment) -> Words:
    """The colour and the earliest release in one sentence."""
    if assessment.grey_reason is GreyReason.NO_CODE:
        return NO_CODE_WORDS
    if assessment.grey_reason is GreyReason.CANNOT_DECIDE:
        return CANNOT_DECIDE_WORDS
    colour = COLOUR_WORDS[assessment.colour]
    if assessment.colour is Colour.GREEN:
        return Words(f"{colour.zh}：没有需要观察的原因。", f"{colour.en}: nothing asks for observation.")
    release = _earliest(assessment.release_at)
    return Words(f"{colour.zh}，{release.zh}。", f"{colour.en}; {release.en}.")


def explain_cause(cause: Cause) -> CauseExplanation:
    """One cause in sentences."""
    lines = [_opened(cause)]
    if cause.state is CauseState.OPEN:
        if cause.clock_started_on is not None:
            lines.append(_clock(cause, cause.clock_started_on))
        lines += [
            Words(f"还需要：{missing.words.zh}。", f"Still needed: {missing.words.en}.") for missing in cause.missing
        ]
        release = _earliest(cause.earliest_release_at)
        ends = MissingKind.ORDER_END in {missing.kind for missing in cause.missing}
        if not ends:
            lines.append(
                Words(f"每天打卡正常的话，{release.zh}。", f"If every daily check-in is normal: {release.en}.")
            )
        if cause.lifted_by:
            lines.append(_lifts(cause))
    elif cause.ended_on is not None:
        lines.append(_closed(cause, cause.ended_on))
    return CauseExplanation(cause.rule, cause.title, cause.state, tuple(lines))


def _opened(cause: Cause) -> Words:
    day = day_words(cause.opened_on)
    zh_sources = "、".join(SOURCE_WORDS[source].zh for source in cause.sources)
    en_sources = ", ".join(SOURCE_WORDS[source].en for source in cause.sources)
    zh_areas = f"（{'、'.join(cause.area_names)}）" if cause.area_names else ""
    en_areas = f" ({', '.join(cause.area_names)})" if cause.area_names else ""
    return Words(
        f"{day.zh}起：{cause.title.zh}{zh_areas}。依据：{zh_sources}。",
        f"Since {day.en}: {cause.title.en}{en_areas}. Evidence: {en_sources}.",
    )


def _clock(cause: Cause, day_0: date) -> Words:
    day = day_words(day_0)
    return Words(
        f"从{day.zh}的次日起观察 {cause.observation_days} 天，连续正常打卡 {cause.check_ins_required} 天。",
        f"Observation counts from the day after {day.en}: {cause.observation_days} days, "
        f"with {cause.check_ins_required} normal check-ins in a row.",
    )


def _lifts(cause: Cause) -> Words:
    zh = "、".join(LIFT_WORDS[lift].zh for lift in cause.lifted_by)
    en = ", or ".join(LIFT_WORDS[lift].en for lift in cause.lifted_by)
    return Words(f"提交以下任一证明，审核通过后可提前解除：{zh}。", f"Can end earlier, once accepted: {en}.")


def _closed(cause: Cause, ended_on: date) -> Words:
    day = day_words(ended_on)
    if cause.state is CauseState.LIFTED:
        return Words(f"{day.zh}凭证明解除。", f"Lifted by evidence on {day.en}.")
    return Words(f"{day.zh}结束。", f"Ended on {day.en}.")


def _earliest(at: datetime | None) -> Words:
    if at is None:
        return Words("转绿日期还不能确定", "the day of release is not known yet")
    when = instant_words(at)
    return Words(f"最早 {when.zh} 转绿", f"green on {when.en} at the earliest")
