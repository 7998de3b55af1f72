"""The run of daily check-ins: what a normal day is, what breaks it, what counts (P1, P6, P7, F3)."""

import pytest

from ankang.core.facts import AbnormalTemperature, CheckIn, CloseContact, Exposure, Neighbour, Stay, Symptom
from ankang.core.places import RiskLevel
from spec.policy.story import STREET, Story, july, risk

MEDIUM = risk(RiskLevel.MEDIUM, "340104", -5)


def yellow() -> Story:
    """Neighbour, last shared on 3 July (day 0), recorded then: green on 11 July at 0:00 at the earliest."""
    story = Story()
    story.add(Neighbour(Exposure.OFFICE, july(3)), recorded=3)
    return story


@pytest.mark.spec("P1")
def test_day_0_is_accepted_but_not_counted() -> None:
    """Check-ins on days 0 to 6 are seven in a row, but only six count."""
    story = yellow().check_ins(3, 9)

    assert story.colour(3) == "yellow"
    assert story.cause("neighbour", 9).check_ins_counted == 6
    assert story.colour(11) == "yellow"


@pytest.mark.spec("P1")
@pytest.mark.parametrize(("first", "green_on"), [(4, 11), (5, 12), (7, 14)])
def test_green_comes_after_the_later_of_day_n_and_the_nth_check_in(first: int, green_on: int) -> None:
    """The observation is over on 10 July in any case; the seventh check-in is on 10, 11 or 13 July."""
    story = yellow().check_ins(first, 20)

    assert story.turns_on(green_on) == ("yellow", "green")


@pytest.mark.spec("P6")
@pytest.mark.parametrize(("missed", "green_on"), [(4, 12), (7, 15), (10, 18)])
def test_a_break_restarts_the_run_and_never_the_observation(missed: int, green_on: int) -> None:
    """A missed day: seven check-ins from the next day on; the clock stays on 3 July."""
    story = yellow().check_ins(4, 25, but=[missed])

    assert story.turns_on(green_on) == ("yellow", "green")
    assert story.cause("neighbour", missed + 1).clock_started_on == july(3)


@pytest.mark.spec("P6")
def test_today_not_yet_reported_is_no_break_before_midnight() -> None:
    """Checked in on 4 to 6 July: on 7 July the run of three stands until midnight, then it is gone."""
    story = yellow().check_ins(4, 6)

    assert story.on(7, hour=23.99).check_in_run == 3
    assert story.on(8, hour=0).check_in_run == 0


@pytest.mark.spec("P6")
def test_check_ins_made_while_green_count() -> None:
    """Checked in on 4 to 10 July while nothing was known; the stay until 3 July comes on 11 July: green at once."""
    story = Story(risks=[MEDIUM]).check_ins(4, 10)
    story.add(Stay(STREET, july(1), july(3)), recorded=11)

    assert story.colour(11) == "green"


@pytest.mark.spec("P6")
def test_one_run_serves_all_causes_each_from_its_own_day_1() -> None:
    """Neighbour from 3 July and stay until 5 July: the same check-ins end the one on 11, the other on 13 July."""
    story = Story(risks=[MEDIUM])
    story.add(Neighbour(Exposure.OFFICE, july(3)), recorded=3)
    story.add(Stay(STREET, july(1), july(5)), recorded=5)
    story.check_ins(4, 12)

    assert story.cause("neighbour", 9).check_ins_counted == 6
    assert story.cause("medium_risk_stay", 9).check_ins_counted == 4
    assert story.causes(11) == {"medium_risk_stay": "open", "neighbour": "ended"}
    assert story.turns_on(13) == ("yellow", "green")


@pytest.mark.spec("P7")
@pytest.mark.parametrize("symptom", list(Symptom))
def test_a_day_with_any_symptom_of_the_list_is_not_normal(symptom: Symptom) -> None:
    """Also one that opens no cause."""
    story = Story().check_ins(2, 4)
    story.check_in(5, symptom)

    assert story.on(4).check_in_run == 3
    assert story.on(5).check_in_run == 0


