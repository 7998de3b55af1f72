"""What a thief of the database reads: a city lives through a week, then every row of every table is searched.

The people are given names, numbers and addresses that occur nowhere else. Public are the lists of divisions, of risk
areas and of sites; what ties a person to one of them is not (SPEC M1).
"""

from __future__ import annotations

import logging
from collections import Counter

import pytest

from support.application import World
from support.at_rest import Row, stolen
from support.week import HOME, NAMES, WORDS, WORKPLACES, City, live_a_week

pytestmark = pytest.mark.anyio

HEALTH = ("dry_cough", "shortness_of_breath", "symptom_report", "abnormal_temperature", "37.9", "干咳", "symptoms")
# Public lists, what only an operator or an officer writes, invitations (a digest and instants), the machines at gates,
# and one code at two far sites: nothing of it is in this journey.
STAY_EMPTY = {
    "area_risks",
    "area_snapshots",
    "decoys",
    "fever_clinics",
    "gate_devices",
    "kept_uploads",
    "policy_versions",
    "far_shows",
    "site_decisions",
    "site_invitations",
}


@pytest.mark.spec("M1")
async def test_nothing_of_a_person_can_be_read_in_the_database_or_the_log(
    demonstration: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    city = await live_a_week(demonstration)
    async with demonstration.call() as call:
        rows = await stolen(call.connection)
    await demonstration.run_jobs()
    async with demonstration.call() as call:
        rows += await stolen(call.connection)

    for word in (*city.numbers, *NAMES, *WORDS):
        assert [row.table for row in rows if row.holds(word)] == [], word
        assert word not in caplog.text
    check_nothing_ties_a_person_to_a_place(city, rows)
    for word in HEALTH:
        assert [row.table for row in rows if row.holds(word)] == [], word
    check_the_search_sees_everything(city, rows)


def check_nothing_ties_a_person_to_a_place(city: City, rows: list[Row]) -> None:
    site = city.gate.site
    about_people = [row for row in rows if row.columns & {"person_id", "holder_id", "staff_id", "looker_id"}]
    places = [HOME["division_code"], "340102", "341324", "310115", str(site.site_id), site.name, *WORKPLACES]

    for place in places:
        # The name of the city stands in role and enrolment; nothing finer does.
        assert [row.table for row in about_people if row.holds(place)] == [], place


def check_the_search_sees_everything(city: City, rows: list[Row]) -> None:
    """A search that finds nothing proves something only where it would have found it."""
    site, friend = city.gate.site, city.friend
    counted = Counter(row.table for row in rows)

    from ankang.entrypoints import tables  # noqa: F401  (registers)
    from ankang.runtime.database import metadata

    assert set(metadata.tables) - set(counted) == STAY_EMPTY
    assert {row.table for row in rows if row.holds(site.name)} == {"sites"}
    ours = {"sites", "entrances", "posted_codes", "site_rule_sets"}
    assert {row.table for row in rows if row.holds(str(site.site_id))} == ours
    assert {"people", "facts", "standings", "visits", "readings", "notices", "outbox"} <= {
        row.table for row in rows if row.holds(str(friend.person_id))
    }
