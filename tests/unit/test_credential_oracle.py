"""Others read our tokens, and we read others' messages: the package `cwt`, and published vectors where present."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ankang.core.credential import base45, cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.keys import PublicKey, is_good
from support.published import published

TOKENS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "tokens.json").read_text(encoding="ascii"))


def issuer_key() -> cwt.COSEKey:
    private = ec.derive_private_key(int(TOKENS["issuer_private_key"], 16), ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    return cwt.COSEKey.new({1: 2, 2: PublicKey.of(private).key_id, 3: -7, -1: 1, -2: x, -3: y})


@pytest.mark.spec("D9")
@pytest.mark.parametrize("case", TOKENS["cases"], ids=lambda case: case["name"])
def test_an_independent_cwt_library_reads_our_token(case: dict[str, Any]) -> None:
    """`cwt` compares `exp` with today; its leeway is therefore a century."""
    reader = cwt.CWT.new(leeway=100 * 365 * 24 * 3600)

    claims = reader.decode(bytes.fromhex(case["token"]), issuer_key())

    expected = case["claims"]
    assert (claims[1], claims[4], claims[6]) == (expected["issuer"], expected["expires_at"], expected["issued_at"])
    point = bytes.fromhex(TOKENS["device"]["point"])
    assert claims[8] == {1: {1: 2, -1: 1, -2: point[1:33], -3: bool(point[64] & 1)}}
    colour = ["green", "yellow", "red"].index(expected["colour"])
    rest = [expected["name"], expected["document_tail"], expected["list_id"], expected["index"]]
    assert claims[-65537] == [colour, *rest]


def test_an_independent_cwt_library_refuses_a_changed_token() -> None:
    token = bytearray(bytes.fromhex(TOKENS["cases"][0]["token"]))
    token[-1] ^= 1

    with pytest.raises(cwt.VerifyError):
        cwt.CWT.new(leeway=100 * 365 * 24 * 3600).decode(bytes(token), issuer_key())


@pytest.mark.parametrize("path", published("base45/good.json"))
def test_published_base45_goes_both_ways(path: Path) -> None:
    cases = json.loads(path.read_text())

    assert cases
    for case in cases:
        assert base45.encode(bytes.fromhex(case["hex"])) == case["base45"]
        assert base45.decode(case["base45"]) == bytes.fromhex(case["hex"])


@pytest.mark.parametrize("path", published("base45/bad.json"))
def test_published_bad_base45_is_refused(path: Path) -> None:
    cases = json.loads(path.read_text())

    assert cases
    for case in cases:
        with pytest.raises(ValueError, match="expected"):
            base45.decode(case["base45"])


@pytest.mark.parametrize("path", published("cose-wg/CWT/A_3.json", "cose-wg/RFC8152/Appendix_C_2_1.json"))
def test_we_sign_the_same_bytes_and_accept_the_same_signature_as_published_examples(path: Path) -> None:
    example = json.loads(path.read_text())
    protected, _, payload, signature = cbor2.loads(bytes.fromhex(example["output"]["cbor"])).value

    signed = cose.to_be_signed(protected, payload)

    assert signed.hex().upper() == example["intermediates"]["ToBeSign_hex"].upper()
    assert is_good(_point(example), signature, signed)
    assert not is_good(_point(example), signature, signed + b"\x00")


@pytest.mark.parametrize("path", published("cose-wg/CWT/A_3.json"))
def test_the_signed_example_of_the_cwt_standard_reads_whole(path: Path) -> None:
    """RFC 8392 appendix A.3 in its shape (nothing unprotected) is what our strict reading takes."""
    example = json.loads(path.read_text())
    data = bytes.fromhex(example["output"]["cbor"])

    message = cose.read(data, "example")

    assert message.to_bytes() == data
    assert message.header("example", frozenset()) == {cose.ALGORITHM: cose.ES256}
    assert message.is_signed_by(_point(example))


@pytest.mark.parametrize("path", published("cose-wg/sign1-tests/sign-fail-*.json"))
def test_published_failures_fail_here_too(path: Path) -> None:
    """Their key id stands unprotected, which we refuse already; so each part is judged by itself."""
    example = json.loads(path.read_text())
    data = bytes.fromhex(example["output"]["cbor"])
    tagged = cbor2.loads(data)
    protected, _, payload, signature = tagged.value
    message = cose.Sign1(protected, payload, signature)

    with pytest.raises(MalformedError):
        cose.read(data, "example")
    assert tagged.tag != cose.SIGN1_TAG or not _reads(message) or not message.is_signed_by(_point(example))


def _reads(message: cose.Sign1) -> bool:
    try:
        message.header("example", frozenset())
    except MalformedError:
        return False
    return True


@pytest.mark.parametrize("path", published("cose-wg/sign1-tests/sign-pass-*.json", "cose-wg/ecdsa-examples/*.json"))
def test_published_es256_signatures_of_one_signer_are_good_and_no_other_algorithm_is(path: Path) -> None:
    """Those over P-256 with SHA-256, one signer and no external data are ours; the rest must not pass for it."""
    example = json.loads(path.read_text())
    ours = _is_ours(example["input"])
    data = bytes.fromhex(example["output"]["cbor"])

    assert _is_accepted(data, example) is ours
    with pytest.raises(MalformedError):
        cose.read(data, "their key id stands unprotected")


def test_enough_of_the_published_signatures_are_ours() -> None:
    paths = [
        p for p in published("cose-wg/sign1-tests/sign-pass-*.json", "cose-wg/ecdsa-examples/*.json") if not p.marks
    ]
    if not paths:
        pytest.skip("the published vectors cose-wg are not beside this project")

    ours = [one.id for one in paths if _is_ours(json.loads(one.values[0].read_text())["input"])]

    assert ours == ["sign-pass-01", "sign-pass-03", "ecdsa-sig-01"]


def _is_ours(given: dict[str, Any]) -> bool:
    signer = given.get("sign0", {})
    return signer.get("alg") == "ES256" and signer["key"]["crv"] == "P-256" and "external" not in signer


def _is_accepted(data: bytes, example: dict[str, Any]) -> bool:
    """Whether our signature check takes the message, once its parts are laid out as our reader would have them."""
    decoded = cbor2.loads(data)
    parts = decoded.value if isinstance(decoded, cbor2.CBORTag) else decoded
    protected, unprotected, payload, signature = parts
    header = unprotected | (cbor2.loads(protected) if protected else {})
    if not isinstance(signature, bytes) or header.get(cose.ALGORITHM) != cose.ES256:
        return False
    # An empty protected map counts as no bytes under the signature (RFC 9052 section 4.4); ours is never empty.
    signed = cose.to_be_signed(b"" if protected == b"\xa0" else protected, payload)
    return is_good(_point(example), signature, signed)


def _point(example: dict[str, Any]) -> bytes:
    key = example["input"]["sign0"]["key"]
    return b"\x04" + _coordinate(key, "x") + _coordinate(key, "y")


def _coordinate(key: dict[str, str], name: str) -> bytes:
    if f"{name}_hex" in key:
        return bytes.fromhex(key[f"{name}_hex"])
    text = key[name]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
