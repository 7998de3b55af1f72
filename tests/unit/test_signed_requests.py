"""The bytes that a device signs are those of the documentation, in both forms of a signature."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.signed_requests import instant_in, is_signed, signed_bytes

KEY = ec.derive_private_key(1, ec.SECP256R1())
DEVICE = "6f0b4d5e-8f0e-4a51-9c3e-0c8f5f3f7a11"


def example(project: Path) -> tuple[bytes, bytes, str]:
    """The body, the signed bytes and the signature of the page."""
    page = (project / "docs/operations/gates.md").read_text("utf-8")
    body, signed, signature = re.findall(r"```(?:json|text)\n(.*?)\n```", page, re.DOTALL)
    return body.encode(), signed.encode(), signature


def test_the_worked_example_of_the_documentation_is_what_the_centre_checks(project: Path) -> None:
    body, signed, signature = example(project)

    message = signed_bytes("POST", "/gate/v1/pass", DEVICE, "1657245600", body)

    assert (message, len(message)) == (signed, 149)
    assert signer_of(KEY, deterministic=True)(message).hex() == signature
    assert is_signed(PublicKey.of(KEY), signature, message)


def test_a_signature_is_read_in_der_too_and_nothing_else_is_one(project: Path) -> None:
    _, message, signature = example(project)
    raw = bytes.fromhex(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")).hex()
    key = PublicKey.of(KEY)

    assert is_signed(key, der, message)
    assert is_signed(key, der.upper(), message)
    spoiled = ["", "00", signature[:-2], signature + "00", der[:-2], der + "00", "30" * 80, "签名", "00" * 64]
    assert [text for text in spoiled if is_signed(key, text, message)] == []
    assert not is_signed(key, signature, message + b"\n")
    huge = encode_dss_signature(1 << 256, 1).hex()
    assert not is_signed(key, huge, message)


@pytest.mark.parametrize("text", ["", "-1", "1657245600.5", "１６５７", "9" * 13, "999999999999", "now"])
def test_what_is_no_number_of_seconds_is_no_instant(text: str) -> None:
    assert instant_in(text) is None


def test_seconds_are_read_as_an_instant() -> None:
    assert instant_in("1657245600") == datetime(2022, 7, 8, 2, 0, tzinfo=UTC)
