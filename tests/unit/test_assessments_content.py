"""The stored form of facts."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest

from ankang.assessments.content import content_from_json, content_to_json, fact_id_for
from ankang.core.facts import Case, CheckIn, Source, Stay, Symptom
from ankang.core.ids import CompoundId, PersonId
from ankang.core.places import Place

ONE, OTHER = PersonId(UUID(int=1)), PersonId(UUID(int=2))


def test_a_stay_keeps_its_compound_and_its_missing_end() -> None:
    stay = Stay(Place("341324001", CompoundId(UUID(int=7))), date(2022, 6, 28), habitual=True)

    stored = content_to_json(stay)

    assert stored["place"] == {"division_code": "341324001", "compound_id": str(UUID(int=7))}
    assert stored["until_on"] is None
    assert content_from_json("stay", json.loads(json.dumps(stored))) == stay


def test_symptoms_are_stored_in_one_order() -> None:
    one = CheckIn(date(2022, 7, 8), 36.5, frozenset({Symptom.FEVER, Symptom.DRY_COUGH}))

    assert content_to_json(one)["symptoms"] == ["dry_cough", "fever"]


def test_a_kind_that_is_not_known_is_an_error_and_never_dropped() -> None:
    with pytest.raises(KeyError, match="horoscope"):
        content_from_json("horoscope", {})


@pytest.mark.spec("P12")
def test_the_same_source_row_and_dates_is_the_same_fact() -> None:
    case = Case(date(2022, 7, 1))

    first = fact_id_for(ONE, Source.HEALTH_DEPARTMENT, "file/row/3", case)

    assert fact_id_for(ONE, Source.HEALTH_DEPARTMENT, "file/row/3", Case(date(2022, 7, 1))) == first
    others = {
        fact_id_for(OTHER, Source.HEALTH_DEPARTMENT, "file/row/3", case),
        fact_id_for(ONE, Source.OFFICER, "file/row/3", case),
        fact_id_for(ONE, Source.HEALTH_DEPARTMENT, "file/row/4", case),
        fact_id_for(ONE, Source.HEALTH_DEPARTMENT, "file/row/3", Case(date(2022, 7, 2))),
    }
    assert len(others | {first}) == 5
