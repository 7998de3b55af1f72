"""A suspected case is red until it is excluded, which ends it at once, or until 14 days after discharge or release."""

import pytest

from ankang.core.facts import AsymptomaticReleased, Case, Discharge, Source, Stay, Suspect, SuspectExcluded
from ankang.core.places import Place, RiskLevel
from spec.policy.story import Story, july, risk

_MEDIUM = risk(RiskLevel.MEDIUM, "340104", -5)


@pytest.mark.spec("C1", "C4", "P13")
def test_an_excluded_suspect_is_green_at_once_without_observation() -> None:
    """Suspected on 2 July, excluded on 5 July at 15:00: red until then, green from then, with no check-in at all."""
    story = Story()
    story.add(Suspect(july(2)), recorded=2)
    story.add(SuspectExcluded(july(5)), recorded=5, hour=15)

    assert story.colour(2) == "red"
    assert story.colour(5, hour=14.99) == "red"
    assert story.colour(5, hour=15) == "green"


@pytest.mark.spec("C1")
def test_a_suspect_never_ends_by_time_and_check_ins_alone() -> None:
    """Forty normal days without a conclusion: red, and the department's conclusion is missing."""
    story = Story()
    story.add(Suspect(july(2)), recorded=2)
    story.check_ins(2, 42)

    assert story.colour(42) == "red"
    assert [missing.kind for missing in story.cause("suspected_case", 42).missing] == ["classification"]


@pytest.mark.spec("P13")
def test_an_exclusion_from_before_the_suspicion_does_not_end_it() -> None:
    """Excluded on 1 July, suspected anew on 2 July: red."""
    story = Story()
    story.add(SuspectExcluded(july(1)), recorded=1)
    story.add(Suspect(july(2)), recorded=2)

    assert story.colour(3) == "red"


@pytest.mark.spec("P13")
def test_an_exclusion_by_the_holder_does_not_count() -> None:
    """Only the department excludes."""
    story = Story()
    story.add(Suspect(july(2)), recorded=2)
    story.add(SuspectExcluded(july(3)), recorded=3, source=Source.DECLARED)

    assert story.colour(4) == "red"


@pytest.mark.spec("C4", "P2")
@pytest.mark.parametrize("closing", [Discharge(july(12)), AsymptomaticReleased(july(12))])
def test_a_suspect_who_was_infected_ends_14_days_after_discharge_or_release(
    closing: Discharge | AsymptomaticReleased,
) -> None:
    """Confirmed on 3 July and closed on 12 July: green on 27 July at 0:00, as the case itself."""
    story = Story()
    story.add(Suspect(july(2)), recorded=2)
    if isinstance(closing, Discharge):
        story.add(Case(july(3)), recorded=3)
    story.add(closing, recorded=12)
    story.check_ins(13, 26)

    assert story.turns_on(27) == ("red", "green")


@pytest.mark.spec("C11")
def test_exclusion_leaves_the_other_causes() -> None:
    """Excluded, but home from a medium-risk area: yellow, and the stay is the only open cause."""
    story = Story(risks=[_MEDIUM])
    story.add(Stay(Place("340104001"), july(1), july(2)), recorded=1)
    story.add(Suspect(july(2)), recorded=2)
    story.add(SuspectExcluded(july(3)), recorded=3)

    assert story.colour(2) == "red"
    assert story.causes(4) == {"medium_risk_stay": "open", "suspected_case": "ended"}
    assert story.colour(4) == "yellow"