@pytest.mark.spec("P7", "P9")
@pytest.mark.parametrize(("celsius", "run"), [(37.2, 1), (37.29, 1), (37.3, 0), (38.0, 0), (float("nan"), 0)])
def test_a_normal_day_is_below_the_threshold(celsius: float, run: int) -> None:
    """37.3 °C is abnormal; what is no number is no normal day either."""
    story = Story()
    story.check_in(2, celsius=celsius)

    assert story.on(2).check_in_run == run


@pytest.mark.spec("P7")
@pytest.mark.parametrize("abnormal", ["report", "reading"])
def test_an_abnormal_report_or_reading_breaks_a_day_with_a_normal_check_in(abnormal: str) -> None:
    """Checked in normally at 9:00, abnormal at 15:00."""
    story = Story().check_ins(2, 5)
    if abnormal == "report":
        story.report(5, Symptom.FATIGUE, hour=15)
    else:
        story.add(AbnormalTemperature(july(5), 37.9), recorded=5, hour=15)

    assert story.on(5, hour=14).check_in_run == 4
    assert story.on(5, hour=15).check_in_run == 0


@pytest.mark.spec("P7")
def test_of_two_check_ins_on_a_day_the_last_counts() -> None:
    """Normal at 9:00, corrected to a cough at 20:00; and the other way round on the next day."""
    story = Story()
    story.check_in(2, hour=9)
    story.check_in(2, Symptom.DRY_COUGH, hour=20)
    story.check_in(3, Symptom.FATIGUE, hour=9)
    story.check_in(3, hour=20)

    assert story.on(2, hour=21).check_in_run == 0
    assert story.on(3, hour=21).check_in_run == 1


@pytest.mark.spec("P7")
def test_a_contact_told_at_check_in_is_a_fact_and_no_abnormal_day() -> None:
    """The contact opens red; the day counts all the same."""
    story = Story().check_ins(2, 4)
    story.add(CloseContact(july(3)), recorded=4, hour=9)

    assert story.colour(4) == "red"
    assert story.on(4).check_in_run == 3


@pytest.mark.spec("F3")
@pytest.mark.parametrize(("hour", "run"), [(23.99, 4), (24.01, 3)])
def test_an_offline_check_in_counts_when_it_comes_within_72_hours_after_its_day(hour: float, run: int) -> None:
    """Made on 5 July on a phone without network; the 72 hours end with 8 July."""
    story = Story().check_ins(6, 8)
    story.add(CheckIn(july(5), 36.5), recorded=8, hour=hour)

    assert story.on(9, hour=1).check_in_run == run


@pytest.mark.spec("F3")
def test_a_check_in_for_a_coming_day_does_not_count() -> None:
    """Recorded on 4 July for 5 July."""
    story = Story().check_ins(2, 4)
    story.add(CheckIn(july(5), 36.5), recorded=4)

    assert story.on(5).check_in_run == 3
    assert story.on(6, hour=1).check_in_run == 0


@pytest.mark.spec("F3")
def test_a_day_out_of_service_neither_counts_nor_breaks() -> None:
    """Out of service on 7 and 8 July: seven normal days are 4, 5, 6, 9, 10, 11, 12 July, green on 13 July."""
    story = Story(neutral=[7, 8])
    story.add(Neighbour(Exposure.OFFICE, july(3)), recorded=3)
    story.check_ins(4, 6).check_ins(9, 12)

    assert story.on(8).check_in_run == 3
    assert story.turns_on(13) == ("yellow", "green")


@pytest.mark.spec("F3")
def test_a_check_in_on_a_day_out_of_service_does_not_count() -> None:
    """It was sent all the same: it is kept, and does no good and no harm."""
    story = Story(neutral=[5]).check_ins(2, 6)

    assert story.on(6).check_in_run == 4


@pytest.mark.spec("C5", "P3")
def test_a_cause_that_has_ended_stays_ended_when_check_ins_stop() -> None:
    """Green on 11 July; no check-in afterwards."""
    story = yellow().check_ins(4, 10)

    assert story.colour(40) == "green"
    assert story.cause("neighbour", 40).ended_on == july(11)
