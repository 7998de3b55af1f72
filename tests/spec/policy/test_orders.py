"""Other red and yellow orders hold from their first to their last day, and end with it."""

import pytest

from ankang.core.colours import Colour
from ankang.core.facts import Evidence, EvidenceKind, Order, Stay, Test, TestResult
from ankang.core.places import RiskLevel
from spec.policy.story import STREET, Story, july, risk


@pytest.mark.spec("C1", "C2")
@pytest.mark.parametrize(("colour", "rule"), [(Colour.RED, "other_red"), (Colour.YELLOW, "other_yellow")])
def test_an_order_holds_from_its_first_day_to_its_last(colour: Colour, rule: str) -> None:
    """Made on 2 July for 4 to 10 July: from 4 July at 0:00 until 11 July at 0:00, without check-ins."""
    story = Story()
    story.add(Order(colour, july(4), july(10), "outbreak at a market"), recorded=2)

    assert story.turns_on(4) == ("green", colour.value)
    assert story.turns_on(11) == (colour.value, "green")
    assert story.causes(5) == {rule: "open"}
    assert [item.kind for item in story.cause(rule, 5).missing] == ["order_end"]


@pytest.mark.spec("P11")
def test_no_evidence_lifts_an_order() -> None:
    """A normal test, a certificate and a travel history do not help."""
    story = Story()
    story.add(Order(Colour.YELLOW, july(4), july(10), "outbreak at a market"), recorded=4)
    story.add(Test(july(5), TestResult.NEGATIVE), recorded=5)
    for kind in EvidenceKind:
        story.add(Evidence(kind, july(5)), recorded=5)

    assert story.colour(5) == "yellow"


@pytest.mark.spec("P3", "P13")
def test_a_withdrawn_order_ends_at_once() -> None:
    """Withdrawn on 5 July at 11:00."""
    story = Story()
    order = story.add(Order(Colour.RED, july(4), july(10), "outbreak at a market"), recorded=4)
    story.withdraw(order, recorded=5, hour=11)

    assert story.colour(5, hour=10.99) == "red"
    assert story.colour(5, hour=11) == "green"


@pytest.mark.spec("C11")
def test_after_a_red_order_the_yellow_stay_is_left() -> None:
    """Order until 4 July, medium-risk stay until 3 July: red, then yellow, then green on 11 July."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104", -5)])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)
    story.add(Order(Colour.RED, july(3), july(4), "outbreak at a market"), recorded=3)
    story.check_ins(4, 10)

    assert story.turns_on(5) == ("red", "yellow")
    assert story.turns_on(11) == ("yellow", "green")


@pytest.mark.spec("C13")
def test_an_orders_end_is_its_earliest_release() -> None:
    """Until 10 July: released on 11 July at 0:00, and that is said."""
    story = Story()
    story.add(Order(Colour.RED, july(4), july(10), "outbreak at a market"), recorded=4)

    assert story.on(5).release_at == story.cause("other_red", 5).earliest_release_at
    assert story.at(story.on(5).release_at).colour == "green"  # type: ignore[arg-type]  # it is known here
