"""Fever and respiratory symptoms are yellow until seven days after the last day with one."""

import pytest

from ankang.core.facts import Stay, Symptom, SymptomReport
from ankang.core.places import RiskLevel
from spec.policy.story import STREET, Story, july, risk

YELLOW = {
    Symptom.FEVER,
    Symptom.DRY_COUGH,
    Symptom.SHORTNESS_OF_BREATH,
    Symptom.SORE_THROAT,
    Symptom.OTHER_RESPIRATORY,
}


@pytest.mark.spec("C2", "P7")
@pytest.mark.parametrize("symptom", list(Symptom))
def test_the_pack_says_which_symptom_is_yellow(symptom: Symptom) -> None:
    """Fever and respiratory symptoms are yellow; fatigue, loss of smell and diarrhoea open nothing."""
    story = Story()
    story.report(2, symptom)

    assert story.colour(2) == ("yellow" if symptom in YELLOW else "green")


@pytest.mark.spec("C5", "P2")
def test_the_clock_starts_on_the_last_day_with_a_symptom() -> None:
    """Dry cough on 2 and 4 July: days 1 to 7 are 5 to 11 July, green on 12 July at 0:00."""
    story = Story()
    story.report(2, Symptom.DRY_COUGH)
    story.check_in(3)
    story.check_in(4, Symptom.DRY_COUGH)
    story.check_ins(5, 11)

    assert story.cause("symptoms", 5).clock_started_on == july(4)
    assert story.turns_on(12) == ("yellow", "green")


@pytest.mark.spec("C2", "P7", "P9")
@pytest.mark.parametrize(("celsius", "colour"), [(37.2, "green"), (37.3, "yellow"), (39.0, "yellow")])
def test_a_check_in_at_the_threshold_is_fever(celsius: float, colour: str) -> None:
    """Below 37.3 °C nothing, from 37.3 °C on yellow."""
    story = Story()
    story.check_in(2, celsius=celsius)

    assert story.colour(2) == colour


@pytest.mark.spec("P8")
def test_continuing_symptoms_break_the_run_but_do_not_turn_it_red() -> None:
    """Cough on 2, 3 and 4 July: yellow throughout, medical advice goes with it."""
    story = Story()
    story.report(2, Symptom.DRY_COUGH)
    story.check_in(3, Symptom.DRY_COUGH)
    story.check_in(4, Symptom.FEVER, celsius=38.2)

    assert story.colour(4) == "yellow"
    assert story.on(4).check_in_run == 0
    assert story.cause("symptoms", 4).calls_for_doctor


@pytest.mark.spec("P3")
@pytest.mark.parametrize(("recorded", "colour"), [(16, "yellow"), (17, "green")])
def test_symptoms_longer_ago_than_the_look_back_open_nothing(recorded: int, colour: str) -> None:
    """Symptoms of 2 July told on 16 or on 17 July."""
    story = Story()
    story.add(SymptomReport(july(2), frozenset({Symptom.FEVER})), recorded=recorded)

    assert story.colour(recorded) == colour


@pytest.mark.spec("C11")
def test_a_red_stay_decides_over_symptoms() -> None:
    """High-risk stay and cough, told together: red; the symptoms run beside it."""
    story = Story(risks=[risk(RiskLevel.HIGH, "340104", -5)])
    story.add(Stay(STREET, july(1), july(2)), recorded=2)
    story.report(2, Symptom.DRY_COUGH)
    story.check_ins(3, 16)

    assert story.colour(3) == "red"
    assert story.causes(10) == {"high_risk_stay": "open", "symptoms": "ended"}
    assert story.turns_on(17) == ("red", "green")


@pytest.mark.spec("C5")
def test_without_check_ins_symptoms_stay_yellow() -> None:
    """Reported once, never checked in: yellow after a month, seven check-ins are missing."""
    story = Story()
    story.report(2, Symptom.FEVER)

    (missing,) = story.cause("symptoms", 32).missing

    assert story.colour(32) == "yellow"
    assert (missing.kind, missing.days) == ("check_ins", 7)
