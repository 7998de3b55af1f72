"""Status lists: the encoding of the IETF draft to the byte, and a strict reading of our own."""

from __future__ import annotations

import base64
import json
import re
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from credential_parts import NOW, canonical
from publication_parts import PAPER, TODAY, list_claims

from ankang.core.colours import Colour
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.status_list import (
    Bits,
    PaperStatus,
    Status,
    StatusListToken,
    compress,
    decompress,
    is_paper_list,
    pack,
    read_list,
    unpack,
)
from support.published import FOLDER, published

DRAFT = "token-status-list"
ENCODINGS = published(
    f"{DRAFT}/examples/status_list_encoding*_long_*.md",
    f"{DRAFT}/examples/status_list_encoding[48]_cbor.md",
    f"{DRAFT}/examples/status_list_encoding[48]_json.md",
)


def published_values(bits: int) -> dict[int, int]:
    """The values that the draft lists for this width, those that are 0 left out."""
    text = (FOLDER / DRAFT / "draft-ietf-oauth-status-list.md").read_text()
    section = text.split(f"## {bits}-bit Status List", 1)[1].split("JSON encoding", 1)[0]
    pairs = re.findall(r"status\[(\d+)\] ?= 0b([01]+)", section)
    return {int(index): int(value, 2) for index, value in pairs if int(value, 2)}


def published_list(path: Path) -> dict[str, Any]:
    text = path.read_text()
    if "json" in path.name:
        found = json.loads(re.sub(r"\n\s*", "", text))
        return found | {"lst": base64.urlsafe_b64decode(found["lst"] + "=" * (-len(found["lst"]) % 4))}
    decoded: dict[str, Any] = cbor2.loads(bytes.fromhex("".join(text.split("encoded:")[-1].split())))
    return decoded


@pytest.mark.spec("D9")
@pytest.mark.parametrize("path", ENCODINGS)
def test_a_published_encoding_says_the_listed_values_and_comes_out_to_the_byte(path: Path) -> None:
    found = published_list(path)
    bits: Bits = found["bits"]
    listed = published_values(bits)

    values = unpack(decompress(found["lst"]), bits)

    assert values == listed
    assert len(listed) >= 11
    assert compress(pack(listed, bits), level=9) == found["lst"]


def test_all_eight_published_encodings_are_read_where_they_are_present() -> None:
    if ENCODINGS[0].marks:
        pytest.skip("the published vectors token-status-list are not beside this project")

    assert sorted(published_list(one.values[0])["bits"] for one in ENCODINGS) == [1, 1, 2, 2, 4, 4, 8, 8]


@pytest.mark.parametrize("path", published(f"{DRAFT}/examples/status_list_cwt.md"))
def test_the_published_signed_list_holds_what_its_text_says(path: Path) -> None:
    """Its header and labels are ours too: the type, `sub`, `iat`, `exp`, `ttl` and `status_list`."""
    protected, _, payload, _ = cbor2.loads(bytes.fromhex("".join(path.read_text().split()))).value
    claims = cbor2.loads(payload)

    values = unpack(decompress(claims[65533]["lst"]), claims[65533]["bits"])

    assert cbor2.loads(protected)[16] == "application/statuslist+cwt"
    assert claims.keys() == list_claims().keys()
    assert pack(values, 1, 16) == bytes([0xB9, 0xA3])


def test_a_list_is_packed_from_the_lowest_bit_of_the_first_byte() -> None:
    """The draft, section 4.1: the example of two bits is 0xC9 0x44 0xF9."""
    values = dict(enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]))

    packed = pack(values, 2, 12)

    assert packed == bytes([0xC9, 0x44, 0xF9])
    assert unpack(packed) == {index: value for index, value in values.items() if value}


@pytest.mark.parametrize("values", [{2**20: 1}, {-1: 1}, {0: 4}, {0: -1}])
def test_what_does_not_fit_a_list_is_not_written(values: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="expected an index below 1048576 and a value up to 3"):
        pack(values)


