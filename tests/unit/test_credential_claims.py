"""What a token may say, and what it cannot be built with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ankang.core.colours import Colour
from ankang.core.credential.claims import ProofClaims, TokenClaims, claims_for, document_tail, seconds_of, short_name
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyState, KeyUse
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.present import present
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.times import DEFAULT_TIMES, Times

NOW = datetime(2022, 7, 8, 4, 0, tzinfo=UTC)
PRIVATE = ec.derive_private_key(7, ec.SECP256R1())
KEY = PublicKey.of(PRIVATE)


def claims(**changes: Any) -> TokenClaims:
    facts: dict[str, Any] = {
        "issuer": "CN-AH",
        "now": NOW,
        "device_key": KEY,
        "colour": Colour.GREEN,
        "name": "张三丰",
        "document_number": "34010219900101001x",
        "code_name": CodeName(1, 2),
        "times": DEFAULT_TIMES,
    }
    return claims_for(**(facts | changes))


@pytest.mark.spec("D7", "M1")
def test_a_token_carries_a_masked_name_and_three_characters_of_the_document() -> None:
    token = claims(name="欧阳明日")

    assert (token.name, token.document_tail) == ("欧阳**", "01X")
    assert "明".encode() not in token.to_cbor()
    assert b"1990" not in token.to_cbor()


@pytest.mark.spec("D7")
@pytest.mark.parametrize(
    ("masked", "short"),
    [
        ("张*", "张*"),
        ("阿**********", "阿******"),
        ("𠮷**", "𠮷**"),
        ("A. M. K.", "A. M. K."),
        ("A. M. K. L.", "A. M. K."),
        ("Å. Å. Å.", "Å. Å."),
        ("张\u200b\n*", "张*"),
    ],
)
def test_a_name_is_cut_between_characters_to_nine_bytes(masked: str, short: str) -> None:
    assert short_name(masked) == short


@pytest.mark.parametrize(
    ("number", "tail"), [("E12345678", "678"), ("x1y", "X1Y"), ("港澳第7号", "*7*"), ("12ß", "2SS")]
)
def test_the_document_tail_is_ascii(number: str, tail: str) -> None:
    assert document_tail(number) == tail


def test_a_short_document_number_has_no_tail() -> None:
    with pytest.raises(ValueError, match="at least 3 characters, got 2"):
        document_tail("12")


def test_the_token_ends_a_day_after_whole_seconds() -> None:
    token = claims(now=NOW + timedelta(milliseconds=999))

    assert token.issued_at == NOW
    assert token.expires_at == NOW + timedelta(days=1)


@pytest.mark.spec("P14")
def test_what_cannot_be_decided_gets_no_token() -> None:
    with pytest.raises(ValueError, match="green, yellow or red"):
        claims(colour=Colour.GREY)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"issuer": "CN-AHX"}, "issuer of 1 to 5 bytes"),
        ({"issuer": ""}, "issuer of 1 to 5 bytes"),
        ({"name": ""}, "masked name of 1 to 9"),
        ({"name": "0123456789"}, "masked name of 1 to 9"),
        ({"name": "张\u202e"}, "masked name of 1 to 9"),
        ({"document_tail": "1X"}, "last 3 characters"),
        ({"document_tail": "1字X"}, "last 3 characters"),
        ({"expires_at": NOW}, "an end after"),
    ],
)
def test_claims_that_no_reader_takes_cannot_be_built(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(claims(), **changes)


def test_a_nonce_has_four_bytes_and_a_beacon_at_most_128() -> None:
    with pytest.raises(ValueError, match="nonce of 4 bytes, got 3"):
        ProofClaims(NOW, b"123")
    with pytest.raises(ValueError, match="beacon of 1 to 128 bytes, got 129"):
        ProofClaims(NOW, beacon=bytes(129))


def test_instants_are_aware_and_fit_32_bits() -> None:
    with pytest.raises(ValueError, match="aware instant"):
        seconds_of(datetime(2022, 7, 8))  # noqa: DTZ001 the naive instant is what is refused
    with pytest.raises(ValueError, match="1970 to 2106"):
        seconds_of(datetime(2107, 1, 1, tzinfo=UTC))


def test_a_proof_beyond_the_budget_is_not_built() -> None:
    token = issue_token(claims(), signer_of(PRIVATE), KEY.key_id)

    with pytest.raises(ValueError, match="at most 276 bytes"):
        present(token, ProofClaims(NOW, beacon=bytes(64)), signer_of(PRIVATE))


def test_a_signer_that_gives_der_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes of raw signature, got 70"):
        issue_token(claims(), lambda _: bytes(70), KEY.key_id)


def test_a_key_id_has_four_bytes() -> None:
    with pytest.raises(ValueError, match="key id of 4 bytes, got 5"):
        issue_token(claims(), signer_of(PRIVATE), bytes(5))


def test_a_public_key_has_32_bytes_of_x_and_lies_on_the_curve_when_it_comes_as_a_point() -> None:
    with pytest.raises(ValueError, match="32 bytes of x, got 31"):
        PublicKey(bytes(31), y_is_odd=True)
    with pytest.raises(ValueError, match=r"[Ii]nvalid"):
        PublicKey.from_point(b"\x04" + b"\x01" * 64)
    assert PublicKey.from_point(KEY.uncompressed_point()) == PublicKey.from_point(KEY.point) == KEY


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"refresh": 0}, "positive number of seconds for refresh"),
        ({"renewal": 24 * 3600}, "renewal < token"),
        ({"grace": 3600}, "token <= grace"),
        ({"proof_past": 181}, "step-up window"),
    ],
)
def test_times_that_contradict_each_other_cannot_be_built(changes: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Times(**changes)


def test_the_signing_key_is_the_newest_active_one_in_term() -> None:
    def key(number: int, days: int, state: KeyState = KeyState.ACTIVE, use: KeyUse = KeyUse.TOKEN) -> IssuerKey:
        public = PublicKey.of(ec.derive_private_key(number, ec.SECP256R1()))
        begins = NOW + timedelta(days=days)
        return IssuerKey("CN-AH", use, public, begins, begins + timedelta(days=37), state)

    newest = key(3, -1)
    keys = (key(1, -30), newest, key(2, 1), key(4, 0, KeyState.RETIRED), key(5, 0, use=KeyUse.STATUS))

    assert KeyBundle(1, NOW, keys).signing_key(KeyUse.TOKEN, NOW) == newest
    assert KeyBundle(1, NOW, keys).signing_key(KeyUse.BUNDLE, NOW) is None
    with pytest.raises(ValueError, match="different ids"):
        KeyBundle(1, NOW, (newest, newest))


@pytest.mark.parametrize("refusal", list(Refusal))
def test_each_refusal_speaks_both_languages_and_says_what_to_do(refusal: Refusal) -> None:
    refused = Refused(refusal)

    assert refused.words.zh.endswith("。")
    assert refused.words.en.endswith(".")
    assert refused.next_step.zh.endswith("。")
    assert refused.next_step.en.endswith(".")


def test_only_a_proof_that_is_not_fresh_enough_can_be_rescued() -> None:
    assert [refusal for refusal in Refusal if refusal.can_be_rescued] == [Refusal.STEP_UP_NEEDED]
