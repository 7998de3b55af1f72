"""The report of a replay, as one reads it in a terminal."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from ankang.areas.service import ImportReport
from ankang.core.colours import Colour
from ankang.core.words import Words
from ankang.demo.service import Course, Listed, Tally, Turned, Why
from ankang.entrypoints.cli.replay_report import replay_lines

AT = datetime(2022, 7, 3, 3, 0, tzinfo=UTC)
HIGH = Why("high_risk_stay", Words("到过高风险地区", "Stay in a high-risk area"), ("341324",))


def turned(county: str, people: int, after: Colour = Colour.RED, days_later: int = 0) -> Turned:
    before = Colour.RED if after is Colour.GREEN else Colour.GREEN
    return Turned(AT + timedelta(days=days_later), county[:4], county, before, after, (HIGH,), people)


def course() -> Course:
    report = ImportReport(AT, (), (), 0, (), dry_run=False, already_applied=False)
    found = Course(date(2022, 7, 2), date(2022, 7, 5))
    found.people = Counter({"341324": 900, "340104": 2_000, "340102": 1_000, "340203": 50})
    found.ever_red = Counter({"341324": 812, "340104": 2, "340102": 1})
    found.lists = [Listed(report, 121, 9)]
    found.turned = [
        *(turned("340102", 1), turned("340104", 2), turned("341324", 812)),
        turned("341324", 812, Colour.GREEN, days_later=2),
    ]
    for day in (3, 4):
        found.days[date(2022, 7, day), "341324"] = Tally(0, 812)
    found.days[date(2022, 7, 5), "340104"] = Tally(1, 2)
    return found


def test_each_day_says_its_lists_and_who_turned_by_city_and_why() -> None:
    lines = list(replay_lines(course()))

    day = next(number for number, line in enumerate(lines) if line.startswith("── 2022-07-03 周日 Sun"))
    assert lines[day + 1].split()[:6] == ["名单", "list", "11:00", "安徽", "Anhui", "+121"]
    # Who had been there stands under the own city, all its counties together; who lives there under the county.
    hefei, si_county = lines[day + 2], lines[day + 3]
    assert hefei.split()[:7] == ["合肥市", "Hefei", "绿", "green", "→", "红", "red"]
    assert "    3  到过高风险地区 Stay in a high-risk area（去过 had been to 宿州市泗县 Si county）" in hefei
    assert si_county.startswith("   宿州市泗县 Si county")
    assert si_county.endswith("  812  到过高风险地区 Stay in a high-risk area")


def test_who_turns_green_is_told_what_is_over() -> None:
    (line,) = [line for line in replay_lines(course()) if "→ 绿 green" in line]

    assert "解除 over: 到过高风险地区 Stay in a high-risk area" in line


def test_the_county_with_the_most_red_days_is_drawn() -> None:
    lines = list(replay_lines(course()))

    title = next(number for number, line in enumerate(lines) if line.startswith("── 宿州市泗县 Si county"))
    assert lines[title + 1].strip() == "red at the end of each day, of 900 people"
    assert [line.split() for line in lines[title + 2 : title + 5]] == [
        ["07-03", "█" * 40, "812"],
        ["07-04", "█" * 40, "812"],
        ["07-05", "0"],
    ]


def test_the_summary_counts_by_city_and_by_the_county_of_the_outbreak() -> None:
    lines = list(replay_lines(course()))

    summary = lines[lines.index("── 汇总 summary") + 1 :]
    assert [line.split()[0] for line in summary[2:]] == ["合肥市", "宿州市", "宿州市泗县"]
    assert summary[2].split() == ["合肥市", "Hefei", "3,000", "0", "3", "2", "(07-05)", "07-05", "07-05", "1", "/", "2"]
    assert summary[4].split()[3:] == ["900", "0", "812", "812", "(07-03)", "07-03", "07-04", "0", "/", "0"]


def test_a_replay_in_which_nobody_turned_says_so() -> None:
    quiet = Course(date(2022, 7, 2), date(2022, 7, 5), people=Counter({"340104": 100}))

    assert list(replay_lines(quiet))[-1] == "没有人变码。  Nobody turned."
