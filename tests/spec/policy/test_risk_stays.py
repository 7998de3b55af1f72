"""Stays in key and high-risk areas are red, in medium-risk areas yellow, in low-risk areas nothing."""

from uuid import UUID

import pytest

from ankang.core.facts import Source, Stay
from ankang.core.ids import CompoundId
from ankang.core.places import Place, RiskLevel
from spec.policy.story import STREET, Story, july, risk

COMPOUND = CompoundId(UUID(int=7))
OTHER = CompoundId(UUID(int=8))
RULE = {RiskLevel.KEY: "key_area_stay", RiskLevel.HIGH: "high_risk_stay", RiskLevel.MEDIUM: "medium_risk_stay"}


@pytest.mark.spec("C1", "C2", "C3")
@pytest.mark.parametrize(
    ("level", "colour"),
    [(RiskLevel.KEY, "red"), (RiskLevel.HIGH, "red"), (RiskLevel.MEDIUM, "yellow"), (RiskLevel.LOW, "green")],
)
def test_the_level_decides_the_colour(level: RiskLevel, colour: str) -> None:
    """The same stay of 1 to 3 July in the same street, at each level."""
    story = Story(risks=[risk(level, "340104001", -5)])
    story.add(Stay(STREET, july(1), july(3)), recorded=4)

    assert story.colour(4) == colour


@pytest.mark.spec("C4", "C5", "P1", "P2")
@pytest.mark.parametrize(
    ("level", "days", "green_on"), [(RiskLevel.KEY, 14, 18), (RiskLevel.HIGH, 14, 18), (RiskLevel.MEDIUM, 7, 11)]
)
def test_the_clock_starts_on_leaving(level: RiskLevel, days: int, green_on: int) -> None:
    """Left on 3 July, day 0: 14 days of red or 7 of yellow, and as many check-ins."""
    story = Story(risks=[risk(level, "340104", -5)])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)
    story.check_ins(4, 3 + days)

    before, after = story.turns_on(green_on)

    assert before in ("red", "yellow")
    assert after == "green"
    assert story.cause(RULE[level], 4).clock_started_on == july(3)


@pytest.mark.spec("C4", "C5")
@pytest.mark.parametrize(("level", "days"), [(RiskLevel.HIGH, 14), (RiskLevel.MEDIUM, 7)])
def test_without_its_last_check_in_a_stay_stays_open(level: RiskLevel, days: int) -> None:
    """Every day but the last checked in: still open on the day after."""
    story = Story(risks=[risk(level, "340104", -5)])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)
    story.check_ins(4, 2 + days)

    assert story.causes(4 + days) == {RULE[level]: "open"}


@pytest.mark.spec("P2", "P4")
def test_at_home_in_the_area_the_clock_starts_when_the_level_ends() -> None:
    """Home in a high-risk street from 1 July until 9 July at 0:00: day 0 is 8 July, green on 23 July at 0:00."""
    story = Story(risks=[risk(RiskLevel.HIGH, "340104001", 1, 9)])
    story.add(Stay(STREET, july(-400), habitual=True), recorded=1)
    story.check_ins(1, 22)

    assert story.turns_on(23) == ("red", "green")


@pytest.mark.spec("P2")
def test_while_neither_has_left_nor_the_level_ended_the_clock_has_not_begun_and_the_reason_says_so() -> None:
    """Home in a street that is still high-risk: no clock, no date, and what is missing is the end of the exposure."""
    story = Story(risks=[risk(RiskLevel.HIGH, "340104001", 1)])
    story.add(Stay(STREET, july(-400), habitual=True), recorded=1)
    story.check_ins(1, 40)

    cause = story.cause("high_risk_stay", 40)

    assert (cause.clock_started_on, cause.exposure_until, cause.earliest_release_at) == (None, None, None)
    assert [item.kind for item in cause.missing] == ["exposure_end"]


@pytest.mark.spec("P3")
def test_an_open_stay_does_not_end_because_the_level_ended() -> None:
    """The level ended on 9 July; without check-ins the code is red a month later."""
    story = Story(risks=[risk(RiskLevel.HIGH, "340104001", 1, 9)])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)

    assert story.colour(40) == "red"


@pytest.mark.spec("P4")
@pytest.mark.parametrize(("left", "colour"), [(5, "green"), (6, "yellow")])
def test_a_stay_up_to_14_days_before_the_level_began_counts(left: int, colour: str) -> None:
    """Medium from 20 July: who left on 6 July counts, who left on 5 July does not."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104001", 20)])
    story.add(Stay(STREET, july(1), july(left)), recorded=7)

    assert story.turns_on(20) == ("green", colour)


@pytest.mark.spec("P4")
@pytest.mark.parametrize(("came", "colour"), [(8, "yellow"), (9, "green")])
def test_a_stay_after_the_level_ended_does_not_count(came: int, colour: str) -> None:
    """Medium until 9 July at 0:00: its last day is 8 July."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104001", 1, 9)])
    story.add(Stay(STREET, july(came), july(10)), recorded=10)

    assert story.colour(10) == colour


@pytest.mark.spec("P3")
@pytest.mark.parametrize(("recorded", "colour"), [(17, "red"), (18, "green")])
def test_the_look_back_runs_from_the_last_day_of_exposure_to_the_recording(recorded: int, colour: str) -> None:
    """Left on 3 July: declared on 17 July it counts, on 18 July no more, although the level lasts."""
    story = Story(risks=[risk(RiskLevel.HIGH, "340104001", -20)])
    story.add(Stay(STREET, july(1), july(3)), recorded=recorded)

    assert story.colour(recorded) == colour


