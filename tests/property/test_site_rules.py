"""What must hold for every set of rules and everybody at every door."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankang.checkpoints.model.reading_rules import parse_rule_set, read_rule_set
from ankang.checkpoints.model.ruling import MEDICAL_SITES, UNKNOWN, AtDoor, Listing, Override, rule
from ankang.checkpoints.model.site_rules import (
    ColoursLetIn,
    HomeOpen,
    HouseholdQuota,
    ListedOnly,
    ListKind,
    OpeningHours,
    Paper,
    PapersAsked,
    PassMode,
    RecentTest,
    Rule,
    RuleSet,
    Temperature,
    VisitorPass,
    canonical_json,
    rule_set_json,
)
from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.model.verdicts import Verdict, deciding_colour
from ankang.core.colours import Colour
from ankang.core.policy.problems import PolicyError

MORNING = datetime(2022, 7, 8, 0, 0, tzinfo=UTC)
minutes = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
papers = st.frozensets(st.sampled_from(Paper))
REQUIRED: tuple[st.SearchStrategy[Rule], ...] = (
    st.builds(ColoursLetIn, st.frozensets(st.sampled_from([Colour.GREEN, Colour.YELLOW, Colour.RED]), min_size=1)),
    st.builds(Temperature, st.integers(360, 420).map(lambda tenths: tenths / 10)),
)
HOURS: st.SearchStrategy[Rule] = (
    st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: OpeningHours(*pair))
)
OF_PERSONS: tuple[st.SearchStrategy[Rule], ...] = (
    st.builds(ListedOnly, st.frozensets(st.sampled_from(ListKind), min_size=1)),
    st.builds(HouseholdQuota, st.integers(1, 4), st.integers(1, 31)),
    st.builds(RecentTest, st.integers(1, 336)),
    st.builds(VisitorPass, st.sampled_from(PassMode)),
    st.just(HomeOpen()),
)
PAPERS: st.SearchStrategy[Rule] = (
    st.tuples(papers, papers).filter(lambda pair: bool(pair[0] | pair[1])).map(lambda pair: PapersAsked(*pair))
)


def rule_lists(*optional: st.SearchStrategy[Rule]) -> st.SearchStrategy[list[Rule]]:
    """Rules in any order: those that every site has, and any of the optional ones."""
    chosen = st.tuples(*REQUIRED, *(st.none() | one for one in optional))
    return chosen.map(lambda rules: [one for one in rules if one is not None]).flatmap(st.permutations)


def rule_sets(*optional: st.SearchStrategy[Rule]) -> st.SearchStrategy[RuleSet]:
    return rule_lists(*optional).map(lambda rules: RuleSet(tuple(rules)))


days = st.integers(-40, 1).map(lambda back: date(2022, 7, 8) + timedelta(days=back))
listings = st.builds(Listing, st.frozensets(st.sampled_from(ListKind), min_size=1), st.sampled_from(["", "3-1202"]))
colours = st.sampled_from(Colour)
known_doors = st.builds(
    AtDoor,
    at=st.integers(0, 2 * 86_400).map(lambda seconds: MORNING + timedelta(seconds=seconds)),
    kind=st.sampled_from(SiteKind),
    colour=st.none() | colours,
    shown=st.none() | colours,
    direction=st.sampled_from(["in", "out"]),
    celsius=st.none() | st.floats(34.0, 43.0),
    listing=st.none() | listings,
    exits_on=st.lists(days, max_size=6).map(tuple),
    sampled_on=st.none() | days,
    papers_seen=papers,
)
doors = st.builds(
    lambda door, hidden: replace(door, **dict.fromkeys(hidden, UNKNOWN)),
    known_doors,
    st.sets(st.sampled_from(["listing", "exits_on", "sampled_on"])),
)
every_rule_set = rule_sets(HOURS, *OF_PERSONS, PAPERS)


def test_the_generator_makes_every_kind_of_rule() -> None:
    made = {"ColoursLetIn", "Temperature", "OpeningHours", "PapersAsked"}
    made |= {"ListedOnly", "HouseholdQuota", "RecentTest", "VisitorPass", "HomeOpen"}

    assert made == {kind.__name__ for kind in get_args(Rule)}


@pytest.mark.spec("E2")
@given(every_rule_set, doors)
def test_every_door_has_an_answer_and_a_stop_names_its_rule(rules: RuleSet, door: AtDoor) -> None:
    ruling = rule(door, rules)

    assert ruling.verdict in {Verdict.PASS, Verdict.STOP, Verdict.GREY, Verdict.CANNOT_CHECK}
    assert ruling.verdict is Verdict.PASS or ruling.by is not None
    assert not ruling.asks or ruling.verdict is Verdict.CANNOT_CHECK


@pytest.mark.spec("E2")
@given(rule_lists(HOURS, *OF_PERSONS, PAPERS), st.randoms(), doors)
def test_the_order_of_rules_is_of_no_matter(written: list[Rule], random: Any, door: AtDoor) -> None:
    shuffled = random.sample(written, len(written))

    one, other = RuleSet(tuple(written)), RuleSet(tuple(shuffled))

    assert canonical_json(one) == canonical_json(other)
    assert rule(door, one) == rule(door, other)


@pytest.mark.spec("E2")
@given(every_rule_set, doors, st.sampled_from(Override))
def test_care_and_danger_override_every_rule(rules: RuleSet, door: AtDoor, override: Override) -> None:
    assert rule(replace(door, override=override), rules).verdict is Verdict.PASS


@pytest.mark.spec("E2")
@given(every_rule_set, doors, st.sampled_from(sorted(MEDICAL_SITES)))
def test_nobody_is_refused_at_a_medical_site(rules: RuleSet, door: AtDoor, kind: SiteKind) -> None:
    assert rule(replace(door, kind=kind), rules).verdict is Verdict.PASS


@pytest.mark.spec("E2", "D9")
@given(rule_sets(HOURS), known_doors)
def test_colour_hours_and_temperature_need_no_centre(rules: RuleSet, door: AtDoor) -> None:
    offline = replace(door, listing=UNKNOWN, exits_on=UNKNOWN, sampled_on=UNKNOWN)

    assert rule(offline, rules) == rule(door, rules)


@pytest.mark.spec("E2", "D9")
@given(every_rule_set, known_doors, st.sets(st.sampled_from(["listing", "exits_on", "sampled_on"]), min_size=1))
def test_what_is_unknown_is_never_guessed(rules: RuleSet, door: AtDoor, hidden: set[str]) -> None:
    blind = rule(replace(door, **dict.fromkeys(hidden, UNKNOWN)), rules)

    # Whatever could have been known, a verdict that was given without it would have been the same.
    if blind.verdict is not Verdict.CANNOT_CHECK:
        assert rule(door, rules).verdict is blind.verdict


@pytest.mark.spec("D6", "E2")
@given(every_rule_set, known_doors)
def test_a_colour_that_is_not_let_in_opens_only_home_and_medical_doors(rules: RuleSet, door: AtDoor) -> None:
    deciding = None if door.colour is None else deciding_colour(door.colour, door.shown)
    if deciding in rules.colours_let_in or door.kind in MEDICAL_SITES:
        return

    ruling = rule(door, rules)

    assert ruling.verdict is not Verdict.PASS or ruling.by == "home_open"


@pytest.mark.spec("E2")
@given(every_rule_set)
def test_a_rule_set_survives_its_text(rules: RuleSet) -> None:
    assert parse_rule_set(canonical_json(rules)) == rules


plain = st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.lists(st.integers(), max_size=2)


@pytest.mark.spec("E2")
@given(every_rule_set, st.data())
def test_a_spoilt_rule_is_named_with_its_field(rules: RuleSet, data: st.DataObject) -> None:
    written = json.loads(json.dumps(rule_set_json(rules)))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place]["limit"] = data.draw(plain)

    with pytest.raises(PolicyError) as raised:
        read_rule_set(written)

    assert [problem.field for problem in raised.value.problems] == [f"{place}.limit"]
