"""The stored form of facts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ankang.assessments.content import content_from_json, content_to_json, fact_from_text, fact_id_for, fact_to_text
from ankang.core.facts import Case, CheckIn, Fact, Source, Stay, Symptom
from ankang.core.ids import CompoundId, FactId, PersonId
from ankang.core.places import Place
from ankang.runtime.cipher import Cipher

ONE, OTHER = PersonId(UUID(int=1)), PersonId(UUID(int=2))
CIPHER = Cipher({0: bytes(32)}, b"index")


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

    first = fact_id_for(CIPHER, ONE, Source.HEALTH_DEPARTMENT, "file/row/3", case)

    assert fact_id_for(CIPHER, ONE, Source.HEALTH_DEPARTMENT, "file/row/3", Case(date(2022, 7, 1))) == first
    others = {
        fact_id_for(CIPHER, OTHER, Source.HEALTH_DEPARTMENT, "file/row/3", case),
        fact_id_for(CIPHER, ONE, Source.OFFICER, "file/row/3", case),
        fact_id_for(CIPHER, ONE, Source.HEALTH_DEPARTMENT, "file/row/4", case),
        fact_id_for(CIPHER, ONE, Source.HEALTH_DEPARTMENT, "file/row/3", Case(date(2022, 7, 2))),
    }
    assert len(others | {first}) == 5


@pytest.mark.spec("M1")
def test_whoever_lacks_the_key_cannot_compute_the_id_of_a_fact_and_try_all_days() -> None:
    case = Case(date(2022, 7, 1))

    theirs = fact_id_for(Cipher({0: bytes(32)}, b"guessed"), ONE, Source.HEALTH_DEPARTMENT, "file/row/3", case)

    assert theirs != fact_id_for(CIPHER, ONE, Source.HEALTH_DEPARTMENT, "file/row/3", case)


def test_a_fact_comes_back_from_its_text_with_source_and_reference() -> None:
    fact = Fact(
        FactId(UUID(int=3)),
        datetime(2022, 7, 8, 2, tzinfo=UTC),
        Source.CHECK_IN,
        "check-in/4",
        CheckIn(date(2022, 7, 8), 36.5, frozenset({Symptom.FEVER})),
    )

    assert fact_from_text(fact.fact_id, fact.recorded_at, fact_to_text(fact)) == fact
