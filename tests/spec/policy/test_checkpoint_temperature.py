"""A second abnormal reading at a checkpoint is yellow until seven days after it (SPEC C8, P9)."""

import pytest

from ankang.core.facts import AbnormalTemperature, CloseContact, Stay, Symptom
from ankang.core.places import RiskLevel
from spec.policy.story import STREET, Story, july, risk


@pytest.mark.spec("C8", "C5", "P2")
def test_green_turns_yellow_at_once_and_green_after_seven_days() -> None:
    """Registered on 3 July at 15:00, check-ins on days 1 to 7: green on 11 July at 0:00."""
    story = Story()
    story.add(AbnormalTemperature(july(3), 37.9), recorded=3, hour=15)
    story.check_ins(4, 10)

    assert story.colour(3, hour=14.99) == "green"
    assert story.colour(3, hour=15) == "yellow"
    assert story.turns_on(11) == ("yellow", "green")


@pytest.mark.spec("C5")
def test_six_check_ins_are_not_enough() -> None:
    """Day 7 missed: still yellow."""
    story = Story()
    story.add(AbnormalTemperature(july(3), 37.9), recorded=3)
    story.check_ins(4, 9)

    assert story.colour(11) == "yellow"


@pytest.mark.spec("P9", "C7", "P8")
def test_a_yellow_holder_registered_so_turns_red() -> None:
    """Yellow by a stay, then registered at a checkpoint on 5 July: red for 14 days from then, green on 20 July."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104", -5)])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)
    story.add(AbnormalTemperature(july(5), 38.0), recorded=5, hour=15)
    story.check_ins(4, 19)

    assert story.colour(5, hour=14.99) == "yellow"
    assert story.colour(5, hour=15) == "red"
    assert story.turns_on(20) == ("red", "green")


@pytest.mark.spec("P9", "P8")
@pytest.mark.parametrize("earlier", ["symptom", "temperature"])
def test_a_holder_yellow_by_symptom_or_temperature_stays_yellow(earlier: str) -> None:
    """The fever goes on: no red, the clock moves to the last reading."""
    story = Story()
    if earlier == "symptom":
        story.report(3, Symptom.FEVER)
    else:
        story.add(AbnormalTemperature(july(3), 37.8), recorded=3)
    story.add(AbnormalTemperature(july(5), 38.0), recorded=5)

    assert story.colour(5) == "yellow"
    assert story.cause("checkpoint_temperature", 5).clock_started_on == july(5)


@pytest.mark.spec("P9")
def test_a_red_holder_stays_red_and_loses_the_day() -> None:
    """Close contact of 1 July; registered on 10 July although checked in: the run starts on 11 July."""
    story = Story()
    story.add(CloseContact(july(1)), recorded=1)
    story.add(AbnormalTemperature(july(10), 38.0), recorded=10)
    story.check_ins(2, 24)

    assert story.causes(10) == {"close_contact": "open", "checkpoint_temperature": "open"}
    assert story.turns_on(25) == ("red", "green")
