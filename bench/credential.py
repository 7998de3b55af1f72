"""How many codes one core verifies and issues in a second. `python bench/credential.py`.

Each round works through codes of different phones, so that nothing is cached but the issuer's key. Rates are per
second of this process's CPU time, because the machine's cores are shared, with the garbage collector paused as
`timeit` does; the median of the rounds counts. Neighbours on the core still slow all rows: read them as ratios. Beside
our figures stand the floor (the elliptic-curve work alone, in the same rounds) and the plain way: the general
library `cwt`, which checks only the issuer's half and reads less strictly.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time

import cwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from ankang.core.colours import Colour
from ankang.core.credential.claims import ProofClaims, TokenClaims, claims_for
from ankang.core.credential.code_name import code_name
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyUse
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.possession import check_possession, renewal_request
from ankang.core.credential.present import present
from ankang.core.credential.times import DEFAULT_TIMES
from ankang.core.credential.verify import Verified, read_proof, verify
from ankang.core.days import local_day
from support.figures import Figure, report

NOW = datetime(2022, 7, 8, 4, 0, tzinfo=UTC)
PHONES = 300
ROUNDS = 9
DAY_KEY = bytes(range(32))
ISSUER = ec.derive_private_key(1001, ec.SECP256R1())
ISSUER_KEY = IssuerKey("CN-AH", KeyUse.TOKEN, PublicKey.of(ISSUER), NOW - timedelta(days=1), NOW + timedelta(days=30))
KEYS = KeyBundle(1, NOW, (ISSUER_KEY,))
SIGN = signer_of(ISSUER)
NAMES = ("张三丰", "欧阳明日", "李四", "Anna Maria Kowalska")


def main() -> None:
    phones = [ec.derive_private_key(5000 + number, ec.SECP256R1()) for number in range(PHONES)]
    requests = [renewal_request(PublicKey.of(phone), NOW, signer_of(phone)) for phone in phones]
    tokens = [renewed(request, number) for number, request in enumerate(requests)]
    texts = [present(token, ProofClaims(NOW), signer_of(phone)) for token, phone in zip(tokens, phones, strict=True)]
    assert all(isinstance(verify(text, KEYS, NOW), Verified) for text in texts)
    general, claims = general_key(), [general_claims(number) for number in range(PHONES)]
    library = cwt.CWT.new(leeway=100 * 365 * 24 * 3600)
    rates = measured(
        {
            "verify": lambda: [verify(text, KEYS, NOW) for text in texts],
            "read": lambda: [read_proof(text) for text in texts],
            "issue": lambda: [renewed(request, number) for number, request in enumerate(requests)],
            "sign": lambda: [issue_token(one, SIGN, ISSUER_KEY.key_id) for one in claims],
            "verify floor": verify_floor(phones),
            "issue floor": issue_floor(phones),
            "cwt decode": lambda: [library.decode(token, general) for token in tokens],
            "cwt encode": lambda: [library.encode(json_like(one), general) for one in claims],
        }
    )
    report(
        "credential",
        [
            figure("QR text verified: base45, strict CBOR, two signatures, times", rates["verify"], 2500),
            figure("token issued with proof of possession, masking and code name", rates["issue"], 5000),
            figure("QR text read strictly, nothing verified", rates["read"]),
            figure("token signed, claims given", rates["sign"]),
            figure("floor of verifying: two ES256 checks and one compressed point", rates["verify floor"]),
            figure("floor of issuing: one ES256 check, one point, one signature", rates["issue floor"]),
            figure("plain way: the cwt library checks the issuer's half only", rates["cwt decode"]),
            figure("plain way: the cwt library signs, no proof of possession", rates["cwt encode"]),
        ],
        f"{PHONES} phones, median of {ROUNDS} rounds, per second of processor time",
    )


def renewed(request: bytes, number: int) -> bytes:
    """What the centre does for one renewal, without its database."""
    key = check_possession(request, NOW)
    assert isinstance(key, PublicKey)
    return issue_token(claims_of(key, number), SIGN, ISSUER_KEY.key_id)


def claims_of(key: PublicKey, number: int) -> TokenClaims:
    return claims_for(
        issuer="CN-AH",
        now=NOW,
        device_key=key,
        colour=Colour.GREEN,
        name=NAMES[number % len(NAMES)],
        document_number="34010219900101001X",
        code_name=code_name(number * 7919, local_day(NOW), DAY_KEY),
        times=DEFAULT_TIMES,
    )


def general_claims(number: int) -> TokenClaims:
    return claims_of(PublicKey.of(ISSUER), number)


def json_like(claims: TokenClaims) -> dict[int, object]:
    code = [claims.colour.severity, claims.name, claims.document_tail, claims.code_name.list_id, claims.code_name.index]
    times = {4: int(claims.expires_at.timestamp()), 6: int(claims.issued_at.timestamp())}
    return {1: claims.issuer, 8: {1: claims.device_key.to_cose()}, -65537: code} | times


def general_key() -> cwt.COSEKey:
    numbers = ISSUER.private_numbers()
    x, y = (value.to_bytes(32, "big") for value in (numbers.public_numbers.x, numbers.public_numbers.y))
    private = numbers.private_value.to_bytes(32, "big")
    return cwt.COSEKey.new({1: 2, 2: ISSUER_KEY.key_id, 3: -7, -1: 1, -2: x, -3: y, -4: private})


def verify_floor(phones: list[ec.EllipticCurvePrivateKey]) -> Callable[[], object]:
    points = [PublicKey.of(phone).point for phone in phones]
    signatures = [phone.sign(b"m", ec.ECDSA(hashes.SHA256())) for phone in phones]
    issuer, issued = ISSUER.public_key(), ISSUER.sign(b"m", ec.ECDSA(hashes.SHA256()))

    def run() -> None:
        for point, signature in zip(points, signatures, strict=True):
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            key.verify(signature, b"m", ec.ECDSA(hashes.SHA256()))
            issuer.verify(issued, b"m", ec.ECDSA(hashes.SHA256()))

    return run


def issue_floor(phones: list[ec.EllipticCurvePrivateKey]) -> Callable[[], object]:
    points = [PublicKey.of(phone).uncompressed_point() for phone in phones]
    raw = [signer_of(phone)(b"m") for phone in phones]

    def run() -> None:
        for point, signature in zip(points, raw, strict=True):
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), b"m", ec.ECDSA(hashes.SHA256()))
            ISSUER.sign(b"m", ec.ECDSA(hashes.SHA256()))

    return run


def measured(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median rate of each way; the ways take turns, so that a slow minute slows all of them."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, run in ways.items():
            gc.collect()
            gc.disable()
            began = process_time()
            run()
            rates[name].append(PHONES / (process_time() - began))
            gc.enable()
    return {name: statistics.median(values) for name, values in rates.items()}


def figure(name: str, value: float, target: int | None = None) -> Figure:
    return Figure(name, value, "per second and core", target)


if __name__ == "__main__":
    main()
