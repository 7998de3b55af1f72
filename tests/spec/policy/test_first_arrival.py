"""A first arrival from another province is yellow for seven days; residents who return are judged by stays only."""

import pytest

from ankang.core.facts import Arrival, Enrolment
from ankang.core.policy.parse import parse_policy
from spec.policy.story import PACK_FILES, Story, july, on


@pytest.mark.spec("C2", "C5", "P2", "P5")
def test_a_first_arrival_is_yellow_until_seven_days_after_it() -> None:
    """Arrived from Shanghai on 2 July, applied on 2 July: green on 10 July at 0:00."""
    story = Story()
    story.add(Enrolment("3401", july(2)), recorded=2)
    story.add(Arrival("310000", july(2)), recorded=2)
    story.check_ins(3, 9)

    assert story.colour(2) == "yellow"
    assert story.turns_on(10) == ("yellow", "green")


@pytest.mark.spec("C9", "P3")
@pytest.mark.parametrize(("applied", "colour"), [(16, "yellow"), (17, "green")])
def test_who_arrived_more_than_14_days_ago_does_not_lose_the_green_code(applied: int, colour: str) -> None:
    """Arrived on 2 July; applies and says so on 16 July (14 days) or 17 July (15 days)."""
    story = Story(declared=applied)
    story.add(Enrolment("3401", july(applied)), recorded=applied)
    story.add(Arrival("310000", july(2)), recorded=applied)

    assert story.colour(applied) == colour


@pytest.mark.spec("P5")
def test_a_coming_arrival_counts_from_its_day() -> None:
    """Applied on 2 July for an arrival on 5 July: green until then, yellow from 5 July at 0:00, and that is due."""
    story = Story()
    story.add(Enrolment("3401", july(2)), recorded=2)
    story.add(Arrival("310000", july(5)), recorded=2)

    assert story.turns_on(5) == ("green", "yellow")
    assert story.on(3).next_due_at == on(5)


@pytest.mark.spec("P5")
def test_an_earlier_enrolment_in_the_province_makes_it_no_first_arrival() -> None:
    """Enrolled in another city of Anhui in May: green on arrival."""
    story = Story()
    story.add(Enrolment("3412", july(-50)), recorded=-50)
    story.add(Enrolment("3401", july(2)), recorded=2)
    story.add(Arrival("310000", july(2)), recorded=2)

    assert story.colour(2) == "green"


@pytest.mark.spec("P5", "B4")
def test_a_corrected_form_does_not_turn_a_first_arrival_into_a_return() -> None:
    """Applied on 2 July for 5 July; the form is corrected on 3 July: still a first arrival."""
    story = Story()
    story.add(Enrolment("3401", july(2)), recorded=2)
    announced = story.add(Arrival("310000", july(5)), recorded=2)
    story.withdraw(announced, recorded=3)
    story.add(Arrival("320000", july(5)), recorded=3)

    assert story.turns_on(5) == ("green", "yellow")


@pytest.mark.spec("P5")
def test_a_second_arrival_is_no_first_one() -> None:
    """Arrived in July, back again in October: only the first opened a cause."""
    story = Story()
    story.add(Enrolment("3401", july(2)), recorded=2)
    story.add(Arrival("310000", july(2)), recorded=2)
    story.add(Arrival("310000", july(100)), recorded=100)
    story.check_ins(3, 9)

    assert story.colour(100) == "green"


@pytest.mark.spec("P5")
def test_an_arrival_from_the_own_province_opens_nothing() -> None:
    """From Bozhou to Hefei, both in Anhui."""
    story = Story()
    story.add(Arrival("341600", july(2)), recorded=2)

    assert story.colour(2) == "green"


@pytest.mark.spec("P5", "C12")
def test_a_city_may_count_arrivals_from_the_rest_of_the_province() -> None:
    """Hefei's own pack names the city as its area: the same person from Bozhou is yellow."""
    arrival = PACK_FILES["first_arrival.toml"].replace('area_code = "34"', 'area_code = "3401"')
    pack = PACK_FILES["pack.toml"].replace('id = "anhui-2020"', 'id = "hefei-2020"\nlays_over = "anhui-2020"')
    story = Story(policy=parse_policy({"pack.toml": pack, "first_arrival.toml": arrival}, base=Story().policy))
    story.add(Enrolment("3416", july(-50)), recorded=-50)
    story.add(Arrival("341600", july(2)), recorded=2)

    assert story.colour(2) == "yellow"


@pytest.mark.spec("C5")
def test_six_check_ins_after_an_arrival_are_not_enough() -> None:
    """Day 7 missed."""
    story = Story()
    story.add(Arrival("310000", july(2)), recorded=2)
    story.check_ins(3, 8)

    assert story.colour(10) == "yellow"
