"""Windows, thresholds, causes, evidence and releases are data with an effective date (C12, P16)."""

import pytest

from ankang.core.facts import Exposure, Neighbour, Stay, Symptom
from ankang.core.places import RiskLevel
from ankang.core.policy.language import AfterObservation, Lift, Policy
from ankang.core.policy.parse import parse_policy
from spec.policy.story import ANHUI, PACK_FILES, STREET, Story, july, risk

CITY_PACK = """
id = "fuyang-2020"
version = "1"
effective_at = 2022-07-05T00:00:00+08:00
lays_over = "anhui-2020"
title = { zh = "阜阳市规则", en = "Rules of Fuyang" }
"""


def city(extra: str = "", **rules: str) -> Policy:
    """A city's pack over the province's; keywords are rule files."""
    files = {f"{name}.toml": text for name, text in rules.items()}
    return parse_policy({"pack.toml": CITY_PACK + extra, **files}, base=ANHUI)


@pytest.mark.spec("C12")
def test_the_default_pack_carries_the_numbers_of_the_guide() -> None:
    """14 and 14 for red, 7 and 7 for yellow, 14 days of look-back, 37.3 °C, evidence of 7 days, one re-application."""
    released = [rule for rule in ANHUI.rules if isinstance(rule.release, AfterObservation)]
    numbers = {(r.colour.value, r.release.observation_days, r.release.check_ins) for r in released}  # type: ignore[union-attr]  # filtered above

    assert numbers == {("red", 14, 14), ("yellow", 7, 7)}
    assert {rule.look_back_days for rule in ANHUI.rules} == {14, None}
    assert ANHUI.settings.temperature.abnormal_celsius == 37.3
    assert ANHUI.settings.temperature.second_reading_after_minutes == 5
    assert ANHUI.settings.evidence.maximum_age_days == 7
    assert ANHUI.settings.application.reapplications == 1
    assert (ANHUI.settings.household.exits, ANHUI.settings.household.days) == (1, 2)


@pytest.mark.spec("C12")
def test_a_city_changes_a_rule_and_keeps_the_rest() -> None:
    """Neighbours are observed for ten days in this city; the threshold stays the province's."""
    longer = PACK_FILES["neighbour.toml"].replace("observation_days = 7", "observation_days = 10")
    policy = city(neighbour=longer)
    story = Story(policy=policy)
    story.add(Neighbour(Exposure.OFFICE, july(3)), recorded=3)
    story.check_ins(4, 13)

    assert story.turns_on(14) == ("yellow", "green")
    assert policy.settings.temperature == ANHUI.settings.temperature
    assert len(policy.rules) == len(ANHUI.rules)


@pytest.mark.spec("C12")
def test_a_city_adds_a_red_rule_of_its_own() -> None:
    """Red by the city: a medium-risk stay is red here for 14 days (红码由各地市决定)."""
    own = PACK_FILES["high_risk_stay.toml"].replace('["high"]', '["medium"]').replace("high_risk_stay", "city_red_stay")
    story = Story(policy=city(city_red_stay=own), risks=[risk(RiskLevel.MEDIUM, "340104", -5)])
    story.add(Stay(STREET, july(1), july(3)), recorded=3)

    assert story.causes(3) == {"city_red_stay": "open", "medium_risk_stay": "open"}
    assert story.colour(3) == "red"


@pytest.mark.spec("C12")
def test_a_city_drops_a_rule() -> None:
    """No neighbours in this city."""
    story = Story(policy=city('drops = ["neighbour"]\n'))
    story.add(Neighbour(Exposure.OFFICE, july(3)), recorded=3)

    assert story.colour(3) == "green"


@pytest.mark.spec("C12", "P9")
@pytest.mark.parametrize(("celsius", "colour"), [(37.3, "green"), (37.5, "yellow")])
def test_a_city_sets_its_own_threshold(celsius: float, colour: str) -> None:
    """From 37.5 °C on."""
    table = (
        "[temperature]\nabnormal_celsius = 37.5\nsecond_reading_after_minutes = 5\n"
        "registrations_per_account_and_day = 20\n"
    )
    story = Story(policy=city(table))
    story.check_in(3, celsius=celsius)

    assert story.colour(3) == colour


@pytest.mark.spec("C12", "P7")
def test_a_city_colours_another_symptom() -> None:
    """Loss of smell or taste is yellow here."""
    symptoms = "[symptoms]\n" + "".join(f'{symptom.value} = "yellow"\n' for symptom in Symptom)
    story = Story(policy=city(symptoms))
    story.report(3, Symptom.LOSS_OF_SMELL_OR_TASTE)

    assert story.colour(3) == "yellow"


@pytest.mark.spec("P16")
def test_a_new_pack_reads_all_facts_also_those_recorded_before_it() -> None:
    """A neighbour of 3 July is judged by the pack that is in force: 7 days by the old, 10 by the new one."""
    longer = PACK_FILES["neighbour.toml"].replace("observation_days = 7", "observation_days = 10")
    old, new = Story(), Story(policy=city(neighbour=longer))
    for story in (old, new):
        story.add(Neighbour(Exposure.OFFICE, july(3)), recorded=3)
        story.check_ins(4, 13)

    assert old.colour(12) == "green"
    assert new.colour(12) == "yellow"
    assert new.on(12).policy_id == "fuyang-2020"


@pytest.mark.spec("C12", "C6")
def test_which_evidence_lifts_which_cause_is_data() -> None:
    """Exactly as the table of P11 says; no red rule has any."""
    lifts = {rule.name: {lift.value for lift in rule.lifts} for rule in ANHUI.rules if rule.lifts}

    assert lifts == {
        "symptoms": {Lift.NORMAL_TEST, Lift.HEALTH_CERTIFICATE},
        "checkpoint_temperature": {Lift.NORMAL_TEST, Lift.HEALTH_CERTIFICATE},
        "medium_risk_stay": {Lift.NORMAL_TEST, Lift.TRAVEL_HISTORY},
        "telecom_stay": {Lift.NORMAL_TEST, Lift.TRAVEL_HISTORY},
        "first_arrival": {Lift.NORMAL_TEST, Lift.TRAVEL_HISTORY},
    }
