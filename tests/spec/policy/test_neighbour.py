"""Same staircase or office area as a confirmed case is yellow until seven days after the last shared day."""

import pytest

from ankang.core.facts import CloseContact, Evidence, EvidenceKind, Exposure, Neighbour, Test, TestResult
from spec.policy.story import Story, july


@pytest.mark.spec("C2", "C5", "P2")
@pytest.mark.parametrize("exposure", list(Exposure))
@pytest.mark.parametrize(("last_shared", "green_on"), [(3, 11), (None, 13)])
def test_the_clock_starts_on_the_last_shared_day_else_with_the_confirmation(
    exposure: Exposure, last_shared: int | None, green_on: int
) -> None:
    """Case confirmed on 5 July, last shared on 3 July or not known: green on 11 or on 13 July at 0:00."""
    story = Story()
    shared = july(last_shared) if last_shared else None
    story.add(Neighbour(exposure, july(5), shared), recorded=5)
    story.check_ins(4, 12)

    assert story.colour(5) == "yellow"
    assert story.turns_on(green_on) == ("yellow", "green")


@pytest.mark.spec("P3")
@pytest.mark.parametrize(("recorded", "colour"), [(17, "yellow"), (18, "green")])
def test_the_look_back_runs_from_the_last_shared_day(recorded: int, colour: str) -> None:
    """Last shared on 3 July, confirmed as a neighbour on 17 or 18 July."""
    story = Story()
    story.add(Neighbour(Exposure.OFFICE, july(5), july(3)), recorded=recorded)

    assert story.colour(recorded) == colour


@pytest.mark.spec("P11")
def test_no_evidence_lifts_a_neighbour() -> None:
    """A normal test, a health certificate and a travel history, all fresh: still yellow."""
    story = Story()
    story.add(Neighbour(Exposure.STAIRCASE, july(3), july(2)), recorded=3)
    story.add(Test(july(4), TestResult.NEGATIVE), recorded=4)
    for kind in EvidenceKind:
        story.add(Evidence(kind, july(4)), recorded=4)

    assert story.colour(4) == "yellow"
    assert story.cause("neighbour", 4).lifted_by == ()


@pytest.mark.spec("C11")
def test_a_neighbour_who_is_a_contact_too_is_red() -> None:
    """Both recorded on 5 July: red, and yellow beside it."""
    story = Story()
    story.add(Neighbour(Exposure.STAIRCASE, july(5)), recorded=5)
    story.add(CloseContact(july(4)), recorded=5, hour=10)

    assert story.colour(5) == "red"
    assert story.causes(5) == {"close_contact": "open", "neighbour": "open"}


@pytest.mark.spec("C5")
def test_a_missed_day_restarts_the_run_of_a_neighbour() -> None:
    """Day 6 missed: seven check-ins from day 7 on."""
    story = Story()
    story.add(Neighbour(Exposure.STAIRCASE, july(3)), recorded=3)
    story.check_ins(4, 20, but=[9])

    assert story.turns_on(17) == ("yellow", "green")
