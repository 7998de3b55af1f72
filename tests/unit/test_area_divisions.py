"""Division lists: what is known of a code, what a city offers, which city is near."""

from __future__ import annotations

import pytest

from ankang.areas import service
from ankang.areas.lists import centres, divisions
from ankang.areas.model import KnownDivision


@pytest.mark.spec("A1")
@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("340102", KnownDivision.CURRENT),
        ("340000", KnownDivision.CURRENT),
        ("341300", KnownDivision.CURRENT),
        ("810000", KnownDivision.CURRENT),  # Hong Kong, in residence permits
        ("341422", KnownDivision.FORMER),  # 无为县 while it belonged to Chaohu, until 2011
        ("342101", KnownDivision.FORMER),  # 阜阳市 of the former prefecture
        ("999999", KnownDivision.UNKNOWN),
    ],
)
def test_a_region_code_is_in_force_was_once_or_is_in_no_list(code: str, known: KnownDivision) -> None:
    assert service.known_division(code) is known


@pytest.mark.spec("A7")
def test_all_sixteen_cities_of_anhui_and_their_counties_are_offered() -> None:
    cities = service.list_divisions("34")

    assert len(cities) == 16
    assert all(service.list_divisions(city.code) for city in cities)
    assert ("341324", "泗县") in [(county.code, county.name) for county in service.list_divisions("3413")]
    assert ("341324001", "运河街道") in [(item.code, item.name) for item in service.list_divisions("341324")]


@pytest.mark.parametrize(
    ("code", "name"),
    [("341324001", "安徽省宿州市泗县运河街道"), ("310115", "上海市浦东新区"), ("3401", "安徽省合肥市"), ("77", "77")],
)
def test_a_division_is_named_from_the_province_down(code: str, name: str) -> None:
    assert service.division_name(code) == name


@pytest.mark.spec("A7")
@pytest.mark.parametrize(
    ("latitude", "longitude", "city"), [(33.48, 117.90, "3413"), (31.86, 117.28, "3401"), (29.71, 118.31, "3410")]
)
def test_the_nearest_city_is_offered_for_a_position(latitude: float, longitude: float, city: str) -> None:
    found = service.nearest(latitude, longitude)

    assert found is not None
    assert found[0].code == city


@pytest.mark.spec("A7")
def test_nothing_is_offered_far_away() -> None:
    assert service.nearest(22.54, 114.06) is None


def test_every_city_of_anhui_has_a_centre_and_every_centre_is_a_division_of_anhui() -> None:
    codes = [centre.code for centre in centres()]

    assert {code for code in codes if len(code) == 4} == {city.code for city in divisions().children_of("34")}
    assert all(code.startswith("34") and divisions().find(code) for code in codes)
