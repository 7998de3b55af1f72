"""What staff read of a ruling: one sentence why, and what they do next. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ankang.checkpoints.model.ruling import AtDoor, By, Ruling
from ankang.checkpoints.model.site_rules import (
    ListedOnly,
    ListKind,
    OpeningHours,
    Paper,
    RecentTest,
    RuleName,
    RuleSet,
)
from ankang.checkpoints.model.verdicts import (
    COMPARE,
    PASS,
    SEPARATE_LANE,
    STOP,
    Decision,
    Verdict,
    decide,
    too_warm_here,
)
from ankang.core.words import Words

PAPER_WORDS = {
    Paper.EXIT_PASS: Words("出行证", "exit pass"),
    Paper.WORK_RESUMPTION: Words("复工证明", "work resumption proof"),
    Paper.VISITOR_PASS: Words("访客证", "visitor pass"),
    Paper.TEST_REPORT: Words("检测报告", "test report"),
}
LIST_WORDS = {
    ListKind.RESIDENTS: Words("居民", "residents"),
    ListKind.EMPLOYEES: Words("员工", "employees"),
}
_FIRST_PAPERS = Words("先看证明", "See the papers first")
_CANNOT_CHECK = Words("现在查不了", "Cannot check now")
_GUIDE = Words("已记录；请引导到专用通道", "Recorded; show the way to the separate lane")
_TYPE_DOCUMENT = Words("请输证件号，与本场所名单核对", "Type the document number to compare it with this site's list")
_ASK_CENTRE = Words(
    "联系上中心后再查；看病和危险不受限制", "Ask again once the centre answers; care and danger always enter"
)
_ASK_KEEPER = Words("有疑问请联系场所负责人", "Questions: ask who answers for this site")
_ADD_TO_LIST = Words("请联系场所负责人登记", "Ask who answers for this site to be listed")
_SHOW = Words("看到后点“已查看”", "Confirm once you have seen them")


def decision_of(ruling: Ruling, door: AtDoor, rules: RuleSet, hotline: str) -> Decision:
    """The ruling as the door says it."""
    if ruling.verdict is Verdict.GREY or ruling.by is RuleName.COLOURS:
        said = decide(door.colour, rules, hotline, shown=door.shown)
        return Decision(said.verdict, said.headline, said.reason, said.next_step, said.say, by=_name(ruling))
    if ruling.verdict is Verdict.PASS:
        return _passing(ruling)
    if ruling.asks:
        papers = _joined(PAPER_WORDS[paper] for paper in ruling.asks)
        reason = Words(f"请对方出示{papers.zh}", f"Ask for the {papers.en}")
        return Decision(Verdict.CANNOT_CHECK, _FIRST_PAPERS, reason, _SHOW, by=_name(ruling), asks=ruling.asks)
    if ruling.verdict is Verdict.CANNOT_CHECK:
        reason, next_step = _UNKNOWN[ruling.by]  # type: ignore[index]  # only these rules leave something unknown
        return Decision(Verdict.CANNOT_CHECK, _CANNOT_CHECK, reason, next_step, by=_name(ruling))
    reason, next_step = _stopping(ruling, rules)
    return Decision(Verdict.STOP, STOP, reason, next_step, by=_name(ruling))


_LISTED_UNKNOWN = Words("不知道是否在本场所名单上", "Whether they are listed here is not known")
_UNKNOWN = {
    RuleName.LISTED_ONLY: (_LISTED_UNKNOWN, _TYPE_DOCUMENT),
    RuleName.VISITOR_PASS: (_LISTED_UNKNOWN, _TYPE_DOCUMENT),
    RuleName.HOME_OPEN: (Words("不知道是否是本小区居民", "Whether they live here is not known"), _TYPE_DOCUMENT),
    RuleName.HOUSEHOLD_QUOTA: (Words("不知道是哪一户", "Their household is not known"), _TYPE_DOCUMENT),
    RuleName.RECENT_TEST: (Words("不知道检测结果", "Their test is not known"), _ASK_CENTRE),
}


def overridden() -> Decision:
    """The verdict about somebody whom care or danger brings in."""
    return _passing(Ruling(Verdict.PASS, By.OVERRIDE))


def _passing(ruling: Ruling) -> Decision:
    match ruling.by:
        case By.OVERRIDE:
            reason = Words("看病救急或有危险，任何规则都不拦", "Care or danger: no rule stands against it")
        case By.MEDICAL_SITE:
            reason = Words("看病优先，任何颜色都不拦", "Care comes first: no colour is refused here")
        case RuleName.HOME_OPEN:
            reason = Words("本小区居民回家不拦，已记录并告知社区", "A resident comes home: recorded, community told")
            return Decision(Verdict.PASS, PASS, reason, COMPARE, by=_name(ruling))
        case _:
            return Decision(Verdict.PASS, PASS, COMPARE, COMPARE)
    return Decision(Verdict.PASS, SEPARATE_LANE, reason, _GUIDE, by=_name(ruling), separate_lane=True)


def _stopping(ruling: Ruling, rules: RuleSet) -> tuple[Words, Words]:
    one = next(rule for rule in rules.rules if rule.name is ruling.by)
    if isinstance(one, OpeningHours):
        hours = f"{one.opens:%H:%M}–{one.closes:%H:%M}"
        return Words(f"本场所开放时间 {hours}", f"This site is open {hours}"), _ASK_KEEPER
    if isinstance(one, ListedOnly):
        listed = _joined(LIST_WORDS[kind] for kind in sorted(one.lists))
        return Words(f"只限名单上的{listed.zh}进入", f"Only listed {listed.en} enter here"), _ADD_TO_LIST
    if isinstance(one, RecentTest):
        reason = Words(f"需要 {one.hours} 小时内的检测阴性结果", f"A negative test within {one.hours} hours is needed")
        return reason, _ASK_KEEPER
    if ruling.next_exit_on is not None:
        day = ruling.next_exit_on
        reason = Words(
            f"这一户出门次数已满，{day.month} 月 {day.day} 日起可再出",
            f"This household's exits are used up; again from {day:%Y-%m-%d}",
        )
        return reason, _ASK_KEEPER
    too_warm = too_warm_here(rules.temperature_limit_celsius)
    return too_warm.reason, too_warm.next_step


def _joined(words: Iterable[Words]) -> Words:
    listed = list(words)
    return Words("、".join(one.zh for one in listed), " and ".join(one.en for one in listed))


def _name(ruling: Ruling) -> str | None:
    return ruling.by.value if ruling.by is not None else None
