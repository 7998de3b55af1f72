"""A positive test is held as a suspected case until the department classifies it."""

import pytest

from ankang.core.facts import Case, CloseContact, Discharge, SuspectExcluded, Test, TestResult
from spec.policy.story import Story, july

POSITIVE = TestResult.POSITIVE
NEGATIVE = TestResult.NEGATIVE


@pytest.mark.spec("C1")
def test_a_positive_test_is_red_and_a_negative_one_opens_nothing() -> None:
    """The same day, two people."""
    positive, negative = Story(), Story()
    positive.add(Test(july(2), POSITIVE), recorded=3)
    negative.add(Test(july(2), NEGATIVE), recorded=3)

    assert positive.colour(3) == "red"
    assert negative.colour(3) == "green"


@pytest.mark.spec("C1", "P13")
def test_an_excluded_positive_test_ends_at_once() -> None:
    """Sampled on 2 July, excluded on 6 July at 15:00: green from 15:00, although no negative test was recorded."""
    story = Story()
    story.add(Test(july(2), POSITIVE), recorded=3)
    story.add(SuspectExcluded(july(6)), recorded=6, hour=15)

    assert story.colour(6, hour=14.99) == "red"
    assert story.colour(6, hour=15) == "green"


@pytest.mark.spec("C1", "P11")
def test_a_later_negative_test_alone_does_not_lift_the_red() -> None:
    """Positive on 2 July, negative on 4 July, thirty normal days: red, the conclusion is missing."""
    story = Story()
    story.add(Test(july(2), POSITIVE), recorded=2)
    story.add(Test(july(4), NEGATIVE), recorded=4)
    story.check_ins(5, 35)

    assert story.colour(35) == "red"
    assert [item.kind for item in story.cause("positive_test", 35).missing] == ["classification"]


@pytest.mark.spec("C4", "P10")
def test_a_positive_test_that_was_a_case_ends_14_days_after_the_discharge() -> None:
    """Positive on 2, case on 3, negative on 11, discharged on 12 July: green on 27 July at 0:00."""
    story = Story()
    story.add(Test(july(2), POSITIVE), recorded=2)
    story.add(Case(july(3)), recorded=3)
    story.add(Test(july(11), NEGATIVE), recorded=11)
    story.add(Discharge(july(12)), recorded=12)
    story.check_ins(13, 26)

    assert story.turns_on(27) == ("red", "green")


@pytest.mark.spec("P10")
@pytest.mark.parametrize(("negative", "colour"), [(9, "red"), (10, "green"), (11, "green")])
def test_only_a_negative_on_the_day_of_the_positive_or_later_closes_it(negative: int, colour: str) -> None:
    """A close contact with a positive on 10 July that the case's discharge settled: the last negative decides."""
    story = Story()
    story.add(CloseContact(july(1)), recorded=1)
    story.add(Test(july(10), POSITIVE), recorded=10)
    story.add(Discharge(july(11)), recorded=11)
    story.add(Test(july(negative), NEGATIVE), recorded=11)
    story.check_ins(1, 40)

    assert story.colour(40) == colour
