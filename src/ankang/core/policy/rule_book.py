"""The rule book: a whole policy as Markdown that an official can read, in Chinese or English.

Everything comes from the policy, so that the book cannot say anything else than the rules do; the worked dates are
computed. The words of the closed sets stand in `rule_book_words`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.days import SHANGHAI, days_after
from ankang.core.policy.explain import LIFT_WORDS
from ankang.core.policy.language import AfterObservation, Policy, Rule
from ankang.core.policy.rule_book_general import general_points, listed
from ankang.core.policy.rule_book_words import (
    ABNORMALITY_WORDS,
    CLOCK_WORDS,
    CLOSING_WORDS,
    trigger_words,
)
from ankang.core.policy.sentences import day_words
from ankang.core.policy.triggers import CLOCK_OF
from ankang.core.words import Words

Language = Literal["zh", "en"]
_EXAMPLE_DAY_0 = date(2020, 11, 1)


def rule_book(policy: Policy, language: Language) -> str:
    """The book in one language, ending with a line end; the same policy always gives the same text."""
    parts = [_head(policy, language), _general(policy, language)]
    for colour in (Colour.RED, Colour.YELLOW):
        title = COLOUR_WORDS[colour]
        parts.append(f"## {_in(title, language)}")
        rules = sorted((rule for rule in policy.rules if rule.colour is colour), key=_place)
        parts += [_rule(rule, policy, language) for rule in rules]
    green = Words(
        "## 绿码\n\n以上原因都没有的人，并且已有受理的申领。"
        "没有申领的显示灰色“未申领”，无法判定的显示灰色“暂无法判定”，都不会显示绿色。",
        "## Green\n\nEveryone for whom none of the above is open and whose application was accepted. Without one the "
        'code is grey, "no code yet"; what cannot be decided is grey too, never green.',
    )
    parts.append(_in(green, language))
    return "\n\n".join(parts) + "\n"


def _head(policy: Policy, language: Language) -> str:
    effective = policy.effective_at.astimezone(SHANGHAI)
    when = f"{effective:%Y-%m-%d} {effective.hour}:{effective.minute:02}"
    words = Words(
        f"# 规则手册：{policy.title.zh}\n\n"
        f"规则编号 `{policy.policy_id}`，第 {policy.version} 版，{when}（北京时间）起生效。"
        "由规则文件自动生成，请勿手改。",
        f"# Rule book: {policy.title.en}\n\n"
        f"Policy `{policy.policy_id}`, version {policy.version}, in force from {when} (China time). Generated from the "
        "rule files; do not edit by hand.",
    )
    return _in(words, language)


def _general(policy: Policy, language: Language) -> str:
    title = Words("## 通用规定", "## What holds for every rule")
    return "\n".join([f"{_in(title, language)}\n", *(f"- {_in(point, language)}" for point in general_points(policy))])


def _place(rule: Rule) -> int:
    """Where the rule stands in its chapter: by its trigger, in the order in which the language names them."""
    return list(CLOCK_OF).index(type(rule.trigger))


def _rule(rule: Rule, policy: Policy, language: Language) -> str:
    rows = [
        (Words("何时成立", "Opens"), trigger_words(rule, policy)),
        (Words("追溯期", "Look-back"), _look_back(rule)),
        (Words("第 0 天", "Day 0"), CLOCK_WORDS[rule.clock]),
        (Words("转绿", "Ends"), _release(rule)),
        (Words("可提前解除的证明", "Evidence that lifts it"), _lifts(rule)),
        (Words("转红", "Turns red on"), _escalation(rule, policy)),
        (Words("出处", "Source"), rule.source),
    ]
    lines = [f"### {_in(rule.title, language)} (`{rule.name}`)", "", _in(rule.description, language), ""]
    lines += ["| | |", "| --- | --- |"]
    lines += [f"| {_in(name, language)} | {_in(words, language)} |" for name, words in rows if words is not None]
    return "\n".join(lines)


def _look_back(rule: Rule) -> Words | None:
    if rule.look_back_days is None:
        return None
    return Words(
        f"最后一天暴露（或办结）距记录之日不超过 {rule.look_back_days} 天",
        f"the last day of exposure (or the closing record) is at most {rule.look_back_days} days before the day of "
        "recording",
    )


def _release(rule: Rule) -> Words:
    release = rule.release
    if not isinstance(release, AfterObservation):
        return Words("截止日次日 0:00", "at 0:00 after its last day")
    green = day_words(days_after(_EXAMPLE_DAY_0, max(release.observation_days, release.check_ins) + 1))
    day_0 = day_words(_EXAMPLE_DAY_0)
    zh = f"观察满 {release.observation_days} 天，连续 {release.check_ins} 天正常打卡"
    en = f"{release.observation_days} full days of observation and {release.check_ins} normal check-ins in a row"
    if release.closed_by:
        closed_by = [CLOSING_WORDS[closing] for closing in sorted(release.closed_by)]
        zh = f"{'或'.join(words.zh for words in closed_by)}后，{zh}"
        en = f"after {' or '.join(words.en for words in closed_by)}: {en}"
    zh += f"。例：第 0 天为 {day_0.zh}，最早 {green.zh} 0:00 转绿"
    en += f". Example: day 0 is {day_0.en}, green on {green.en} at 0:00 at the earliest"
    if release.ended_by:
        zh += f"。{listed(sorted(release.ended_by), CLOSING_WORDS, 'zh')}后立即解除"
        en += f". Ends at once on {listed(sorted(release.ended_by), CLOSING_WORDS, 'en')}"
    return Words(zh, en)


def _lifts(rule: Rule) -> Words:
    if not rule.lifts:
        return Words("无", "none")
    lifts = sorted(rule.lifts)
    return Words(listed(lifts, LIFT_WORDS, "zh"), listed(lifts, LIFT_WORDS, "en"))


def _escalation(rule: Rule, policy: Policy) -> Words | None:
    if rule.escalation is None:
        return None
    on = sorted(rule.escalation.on)
    target = policy.by_name[rule.escalation.to].title
    return Words(
        f"{listed(on, ABNORMALITY_WORDS, 'zh')}（见“{target.zh}”）",
        f'{listed(on, ABNORMALITY_WORDS, "en")} (see "{target.en}")',
    )


def _in(words: Words, language: Language) -> str:
    return words.zh if language == "zh" else words.en
