"""At most so many exits of a household in so many consecutive days (P18; guide Q24: one person every two days)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankang.core.policy.household_quota import next_exit_on
from ankang.core.policy.settings import HouseholdSettings
from spec.policy.story import ANHUI, july

pytestmark = pytest.mark.spec("P18")

TODAY = july(10)


def allowed(exits: Sequence[int], exits_allowed: int = 1, days: int = 2) -> date:
    """The next day of an exit, when somebody of the household went out on these days of July and asks on the 10th."""
    return next_exit_on([july(day) for day in exits], TODAY, HouseholdSettings(exits_allowed, days))


def test_the_pack_lets_one_person_out_every_two_days() -> None:
    assert next_exit_on([july(9)], TODAY, ANHUI.settings.household) == july(11)


def test_a_household_from_which_nobody_went_out_may_go_today() -> None:
    assert allowed([]) == TODAY


@pytest.mark.parametrize(("went_out", "again"), [(10, 12), (9, 11), (8, 10), (1, 10)])
def test_the_first_day_that_is_allowed_is_the_second_after_the_last_exit(went_out: int, again: int) -> None:
    assert allowed([went_out]) == july(again)


@pytest.mark.parametrize(
    ("exits", "again"),
    [([10], 10), ([10, 10], 13), ([9, 10], 12), ([8, 10], 11), ([7, 10], 10), ([9], 10), ([10, 8], 11)],
)
def test_two_exits_in_three_days_count_wherever_the_three_days_begin(exits: list[int], again: int) -> None:
    assert allowed(exits, exits_allowed=2, days=3) == july(again)


def test_an_exit_on_the_last_day_of_a_month_counts_in_the_next() -> None:
    assert next_exit_on([date(2022, 6, 30)], date(2022, 7, 1), HouseholdSettings(1, 2)) == date(2022, 7, 2)


@given(
    asks=st.lists(st.integers(0, 4), min_size=1, max_size=40),
    quota=st.builds(HouseholdSettings, st.integers(1, 4), st.integers(1, 8)),
)
def test_a_household_that_goes_out_as_soon_as_it_may_never_exceeds_the_quota(
    asks: list[int], quota: HouseholdSettings
) -> None:
    exits: list[date] = []
    today = july(1)
    for wait in asks:
        today = max(today + timedelta(days=wait), next_exit_on(exits, today + timedelta(days=wait), quota))
        exits.append(today)

    for first in exits:
        window = [day for day in exits if first <= day < first + timedelta(days=quota.days)]
        assert len(window) <= quota.exits


@given(
    exits=st.lists(st.integers(-12, 0), max_size=12),
    quota=st.builds(HouseholdSettings, st.integers(1, 4), st.integers(1, 8)),
)
def test_nobody_waits_longer_than_the_quota_asks(exits: list[int], quota: HouseholdSettings) -> None:
    days = [TODAY + timedelta(days=day) for day in exits]
    again = next_exit_on(days, TODAY, quota)
    before = again - timedelta(days=1)

    if again > TODAY:
        assert sum(day > before - timedelta(days=quota.days) for day in days) >= quota.exits
