"""A pack that cannot be used is refused with every fault: file, rule, field, what was expected, what came."""

import re

import pytest

from ankang.core.policy.parse import parse_policy
from ankang.core.policy.problems import PolicyError
from spec.policy.story import ANHUI, PACK_FILES

FILE = "medium_risk_stay.toml"


@pytest.mark.spec("C12")
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (FILE, 'colour = "yellow"', 'colour = "blue"', "rule medium_risk_stay, colour: expected one of .*, got 'blue'"),
        (FILE, 'colour = "yellow"', "", "colour: expected one of .*, got nothing"),
        (FILE, 'colour = "yellow"', 'colour = "green"', "colour: expected yellow or red, got 'green'"),
        (FILE, 'colour = "yellow"', 'colour = "red"', "lifts: expected empty in a red rule"),
        (FILE, 'levels = ["medium"]', 'levels = ["low"]', "trigger.levels: expected .*low opens nothing, got low"),
        (FILE, 'levels = ["medium"]', 'levels = ["severe"]', "trigger.levels: expected one of .*, got 'severe'"),
        (FILE, "observation_days = 7", "observation_days = 0", "observation_days: expected from 1 to 90, got 0|got 0"),
        (FILE, "check_ins = 7", 'check_ins = "7"', "release.check_ins: expected a whole number, got '7'"),
        (FILE, "look_back_days = 14", "lookback_days = 14", "the unknown field 'lookback_days'"),
        (FILE, 'clock = "end_of_overlap"', 'clock = "arrival_day"', "clock: expected .*'end_of_overlap'.*arrival_day"),
        (FILE, 'type = "stay"', 'type = "walk"', "trigger.type: expected one of .*, got 'walk'"),
        (FILE, 'type = "after_observation"', 'type = "soon"', "release.type: expected one of .*, got 'soon'"),
        (FILE, 'type = "stay"', "type = ", "expected TOML, got"),
        ("pack.toml", "abnormal_celsius = 37.3", "abnormal_celsius = 99", "got 99"),
        ("pack.toml", 'fever = "yellow"', "", "symptoms.fever: expected one of .*, got nothing"),
        ("pack.toml", 'fever = "yellow"', 'fever = "red"', "symptoms.fever is red, but no red rule reads symptoms"),
        ("pack.toml", "2020-02-26T00:00:00+08:00", "2020-02-26", "effective_at: expected a date and time with offset"),
        ("telecom_stay.toml", 'colour = "yellow"', 'colour = "red"', "telecom_stay"),
    ],
)
def test_each_fault_is_named(file: str, old: str, new: str, message: str) -> None:
    assert old in PACK_FILES[file]
    files = PACK_FILES | {file: PACK_FILES[file].replace(old, new, 1)}

    with pytest.raises(PolicyError, match=message) as refused:
        parse_policy(files)

    assert refused.value.problems[0].file == file


@pytest.mark.spec("C12")
def test_all_faults_are_told_at_once() -> None:
    broken = (
        PACK_FILES[FILE].replace('colour = "yellow"', 'colour = "blue"').replace("check_ins = 7", "check_ins = 7.5")
    )
    other = PACK_FILES["neighbour.toml"].replace('["staircase", "office"]', '["lift"]')

    with pytest.raises(PolicyError) as refused:
        parse_policy(PACK_FILES | {FILE: broken, "neighbour.toml": other})

    fields = {(problem.file, problem.field) for problem in refused.value.problems}
    assert fields == {(FILE, "colour"), (FILE, "release.check_ins"), ("neighbour.toml", "trigger.exposures")}


def test_a_pack_without_its_pack_file_is_refused() -> None:
    with pytest.raises(PolicyError, match=re.escape("pack.toml: expected a pack file, got no file of that name")):
        parse_policy({FILE: PACK_FILES[FILE]})


def test_a_city_names_the_pack_that_it_is_laid_over() -> None:
    with pytest.raises(PolicyError, match="lays_over: expected 'anhui-2020', got nothing"):
        parse_policy({"pack.toml": PACK_FILES["pack.toml"]}, base=ANHUI)


def test_two_files_with_the_same_rule_are_refused() -> None:
    with pytest.raises(PolicyError, match="expected a name that no other file has"):
        parse_policy(PACK_FILES | {"zz.toml": PACK_FILES[FILE]})
