"""Evidence lifts a yellow cause at once: which lifts which, from when, and how old it may be (C6, P11, P12)."""

import pytest

from ankang.core.colours import Colour
from ankang.core.facts import (
    AbnormalTemperature,
    Arrival,
    Case,
    CloseContact,
    Content,
    Evidence,
    EvidenceKind,
    Exposure,
    Neighbour,
    Order,
    Source,
    Stay,
    Symptom,
    SymptomReport,
    Test,
    TestResult,
)
from ankang.core.places import Place, RiskLevel
from spec.policy.story import STREET, Story, july, risk

HIGH_STREET = Place("340111001")
RISKS = [risk(RiskLevel.MEDIUM, "340104", -5), risk(RiskLevel.HIGH, "340111", -5)]

STAY = Stay(STREET, july(2), july(3))
RED_STAY = Stay(HIGH_STREET, july(2), july(3))
SYMPTOM = SymptomReport(july(3), frozenset({Symptom.FEVER}))
TEMPERATURE = AbnormalTemperature(july(3), 37.8)
ARRIVAL = Arrival("310000", july(3))
NEIGHBOUR = Neighbour(Exposure.OFFICE, july(3))
ORDER = Order(Colour.YELLOW, july(3), july(20), "outbreak at a market")
CONTACT = CloseContact(july(3))
CASE = Case(july(3))


def sample_of(day: int, result: TestResult = TestResult.NEGATIVE) -> Test:
    """A test sampled on a day."""
    return Test(july(day), result)


@pytest.mark.spec("C6", "P11")
@pytest.mark.parametrize(
    ("cause", "by_test", "by_certificate", "by_travel_history"),
    [
        (STAY, True, False, True),
        (ARRIVAL, True, False, True),
        (SYMPTOM, True, True, False),
        (TEMPERATURE, True, True, False),
        (NEIGHBOUR, False, False, False),
        (ORDER, False, False, False),
        (RED_STAY, False, False, False),
        (CONTACT, False, False, False),
        (CASE, False, False, False),
    ],
)
def test_which_evidence_lifts_which_cause(
    cause: Content, by_test: bool, by_certificate: bool, by_travel_history: bool
) -> None:
    """Each cause of 3 July with each kind of evidence of 4 July, one at a time."""
    offered: list[tuple[Content, bool]] = [
        (sample_of(4), by_test),
        (Evidence(EvidenceKind.HEALTH_CERTIFICATE, july(4)), by_certificate),
        (Evidence(EvidenceKind.TRAVEL_HISTORY, july(4)), by_travel_history),
    ]
    for evidence, lifts in offered:
        story = Story(risks=RISKS)
        story.add(cause, recorded=3)
        story.add(evidence, recorded=4, hour=15)

        assert story.colour(4, hour=14.99) in ("yellow", "red")
        assert (story.colour(4, hour=15) == "green") is lifts, evidence


@pytest.mark.spec("P11", "P12")
@pytest.mark.parametrize(("sampled", "colour"), [(2, "yellow"), (3, "green"), (4, "green")])
def test_evidence_dates_from_the_last_exposure_or_later(sampled: int, colour: str) -> None:
    """Left the area on 3 July: a test sampled on 2 July does not lift, one of 3 July does."""
    story = Story(risks=RISKS)
    story.add(STAY, recorded=3)
    story.add(sample_of(sampled), recorded=4)

    assert story.colour(4) == colour


@pytest.mark.spec("P11")
@pytest.mark.parametrize(("recorded", "colour"), [(11, "green"), (12, "yellow")])
def test_evidence_is_at_most_seven_days_old_when_it_is_recorded(recorded: int, colour: str) -> None:
    """Sampled on 4 July: recorded on 11 July it lifts, on 12 July no more."""
    story = Story(risks=RISKS)
    story.add(STAY, recorded=3)
    story.add(sample_of(4), recorded=recorded)

    assert story.colour(recorded) == colour


@pytest.mark.spec("P12")
def test_evidence_lifts_causes_that_arrive_later() -> None:
    """A normal test of 4 July; the transport record of the stay until 3 July comes on 6 July: it opens nothing."""
    story = Story(risks=RISKS)
    story.add(sample_of(4), recorded=5)
    story.add(STAY, recorded=6, source=Source.TRANSPORT)

    assert story.colour(6) == "green"
    assert story.causes(6) == {"medium_risk_stay": "lifted"}


@pytest.mark.spec("P12")
@pytest.mark.parametrize(("cough_on", "colour"), [(4, "green"), (5, "yellow")])
def test_only_a_later_symptom_opens_the_cause_anew(cough_on: int, colour: str) -> None:
    """Fever on 3 July, normal test of 4 July; a cough of 4 July changes nothing, one of 5 July opens it again."""
    story = Story()
    story.add(SYMPTOM, recorded=3)
    story.add(sample_of(4), recorded=4, hour=8)
    story.report(cough_on, Symptom.DRY_COUGH, hour=12)

    assert story.colour(5) == colour


@pytest.mark.spec("P11")
def test_a_test_does_not_lift_an_exposure_that_lasts() -> None:
    """Home in a medium-risk area: a test lifts nothing while the level holds."""
    story = Story(risks=RISKS)
    story.add(Stay(STREET, july(-400), habitual=True), recorded=1)
    story.add(sample_of(3), recorded=3)

    assert story.colour(3) == "yellow"


@pytest.mark.spec("C6")
def test_a_travel_history_with_a_key_area_lifts_nothing() -> None:
    """The history itself names a key area."""
    story = Story(risks=RISKS)
    story.add(ARRIVAL, recorded=3)
    story.add(Evidence(EvidenceKind.TRAVEL_HISTORY, july(4), touches_key_area=True), recorded=4)

    assert story.colour(4) == "yellow"


@pytest.mark.spec("C6")
@pytest.mark.parametrize("evidence", [sample_of(4), Evidence(EvidenceKind.TRAVEL_HISTORY, july(4))])
def test_what_the_holder_only_declares_is_no_accepted_evidence(evidence: Content) -> None:
    """An officer or the department has to accept it."""
    story = Story(risks=RISKS)
    story.add(ARRIVAL, recorded=3)
    story.add(evidence, recorded=4, source=Source.DECLARED)

    assert story.colour(4) == "yellow"


@pytest.mark.spec("C11")
def test_lifting_one_cause_leaves_the_others() -> None:
    """Stay and neighbour: the test lifts the stay, the neighbour stays yellow."""
    story = Story(risks=RISKS)
    story.add(STAY, recorded=3)
    story.add(NEIGHBOUR, recorded=3)
    story.add(sample_of(4), recorded=4)

    assert story.causes(4) == {"neighbour": "open", "medium_risk_stay": "lifted"}
    assert story.colour(4) == "yellow"


@pytest.mark.spec("C6")
def test_a_positive_test_lifts_nothing() -> None:
    """Only a normal result is evidence."""
    story = Story()
    story.add(SYMPTOM, recorded=3)
    story.add(sample_of(4, TestResult.POSITIVE), recorded=4)

    assert story.causes(4)["symptoms"] == "open"
