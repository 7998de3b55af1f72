"""Whose colour a published list would change, asked before anybody imports it.

    apply the list behind a savepoint -> whom its areas touch -> assess them -> roll back -> assess them again

Both times the reference engine answers from the same facts at the same instant, so that a difference comes from the
list and from nothing else. Nothing of it stays: no area, no colour, no news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ankang.areas import service as areas
from ankang.assessments import place_store, recording, store
from ankang.core.colours import Colour
from ankang.core.facts import Fact
from ankang.core.ids import PersonId
from ankang.core.places import Area
from ankang.runtime.context import Call

_CHUNK = 200
MOST_ASSESSED = 1000
"""An officer waits for the answer: so many people take about two seconds."""
_MOST_LOOKED_AT = 10 * MOST_ASSESSED  # whom the areas touch, but who may live in another region


@dataclass(slots=True)
class ListEffect:
    """How many people of a region would turn from which colour to which; `complete`: nobody was left out."""

    assessed: int = 0
    complete: bool = True
    turns: Counter[tuple[Colour, Colour]] = field(default_factory=Counter)


async def effect_of_list(call: Call, text: str, region_code: str, most: int = MOST_ASSESSED) -> ListEffect:
    """What importing the list would do to the people of a region, of whom at most `most` are assessed.

    RefusedError as for an import; nothing is written either way. The caller has checked who asks.
    """
    savepoint = await call.connection.begin_nested()
    try:
        report = await areas.import_snapshot(call, text)
        people, complete = await _touched(call, report.changed, region_code, most)
        effect = ListEffect(assessed=len(people), complete=complete)
        ledger = await store.facts_of(call.connection, call.cipher, people)
        after = await _colours(call, ledger)
    finally:
        await savepoint.rollback()
    before = await _colours(call, ledger)
    effect.turns.update((before[item], after[item]) for item in people if before[item] is not after[item])
    return effect


async def _touched(call: Call, changed: Sequence[Area], region_code: str, most: int) -> tuple[list[PersonId], bool]:
    """People of the region whom the areas touch, at most `most`; and whether these are all."""
    found: list[PersonId] = []
    after: PersonId | None = None
    for _ in range(_MOST_LOOKED_AT // _CHUNK):
        page = await place_store.people_touched(call.connection, call.cipher, changed, after, _CHUNK)
        found += await place_store.of_region(call.connection, call.cipher, region_code, page)
        if len(found) > most:
            return found[:most], False
        if len(page) < _CHUNK:
            return found, True
        after = page[-1]
    return found, False


async def _colours(call: Call, ledger: Mapping[PersonId, Sequence[Fact]]) -> dict[PersonId, Colour]:
    people = list(ledger)
    colours: dict[PersonId, Colour] = {}
    for start in range(0, len(people), _CHUNK):
        facts = {person_id: ledger[person_id] for person_id in people[start : start + _CHUNK]}
        assessments = await recording.assess_with(call, facts)
        colours |= {person_id: assessment.colour for person_id, assessment in assessments.items()}
    return colours
