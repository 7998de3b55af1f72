"""The name of a code: (list id, index), one for each enrolment and issuance day.

The name is a keyed permutation of the dense enrolment number, so that nothing is stored per
token and no index is used twice: the list id holds the day and the block of 2^20 numbers, the
index is the number's place in its block, shuffled by a Feistel network under the day's key.
Whoever scanned a code can follow it until the day's list ends and no longer, because without
the day key the next day's index looks like any other.

The permutation must not move: tokens in the field carry its results, and
`tests/unit/test_credential_code_name.py` pins some. Each round is keyed BLAKE2b (RFC 7693), a
third of HMAC-SHA-256's time, which would stand under every token. Ten rounds as in FF1
(NIST SP 800-38G), whose revision 1 asks for a domain of at least a million. A round sees only 1,024
different halves, so what it makes of one is worked out once and looked up from then on.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b

FIRST_DAY = date(2020, 1, 1)
"""Day number 0 of list ids, a Shanghai day."""

INDEX_BITS = 20
BLOCKS_PER_DAY = 4096
MAX_LIST_ID = 2**32 - 1
FIRST_PAPER_LIST = 2**31
"""List ids from here on are the permanent family of paper codes; those of days stay below it until the year 3455."""
MAX_INDEX = 2**INDEX_BITS - 1
DAY_KEY_BYTES = 32

_HALF_BITS = INDEX_BITS // 2
_HALF_MASK = (1 << _HALF_BITS) - 1
_ROUNDS = 10
_UNKNOWN = 0xFFFF
"""Stands in a table of rounds where no half was scrambled yet; a scrambled half has ten bits."""
_TABLES = 1024
"""Tables of rounds that are kept, 20 kB each: 61 million people need 59 on each of four days."""


@dataclass(frozen=True, slots=True, order=True)
class CodeName:
    """Which code: the status list of its day and block, and the place in it."""

    list_id: int
    index: int

    def __post_init__(self) -> None:
        if not 0 <= self.list_id <= MAX_LIST_ID or not 0 <= self.index <= MAX_INDEX:
            raise ValueError(f"expected a list id below 2^32 and an index below 2^20, got {self!r}")

    @property
    def is_paper(self) -> bool:
        """Whether it is the name of a paper code."""
        return self.list_id >= FIRST_PAPER_LIST

    @property
    def issued_on(self) -> date:
        """The Shanghai day of issuance."""
        return FIRST_DAY + timedelta(days=self.list_id // BLOCKS_PER_DAY)


def code_name(number: int, day: date, day_key: bytes) -> CodeName:
    """The name of the enrolment's code on a Shanghai day; different numbers have different names.

    `number` is the dense enrolment number, from 0 to below 2^32; `day_key` has 32 bytes and
    serves this day only.
    """
    _check_key(day_key)
    block, place = divmod(number, 2**INDEX_BITS)
    if not 0 <= block < BLOCKS_PER_DAY:
        raise ValueError(f"expected an enrolment number from 0 to below 2^32, got {number}")
    if day < FIRST_DAY:
        raise ValueError(f"expected a day from {FIRST_DAY} on, got {day}")
    return _shuffled((day - FIRST_DAY).days * BLOCKS_PER_DAY + block, place, day_key)


def paper_name(number: int, paper_key: bytes) -> CodeName:
    """The name of a paper code, in the permanent family; `number` is drawn anew at each printing."""
    _check_key(paper_key)
    block, place = divmod(number, 2**INDEX_BITS)
    if not 0 <= block < BLOCKS_PER_DAY:
        raise ValueError(f"expected a paper number from 0 to below 2^32, got {number}")
    return _shuffled(FIRST_PAPER_LIST + block, place, paper_key)


def enrolment_number(name: CodeName, day_key: bytes) -> int:
    """The number behind a name, given the key of its day or of paper; the inverse of `code_name` and `paper_name`."""
    _check_key(day_key)
    left, right = name.index >> _HALF_BITS, name.index & _HALF_MASK
    rounds = _rounds(day_key, name.list_id)
    for turn in reversed(range(_ROUNDS)):
        cell = turn << _HALF_BITS | left
        if (scrambled := rounds[cell]) == _UNKNOWN:
            scrambled = rounds[cell] = _scrambled(day_key, name.list_id, turn, left)
        left, right = right ^ scrambled, left
    return (name.list_id % BLOCKS_PER_DAY) << INDEX_BITS | left << _HALF_BITS | right


def _shuffled(list_id: int, place: int, key: bytes) -> CodeName:
    left, right = place >> _HALF_BITS, place & _HALF_MASK
    rounds = _rounds(key, list_id)
    for turn in range(_ROUNDS):
        cell = turn << _HALF_BITS | right
        if (scrambled := rounds[cell]) == _UNKNOWN:
            scrambled = rounds[cell] = _scrambled(key, list_id, turn, right)
        left, right = right, left ^ scrambled
    return CodeName(list_id, left << _HALF_BITS | right)


@lru_cache(_TABLES)
def _rounds(key: bytes, list_id: int) -> array[int]:  # noqa: ARG001 - they say whose table it is; the callers fill it
    # Filled where it is asked for: whoever names one code of a list does not pay for all 10,240 halves.
    return array("H", [_UNKNOWN]) * (_ROUNDS << _HALF_BITS)


def _scrambled(key: bytes, list_id: int, turn: int, half: int) -> int:
    digest = blake2b((list_id << 24 | turn << 16 | half).to_bytes(7, "big"), key=key, digest_size=2).digest()
    return (digest[0] << 8 | digest[1]) & _HALF_MASK


def _check_key(day_key: bytes) -> None:
    if len(day_key) != DAY_KEY_BYTES:
        raise ValueError(f"expected a day key of {DAY_KEY_BYTES} bytes, got {len(day_key)}")
