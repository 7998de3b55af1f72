"""Names of codes: a permutation that is pinned, because tokens in the field carry its results."""

from __future__ import annotations

from datetime import date

import pytest

from ankang.core.credential.code_name import CodeName, code_name, enrolment_number

DAY = date(2022, 7, 8)
KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("number", "list_id", "index"),
    [
        (0, 3_764_224, 485_960),
        (1, 3_764_224, 181_891),
        (2**20 - 1, 3_764_224, 76_871),
        (2**20, 3_764_225, 728_188),
        (61_000_000, 3_764_282, 497_945),
        (2**32 - 1, 3_768_319, 923_072),
    ],
)
def test_the_permutation_has_not_moved(number: int, list_id: int, index: int) -> None:
    name = code_name(number, DAY, KEY)

    assert name == CodeName(list_id, index)
    assert enrolment_number(name, KEY) == number
    assert name.issued_on == DAY


def test_no_two_enrolments_of_a_block_share_an_index() -> None:
    numbers = range(3 * 2**20, 3 * 2**20 + 50_000)

    names = {code_name(number, DAY, KEY) for number in numbers}

    assert len(names) == len(numbers)
    assert {name.list_id for name in names} == {3_764_224 + 3}


def test_a_name_says_nothing_about_the_next_days_name() -> None:
    """With another day, and with another key, hardly an index stays: about one in a million by chance."""
    numbers = range(2000)

    same_key = sum(code_name(n, DAY, KEY).index == code_name(n, date(2022, 7, 9), KEY).index for n in numbers)
    other_key = sum(code_name(n, DAY, KEY).index == code_name(n, DAY, bytes(32)).index for n in numbers)

    assert same_key <= 1
    assert other_key <= 1


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_number_outside_the_blocks_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="below 2\\^32"):
        code_name(number, DAY, KEY)


def test_a_day_before_the_first_is_refused() -> None:
    with pytest.raises(ValueError, match="from 2020-01-01 on"):
        code_name(0, date(2019, 12, 31), KEY)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes, got 16"):
        code_name(0, DAY, bytes(16))
    with pytest.raises(ValueError, match="32 bytes, got 16"):
        enrolment_number(CodeName(0, 0), bytes(16))