@pytest.mark.spec("P14")
def test_a_stay_without_end_ends_on_the_day_of_recording() -> None:
    """Recorded on 5 July without an end: day 0 is 5 July, green on 13 July at 0:00."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104001", -5)])
    story.add(Stay(STREET, july(1)), recorded=5)
    story.check_ins(6, 12)

    assert story.turns_on(13) == ("yellow", "green")


@pytest.mark.spec("C10")
def test_a_level_that_comes_later_changes_the_colour_later() -> None:
    """Green at application; the area becomes medium-risk on 6 July at 0:00 and high-risk on 8 July."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104001", 6, 8), risk(RiskLevel.HIGH, "340104001", 8)])
    story.add(Stay(STREET, july(-400), habitual=True), recorded=1)

    assert story.turns_on(6) == ("green", "yellow")
    assert story.turns_on(8) == ("yellow", "red")


@pytest.mark.spec("C11")
def test_the_worst_of_two_stays_decides_and_the_other_goes_on_beside_it() -> None:
    """Medium until 3 July and high until 2 July, both with check-ins: yellow ends on 11, red on 17 July."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104", -5), risk(RiskLevel.HIGH, "340111", -5)])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)
    story.add(Stay(Place("340111001"), july(1), july(2)), recorded=3)
    story.check_ins(3, 20)

    assert story.causes(4) == {"high_risk_stay": "open", "medium_risk_stay": "open"}
    assert story.causes(11) == {"high_risk_stay": "open", "medium_risk_stay": "ended"}
    assert story.turns_on(17) == ("red", "green")


@pytest.mark.spec("G2")
@pytest.mark.parametrize(
    ("place", "colour", "asked"),
    [
        (Place("340104001", COMPOUND), "yellow", False),
        (Place("340104001", OTHER), "green", False),
        (Place("340104001"), "green", True),
        (Place("340104"), "green", True),
        (Place("340111"), "green", False),
    ],
)
def test_a_compound_is_matched_only_where_the_address_is_known_and_otherwise_the_holder_is_asked(
    place: Place, colour: str, asked: bool
) -> None:
    """The compound itself, another one, the street only, the county only, another county."""
    story = Story(risks=[risk(RiskLevel.MEDIUM, "340104001", -5, compound_id=COMPOUND)])
    story.add(Stay(place, july(1), july(3)), recorded=3)

    assessment = story.on(3)

    assert assessment.colour == colour
    assert [question.rule for question in assessment.questions] == (["medium_risk_stay"] if asked else [])


@pytest.mark.spec("G2")
def test_what_an_area_excludes_does_not_count() -> None:
    """The street is medium-risk except one compound."""
    area = risk(RiskLevel.MEDIUM, "340104001", -5, excluded_compounds=frozenset({COMPOUND}))
    inside, excluded = Story(risks=[area]), Story(risks=[area])
    inside.add(Stay(Place("340104001", OTHER), july(1), july(3)), recorded=3)
    excluded.add(Stay(Place("340104001", COMPOUND), july(1), july(3)), recorded=3)

    assert inside.colour(3) == "yellow"
    assert excluded.colour(3) == "green"


@pytest.mark.spec("P15")
@pytest.mark.parametrize("level", [RiskLevel.KEY, RiskLevel.HIGH, RiskLevel.MEDIUM])
@pytest.mark.parametrize(
    ("dwell", "bound", "colour"),
    [(241, True, "yellow"), (240, True, "green"), (241, False, "green"), (None, True, "green")],
)
def test_a_telecom_record_alone_is_at_most_yellow_and_asks_where_it_is_weak(
    level: RiskLevel, dwell: int | None, bound: bool, colour: str
) -> None:
    """More than 240 minutes with a mobile bound to one adult counts, as yellow; anything weaker asks the holder."""
    story = Story(risks=[risk(level, "340104001", -5)])
    stay = Stay(STREET, july(2), july(2), dwell_minutes=dwell, bound_to_one_adult=bound)
    story.add(stay, recorded=3, source=Source.TELECOM)

    assessment = story.on(3)

    assert assessment.colour == colour
    assert len(assessment.questions) == (1 if colour == "green" else 0)


@pytest.mark.spec("P15")
def test_a_stay_that_another_source_tells_too_is_red() -> None:
    """Telecom and a transport record of the same high-risk stay."""
    story = Story(risks=[risk(RiskLevel.HIGH, "340104001", -5)])
    stay = Stay(STREET, july(2), july(2), dwell_minutes=600, bound_to_one_adult=True)
    story.add(stay, recorded=3, source=Source.TELECOM)
    story.add(Stay(STREET, july(2), july(2)), recorded=3, source=Source.TRANSPORT)

    assert story.causes(3) == {"high_risk_stay": "open", "telecom_stay": "open"}
    assert story.colour(3) == "red"


@pytest.mark.spec("P15", "C5")
def test_a_telecom_stay_turns_green_after_seven_days_and_check_ins() -> None:
    """Dwell on 2 July: days 1 to 7 are 3 to 9 July, green on 10 July at 0:00."""
    story = Story(risks=[risk(RiskLevel.HIGH, "340104001", -5)])
    stay = Stay(STREET, july(2), july(2), dwell_minutes=600, bound_to_one_adult=True)
    story.add(stay, recorded=3, source=Source.TELECOM)
    story.check_ins(3, 9)

    assert story.turns_on(10) == ("yellow", "green")
