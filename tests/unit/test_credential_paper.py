"""Paper codes: a claim about the person whose document is compared, good for half a year, without a colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import credential_parts as parts
import pytest
from credential_parts import BUNDLE, DAY, NOW, SECONDS, canonical, public_key, qr, signer
from publication_parts import PAPER, paper, paper_claims, paper_qr

from ankang.core.credential.code_name import CodeName
from ankang.core.credential.paper import PaperClaims, paper_text, verify_paper
from ankang.core.credential.refusals import Refusal, Refused

CLAIMS = PaperClaims(
    "CN-AH",
    NOW - timedelta(minutes=10),
    NOW - timedelta(minutes=10) + timedelta(days=180),
    "张*",
    "01X",
    CodeName(PAPER + 3, 726_505),
)


@pytest.mark.spec("D10")
def test_a_paper_code_says_who_and_where_its_colour_stands() -> None:
    text = paper_text(CLAIMS, signer(parts.ISSUER), public_key(parts.ISSUER).key_id)

    assert text == paper_qr(paper())
    assert verify_paper(text, BUNDLE, NOW) == CLAIMS


@pytest.mark.spec("D10")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (SECONDS - 600 + 180 * DAY - 1, None),
        (SECONDS - 600 + 180 * DAY, Refusal.EXPIRED),
        (SECONDS - 600 - 180, None),
        (SECONDS - 600 - 181, Refusal.NOT_YET),
    ],
)
def test_a_paper_code_holds_for_half_a_year(at: int, expected: Refusal | None) -> None:
    outcome = verify_paper(paper_qr(paper()), BUNDLE, NOW + timedelta(seconds=at - SECONDS))

    assert (outcome.reason if isinstance(outcome, Refused) else None) is expected


@pytest.mark.spec("D10", "R12")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (qr(parts.proof()), Refusal.UNKNOWN_PREFIX),
        ("AHP1:" + "0" * 385, Refusal.TOO_LONG),
        ("AHP1:" + "0" * 384, Refusal.MALFORMED),
        (paper_qr(paper())[:-2], Refusal.MALFORMED),
        (paper_qr(paper()).lower().replace("ahp1", "AHP1"), Refusal.MALFORMED),
        (paper_qr(parts.token()), Refusal.MALFORMED),
        (
            paper_qr(paper(head=canonical({1: -7, 4: public_key(parts.ISSUER).key_id, 16: "AHC-KEYS"}))),
            Refusal.MALFORMED,
        ),
        (paper_qr(paper(change=lambda _: bytes(64))), Refusal.BAD_SIGNATURE),
        (paper_qr(paper(by=parts.STRANGER)), Refusal.UNKNOWN_ISSUER),
        (paper_qr(paper(by=parts.STATUS)), Refusal.UNKNOWN_ISSUER),
        (paper_qr(paper(by=parts.NEIGHBOUR)), Refusal.UNKNOWN_ISSUER),
        (paper_qr(paper(by=parts.REVOKED)), Refusal.REVOKED_KEY),
        (paper_qr(paper(by=parts.FUTURE)), Refusal.KEY_OUT_OF_TERM),
    ],
    ids=[
        "a phone's code",
        "too long",
        "zeros",
        "half",
        "lower case",
        "a token",
        "another type",
        "no signature",
        "a stranger",
        "a status key",
        "a neighbour's key",
        "a revoked key",
        "before the key's term",
    ],
)
def test_what_is_no_good_paper_code_is_refused(text: str, expected: Refusal) -> None:
    outcome = verify_paper(text, BUNDLE, NOW)

    assert isinstance(outcome, Refused), outcome
    assert outcome.reason is expected


@pytest.mark.parametrize(
    "changes",
    [
        {"list_id": PAPER - 1},
        {"list_id": 2**32},
        {"index": 2**20},
        {"index": -1},
        {"name": ""},
        {"name": "阿******长"},
        {"name": "a\u202eb"},
        {"document": "01"},
        {"document": "01\n"},
        {"document": "0１X"},
        {"iss": "CN-AHX"},
        {"iss": "\ufeffAH"},
        {"exp": SECONDS - 600},
        {"iat": 1.5},
        {"code": ["张*", "01X", PAPER]},
    ],
    ids=repr,
)
def test_a_paper_code_with_another_shape_is_malformed(changes: dict[str, Any]) -> None:
    outcome = verify_paper(paper_qr(paper(paper_claims(**changes))), BUNDLE, NOW)

    assert isinstance(outcome, Refused), outcome
    assert outcome.reason is Refusal.MALFORMED


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"name": ""}, "masked name"),
        ({"issuer": ""}, "issuer of 1 to 5"),
        ({"document_tail": "1"}, "last 3 characters"),
        ({"expires_at": NOW - timedelta(hours=1)}, "expected an end after"),
        ({"code_name": CodeName(7, 7)}, "permanent family"),
    ],
)
def test_claims_that_no_verifier_would_take_cannot_be_made(changes: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        replace(CLAIMS, **changes)


@pytest.mark.spec("D10")
def test_the_longest_paper_code_fits_a_small_qr() -> None:
    """221 characters are version 8 at error correction M (ISO/IEC 18004, table 7), 49 modules on a card."""
    longest = paper_claims(name="阿******", list_id=2**32 - 1, index=2**20 - 1)

    text = paper_qr(paper(longest))

    assert not isinstance(verify_paper(text, BUNDLE, NOW), Refused)
    assert len(text) <= 221


@pytest.mark.spec("D10")
def test_printing_again_ends_the_old_paper() -> None:
    """Each printing draws a new index; the old one has no colour any more and is refused (`judging`)."""
    again = replace(CLAIMS, code_name=CodeName(PAPER + 3, 4))

    assert verify_paper(paper_text(again, signer(parts.ISSUER), public_key(parts.ISSUER).key_id), BUNDLE, NOW) == again
