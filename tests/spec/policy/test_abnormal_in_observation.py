"""Yellow turns red when something abnormal appears during its observation, and then follows the rules of red."""

from collections.abc import Callable

import pytest

from ankang.core.colours import Colour
from ankang.core.facts import (
    Arrival,
    Case,
    CloseContact,
    Content,
    Exposure,
    Neighbour,
    Order,
    Quarantine,
    Source,
    Stay,
    Suspect,
    SuspectExcluded,
    Symptom,
    SymptomReport,
    Test,
    TestResult,
)
from ankang.core.places import RiskLevel
from spec.policy.story import STREET, Story, july, risk

MEDIUM = risk(RiskLevel.MEDIUM, "340104", -5)
RULE = "abnormal_in_observation"


def yellow_by_stay() -> Story:
    """Home from a medium-risk area on 3 July, declared on 3 July at 10:00, check-ins from 4 July."""
    story = Story(risks=[MEDIUM])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)
    return story


@pytest.mark.spec("C7", "P8")
@pytest.mark.parametrize(
    ("symptom", "colour"),
    [
        (Symptom.FEVER, "red"),
        (Symptom.DRY_COUGH, "red"),
        (Symptom.SHORTNESS_OF_BREATH, "red"),
        (Symptom.SORE_THROAT, "red"),
        (Symptom.OTHER_RESPIRATORY, "red"),
        (Symptom.FATIGUE, "yellow"),
        (Symptom.LOSS_OF_SMELL_OR_TASTE, "yellow"),
        (Symptom.DIARRHOEA, "yellow"),
    ],
)
def test_fever_or_a_respiratory_symptom_turns_a_stay_red(symptom: Symptom, colour: str) -> None:
    """Reported on 5 July: respiratory symptoms and fever are red, the others only break the run."""
    story = yellow_by_stay()
    story.report(5, symptom)

    assert story.colour(5) == colour
    assert story.on(5).check_in_run == 0


@pytest.mark.spec("C7", "P8", "C4")
def test_the_red_follows_14_days_from_the_day_of_the_abnormality() -> None:
    """Cough on 5 July, normal days from 6 July: yellow's causes end on the way, green on 20 July at 0:00."""
    story = yellow_by_stay()
    story.check_in(4)
    story.check_in(5, Symptom.DRY_COUGH)
    story.check_ins(6, 19)

    assert story.colour(5, hour=8.99) == "yellow"
    assert story.colour(5, hour=9) == "red"
    assert story.causes(14) == {RULE: "open", "medium_risk_stay": "ended", "symptoms": "ended"}
    assert story.turns_on(20) == ("red", "green")


@pytest.mark.spec("C7", "P8")
def test_thirteen_normal_days_are_not_enough() -> None:
    """The check-in of day 14 is missing."""
    story = yellow_by_stay()
    story.check_in(5, Symptom.DRY_COUGH)
    story.check_ins(6, 18)

    assert story.colour(20) == "red"


@pytest.mark.spec("C7", "P8")
@pytest.mark.parametrize(
    "yellow",
    [
        Arrival("310000", july(3)),
        Neighbour(Exposure.OFFICE, july(3)),
        Order(Colour.YELLOW, july(3), july(20), "outbreak at a market"),
    ],
)
def test_the_other_yellow_causes_turn_red_likewise(yellow: Content) -> None:
    """First arrival, neighbour and order: fever on 5 July."""
    story = Story()
    story.add(yellow, recorded=3)
    story.report(5, Symptom.FEVER)

    assert story.causes(5)[RULE] == "open"
    assert story.colour(5) == "red"


@pytest.mark.spec("P8")
@pytest.mark.parametrize("hour", [9, 10])
def test_what_was_told_before_or_together_with_the_cause_is_no_new_abnormality(hour: float) -> None:
    """A cough reported before the stay or in the same application: yellow."""
    story = yellow_by_stay()
    story.report(3, Symptom.DRY_COUGH, hour=hour)

    assert story.colour(3) == "yellow"


@pytest.mark.spec("P8")
def test_a_fever_after_the_observation_is_over_is_yellow_only() -> None:
    """Released on 11 July at 0:00; a fever on 11 July is a new symptom cause."""
    story = yellow_by_stay().check_ins(4, 10)
    story.report(11, Symptom.FEVER)

    assert story.colour(11) == "yellow"


