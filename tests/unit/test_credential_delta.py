"""Deltas: as small as they should be, read in one form only, applied in order."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import pytest
from credential_parts import NOW, canonical
from publication_parts import TODAY, base_128, delta_claims

from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.delta import Delta, merged, write_entries
from ankang.core.credential.known_lists import KnownLists, lists_of


def test_the_entries_are_distances_in_base_128() -> None:
    entries = {TODAY + 1: {3: 2}, TODAY: {200: 1, 5: 3}}

    data = write_entries(entries)

    assert data == base_128(TODAY, 2, 5 << 2 | 3, 195 << 2 | 1) + base_128(1, 1, 3 << 2 | 2)
    assert Delta.from_cbor(canonical(delta_claims(entries))) == Delta(4, 5, NOW, entries)


def test_a_list_without_a_change_takes_no_room() -> None:
    assert write_entries({TODAY: {}, 7: {}}) == b""


@pytest.mark.parametrize("entries", [{0: {0: 4}}, {0: {0: -1}}, {0: {2**20: 1}}, {0: {-1: 1}}, {2**32: {0: 1}}])
def test_what_the_numbers_cannot_say_is_not_written(entries: dict[int, dict[int, int]]) -> None:
    """A value of 4 would silently move the index after it."""
    with pytest.raises(ValueError, match="values to 3"):
        write_entries(entries)


@pytest.mark.parametrize(
    ("raw", "match"),
    [
        (base_128(TODAY), "ends within a list"),
        (base_128(TODAY, 2, 5), "ends within a list"),
        (base_128(TODAY, 0), "up to 2\\^20 entries"),
        (base_128(TODAY, 2**20 + 1), "up to 2\\^20 entries"),
        (base_128(2**32, 1, 5), "list ids below 2\\^32"),
        (base_128(TODAY, 1, 5, 0, 1, 5), "a list stands twice"),
        (base_128(TODAY, 2, 5 << 2, 1), "an index stands twice"),
        (base_128(TODAY, 1, 2**20 << 2), "indices below 2\\^20"),
        (base_128(TODAY, 2, (2**20 - 1) << 2, 1 << 2), "indices below 2\\^20"),
        (b"\x80", "ends within a number"),
        (b"\x81\x00\x01\x05", "the shortest form"),
        (b"\xff" * 6 + b"\x01", "above 2\\^42"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.hex(),
)
def test_entries_in_another_form_are_malformed(raw: bytes, match: str) -> None:
    with pytest.raises(MalformedError, match=match):
        Delta.from_cbor(canonical(delta_claims(raw)))


@pytest.mark.parametrize(
    "changes",
    [
        {"begin": 5},
        {"begin": -1},
        {"end": 2**53},
        {"end": 5.0},
        {"at": 2**32},
        {"at": True},
        {"packed": "text"},
        {"packed": b""},
        {"packed": zlib.compress(b"\x00" * (16 * 2**20 + 1))},
        {"packed": zlib.compress(base_128(TODAY, 1, 5)) + b"\x00"},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_a_delta_with_another_shape_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        Delta.from_cbor(canonical(delta_claims(**changes)))


def test_positions_rise() -> None:
    with pytest.raises(ValueError, match="expected rising positions, got 5 to 5"):
        Delta(5, 5, NOW, {})


ONE = Delta(4, 5, NOW, {TODAY: {5: 1, 7: 3}})
TWO = Delta(5, 7, NOW + timedelta(minutes=5), {TODAY: {7: 0, 9: 2}, TODAY + 1: {0: 1}})


def test_a_roll_up_leads_from_the_first_to_the_last_and_the_later_value_counts() -> None:
    assert merged([ONE, TWO]) == Delta(4, 7, NOW + timedelta(minutes=5), {TODAY: {5: 1, 7: 0, 9: 2}, TODAY + 1: {0: 1}})


def test_deltas_with_a_gap_or_none_make_no_roll_up() -> None:
    with pytest.raises(ValueError, match="expected a delta from 7, got one from 4"):
        merged([TWO, ONE])
    with pytest.raises(ValueError, match="at least one delta"):
        merged([])


@pytest.mark.spec("D9")
def test_lists_follow_their_deltas_and_a_zero_takes_an_entry_away() -> None:
    lists = KnownLists(4, NOW - timedelta(hours=1), {TODAY: {7: 1, 8: 2}})

    after = lists.after([ONE, TWO])

    assert after == KnownLists(7, NOW + timedelta(minutes=5), {TODAY: {5: 1, 8: 2, 9: 2}, TODAY + 1: {0: 1}})
    assert after.count() == 4
    assert after.value(CodeName(TODAY, 8)) == 2
    assert after.value(CodeName(TODAY, 7)) == 0
    assert after.value(CodeName(TODAY + 9, 7)) == 0
    assert lists.entries == {TODAY: {7: 1, 8: 2}}, "the old state is kept as it was"


def test_a_list_whose_last_entry_went_is_gone() -> None:
    lists = KnownLists(4, NOW, {TODAY: {5: 1}})

    assert lists.after([Delta(4, 5, NOW, {TODAY: {5: 0}})]).entries == {}


@pytest.mark.spec("D9")
@pytest.mark.parametrize("deltas", [[TWO], [TWO, ONE], [ONE, ONE]], ids=["truncated", "reordered", "replayed"])
def test_deltas_that_do_not_follow_are_not_applied(deltas: list[Delta]) -> None:
    with pytest.raises(ValueError, match="expected a delta that leads on from"):
        KnownLists(4, NOW, {}).after(deltas)


@pytest.mark.spec("D9")
def test_a_roll_up_that_began_earlier_leads_on_from_its_middle() -> None:
    """The verifier stopped after the first delta; the roll-up of both ends in the same entries."""
    start = KnownLists(4, NOW, {TODAY: {7: 1, 8: 2}})

    halfway = start.after([ONE])

    assert halfway.after([merged([ONE, TWO])]) == start.after([ONE, TWO])


def test_an_older_time_takes_nothing_from_the_age_of_the_lists() -> None:
    lists = KnownLists(4, NOW, {})

    assert lists.confirmed(NOW - timedelta(hours=1)).at == NOW
    assert lists.after([Delta(4, 5, NOW - timedelta(hours=1), {})]).at == NOW
    assert lists.confirmed(NOW + timedelta(hours=1)).at == NOW + timedelta(hours=1)
    assert lists_of(9, NOW, []) == KnownLists(9, NOW, {})
