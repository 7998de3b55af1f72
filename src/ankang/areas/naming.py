"""How a published line about a place is read: which compounds it means, and what it takes out.

The lists are written by hand in every county, so a line is read by the few patterns that are
certain and otherwise stays one named place; counts of each pattern and the doubtful cases are in
`docs/specification/areas.md`.

>>> read_place("汴河国际（南区、北区）").names
('汴河国际', '汴河国际南区', '汴河国际北区')
>>> read_place("除高风险区外的其他区域").excluded_levels == frozenset({RiskLevel.HIGH})
True
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ankang.core.places import RiskLevel


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What a line means inside its division.

    `names` are the compounds or places; empty means the whole division. `excluded_names` are parts that the
    line itself takes out, `excluded_levels` the levels whose areas of the same list are taken out.
    """

    names: tuple[str, ...]
    excluded_names: tuple[str, ...] = ()
    excluded_levels: frozenset[RiskLevel] = frozenset()


def normalised_name(name: str) -> str:
    """The form in which two spellings of a compound are the same: NFKC, no spaces, one kind of brackets and dash.

    Suffixes such as 小区 and 村 are kept: 南柳 and 南柳小区 may be two places.

    >>> normalised_name("ＩＵ酒店 （ 一期 ）") == normalised_name("IU酒店(一期)")
    True
    """
    # Taking a space out can bring together what composes anew, so the form is sought until it stays.
    text, form = "", name
    while text != form:
        text, form = form, _simplified(form)
    return form


def _simplified(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).upper()
    text = text.rstrip("。;").translate(str.maketrans("【】〔〕[]—–－", "()()()---"))
    return re.sub(r"[\s“”\"'·•]+", "", text)


# "除…外", "…除外", "…以外", in brackets or open, with or without "的其他区域" behind.
_REST = r"(?:的)?(?:其[他它余]|所有)*(?:区域|地区|区|部分|楼栋|楼宇|楼门|村\(居\))?"
_EXCLUSIONS = (
    re.compile(rf"\((?:区域内|内)?除去?(?P<what>[^()]+?)(?:以外|之外|除外|外)?{_REST}\)"),
    re.compile(r"\((?P<what>[^()]+?)除外\)"),
    re.compile(rf"(?:范围|区域|辖区)?(?:内|中)?[,，]?除去?(?P<what>.+?)(?:以外|之外|除外|外){_REST}(?=[^外]*$)"),
    re.compile(r"内?(?P<what>[高中低、,及和]+风险(?:地区|区域|区)?)(?:以外|之外)的?"),
    re.compile(rf"除去?(?P<what>[^()]*风险区?域?(?:的)?){_REST}$"),
)
_REMAINDER = re.compile(r"(?:的)?其[他它余](?:所有)?(?:的)?(?:区域|地区)$")
_RISK_PHRASE = re.compile(r"(?:上述|已|划[分定]为?|定为|的|、|,|和|及|高|中|低)*风险(?:地区|区域|区)*|上述点位|点位")
_WHOLE = re.compile(r"(?:行政)?(?:全域|全区域|全境|全镇|全县|全区|全市)$")
_NOTE = re.compile(r"\((?:含|包括|包含|不含|区域范围|四至|原|即|位于|具体)[^()]*\)")
_ANNEX = re.compile(
    r"[,，]?(?:含|及|和|以及|包括)(?:其)?(?:楼栋)?(?:附属|固定|底层|沿街|周边)?(?:门面房?|商铺|底商|商户)$"
)
_SECTIONS = re.compile(
    r"^(?P<base>.+)\((?P<parts>(?:[东西南北中][区院苑]|[一二三四五六七八九十\d]+期)"
    r"(?:[、和及,](?:[东西南北中][区院苑]|[一二三四五六七八九十\d]+期))*)\)$"
)
_TWO_PLACES = re.compile(
    r"^(?P<first>[^、()]{3,}(?:小区|社区|村|花园|家园|公寓|大厦|酒店|市场|城|苑))(?:\([^()]*\))?"
    r"(?:及|以及|和)(?P<second>[^、()]{2,}(?:小区|村|街|花园|家园|公寓|大厦|酒店|市场|超市|城|苑))$"
)
_BOUNDED = re.compile(r"合围|围合|以[东南西北]|[东南西北]至")


def read_place(text: str) -> PlaceReading:
    """What a line says once its province, city, county and street are taken off its front.

    >>> read_place("衡尤社区除高风险外的其他区域").names
    ('衡尤社区',)
    >>> read_place("岭北村（立新组、楼西组和大塘组除外）").excluded_names
    ('岭北村立新组', '岭北村楼西组', '岭北村大塘组')
    """
    rest, excluded = _without_exclusion(normalised_name(text))
    excluded_levels, parts = _excluded(excluded)
    rest, whole_rest = _REMAINDER.subn("", rest)
    if whole_rest and not excluded:
        excluded_levels = frozenset({RiskLevel.HIGH, RiskLevel.MEDIUM})
    rest = _ANNEX.sub("", _NOTE.sub("", _WHOLE.sub("", rest)))
    names = _names(rest)
    base = names[0] if len(names) == 1 else ""
    return PlaceReading(names, tuple(_joined(base, part) for part in parts), excluded_levels)


def _without_exclusion(text: str) -> tuple[str, str]:
    for pattern in _EXCLUSIONS:
        found = pattern.search(text)
        if found is not None and found["what"]:
            return text[: found.start()] + text[found.end() :], found["what"]
    return text, ""


def _excluded(what: str) -> tuple[frozenset[RiskLevel], tuple[str, ...]]:
    levels = set()
    for phrase in _RISK_PHRASE.findall(what):
        if "高" in phrase or "点位" in phrase:
            levels.add(RiskLevel.HIGH)
        if "中" in phrase or "点位" in phrase:
            levels.add(RiskLevel.MEDIUM)
    parts = re.split(r"[、,，和及]", _RISK_PHRASE.sub("、", what))
    return frozenset(levels), tuple(part for part in parts if len(part) > 1)


def _names(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    if _BOUNDED.search(text):
        return (text,)
    sections = _SECTIONS.match(text)
    if sections is not None:
        parts = re.split(r"[、和及,]", sections["parts"])
        named = tuple(sections["base"] + part for part in parts)
        return (sections["base"], *named) if _are_the_whole(parts) else named
    two = _TWO_PLACES.match(text)
    return (two["first"], two["second"]) if two is not None else (text,)


def _are_the_whole(parts: list[str]) -> bool:
    # South and north together are the compound; one section, or phases of which there may be more, are not.
    sides = {part[0] for part in parts}
    return {"南", "北"} <= sides or {"东", "西"} <= sides


def _joined(base: str, part: str) -> str:
    return part if not base or part.startswith(base) else base + part
