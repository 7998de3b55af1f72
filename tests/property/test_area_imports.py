"""What always holds when lists follow each other."""

from __future__ import annotations

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankang.areas.lists import divisions
from ankang.areas.model import Listing, normalised_name, plan_import, read_place, resolve_listings
from ankang.core.places import RiskLevel

_SPACE = UUID(int=0)
_TEXTS = [
    "富贵苑",
    "运河街道富贵苑",
    "运河街道汴河国际（南区、北区）",
    "运河街道除高风险区外的其他区域",
    "大庄镇全域",
    "",
    "泗县",
]

listings = st.lists(
    st.builds(
        Listing,
        st.sampled_from([RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW]),
        st.just("安徽省"),
        st.just("宿州市"),
        st.sampled_from(["泗县", "灵璧县", "高新区"]),
        st.sampled_from(_TEXTS),
    ),
    max_size=8,
)


def opened_by(items: list[Listing]) -> dict[str, UUID]:
    return {area.key: uuid5(_SPACE, area.key) for area in resolve_listings(divisions(), items)}


@pytest.mark.spec("G2")
@given(listings, listings)
def test_after_an_import_exactly_the_areas_of_the_list_are_open(before: list[Listing], after: list[Listing]) -> None:
    areas = opened_by(before)
    plan = plan_import(areas, resolve_listings(divisions(), after))

    still_open = {key for key, area_id in areas.items() if area_id not in plan.closed}
    assert still_open | {area.key for area in plan.opened} == set(opened_by(after))
    assert len(plan.closed) + len(plan.kept) == len(areas)


@pytest.mark.spec("G2")
@given(listings)
def test_the_same_list_again_changes_nothing(items: list[Listing]) -> None:
    plan = plan_import(opened_by(items), resolve_listings(divisions(), items))

    assert (plan.opened, plan.closed) == ((), ())


@given(listings, st.randoms())
def test_the_order_of_lines_is_irrelevant(items: list[Listing], shuffler: object) -> None:
    shuffled = list(items)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis's random.Random

    assert set(opened_by(items)) == set(opened_by(shuffled))


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error_and_its_normal_form_is_stable(text: str) -> None:
    reading = read_place(text)

    assert all(reading.names) or reading.names == ()
    assert normalised_name(normalised_name(text)) == normalised_name(text)