@pytest.mark.spec("P8", "C6")
def test_a_fever_after_evidence_lifted_the_cause_is_yellow_only() -> None:
    """A normal test of 4 July lifted the stay; fever on 5 July."""
    story = yellow_by_stay()
    story.add(Test(july(4), TestResult.NEGATIVE), recorded=4)
    story.report(5, Symptom.FEVER)

    assert story.colour(5) == "yellow"


@pytest.mark.spec("P8")
def test_a_missed_day_only_breaks_the_run() -> None:
    """No check-in on 6 July: still yellow."""
    story = yellow_by_stay().check_ins(4, 9, but=[6])

    assert story.causes(9) == {"medium_risk_stay": "open"}


@pytest.mark.spec("C7", "P8")
@pytest.mark.parametrize("symptomatic", [True, False])
def test_a_positive_test_turns_every_yellow_red(symptomatic: bool) -> None:
    """Yellow by a symptom or by a stay; positive on 5 July opens the test's own red and that of the abnormality."""
    story = Story() if symptomatic else yellow_by_stay()
    if symptomatic:
        story.report(3, Symptom.FEVER)
    story.add(Test(july(5), TestResult.POSITIVE), recorded=5)

    assert {RULE, "positive_test"} <= set(story.causes(5))
    assert story.colour(5) == "red"


@pytest.mark.spec("C7", "P8")
@pytest.mark.parametrize("record", [Case(july(5)), Suspect(july(5)), CloseContact(july(5)), Quarantine(july(5))])
def test_a_new_record_of_the_department_counts(record: Content) -> None:
    """Recorded on 5 July, during observation."""
    story = yellow_by_stay()
    story.add(record, recorded=5)

    assert story.causes(5)[RULE] == "open"


@pytest.mark.spec("P8")
def test_a_contact_that_the_holder_declares_is_no_record_of_the_department() -> None:
    """It is red by itself, until it is reviewed; withdrawn, the stay's yellow is left."""
    story = yellow_by_stay()
    contact = story.add(CloseContact(july(4)), recorded=5, source=Source.DECLARED)

    assert story.causes(5) == {"close_contact": "open", "medium_risk_stay": "open"}

    story.withdraw(contact, recorded=6)
    assert story.colour(6) == "yellow"


@pytest.mark.spec("P13")
@pytest.mark.parametrize(
    "opened_by",
    [lambda: Suspect(july(5)), lambda: Test(july(5), TestResult.POSITIVE)],
)
def test_an_excluded_suspicion_is_no_abnormality_any_more(opened_by: Callable[[], Content]) -> None:
    """Suspected or positive on 5 July, excluded on 6 July: back to the stay's yellow at once."""
    story = yellow_by_stay()
    story.add(opened_by(), recorded=5)
    story.add(SuspectExcluded(july(6)), recorded=6, hour=15)

    assert story.colour(6, hour=14.99) == "red"
    assert story.colour(6, hour=15) == "yellow"


@pytest.mark.spec("P8", "C11")
def test_a_holder_yellow_by_stay_and_symptom_turns_red_when_the_fever_goes_on() -> None:
    """Both told at application on 3 July; fever again on 4 July: the stay is no symptom, so it is red."""
    story = yellow_by_stay()
    story.report(3, Symptom.FEVER, hour=10)
    story.check_in(4, Symptom.FEVER)

    assert story.colour(3) == "yellow"
    assert story.colour(4) == "red"


@pytest.mark.spec("P7", "P8")
def test_a_mistyped_check_in_that_is_corrected_on_its_day_is_no_abnormality() -> None:
    """38.5 °C at 9:00, corrected to 36.5 °C at 9:30: red for half an hour, then yellow, and the day counts."""
    story = yellow_by_stay()
    story.check_in(4, celsius=38.5, hour=9)
    story.check_in(4, celsius=36.5, hour=9.5)

    assert story.colour(4, hour=9.25) == "red"
    assert story.colour(4, hour=9.5) == "yellow"
    assert story.on(4).check_in_run == 1


@pytest.mark.spec("C7")
def test_a_green_holder_has_no_observation_that_could_turn_red() -> None:
    """A fever without any earlier cause is yellow."""
    story = Story()
    story.add(SymptomReport(july(3), frozenset({Symptom.FEVER})), recorded=3)

    assert story.colour(3) == "yellow"
