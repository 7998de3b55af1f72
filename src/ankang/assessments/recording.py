"""The one door to a colour: record facts behind the person's lock, assess, write what follows.

    lock the standing rows (sorted)  ->  append facts  ->  read all facts  ->  assess  ->  write standing,
    colour change and news, all in the caller's transaction.

The lock comes first. Without it a case and a fever that are recorded at once each read a ledger without the other,
and the one that writes last leaves the person yellow; `tests/api/test_assessments_at_once.py` holds that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ankang.areas import service as areas
from ankang.assessments import history_store, place_store, store
from ankang.assessments.model import Standing, city_of, due_at, stays_in_force
from ankang.core.colours import Colour
from ankang.core.facts import Fact, Stay, Withdrawal
from ankang.core.ids import PersonId
from ankang.core.policy.assess import assess
from ankang.core.policy.assessment import Assessment
from ankang.core.policy.language import Policy
from ankang.core.policy.risk_index import RiskIndex
from ankang.policies.service import policies_in_force
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish_all

TOPIC_CHANGED = "colour_changed"
TOPIC_STANDING = "standing_changed"
"""Whoever had a colour has another: `{"person_id": …}`. The status lists take this news, many at once."""


async def record_many(
    call: Call, facts: Mapping[PersonId, Sequence[Fact]], actor_id: UUID | None
) -> dict[PersonId, Assessment]:
    """Append the facts of several people and assess each of them anew; a fact known by its id changes nothing."""
    rows = await store.lock_standings(call.connection, sorted(facts), call.now)
    await store.add_facts(call.connection, call.cipher, facts, actor_id)
    moved = [person_id for person_id, items in facts.items() if any(_moves(fact) for fact in items)]
    return await _assess_locked(call, rows, moved)


async def reassess_people(call: Call, people: Iterable[PersonId]) -> dict[PersonId, Assessment]:
    """Assess people anew without new facts; those who have no ledger are left out."""
    known = await store.find_standings(call.connection, call.cipher, people)
    return await _assess_locked(call, await store.lock_standings(call.connection, sorted(known), call.now))


async def reassess_locked(call: Call, rows: Mapping[PersonId, Row[Any]]) -> int:
    """Assess the people of rows that the caller has locked; how many they were."""
    return len(await _assess_locked(call, rows))


async def assess_with(call: Call, facts: Mapping[PersonId, Sequence[Fact]]) -> dict[PersonId, Assessment]:
    """What the rules say of these facts now; nothing is written."""
    cities = {person_id: _city(call, items) for person_id, items in facts.items()}
    policies = await policies_in_force(call, sorted(set(cities.values())), call.now) if cities else {}
    return await _assessments(call, facts, {person_id: policies[city] for person_id, city in cities.items()})


async def _assess_locked(
    call: Call, rows: Mapping[PersonId, Row[Any]], moved: Sequence[PersonId] = ()
) -> dict[PersonId, Assessment]:
    if not rows:
        return {}
    facts = await store.facts_of(call.connection, call.cipher, rows)
    if moved:
        stays = {person_id: stays_in_force(facts[person_id]) for person_id in moved}
        await place_store.replace_places(call.connection, call.cipher, stays)
    assessments = await assess_with(call, facts)
    written = [
        _standing_after(rows[person_id], assessment, city_of(facts[person_id]), call.now)
        for person_id, assessment in assessments.items()
    ]
    await store.write_standings(call.connection, call.cipher, written)
    changes = [
        (before, standing)
        for standing in written
        if (before := Colour(rows[standing.person_id].colour)) is not standing.colour
    ]
    await history_store.add_colour_changes(call.connection, call.cipher, changes)
    news = [_change_news(rows[standing.person_id], before, standing) for before, standing in changes]
    await publish_all(call.connection, TOPIC_CHANGED, news, call.now)
    # Somebody's first colour concerns no code that was given out before.
    had_one = [standing.person_id for _, standing in changes if rows[standing.person_id].assessment is not None]
    await publish_all(call.connection, TOPIC_STANDING, [{"person_id": str(item)} for item in had_one], call.now)
    return assessments


def _change_news(row: Row[Any], before: Colour, standing: Standing) -> dict[str, Any]:
    # Whoever applies sees the first colour on the page that answers the form.
    first = row.city_code is None
    return {"person_id": str(row.person_id), "from": before.value, "to": standing.colour.value, "first": first}


async def _assessments(
    call: Call, facts: Mapping[PersonId, Sequence[Fact]], policies: Mapping[PersonId, Policy]
) -> dict[PersonId, Assessment]:
    places = {stay.place for items in facts.values() for stay in stays_in_force(items)}
    # One index for the whole batch: a person is then compared only with the areas near the own places.
    risks = RiskIndex(await areas.area_risks_for(call, places) if places else ())
    neutral_days = await history_store.outage_days(call.connection)
    return {
        person_id: assess(items, risks, policies[person_id], call.now, neutral_days=neutral_days)
        for person_id, items in facts.items()
    }


def _moves(fact: Fact) -> bool:
    return isinstance(fact.content, Stay | Withdrawal)


def _standing_after(row: Row[Any], assessment: Assessment, city_code: str | None, now: datetime) -> Standing:
    changed = row.assessment is None or row.colour != assessment.colour.value
    return Standing(
        person_id=PersonId(row.person_id),
        colour=assessment.colour,
        city_code=city_code,
        since=now if changed else row.since,
        assessment=assessment,
        ledger_version=row.ledger_version + 1,
        due_at=due_at(assessment, now),
    )


def _city(call: Call, facts: Sequence[Fact]) -> str:
    """The city whose pack decides: that of enrolment, before one the city that this installation serves."""
    return city_of(facts) or call.config.city_code
