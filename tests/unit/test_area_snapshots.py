"""A published list becomes areas; every name that cannot be matched is kept and reported."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ankang.areas.lists import divisions
from ankang.areas.model import Listing, Unmatched, match_division, parse_snapshot, read_place, resolve_listings
from ankang.core.errors import RefusedError
from ankang.core.places import RiskLevel

SAMPLE = files("ankang.demo") / "data" / "snapshots"


def snapshot_text(high: dict[str, list[str]] | None = None, at: object = "2022-07-08 8时", **fields: Any) -> str:
    rows = [
        {"province": "安徽省", "city": "宿州市", "county": county, "communitys": places}
        for county, places in (high or {}).items()
    ]
    return json.dumps({"data": {"end_update_time": at, "highlist": rows, "middlelist": []} | fields})


def listed(text: str, level: RiskLevel = RiskLevel.HIGH, county: str = "泗县") -> Listing:
    return Listing(level, "安徽省", "宿州市", county, text)


@pytest.mark.spec("G2")
def test_a_list_starts_at_the_hour_it_was_published_in_shanghai() -> None:
    snapshot = parse_snapshot(snapshot_text({"泗县": ["运河街道富贵苑"]}))

    assert snapshot.published_at == datetime(2022, 7, 8, 0, 0, tzinfo=UTC)
    assert snapshot.listings == (Listing(RiskLevel.HIGH, "安徽省", "宿州市", "泗县", "运河街道富贵苑"),)


@pytest.mark.spec("G2")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "expected JSON, reading stopped in line 1, column 2"),
        ("[]", "expected an object with `data` in it, got list"),
        (snapshot_text(at=None), 'expected end_update_time like "2022-07-08 8时", got None'),
        (snapshot_text(at="2022-13-08 8时"), "got '2022-13-08 8时'"),
        (snapshot_text(highlist="none"), "expected highlist to be a list, got str"),
        (snapshot_text(highlist=[{"city": "x"}]), r"expected province, city and county as texts in highlist\[1\]"),
        (
            snapshot_text(middlelist=[{"province": "安徽省", "city": "", "county": "", "communitys": [1]}]),
            "list of texts",
        ),
    ],
)
def test_an_unreadable_list_is_refused_with_what_was_expected_and_what_came(text: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said) as refused:
        parse_snapshot(text)

    assert refused.value.code == "snapshot_unreadable"
    assert "没有改动" in refused.value.words.zh


def test_the_digest_is_that_of_the_content_whatever_the_white_space() -> None:
    text = snapshot_text({"泗县": ["运河街道富贵苑"]})

    assert parse_snapshot(text).digest == parse_snapshot(json.dumps(json.loads(text), indent=4)).digest
    assert parse_snapshot(text).digest != parse_snapshot(snapshot_text({"泗县": ["运河街道富贵园"]})).digest


@pytest.mark.spec("G2", "A7")
@pytest.mark.parametrize(
    ("names", "code", "inner"),
    [
        (("安徽省", "宿州市", "泗县"), "341324", ""),
        (("北京市", "朝阳区", "酒仙桥街道"), "110105", "酒仙桥街道"),  # Beijing: the city is the district
        (("北京市", "大兴区", "旧宫（地区）镇"), "110115", "旧宫镇"),
        (("上海市", "上海市", "浦东新区"), "310115", ""),
        (("海南省", "省直辖县级行政单位", "万宁市"), "469006", ""),
        (
            ("广东省", "东莞市", "松山湖高新技术产业开发区"),
            "441900",
            "松山湖高新技术产业开发区",
        ),  # a city without counties
        (("安徽省", "安庆市", "潜山县"), "340882", ""),  # became a city in 2018
        (("吉林省", "长春市", "经开区"), "220171", ""),  # a zone with a statistical code, by its short name
        (("吉林省", "长春市", "净月区"), "220172", ""),  # a zone with a name of its own, its kind left out
        (("吉林省", "白城市", "经济开发区"), "220871", ""),  # in the lists with province and city in front
        (("江苏省", "无锡市", "无锡高新区"), "320214", ""),  # one administration with a district
        (("安徽省", "蚌埠市", "高新区"), "340371", ""),
        (("安徽省", "芜湖市", "三山经开区"), "340272", ""),
        (("安徽省", "宿州市", "宿马现代产业园区"), "341371", ""),
        (("广东省", "深圳市", "大鹏新区"), "440307", ""),
    ],
)
def test_published_names_are_matched_to_codes(names: tuple[str, str, str], code: str, inner: str) -> None:
    match = match_division(divisions(), *names)

    assert (match.code, match.certain, match.inner) == (code, True, inner)


@pytest.mark.spec("G2")
@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("吉林省", "长春市", "南关高新区"), Unmatched.ZONE),  # a zone that bears a county's name is not the county
        (("吉林省", "长春市", "长春新区"), Unmatched.ZONE),
        (("山东省", "菏泽市", "开发区"), Unmatched.ZONE),  # two zones of this city may be meant
        (("山东省", "菏泽市", "牧丹区"), Unmatched.NAME),  # a typing error is shown, never guessed
        (("安微省", "宿州市", "泗县"), Unmatched.NAME),
        (("新疆生产建设兵团",) * 3, Unmatched.CORPS),
    ],
)
def test_what_is_not_certain_is_not_matched_and_says_why(names: tuple[str, str, str], why: Unmatched) -> None:
    match = match_division(divisions(), *names)

    assert (match.certain, match.why) == (False, why)
    assert match.closest


@pytest.mark.spec("G2")
@pytest.mark.parametrize(
    ("text", "code", "compound"),
    [
        ("第八师石河子市向阳街道1小区", "659001", "向阳街道1小区"),
        ("第八师市石河子市城管局", "659001", "城管局"),
        ("除已划分为中、高风险区域以外第八师石河子市其它区域", "659001", ""),
        ("第四师六十四团可克达拉西街47号", "", "第四师六十四团可克达拉西街47号"),  # a street, not the city of that name
    ],
)
def test_a_line_of_the_construction_corps_is_matched_where_it_names_its_city(
    text: str, code: str, compound: str
) -> None:
    corps = "新疆生产建设兵团"

    (area,) = resolve_listings(divisions(), [Listing(RiskLevel.HIGH, corps, corps, corps, text)])

    assert (area.resolved, area.division_code, area.compound) == (code != "", code, compound)


@pytest.mark.spec("G2")
def test_a_development_zone_without_a_code_is_kept_with_the_closest_name_and_stays_unresolved() -> None:
    (area,) = resolve_listings(
        divisions(), [Listing(RiskLevel.HIGH, "陕西省", "西安市", "曲江新区", "大雁塔街道雁南小区")]
    )

    assert not area.resolved
    assert area.division_code == "6101"
    assert area.compound == "大雁塔街道雁南小区"
    assert area.closest


@pytest.mark.spec("G2")
@pytest.mark.parametrize(
    ("text", "code", "compounds"),
    [
        ("运河街道富贵苑", "341324001", ["富贵苑"]),
        ("运河街道汴河国际（南区、北区）", "341324001", ["汴河国际", "汴河国际南区", "汴河国际北区"]),
        ("虹城街道城市之光东区", "341324003", ["城市之光东区"]),
        ("大庄镇全域", "341324106", [""]),
        ("某社区某小区", "341324", ["某社区某小区"]),
        ("运河街道商南街、人民路、新市街、学士中路合围区域", "341324001", ["商南街、人民路、新市街、学士中路合围区域"]),
    ],
)
def test_a_line_is_split_into_street_and_compounds(text: str, code: str, compounds: list[str]) -> None:
    areas = resolve_listings(divisions(), [listed(text)])

    assert [area.division_code for area in areas] == [code] * len(compounds)
    assert [area.compound for area in areas] == [compound.upper() for compound in compounds]


def test_one_listed_section_does_not_list_the_whole_compound() -> None:
    assert read_place("星和湾小区（南区）及附属门面").names == ("星和湾小区南区",)


def test_a_line_that_names_two_places_gives_two() -> None:
    assert read_place("罗河社区日月星城小区（含附属门面）及莱迪购物街").names == ("罗河社区日月星城小区", "莱迪购物街")


@pytest.mark.spec("G2")
def test_the_street_except_its_high_risk_areas_takes_out_those_of_the_same_list_in_that_street() -> None:
    areas = resolve_listings(
        divisions(),
        [
            listed("运河街道富贵苑"),
            listed("虹城街道凤凰城"),
            listed("运河街道除高风险区外的其他区域", RiskLevel.MEDIUM),
        ],
    )

    street = areas[-1]
    assert (street.division_code, street.compound) == ("341324001", "")
    assert street.excluded_compounds == {("341324001", "富贵苑")}


@pytest.mark.spec("G2")
def test_a_street_takes_out_what_it_names_itself_as_well() -> None:
    text = "韦集镇除高风险区和永久村、代家村、双圩村以外的其他区域"
    areas = resolve_listings(
        divisions(), [listed("韦集镇藕庄村", county="灵璧县"), listed(text, RiskLevel.MEDIUM, "灵璧县")]
    )

    assert {name for _, name in areas[-1].excluded_compounds} == {"藕庄村", "永久村", "代家村", "双圩村"}


@pytest.mark.spec("G2")
def test_the_rest_of_a_county_is_the_county_less_the_streets_and_compounds_at_worse_levels() -> None:
    areas = resolve_listings(
        divisions(),
        [
            listed("运河街道富贵苑"),
            listed("大庄镇全域", RiskLevel.MEDIUM),
            listed("宿州市泗县除高、中风险地区外的其他地区", RiskLevel.LOW),
        ],
    )

    rest = areas[-1]
    assert (rest.division_code, rest.compound) == ("341324", "")
    assert rest.excluded_compounds == {("341324001", "富贵苑")}
    assert rest.excluded_divisions == {"341324106"}


@pytest.mark.spec("G2")
def test_the_products_own_sample_shows_si_countys_outbreak() -> None:
    text = (SAMPLE / "2022070808.json").read_text(encoding="utf-8")
    areas = resolve_listings(divisions(), parse_snapshot(text).listings)

    si = [area for area in areas if area.division_code.startswith("341324")]
    assert {area.level for area in si} == {RiskLevel.HIGH, RiskLevel.MEDIUM}
    assert len([area for area in si if area.level is RiskLevel.HIGH]) > 50
    assert all(len(area.division_code) == 9 for area in si)


@pytest.mark.spec("G2")
def test_every_published_list_of_2022_is_read_and_nothing_is_dropped() -> None:
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "risk-areas"
    if not folder.is_dir():
        pytest.skip("the folder of published lists is not beside the project; the own sample is tested above")

    unmatched = set()
    for path in sorted(folder.glob("*.json")):
        snapshot = parse_snapshot(path.read_text(encoding="utf-8"))
        areas = resolve_listings(divisions(), snapshot.listings)
        assert {listing.name for listing in snapshot.listings} == {area.name for area in areas}
        unmatched |= {(area.division_code, area.closest) for area in areas if not area.resolved}

    assert len(unmatched) < 40
