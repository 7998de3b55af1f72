"""What `ankang replay` prints: each day on which somebody turned, the county hit worst, a summary by city. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from ankang.areas import service as areas
from ankang.core.colours import Colour
from ankang.core.days import SHANGHAI, local_day
from ankang.demo.service import Course, Listed, Tally, Turned
from ankang.entrypoints.cli.romanised import ENGLISH_NAMES
from ankang.entrypoints.cli.table import padded, table

_WEEKDAYS = "一二三四五六日"
_SHORT = {Colour.GREEN: "绿 green", Colour.YELLOW: "黄 yellow", Colour.RED: "红 red", Colour.GREY: "灰 grey"}
_WORST_FIRST = (Colour.RED, Colour.YELLOW, Colour.GREY, Colour.GREEN)
_BAR = 40

Group = tuple[str, str, Colour, Colour, tuple[str, ...], tuple[str, ...]]
"""City, county where the areas are at home, colours before and after, titles of causes, places that were visited."""


def replay_lines(course: Course) -> Iterator[str]:
    """The whole report."""
    people, lists = f"{sum(course.people.values()):,}", len(course.lists)
    yield f"{people} 人，{lists} 份名单，{course.first} 至 {course.last}。人物均为虚构，名单为当时公布。"
    yield f"{people} people, {lists} lists, {course.first} to {course.last}. Invented people, lists as published."
    yield from _days(course)
    yield from _worst_county(course)
    yield from _summary(course)


def _days(course: Course) -> Iterator[str]:
    turned = {day: list(rows) for day, rows in groupby(course.turned, key=lambda row: local_day(row.at))}
    lists: dict[date, list[Listed]] = {}
    for row in course.lists:
        lists.setdefault(local_day(row.report.published_at), []).append(row)
    for day in sorted({*turned, *lists}):
        yield ""
        yield f"── {day} 周{_WEEKDAYS[day.weekday()]} {day:%a} " + "─" * 60
        yield from ("   " + _list_words(row) for row in lists.get(day, ()))
        yield from _turned_lines(turned.get(day, ()))


def _list_words(row: Listed) -> str:
    report = row.report
    return (
        f"名单 list {report.published_at.astimezone(SHANGHAI):%H:%M}  安徽 Anhui +{row.opened_here} −{row.closed_here}"
        f"  全国 country +{len(report.opened)} −{len(report.closed)}  未匹配 unmatched {len(report.unmatched)}"
    )


def _turned_lines(rows: Iterable[Turned]) -> Iterator[str]:
    """A day by city: those who live where the areas are under their county, those who had been there under the city."""
    groups: Counter[Group] = Counter()
    for row in rows:
        groups[_group_of(row)] += row.people
    for group in sorted(groups, key=lambda group: (group[0], group[1], _WORST_FIRST.index(group[3]), -groups[group])):
        city, county, before, after, titles, visited = group
        place, change = padded(_place(county or city), 26), padded(f"{_SHORT[before]} → {_SHORT[after]}", 22)
        over = "解除 over: " if after is Colour.GREEN else ""
        trip = f"（去过 had been to {'、'.join(visited)}）" if visited else ""
        yield f"   {place}{change}{groups[group]:>6,}  {over}{'；'.join(titles)}{trip}"


def _group_of(row: Turned) -> Group:
    visited = sorted({code for why in row.whys for code in why.counties} - {row.county_code})
    is_at_home = any(row.county_code in why.counties for why in row.whys)
    titles = tuple(dict.fromkeys(f"{why.title.zh} {why.title.en}" for why in row.whys))
    county = row.county_code if is_at_home else ""
    return row.city_code, county, row.before, row.after, titles, tuple(_place(code) for code in visited)


def _worst_county(course: Course) -> Iterator[str]:
    """How many people of the county with the most red days were red at the end of each day."""
    red_days: Counter[str] = Counter()
    for (_, county), tally in course.days.items():
        red_days[county] += tally.red
    county = max(red_days, key=lambda code: (red_days[code], code), default="")
    days = [day for (day, code), tally in course.days.items() if code == county and tally.red]
    if not days:
        return
    most = max(course.days[day, county].red for day in days)
    yield ""
    yield f"── {_place(county)}：每天结束时的红码人数，共 {course.people[county]:,} 人"
    yield f"   red at the end of each day, of {course.people[county]:,} people"
    for offset in range((max(days) - min(days)).days + 2):
        day = min(days) + timedelta(days=offset)
        red = course.days.get((day, county), Tally(0, 0)).red
        yield f"   {day:%m-%d}  {'█' * round(red * _BAR / most):<{_BAR}}  {red:,}"


def _summary(course: Course) -> Iterator[str]:
    yield ""
    yield "── 汇总 summary"
    touched = {code for code in course.people if course.ever_yellow[code] or course.ever_red[code]}
    at_home = {row.county_code for row in course.turned for why in row.whys if row.county_code in why.counties}
    rows = []
    for city in sorted({code[:4] for code in touched}):
        rows.append(_row(course, [code for code in course.people if code.startswith(city)], _place(city)))
        rows += [_row(course, [code], "  " + _place(code)) for code in sorted(at_home) if code.startswith(city)]
    if not rows:
        yield "没有人变码。  Nobody turned."
        return
    header = ("", "人数 people", "曾黄 ever yellow", "曾红 ever red", "最多红 most red", "首日 first")
    yield from table((*header, "末日 last", "最后仍黄/红 still"), rows, numbers=range(1, 8))


def _row(course: Course, counties: list[str], name: str) -> tuple[str, ...]:
    red: Counter[date] = Counter()
    yellow: Counter[date] = Counter()
    for (day, code), tally in course.days.items():
        if code in counties:
            red[day] += tally.red
            yellow[day] += tally.yellow
    most_on = max(sorted(red), key=lambda day: red[day], default=course.first)
    days = [*red] or [course.first]
    return (
        name,
        f"{sum(course.people[code] for code in counties):,}",
        f"{sum(course.ever_yellow[code] for code in counties):,}",
        f"{sum(course.ever_red[code] for code in counties):,}",
        f"{red[most_on]:,} ({most_on:%m-%d})" if red[most_on] else "0",
        f"{min(days):%m-%d}",
        f"{max(days):%m-%d}",
        f"{yellow[course.last]:,} / {red[course.last]:,}",
    )


def _place(code: str) -> str:
    """A city, or a county in its city, in Chinese and, where it is known, in English."""
    parts = [areas.find_division(item) for item in dict.fromkeys((code[:4], code))]
    chinese = "".join(part.name for part in parts if part is not None) or code
    return f"{chinese} {ENGLISH_NAMES.get(code) or ENGLISH_NAMES.get(code[:4], '')}".strip()
