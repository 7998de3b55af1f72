"""A confirmed case is red until 14 days after the discharge, with 14 normal check-ins in a row."""

import pytest

from ankang.core.facts import Case, CloseContact, Discharge, Source, Test, TestResult
from spec.policy.story import Story, july


@pytest.mark.spec("C1")
def test_a_confirmed_case_is_red_from_the_moment_it_is_recorded() -> None:
    """Recorded on 3 July at 10:00: green a moment before, red at 10:00, and red as long as no discharge comes."""
    story = Story()
    story.add(Case(july(2)), recorded=3, hour=10)

    assert story.colour(3, hour=9.99) == "green"
    assert story.colour(3, hour=10) == "red"
    assert story.colour(300) == "red"


@pytest.mark.spec("C4", "P1", "P2")
def test_a_discharged_case_turns_green_at_midnight_after_day_14() -> None:
    """Discharged on 10 July, day 0. Days 1 to 14 are 11 to 24 July, all with check-ins: green on 25 July at 0:00."""
    story = Story()
    story.add(Case(july(2)), recorded=2)
    story.add(Discharge(july(10)), recorded=10)
    story.check_ins(11, 24)

    assert story.turns_on(25) == ("red", "green")


@pytest.mark.spec("C4")
@pytest.mark.parametrize(("missed", "green_on"), [(11, 26), (17, 32), (24, 39)])
def test_a_missed_day_puts_the_green_off_until_14_check_ins_follow_it(missed: int, green_on: int) -> None:
    """Day 1, 7 or 14 missed: the 14 check-ins in a row start on the day after it."""
    story = Story()
    story.add(Case(july(2)), recorded=2)
    story.add(Discharge(july(10)), recorded=10)
    story.check_ins(11, 60, but=[missed])

    assert story.turns_on(green_on) == ("red", "green")


@pytest.mark.spec("C4", "P2")
def test_check_ins_in_hospital_do_not_replace_the_discharge() -> None:
    """Check-ins all month, but no discharge: red, and the discharge is what is missing."""
    story = Story()
    story.add(Case(july(2)), recorded=2)
    story.check_ins(2, 40)

    cause = story.cause("confirmed_case", 40)

    assert story.colour(40) == "red"
    assert [missing.kind for missing in cause.missing] == ["discharge"]
    assert cause.clock_started_on is None
    assert cause.earliest_release_at is None


@pytest.mark.spec("C4")
def test_a_discharge_that_the_holder_only_declares_does_not_start_the_clock() -> None:
    """Discharge declared by the holder, not by the department: still red after 14 normal days."""
    story = Story()
    story.add(Case(july(2)), recorded=2)
    story.add(Discharge(july(10)), recorded=10, source=Source.DECLARED)
    story.check_ins(11, 30)

    assert story.colour(31) == "red"


@pytest.mark.spec("P10")
@pytest.mark.parametrize(("negative_on", "green_on"), [(None, None), (25, 25), (28, 28)])
def test_a_positive_test_later_than_the_last_negative_holds_a_discharged_case(
    negative_on: int | None, green_on: int | None
) -> None:
    """Positive on 3 July, discharged on 10 July, 14 normal days: it waits for a negative test, and for nothing more."""
    story = Story()
    story.add(Case(july(2)), recorded=2)
    story.add(Test(july(3), TestResult.POSITIVE), recorded=3)
    story.add(Discharge(july(10)), recorded=10)
    story.check_ins(11, 30)
    if negative_on is not None:
        story.add(Test(july(negative_on), TestResult.NEGATIVE), recorded=negative_on, hour=0)

    if green_on is None:
        assert story.colour(31) == "red"
        kinds = {missing.kind for missing in story.cause("confirmed_case", 31).missing}
        assert kinds == {"negative_test"}
    else:
        assert story.turns_on(green_on) == ("red", "green")


@pytest.mark.spec("P3")
@pytest.mark.parametrize(("recorded", "colour"), [(24, "red"), (25, "green")])
def test_a_case_discharged_long_before_it_was_recorded_opens_nothing(recorded: int, colour: str) -> None:
    """Discharged on 10 July: recorded 14 days later it still counts, 15 days later no more."""
    story = Story()
    story.add(Case(july(2)), recorded=recorded)
    story.add(Discharge(july(10)), recorded=recorded)

    assert story.colour(recorded) == colour


@pytest.mark.spec("C11")
def test_a_second_red_cause_holds_after_the_first_has_ended() -> None:
    """Discharged on 10 July, and a close contact on 20 July: green only 14 days after the contact."""
    story = Story()
    story.add(Case(july(2)), recorded=2)
    story.add(Discharge(july(10)), recorded=10)
    story.add(CloseContact(july(20)), recorded=20)
    story.check_ins(11, 40)

    assert story.causes(25) == {"close_contact": "open", "confirmed_case": "ended"}
    assert story.turns_on(35) == ("red", "green")
