"""Which facts count: recorded by then, not withdrawn, each once (P3, P12, P13, C10)."""

import pytest

from ankang.core.facts import CloseContact, Source, Stay, Symptom, SymptomReport
from ankang.core.places import RiskLevel
from spec.policy.story import STREET, Story, july, risk

MEDIUM = risk(RiskLevel.MEDIUM, "340104", -5)


@pytest.mark.spec("C10")
def test_a_fact_counts_from_the_instant_it_is_recorded() -> None:
    """Green at application; the department's contact comes at 15:00."""
    story = Story()
    story.add(CloseContact(july(1)), recorded=2, hour=15)

    assert story.colour(2, hour=14.99) == "green"
    assert story.colour(2, hour=15) == "red"


@pytest.mark.spec("P12")
def test_a_row_sent_twice_is_one_fact_with_its_first_recording() -> None:
    """A stay without end, recorded on 3 July and sent again on 9 July: its end stays 3 July."""
    story = Story(risks=[MEDIUM])
    for day in (3, 9):
        story.add(Stay(STREET, july(1)), recorded=day, source=Source.TRANSPORT, source_ref="T-1 row 5")

    cause = story.cause("medium_risk_stay", 9)

    assert cause.exposure_until == july(3)
    assert len(cause.fact_ids) == 1


@pytest.mark.spec("P12", "P13")
def test_a_withdrawn_row_stays_withdrawn_when_it_is_sent_again() -> None:
    """Withdrawn on 4 July, the same file comes again on 5 July: green."""
    story = Story()
    row = story.add(CloseContact(july(2)), recorded=3, source_ref="H-1 row 5")
    story.withdraw(row, recorded=4)
    story.add(CloseContact(july(2)), recorded=5, source_ref="H-1 row 5")

    assert story.colour(5) == "green"


@pytest.mark.spec("P12")
def test_the_same_days_from_another_row_are_another_fact() -> None:
    """Withdrawing one row leaves the other."""
    story = Story()
    row = story.add(CloseContact(july(2)), recorded=3, source_ref="H-1 row 5")
    story.add(CloseContact(july(2)), recorded=3, source_ref="H-1 row 6")
    story.withdraw(row, recorded=4)

    assert story.colour(4) == "red"


@pytest.mark.spec("P3")
def test_a_withdrawal_that_is_withdrawn_brings_the_fact_back() -> None:
    """Contact withdrawn by mistake on 4 July, put right on 5 July."""
    story = Story()
    contact = story.add(CloseContact(july(2)), recorded=3)
    mistake = story.withdraw(contact, recorded=4)
    story.withdraw(mistake, recorded=5)

    assert story.colour(4) == "green"
    assert story.colour(5) == "red"


@pytest.mark.spec("P3", "B4")
def test_a_corrected_form_replaces_the_declared_stay_and_no_other() -> None:
    """The declared stay is withdrawn with the old form; the transport record of the same stay remains."""
    story = Story(risks=[MEDIUM])
    declared = story.add(Stay(STREET, july(1), july(2)), recorded=3)
    story.add(Stay(STREET, july(1), july(2)), recorded=3, source=Source.TRANSPORT)
    story.withdraw(declared, recorded=4)

    assert story.cause("medium_risk_stay", 4).sources == (Source.TRANSPORT,)


@pytest.mark.spec("P3")
def test_withdrawing_the_only_symptom_gives_the_day_back() -> None:
    """A symptom entered by mistake breaks the run until it is withdrawn."""
    story = Story().check_ins(2, 4)
    mistake = story.add(SymptomReport(july(4), frozenset({Symptom.FATIGUE})), recorded=4, hour=10)
    story.withdraw(mistake, recorded=4, hour=11)

    assert story.on(4, hour=10.5).check_in_run == 0
    assert story.on(4, hour=11).check_in_run == 3
