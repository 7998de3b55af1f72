"""What holds for every credential: it comes back as it went in, a changed one never does, and no text stops a gate."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ankang.core.colours import Colour
from ankang.core.credential import base45, cbor
from ankang.core.credential.claims import ProofClaims, TokenClaims, claims_for
from ankang.core.credential.code_name import CodeName, code_name, enrolment_number
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyUse, read_bundle, sign_bundle
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.possession import check_possession, renewal_request
from ankang.core.credential.present import MAX_PROOF_BYTES, MAX_QR_CHARACTERS, PREFIX, present, proof_bytes, qr_text
from ankang.core.credential.refusals import Refused
from ankang.core.credential.times import DEFAULT_TIMES
from ankang.core.credential.verify import Verified, verify

NOW = datetime(2022, 7, 8, 4, 0, tzinfo=UTC)
ISSUER = ec.derive_private_key(1001, ec.SECP256R1())
ISSUER_KEY = IssuerKey("CN-AH", KeyUse.TOKEN, PublicKey.of(ISSUER), NOW - timedelta(days=1), NOW + timedelta(days=30))
KEYS = KeyBundle(1, NOW, (ISSUER_KEY,))
DEVICE = ec.derive_private_key(1002, ec.SECP256R1())
DEVICE_KEY = PublicKey.of(DEVICE)

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
NAMES = st.one_of(
    st.text(HAN, min_size=2, max_size=20),
    st.sampled_from(
        ["欧阳明日", "诸葛亮", "阿卜杜热西提阿卜杜拉", "𠮷田", "Anna Maria Kowalska", "Þór Åse Øye", "O'Neil-Smith"]
    ),
    st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=30),
)
DOCUMENTS = st.text(st.characters(categories=["Lu", "Ll", "Nd", "Lo"]), min_size=3, max_size=24)
TOKENS = st.builds(
    lambda colour, name, number, list_id, index: claims_for(
        issuer="CN-AH",
        now=NOW,
        device_key=DEVICE_KEY,
        colour=colour,
        name=name,
        document_number=number,
        code_name=CodeName(list_id, index),
        times=DEFAULT_TIMES,
    ),
    st.sampled_from([Colour.GREEN, Colour.YELLOW, Colour.RED]),
    NAMES,
    DOCUMENTS,
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**20 - 1),
)
NONCES = st.none() | st.binary(min_size=4, max_size=4)


def shown(claims: TokenClaims, nonce: bytes | None = None) -> str:
    token = issue_token(claims, signer_of(ISSUER, deterministic=True), ISSUER_KEY.key_id)
    return present(token, ProofClaims(NOW, nonce), signer_of(DEVICE, deterministic=True))


ORDINARY = claims_for(
    issuer="CN-AH",
    now=NOW,
    device_key=DEVICE_KEY,
    colour=Colour.RED,
    name="张三丰",
    document_number="34010219900101001X",
    code_name=CodeName(3_764_224, 485_960),
    times=DEFAULT_TIMES,
)
TEXT = shown(ORDINARY)
DATA = base45.decode(TEXT.removeprefix(PREFIX))


@given(st.binary(max_size=600))
def test_base45_comes_back(data: bytes) -> None:
    text = base45.encode(data)

    assert base45.decode(text) == data


@given(st.text(st.sampled_from(base45.ALPHABET), max_size=40))
def test_text_that_decodes_is_the_only_text_of_its_bytes(text: str) -> None:
    try:
        data = base45.decode(text)
    except ValueError:
        return

    assert base45.encode(data) == text


@pytest.mark.spec("D2", "D7")
@given(TOKENS, NONCES)
@settings(max_examples=60)
def test_what_the_centre_signed_is_what_the_gate_reads(claims: TokenClaims, nonce: bytes | None) -> None:
    verdict = verify(shown(claims, nonce), KEYS, NOW)

    assert isinstance(verdict, Verified), verdict
    read = (
        verdict.colour,
        verdict.name,
        verdict.document_tail,
        verdict.code_name,
        verdict.issued_at,
        verdict.expires_at,
    )
    signed = (claims.colour, claims.name, claims.document_tail, claims.code_name, claims.issued_at, claims.expires_at)
    assert read == signed
    assert (verdict.nonce, verdict.proof_at, verdict.grace) == (nonce, NOW, False)


@given(TOKENS, NONCES)
@settings(max_examples=60)
def test_every_name_document_and_list_fits_the_qr(claims: TokenClaims, nonce: bytes | None) -> None:
    """276 bytes and 419 characters are version 12 at error correction M; presenting raises above them."""
    token = issue_token(claims, signer_of(ISSUER, deterministic=True), ISSUER_KEY.key_id)

    data = proof_bytes(token, ProofClaims(NOW, nonce), signer_of(DEVICE, deterministic=True))

    assert len(data) <= MAX_PROOF_BYTES
    assert len(qr_text(data)) <= MAX_QR_CHARACTERS
    assert set(qr_text(data)) <= set(base45.ALPHABET)


@pytest.mark.spec("D2", "D9")
@pytest.mark.spec("R12")
@given(st.integers(0, 8 * len(DATA) - 1))
@settings(max_examples=250)
@example(0)
@example(8 * len(DATA) - 1)
def test_a_changed_bit_never_verifies(bit: int) -> None:
    changed = bytearray(DATA)
    changed[bit // 8] ^= 1 << bit % 8

    verdict = verify(qr_text(bytes(changed)), KEYS, NOW)

    assert isinstance(verdict, Refused), verdict


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(base45.ALPHABET + "aé字\n"))
@settings(max_examples=150)
def test_a_changed_character_never_verifies(place: int, character: str) -> None:
    changed = TEXT[:place] + character + TEXT[place + 1 :]

    verdict = verify(changed, KEYS, NOW)

    assert isinstance(verdict, Refused) or changed == TEXT


NOISE = st.one_of(
    st.text(max_size=900),
    st.text(st.sampled_from(base45.ALPHABET), max_size=900).map(lambda text: PREFIX + text),
    st.binary(max_size=520).map(qr_text),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=70) | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=5)
            | st.dictionaries(st.integers(-70_000, 300) | st.booleans() | st.text(max_size=3), inner, max_size=5)
            | st.builds(cbor2.CBORTag, st.sampled_from([0, 1, 2, 4, 5, 18, 24, 28, 30, 35, 36, 37, 258, 260]), inner)
        ),
        max_leaves=12,
    ).map(lambda value: qr_text(cbor_of(value))),
    st.tuples(st.integers(0, len(DATA)), st.integers(0, len(DATA)), st.binary(max_size=8)).map(
        lambda cut: qr_text(DATA[: cut[0]] + cut[2] + DATA[cut[1] :])
    ),
)


def cbor_of(value: object) -> bytes:
    return bytes(cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps(value), {}, cbor2.dumps(value), bytes(64)])))


@pytest.mark.spec("D9")
@given(NOISE)
@settings(max_examples=400)
@example("")
@example(PREFIX)
@example("\ud800")
def test_whatever_a_camera_reads_is_refused_in_words(text: str) -> None:
    verdict = verify(text, KEYS, NOW)

    if text == TEXT:
        return
    assert isinstance(verdict, Refused), verdict
    assert verdict.words.zh
    assert verdict.words.en
    assert verdict.next_step.zh
    assert verdict.next_step.en


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_noise_is_no_request_and_no_bundle(data: bytes) -> None:
    assert isinstance(check_possession(data, NOW), Refused)
    assert isinstance(read_bundle(data, (ISSUER_KEY.public_key,)), Refused)


@given(st.integers(0, 2**60), st.integers(-300, 300))
@settings(max_examples=40)
def test_a_request_proves_the_key_that_signed_it(number: int, late: int) -> None:
    private = ec.derive_private_key(number + 1, ec.SECP256R1())

    request = renewal_request(PublicKey.of(private), NOW, signer_of(private))

    assert check_possession(request, NOW + timedelta(seconds=late)) == PublicKey.of(private)


REQUEST = renewal_request(DEVICE_KEY, NOW, signer_of(DEVICE, deterministic=True))


@given(st.integers(0, 8 * len(REQUEST) - 1))
@settings(max_examples=150)
def test_a_changed_request_proves_nothing(bit: int) -> None:
    changed = bytearray(REQUEST)
    changed[bit // 8] ^= 1 << bit % 8

    assert isinstance(check_possession(bytes(changed), NOW), Refused)


@given(st.integers(0, 2**53 - 1))
@settings(max_examples=20)
def test_a_bundle_comes_back(sequence: int) -> None:
    bundle = KeyBundle(sequence, NOW, KEYS.keys)

    data = sign_bundle(bundle, signer_of(ISSUER, deterministic=True), ISSUER_KEY.key_id)

    assert read_bundle(data, (ISSUER_KEY.public_key,)) == bundle


@given(st.integers(0, 2**32 - 1), st.dates(date(2020, 1, 1), date(2120, 1, 1)), st.binary(min_size=32, max_size=32))
def test_a_name_leads_back_to_its_enrolment_and_no_other(number: int, day: date, key: bytes) -> None:
    """What has an inverse is injective, and an injection of a block into itself is a permutation."""
    name = code_name(number, day, key)

    assert enrolment_number(name, key) == number
    assert name.issued_on == day
    assert name.list_id % 4096 == number >> 20


@given(st.lists(st.sampled_from([1, 3, 4, 6, 8, 13, 16, 39, -65537, -65538, -65539]), unique=True, min_size=1))
def test_both_canonical_orders_agree_on_our_labels(labels: list[int]) -> None:
    """RFC 7049 sorts keys by length first, RFC 8949 bytewise alone; a label that told them apart must not be added."""
    written = cbor.write(dict.fromkeys(labels, 0))
    key_labels = cbor.write({1: 0, -1: 0, -2: 0, -3: 0})

    assert list(cbor2.loads(written)) == sorted(labels, key=cbor2.dumps)
    assert list(cbor2.loads(key_labels)) == sorted([1, -1, -2, -3], key=cbor2.dumps)


@given(st.recursive(st.integers(0, 2**64) | st.binary(max_size=300), lambda inner: st.lists(inner, max_size=3)))
def test_the_short_way_to_write_a_byte_string_is_the_encoders(value: object) -> None:
    if isinstance(value, bytes):
        assert cbor.byte_string(value) == cbor.write(value)
    assert cbor.read(cbor.write(value), "value") == value
