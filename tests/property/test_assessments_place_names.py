"""People are found by the names of their places exactly where the rules say that a place touches an area."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankang.assessments.place_names import names_inside, names_of_place, names_touching
from ankang.core.ids import CompoundId
from ankang.core.places import Area, Lies, Place, lies

# Few digits and few compounds, so that places and areas meet often. A compound lies in one division.
codes = st.sampled_from((2, 4, 6, 9, 12)).flatmap(lambda length: st.text("01", min_size=length, max_size=length))
compounds = st.integers(1, 3).map(lambda number: CompoundId(UUID(int=number)))
HOME_OF = {CompoundId(UUID(int=number)): code for number, code in enumerate(("010101", "010101010", "000000"), 1)}


@st.composite
def places(draw: st.DrawFn) -> Place:
    compound = draw(st.none() | compounds)
    return Place(draw(codes)) if compound is None else Place(HOME_OF[compound], compound)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    compound = draw(st.none() | compounds)
    return Area(draw(codes)) if compound is None else Area(HOME_OF[compound], compound)


@pytest.mark.spec("G2")
@given(places(), areas())
def test_a_place_is_found_by_an_area_exactly_where_it_lies_or_might_lie_in_it(place: Place, area: Area) -> None:
    found = not set(names_of_place(place)).isdisjoint(names_touching(area))

    assert found == (lies(place, area) is not Lies.OUTSIDE)


@given(places(), codes)
def test_a_place_is_found_in_a_region_exactly_where_its_division_begins_with_the_region(
    place: Place, region: str
) -> None:
    found = not set(names_of_place(place)).isdisjoint(names_inside(region))

    assert found == place.division_code.startswith(region)


@given(places())
def test_no_name_is_written_twice(place: Place) -> None:
    names = names_of_place(place)

    assert len(set(names)) == len(names)
