"""The invented people: the same for the same seed, in a city of any size, and nobody's neighbours on paper only."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankang.demo.city import SI_COUNTY, Geography, Invented, invented_people
from ankang.demo.dice import Dice
from ankang.demo.geography import geography
from ankang.demo.happenings import CheckedIn
from ankang.demo.households import Age
from ankang.demo.lives import life_of
from ankang.demo.plots import Plot
from ankang.identity.model import DocumentType, check_document

TODAY = date(2026, 3, 9)


@cache
def towns() -> Geography:
    return geography()


@cache
def city(people: int) -> tuple[Invented, ...]:
    return tuple(invented_people(people, towns()))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**40), few=st.integers(1, 1000), more=st.integers(0, 800))
def test_the_first_people_are_the_same_in_a_city_of_any_size(seed: int, few: int, more: int) -> None:
    small, large = invented_people(few, towns(), seed), invented_people(few + more, towns(), seed)

    assert list(small) == list(islice(large, few))


def test_a_thousand_people_are_the_first_thousand_of_a_city_of_twenty_thousand() -> None:
    assert city(1_000) == city(20_000)[:1_000]


def test_another_seed_makes_other_people() -> None:
    others = list(invented_people(200, towns(), seed=7))

    assert sum(one.name == other.name for one, other in zip(city(200), others, strict=True)) < 20


def test_a_city_of_millions_begins_at_once() -> None:
    first = next(invented_people(9_000_000, towns()))

    assert first == city(1)[0]


def test_every_number_is_of_the_reserved_region_and_right_and_nobody_elses() -> None:
    numbers = [person.document_number for person in city(20_000)]

    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("99") for number in numbers)
    for person in city(20_000)[::97]:
        document = check_document(DocumentType.MAINLAND_ID, person.document_number, today=TODAY, demonstration=True)
        assert (document.birth_date, document.is_invented) == (person.birth_date, True)


def test_a_household_shares_one_address_and_no_other_household_has_it() -> None:
    homes = defaultdict(set)
    for person in city(20_000):
        homes[person.home].add(person.household)

    assert {len(households) for households in homes.values()} == {1}
    assert {len({person.home for person in city(20_000) if person.household == number}) for number in range(40)} == {1}


def test_children_have_a_grown_up_of_their_household_who_acts_for_them_and_others_have_none() -> None:
    people = city(20_000)
    for person in people:
        if person.age is not Age.CHILD:
            assert person.guardian is None
            continue
        assert person.guardian is not None
        guardian = people[person.guardian]
        assert (guardian.household, guardian.age) == (person.household, Age.ADULT)
        assert guardian.mobile is not None
        assert person.mobile is None

    ages = Counter(person.age for person in people)
    assert 0.15 < ages[Age.CHILD] / len(people) < 0.3
    assert 0.1 < ages[Age.ELDER] / len(people) < 0.25


def test_colleagues_share_an_office_area_of_a_company() -> None:
    offices = Counter(person.workplace for person in city(5_000) if person.workplace)

    assert all("有限公司 " in office for office in offices)
    assert 8 < sum(offices.values()) / len(offices) < 40


@pytest.mark.spec("C2")
def test_around_a_case_stand_its_household_its_staircase_and_its_office_area() -> None:
    people = city(20_000)
    cases = [person for person in people if person.role.plot is Plot.CASE]
    assert len(cases) >= 10
    for case in cases:
        near = people[max(0, case.number - 200) : case.number + 200]
        stairs = (case.home.division_code, case.home.compound_name, case.home.building, case.home.unit)
        for person in near:
            home = person.home
            if person.household == case.household:
                assert person.role.plot in (Plot.CONTACT, Plot.CASE)
            elif (home.division_code, home.compound_name, home.building, home.unit) == stairs:
                assert person.role.plot is Plot.STAIRCASE
            elif person.workplace == case.workplace:
                assert person.role.plot is Plot.OFFICE


def test_a_thousand_people_are_enough_for_every_plot_but_the_rare_ones() -> None:
    plots = {person.role.plot for person in city(1_000)}

    assert plots >= set(Plot) - {Plot.EXCLUDED, Plot.COMING}
    assert {person.role.plot for person in city(20_000)} == set(Plot)


def test_si_county_lives_in_the_compounds_that_lists_name_and_beside_them() -> None:
    listed = {(home.division_code, home.compound_name) for home in towns()[SI_COUNTY].listed}
    here = [person for person in city(20_000) if person.home.division_code.startswith(SI_COUNTY)]
    inside = sum((person.home.division_code, person.home.compound_name) in listed for person in here)

    assert len(here) > 1_500
    assert 0.4 < inside / len(here) < 0.6


@settings(max_examples=200, deadline=None)
@given(number=st.integers(0, 4_999), ahead=st.integers(0, 4_000))
def test_a_life_is_told_in_order_and_ends_today(number: int, ahead: int) -> None:
    person = city(5_000)[number]
    today = date.fromordinal(TODAY.toordinal() + ahead)

    life = life_of(person, today)

    order = [(-happening.days_ago, happening.hour) for happening in life.happenings]
    assert order == sorted(order)
    assert all(0 <= happening.days_ago <= life.applied_days_ago for happening in life.happenings)
    days = [happening.days_ago for happening in life.happenings if isinstance(happening, CheckedIn)]
    assert len(days) == len(set(days))
    assert life == life_of(person, today)
    assert life.form.city_code == person.city_code


def test_draws_follow_from_seed_and_path_alone() -> None:
    dice = Dice(1, "person", 5)
    draws = [dice.below(1000) for _ in range(100)]
    again = Dice(1, "person", 5)

    assert [again.below(1000) for _ in range(100)] == draws
    assert len(set(draws)) > 80
    assert [Dice(1, "person", 6).below(1000), Dice(2, "person", 5).below(1000)] != draws[:1] * 2
