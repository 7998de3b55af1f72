"""What must hold for every document number, whoever types it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ankang.core.errors import RefusedError
from ankang.identity.model import DocumentType, check_character, check_document
from ankang.identity.model.documents import canonical_number
from ankang.identity.model.sessions import parse_cookie

TODAY = date(2022, 7, 8)
numbers = st.builds(
    lambda region, born, sequence: f"{region:06d}{born:%Y%m%d}{sequence:03d}",
    st.integers(110000, 829999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
).map(lambda first_17: first_17 + check_character(first_17))


@pytest.mark.spec("A1")
@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(number: str, place: int, change: int) -> None:
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]

    with pytest.raises(RefusedError):
        check_document(DocumentType.MAINLAND_ID, wrong, today=TODAY)


@pytest.mark.spec("A1")
@given(numbers, st.integers(0, 15))
def test_two_neighbouring_digits_typed_in_the_wrong_order_are_always_found(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    with pytest.raises(RefusedError):
        check_document(DocumentType.MAINLAND_ID, wrong, today=TODAY)


@pytest.mark.spec("A5")
@given(st.sampled_from(DocumentType), st.text(max_size=40))
def test_any_text_is_either_one_canonical_number_or_a_refusal_of_the_field(kind: DocumentType, typed: str) -> None:
    try:
        number = canonical_number(kind, typed)
    except RefusedError as refusal:
        assert refusal.fields[0].field == "document_number"  # noqa: PT017  (either outcome is right, both are checked)
    else:
        assert canonical_number(kind, number) == number


@pytest.mark.spec("A2")
@given(st.text(max_size=90))
def test_any_text_may_come_as_a_cookie(text: str) -> None:
    token = parse_cookie(text)

    assert token is None or parse_cookie(token.cookie) == token
