"""Unknown is grey, never green (P14)."""

from dataclasses import dataclass
from typing import cast

import pytest

from ankang.core.facts import Case, CheckIn, Content, Declaration, Exposure, Neighbour
from ankang.core.policy.assessment import GreyReason
from spec.policy.story import Story, july, on


@dataclass(frozen=True)
class Unheard:
    """A kind of fact that these rules have never heard of."""

    told_on: str = "2022-07-02"


@pytest.mark.spec("P14")
def test_without_an_accepted_declaration_there_is_no_code() -> None:
    """Imported check-ins and even a case, but nothing applied for: grey, 未申领."""
    story = Story(declared=None)
    story.add(CheckIn(july(2), 36.5), recorded=2)

    assert (story.on(2).colour, story.on(2).grey_reason) == ("grey", GreyReason.NO_CODE)

    story.add(Case(july(3)), recorded=3)
    assert story.on(3).grey_reason is GreyReason.NO_CODE
    assert story.causes(3) == {"confirmed_case": "open"}


@pytest.mark.spec("P14", "C3")
def test_green_comes_with_the_accepted_declaration() -> None:
    """Accepted on 2 July at 10:00: grey before, green from then."""
    story = Story(declared=None)
    story.add(Declaration(july(2)), recorded=2, hour=10)

    assert story.colour(2, hour=9.99) == "grey"
    assert story.colour(2, hour=10) == "green"


@pytest.mark.spec("P14")
def test_a_declaration_accepted_for_a_later_day_counts_from_it_and_is_due_then() -> None:
    """Recorded on 2 July, accepted as of 4 July."""
    story = Story(declared=None)
    story.add(Declaration(july(4)), recorded=2)

    assert story.turns_on(4) == ("grey", "green")
    assert story.on(2).next_due_at == on(4)


@pytest.mark.spec("P14")
def test_a_withdrawn_declaration_leaves_no_code() -> None:
    """The application was withdrawn on 3 July at 11:00."""
    story = Story(declared=None)
    declaration = story.add(Declaration(july(2)), recorded=2)
    story.withdraw(declaration, recorded=3, hour=11)

    assert story.colour(3, hour=10.99) == "green"
    assert story.colour(3, hour=11) == "grey"


@pytest.mark.spec("P14")
@pytest.mark.parametrize(
    ("beside", "colour"), [(None, "grey"), (Neighbour(Exposure.OFFICE, july(2)), "grey"), (Case(july(2)), "red")]
)
def test_a_fact_that_the_rules_cannot_read_is_grey_unless_it_is_red_anyway(beside: Content | None, colour: str) -> None:
    """What the fact says might be worse than green or yellow; worse than red it cannot be."""
    story = Story()
    story.add(Declaration(july(1), 2), recorded=2)
    unread = cast("Content", Unheard())
    story.facts[-1] = type(story.facts[-1])(story.facts[-1].fact_id, on(2, 10), story.facts[-1].source, "row", unread)
    if beside is not None:
        story.add(beside, recorded=2)

    assert story.colour(2) == colour
    if colour == "grey":
        assert story.on(2).grey_reason is GreyReason.CANNOT_DECIDE
