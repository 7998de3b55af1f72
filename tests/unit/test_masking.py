"""Names and documents are masked by one rule; the cases are shared with the TypeScript implementation."""

import json
from pathlib import Path

import pytest

from ankang.core.masking import masked_document, masked_name

CASES = json.loads((Path(__file__).parents[2] / "vectors/masking.json").read_text(encoding="utf-8"))


@pytest.mark.spec("P19")
@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: case["masked"])
def test_a_name_keeps_its_family_name_or_its_initials(case: dict[str, str]) -> None:
    assert masked_name(case["name"]) == case["masked"]


@pytest.mark.spec("P19")
@pytest.mark.parametrize("case", CASES["documents"], ids=lambda case: case["masked"])
def test_a_document_keeps_its_last_three_characters(case: dict[str, str]) -> None:
    assert masked_document(case["number"]) == case["masked"]


@pytest.mark.parametrize("name", CASES["refused_names"])
def test_an_empty_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected a name"):
        masked_name(name)


@pytest.mark.parametrize("number", CASES["refused_documents"])
def test_a_number_too_short_to_mask_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="at least 3 characters"):
        masked_document(number)
