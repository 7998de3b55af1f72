"""Development zones: places that lists name like a county and that GB/T 2260 does not know.

A few have a code in the statistical authority's book (220171 长春经济技术开发区) and are called by a short name in the
lists; those are found by their stem. A few lie wholly in one county. All others span counties and are never matched.
"""

from __future__ import annotations

import re

from ankang.areas.naming import normalised_name

# Zones without a code of their own that lie wholly in one county, and short names that no rule finds, as (province
# code, published name).
ZONES_BY_NAME = {
    ("32", "无锡高新区"): "320214",  # one administration with 新吴区 since that district was made in 2015
    ("34", "宿马现代产业园区"): "341371",  # 宿州马鞍山现代产业园区
    ("34", "宿马园区"): "341371",  # the same
    ("35", "平潭综合实验区"): "350128",  # the county 平潭县 governs the same islands
    ("44", "大鹏新区"): "440307",  # a functional district inside 龙岗区, Shenzhen, since 2011
    ("50", "万盛经开区"): "500110",  # 万盛区 was merged into 綦江区 in October 2011 (State Council)
}

# The kinds of zone, each with the ways in which it is written, the longest first.
_KINDS = (
    ("经开", re.compile(r"(?:经济技术开发区|经济开发区|经开区)$")),
    ("高新", re.compile(r"(?:高新技术产业开发区|高新技术开发区|高新产业开发区|高新区)$")),
)
_ZONE = re.compile(
    r"(?:开发区|经开区|高新区|新区|新城|示范区|实验区|试验区|合作区|保税区|港务区|港区|园区|度假区|风景区|生态区|"
    r"管理区|基地)$"
)


def is_zone(name: str) -> bool:
    """Whether a published name is that of a zone by its ending. Counties such as 浦东新区 are matched before."""
    return _ZONE.search(normalised_name(name)) is not None


def zone_name(name: str, city_path: str) -> tuple[str, str]:
    """A zone's own name without the names in front of it, and its kind; the kind is empty where none is written.

    `city_path`: the names of province and city.

    >>> zone_name("长春经济技术开发区", "吉林省长春市"), zone_name("经开区", "吉林省长春市")
    (('', '经开'), ('', '经开'))
    >>> zone_name("长春净月高新技术产业开发区", "吉林省长春市"), zone_name("净月区", "吉林省长春市")
    (('净月', '高新'), ('净月', ''))
    """
    text = normalised_name(name)
    for own, ending in re.findall(r"(.+?)(省|市|自治区|自治州|地区|盟)", city_path):
        text = text.removeprefix(own).removeprefix(ending)
    for kind, written in _KINDS:
        found = written.search(text)
        if found is not None:
            return text[: found.start()], kind
    return re.sub(r"(?:新区|区)$", "", text), ""


def is_same_zone(listed: tuple[str, str], published: tuple[str, str]) -> bool:
    """Whether a published zone is the one in the lists: the same own name, and the kind where it is written.

    净月区 is 净月高新技术产业开发区; 经开区 is not the 高新区 beside it, and a zone that bears a county's name is not
    the county.
    """
    (own, kind), (wanted, wanted_kind) = listed, published
    return bool(kind) and own == wanted and (kind == wanted_kind or (not wanted_kind and len(wanted) > 1))
