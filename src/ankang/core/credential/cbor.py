"""CBOR as the credential reads and writes it: one encoding for each value, exact types, closed sets of labels.

`cbor2` alone is too kind for signed data: it folds `true`, `1.0` and a repeated key into the
label 1, takes long forms of short numbers, and ignores what follows the first item. Reading
therefore encodes again and compares (canonical form of RFC 7049 section 3.9: shortest
numbers, definite lengths, map keys sorted by length, then bytewise), and each value is taken
out by a function that insists on the very type. RFC 8949 section 4.2.1 sorts bytewise alone;
for the labels of this format both orders are the same, which a test asserts, so that later
labels must keep it so.
"""

from __future__ import annotations

from typing import cast

import cbor2

NO_LABELS: frozenset[int] = frozenset()
_INTEGERS_ONLY = frozenset({int})


class MalformedError(ValueError):
    """Bytes that are no well-formed part of a credential. The readers turn it into a refusal."""


def write(value: object) -> bytes:
    """The canonical encoding."""
    return cbor2.dumps(value, canonical=True)


def byte_string(data: bytes) -> bytes:
    """The encoding of a byte string below 2^32 bytes, the same that `write` makes, at a tenth of its time."""
    length = len(data)
    if length < 24:
        return bytes([0x40 | length]) + data
    if length < 2**8:
        return b"\x58" + length.to_bytes(1, "big") + data
    return (b"\x59" + length.to_bytes(2, "big") if length < 2**16 else b"\x5a" + length.to_bytes(4, "big")) + data


def take_byte_string(data: bytes, place: int, part: str) -> tuple[bytes, int]:
    """The canonical byte string that begins at `place`, and the place after it; never an empty one."""
    head = data[place : place + 3]
    if len(head) == 3 and 0x40 < head[0] < 0x58:
        begin, length = place + 1, head[0] & 0x1F
    elif head[:1] == b"\x58" and len(head) == 3 and head[1] >= 24:
        begin, length = place + 2, head[1]
    elif head[:1] == b"\x59" and head[1:] >= b"\x01\x00":
        begin, length = place + 3, int.from_bytes(head[1:], "big")
    elif head[:1] == b"\x5a" and (long := data[place + 1 : place + 5]) >= b"\x00\x01\x00\x00":
        begin, length = place + 5, int.from_bytes(long, "big")
    else:
        raise MalformedError(f"{part}: expected a byte string with the shortest length")
    if begin + length > len(data):
        raise MalformedError(f"{part}: ends within a byte string")
    return data[begin : begin + length], begin + length


def read(data: bytes, part: str) -> object:
    """The one item that the bytes encode canonically; `part` names them in the error."""
    try:
        value: object = cbor2.loads(data)
        again = write(value)
    # cbor2 raises many types, some of them its own, some from dates, patterns and addresses behind
    # tags. Whatever it stumbles over is malformed: a QR of a stranger must never stop a gate.
    except Exception as error:
        raise MalformedError(f"{part}: not CBOR") from error
    if again != data:
        raise MalformedError(f"{part}: not canonical CBOR, or something follows it")
    return value


def exact_map(
    value: object, part: str, required: frozenset[int], optional: frozenset[int] = NO_LABELS
) -> dict[int, object]:
    """The map, when its labels are integers, all that are required, and no others than the optional."""
    if type(value) is not dict:
        raise MalformedError(f"{part}: expected a map")
    labels = value.keys()
    if not _INTEGERS_ONLY.issuperset(map(type, value)) or not required <= labels <= required | optional:
        raise MalformedError(f"{part}: expected the labels {sorted(required)}, perhaps {sorted(optional)}")
    return cast("dict[int, object]", value)


def exact_list(value: object, part: str, length: int) -> list[object]:
    """The array, when it has this length."""
    if type(value) is not list or len(value) != length:
        raise MalformedError(f"{part}: expected an array of {length}")
    return value


def exact_int(value: object, part: str, low: int, high: int) -> int:
    """The integer, when it lies from `low` to `high`, both included; booleans and floats are none."""
    if type(value) is not int or not low <= value <= high:
        raise MalformedError(f"{part}: expected an integer from {low} to {high}")
    return value


def exact_bool(value: object, part: str) -> bool:
    """The truth value; 0 and 1 are none."""
    if type(value) is not bool:
        raise MalformedError(f"{part}: expected true or false")
    return value


def exact_bytes(value: object, part: str, low: int, high: int) -> bytes:
    """The byte string, when it has from `low` to `high` bytes."""
    if type(value) is not bytes or not low <= len(value) <= high:
        raise MalformedError(f"{part}: expected {low} to {high} bytes")
    return value


def exact_text(value: object, part: str, low: int, high: int) -> str:
    """The text, when it has from `low` to `high` bytes of UTF-8."""
    if type(value) is not str or not low <= len(value.encode()) <= high:
        raise MalformedError(f"{part}: expected text of {low} to {high} bytes")
    return value
