"""Status lists: what changed about codes since their tokens were signed, two bits for each code.

One list holds 2^20 indices of one issuance day and block (`code_name`), in the encoding of the IETF Token Status
List (draft-ietf-oauth-status-list, section 4 and, for the signed form, 5.2 "Status List Token in CWT format"):
bits packed from the lowest bit of the first byte, zlib. Lists are nearly empty, because a token carries the colour
of its day and only what changed later is listed; so a verifier keeps the entries, not the bits.

The permanent family (list ids from 2^31) belongs to paper codes, which carry no colour: its values are colours, and
0 means "no colour to show". It is given to registered checkpoint devices only.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

from ankang.core.colours import Colour
from ankang.core.credential import cbor, cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.claims import instant_of, seconds_of
from ankang.core.credential.code_name import FIRST_PAPER_LIST, INDEX_BITS, MAX_LIST_ID
from ankang.core.credential.keys import Signer

Bits = Literal[1, 2, 4, 8]

LIST_TYPE = "application/statuslist+cwt"
LIST_SIZE = 2**INDEX_BITS
CODE_BITS: Bits = 2
_ISSUED, _EXPIRES, _SUBJECT = 6, 4, 2
_TTL, _STATUS_LIST = 65534, 65533
_LABELS = frozenset({_ISSUED, _EXPIRES, _SUBJECT, _TTL, _STATUS_LIST})
_MAX_RAW_BYTES = LIST_SIZE
_NOT_ZERO = re.compile(rb"[^\x00]")
# Digits written out, because `\d` takes those of every script; no leading zeros, so that a list has one name.
_SUBJECT_FORM = re.compile(r"ahc:([!-.0-~]{1,5})/status/(0|[1-9][0-9]{0,9})")


class Status(IntEnum):
    """What is known of a code beyond its token: the day family. Values are on the wire and never change."""

    AS_SIGNED = 0
    DEAD = 1
    YELLOW = 2
    RED = 3

    def colour_over(self, signed: Colour) -> Colour:
        """The colour that counts: the worse of what was signed and what is listed; grey for a dead code."""
        if self is Status.DEAD:
            return Colour.GREY
        listed = {Status.YELLOW: Colour.YELLOW, Status.RED: Colour.RED}.get(self, signed)
        return max(signed, listed, key=lambda colour: colour.severity)


class PaperStatus(IntEnum):
    """The colour of a paper code now. 0 is dead, never printed or not decided: it is never shown as a colour."""

    NO_COLOUR = 0
    GREEN = 1
    YELLOW = 2
    RED = 3

    @property
    def colour(self) -> Colour:
        """The colour, grey for none."""
        return (Colour.GREY, Colour.GREEN, Colour.YELLOW, Colour.RED)[self]


def is_paper_list(list_id: int) -> bool:
    """Whether a list id belongs to the permanent family."""
    return list_id >= FIRST_PAPER_LIST


@dataclass(frozen=True, slots=True)
class StatusListToken:
    """A signed list: which, as of when, until when it may be used, seconds between looks, and its entries."""

    issuer: str
    list_id: int
    issued_at: datetime
    expires_at: datetime
    ttl_seconds: int
    entries: Mapping[int, int]


def pack(values: Mapping[int, int], bits: Bits = CODE_BITS, size: int = LIST_SIZE) -> bytes:
    """The bits of a list of `size` indices; whatever has no value is 0. ValueError for what does not fit."""
    packed = bytearray((size * bits + 7) // 8)
    per_byte, most = 8 // bits, (1 << bits) - 1
    for index, value in values.items():
        if not 0 <= index < size or not 0 <= value <= most:
            raise ValueError(f"expected an index below {size} and a value up to {most}, got {index}: {value}")
        packed[index // per_byte] |= value << (index % per_byte * bits)
    return bytes(packed)


def unpack(packed: bytes, bits: Bits = CODE_BITS) -> dict[int, int]:
    """The values that are not 0, by index in ascending order."""
    per_byte, mask = 8 // bits, (1 << bits) - 1
    values = {}
    # Only bytes that hold something are looked at: a list of a million codes has some hundreds.
    for found in _NOT_ZERO.finditer(packed):
        place, byte = found.start(), packed[found.start()]
        for offset in range(per_byte):
            if value := byte >> (offset * bits) & mask:
                values[place * per_byte + offset] = value
    return values


def compress(packed: bytes, level: int = 6) -> bytes:
    """The `lst` of the draft: zlib. Its test vectors are made at level 9, which takes our lists twice the time."""
    return zlib.compress(packed, level)


def decompress(lst: bytes, most: int = _MAX_RAW_BYTES) -> bytes:
    """The packed bits of an `lst`; raises MalformedError for more than `most` bytes and for what is no zlib."""
    inflater = zlib.decompressobj()
    try:
        packed = inflater.decompress(lst, most + 1)
    except zlib.error as error:
        raise MalformedError(f"status list: {error}") from error
    if len(packed) > most or not inflater.eof or inflater.unused_data:
        raise MalformedError(f"status list: expected one zlib stream of at most {most} bytes")
    return packed


def subject(issuer: str, list_id: int) -> str:
    """The `sub` of a list: which list of whom.

    >>> subject("CN-34", 9216000)
    'ahc:CN-34/status/9216000'
    """
    return f"ahc:{issuer}/status/{list_id}"


def sign_list(token: StatusListToken, signer: Signer, key_id: bytes) -> bytes:
    """The signed file of a list."""
    claims = {
        _SUBJECT: subject(token.issuer, token.list_id),
        _EXPIRES: seconds_of(token.expires_at),
        _ISSUED: seconds_of(token.issued_at),
        _TTL: token.ttl_seconds,
        _STATUS_LIST: {"bits": CODE_BITS, "lst": compress(pack(token.entries))},
    }
    header = cose.header_bytes({cose.KEY_ID: key_id, cose.TYPE: LIST_TYPE})
    return cose.sign(header, cbor.write(claims), signer)


def read_list(payload: bytes) -> StatusListToken:
    """The list under a signature that the caller has checked (`signed_file`); raises MalformedError."""
    claims = cbor.exact_map(cbor.read(payload, "status list"), "status list", _LABELS)
    named = _SUBJECT_FORM.fullmatch(cbor.exact_text(claims[_SUBJECT], "status list: subject", 1, 64))
    if named is None or int(named[2]) > MAX_LIST_ID:
        raise MalformedError("status list: expected a subject such as ahc:CN-34/status/9216000")
    inner = claims[_STATUS_LIST]
    if type(inner) is not dict or inner.keys() != {"bits", "lst"}:
        raise MalformedError("status list: expected bits and lst")
    cbor.exact_int(inner["bits"], "status list: bits", CODE_BITS, CODE_BITS)
    packed = decompress(cbor.exact_bytes(inner["lst"], "status list: lst", 1, _MAX_RAW_BYTES))
    if len(packed) != LIST_SIZE * CODE_BITS // 8:
        raise MalformedError(f"status list: expected {LIST_SIZE} indices, got {len(packed) * 8 // CODE_BITS}")
    return StatusListToken(
        issuer=named[1],
        list_id=int(named[2]),
        issued_at=instant_of(claims[_ISSUED], "status list: iat"),
        expires_at=instant_of(claims[_EXPIRES], "status list: exp"),
        ttl_seconds=cbor.exact_int(claims[_TTL], "status list: ttl", 1, 2**31),
        entries=unpack(packed),
    )