def test_a_list_reads_as_it_was_meant() -> None:
    token = read_list(canonical(list_claims({0: 3, 5: 1, 2**20 - 1: 2})))

    assert token == StatusListToken(
        "CN-AH", TODAY, NOW - timedelta(hours=1), NOW + timedelta(days=3), 300, {0: 3, 5: 1, 2**20 - 1: 2}
    )


BOMB = zlib.compress(bytes(64 * 2**20), 9)
GOOD = zlib.compress(bytes(2**18), 9)


@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("lst", "match"),
    [
        pytest.param(BOMB, "at most 1048576 bytes", id="a zip bomb of 64 MB in 64 kB"),
        pytest.param(GOOD + b"\x00", "one zlib stream", id="a byte after the stream"),
        pytest.param(GOOD + GOOD, "one zlib stream", id="a second stream"),
        pytest.param(GOOD[:-1], "one zlib stream", id="a byte missing"),
        pytest.param(GOOD[:-1] + b"\x07", "incorrect data check", id="a wrong checksum"),
        pytest.param(zlib.compress(bytes(2**18 - 1)), "expected 1048576 indices, got 1048572", id="too few indices"),
        pytest.param(zlib.compress(bytes(2**18 + 1)), "expected 1048576 indices, got 1048580", id="too many indices"),
        pytest.param(b"no zlib", "incorrect header check", id="no zlib"),
        pytest.param(b"", "1 to", id="nothing"),
    ],
)
def test_a_list_that_does_not_unfold_to_its_size_is_malformed(lst: bytes, match: str) -> None:
    with pytest.raises(MalformedError, match=match):
        read_list(canonical(list_claims(list={"bits": 2, "lst": lst})))


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "ahc:CN-AH/status/٣٧"},
        {"sub": "ahc:CN-AH/status/037"},
        {"sub": "ahc:CN-AH/status/4294967296"},
        {"sub": "ahc:CN-AHX/status/1"},
        {"sub": "ahc:/status/1"},
        {"sub": "ahc:CN-AH/status/1\n"},
        {"sub": b"ahc:CN-AH/status/1"},
        {"ttl": 0},
        {"ttl": True},
        {"exp": 2**32},
        {"list": {"bits": 4, "lst": GOOD}},
        {"list": {"bits": 2}},
        {"list": {"bits": 2, "lst": GOOD, "aggregation_uri": "x"}},
        {"list": [2, GOOD]},
        {"list": {"bits": 2, "lst": GOOD.hex()}},
    ],
    ids=repr,
)
def test_a_list_with_another_shape_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        read_list(canonical(list_claims(**changes)))


@pytest.mark.spec("D9", "L6")
@pytest.mark.parametrize(
    ("signed", "status", "counts"),
    [
        (Colour.GREEN, Status.AS_SIGNED, Colour.GREEN),
        (Colour.GREEN, Status.YELLOW, Colour.YELLOW),
        (Colour.GREEN, Status.RED, Colour.RED),
        (Colour.YELLOW, Status.AS_SIGNED, Colour.YELLOW),
        (Colour.YELLOW, Status.RED, Colour.RED),
        (Colour.RED, Status.YELLOW, Colour.RED),
        (Colour.RED, Status.AS_SIGNED, Colour.RED),
        (Colour.GREEN, Status.DEAD, Colour.GREY),
    ],
)
def test_the_worse_of_signed_and_listed_counts_and_a_dead_code_is_grey(
    signed: Colour, status: Status, counts: Colour
) -> None:
    assert status.colour_over(signed) is counts


@pytest.mark.spec("L6")
def test_a_paper_code_without_an_entry_has_no_colour() -> None:
    assert [PaperStatus(value).colour for value in range(4)] == [Colour.GREY, Colour.GREEN, Colour.YELLOW, Colour.RED]


def test_the_permanent_family_begins_at_the_upper_half_of_the_list_ids() -> None:
    assert not is_paper_list(PAPER - 1)
    assert is_paper_list(PAPER)
