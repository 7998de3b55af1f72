"""The facts of one person as an officer reads them: what, where, from whom, recorded by whom, and to what effect."""

from __future__ import annotations

from collections.abc import Sequence

from ankang.areas import service as areas
from ankang.console import store
from ankang.console.facts_in_words import detail_of, place_code_of
from ankang.console.model import effect_of, title_words, withdrawn_by
from ankang.console.schemas import FactRow
from ankang.core.facts import Fact, Stay
from ankang.core.ids import CompoundId, PersonId
from ankang.core.policy.assessment import Assessment
from ankang.core.policy.sentences import SOURCE_WORDS
from ankang.identity import service as identity
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call


async def fact_rows(call: Call, person_id: PersonId, facts: Sequence[Fact], assessment: Assessment) -> list[FactRow]:
    """One row a fact, the latest first; the caller has checked the officer and logged the look."""
    withdrawn = withdrawn_by(list(facts))
    recorders = await store.recorders_of(call.connection, person_id)
    others = await identity.persons(call, set(recorders.values()) - {person_id})
    compounds = await areas.compound_names(call, {item for fact in facts if (item := _compound_of(fact)) is not None})
    rows = []
    for fact in reversed(facts):
        code, compound = place_code_of(fact.content), _compound_of(fact)
        place = areas.division_name(code) if code else ""
        if compound in compounds:
            place += compounds[compound]
        recorder = others.get(recorders.get(fact.fact_id, person_id))
        rows.append(
            FactRow(
                fact_id=fact.fact_id,
                kind=fact.kind,
                title=WordsAnswer.of(title_words(fact)),
                detail=WordsAnswer.of(detail_of(fact.content, place)),
                source=WordsAnswer.of(SOURCE_WORDS[fact.source]),
                source_ref=fact.source_ref,
                recorded_at=fact.recorded_at,
                recorded_by_masked_name=recorder.masked_name if recorder is not None else "",
                effect=WordsAnswer.of(effect_of(fact, assessment, withdrawn)),
            )
        )
    return rows


def _compound_of(fact: Fact) -> CompoundId | None:
    return fact.content.place.compound_id if isinstance(fact.content, Stay) else None
