"""An asymptomatic infection is red until 14 days after its release from centralised observation."""

import pytest

from ankang.core.facts import Asymptomatic, AsymptomaticReleased, Case, Discharge
from spec.policy.story import Story, july


@pytest.mark.spec("C1", "C4", "P2")
def test_a_released_infection_turns_green_at_midnight_after_day_14() -> None:
    """Found on 2 July, released on 8 July: days 1 to 14 are 9 to 22 July, green on 23 July at 0:00."""
    story = Story()
    story.add(Asymptomatic(july(2)), recorded=2)
    story.add(AsymptomaticReleased(july(8)), recorded=8)
    story.check_ins(9, 22)

    assert story.colour(2) == "red"
    assert story.turns_on(23) == ("red", "green")


@pytest.mark.spec("C4")
def test_without_a_release_the_clock_does_not_start() -> None:
    """Thirty normal days in centralised observation: red, the release is missing."""
    story = Story()
    story.add(Asymptomatic(july(2)), recorded=2)
    story.check_ins(2, 32)

    assert story.colour(32) == "red"
    assert [item.kind for item in story.cause("asymptomatic_infection", 32).missing] == ["asymptomatic_release"]


@pytest.mark.spec("C4")
def test_one_missing_check_in_holds_the_red() -> None:
    """Released on 8 July, the check-in of day 14 missed: still red on 23 July, 14 more days are asked."""
    story = Story()
    story.add(Asymptomatic(july(2)), recorded=2)
    story.add(AsymptomaticReleased(july(8)), recorded=8)
    story.check_ins(9, 21)

    assert story.colour(23) == "red"
    assert story.cause("asymptomatic_infection", 23).check_ins_counted == 0


@pytest.mark.spec("C1", "C4")
def test_an_infection_that_became_a_case_ends_with_the_discharge() -> None:
    """Found on 2 July, a case on 4 July, discharged on 12 July, never released on paper: green on 27 July at 0:00."""
    story = Story()
    story.add(Asymptomatic(july(2)), recorded=2)
    story.add(Case(july(4)), recorded=4)
    story.add(Discharge(july(12)), recorded=12)
    story.check_ins(13, 26)

    assert story.turns_on(27) == ("red", "green")
