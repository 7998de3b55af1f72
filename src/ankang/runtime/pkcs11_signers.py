"""Signing keys in a hardware module behind PKCS#11 (a smart card, an HSM, SoftHSM in tests).

The private half never leaves the module; the label `ankang-token-0` says use and number. The library is an optional
part of the installation and is imported only where a module is set.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from ankang.core.credential.key_bundle import KeyUse
from ankang.core.credential.keys import PublicKey, Signer
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.signers import SignerError, SigningKey

_PREFIX = "ankang"


@dataclass
class PKCS11Driver:
    """One token of a module. The PIN is read from a file each time a session is opened, and kept nowhere."""

    module: Path
    token_label: str
    pin_file: Path
    _session: Any = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self) -> Iterable[SigningKey]:
        """Every key of ours on the token, the oldest first."""
        with self._lock:
            found = list(self._open().get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY}))
        ours = [(name, key) for key in found if (name := _name(str(key.label))) is not None]
        return [self._key(use, number, key) for (use, number), key in sorted(ours, key=lambda item: item[0][1])]

    def make(self, use: KeyUse) -> SigningKey:
        """A new key pair on the token."""
        with self._lock:
            session = self._open()
            labels = [str(key.label) for key in session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY})]
            taken = [name[1] for label in labels if (name := _name(label)) is not None and name[0] is use]
            number = max(taken, default=-1) + 1
            parameters = session.create_domain_parameters(
                KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
            )
            public, _ = parameters.generate_keypair(store=True, label=f"{_PREFIX}-{use.value}-{number}")
        return self._key(use, number, public)

    def _key(self, use: KeyUse, number: int, public: Any) -> SigningKey:
        label = f"{_PREFIX}-{use.value}-{number}"
        loaded = load_der_public_key(encode_ec_public_key(public))
        if not isinstance(loaded, ec.EllipticCurvePublicKey):
            raise SignerError(f"{label} 应为 P-256 密钥 · expected a P-256 key")
        point = loaded.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return SigningKey(use, PublicKey.from_point(point), self._signer(label), f"pkcs11:{label}")

    def _signer(self, label: str) -> Signer:
        def sign(message: bytes) -> bytes:
            digest = hashlib.sha256(message).digest()
            with self._lock:
                try:
                    return self._sign(label, digest)
                except pkcs11.PKCS11Error:
                    # A session does not outlive its module's restart; a fresh one is tried once.
                    self._session = None
                    return self._sign(label, digest)

        return sign

    def _sign(self, label: str, digest: bytes) -> bytes:
        try:
            key = self._open().get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
            return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))
        except SignerError as error:
            raise _unavailable() from error

    def _open(self) -> Any:
        if self._session is None:
            try:
                token = pkcs11.lib(str(self.module)).get_token(token_label=self.token_label)
                self._session = _session(token, self.pin_file.read_text("utf-8").strip())
            except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
                raise SignerError(
                    f"打不开密码模块里的“{self.token_label}”（{type(error).__name__}）：请检查 ANKANG_PKCS11_MODULE、"
                    "ANKANG_PKCS11_TOKEN 和 PIN 文件。\n"
                    f"The token {self.token_label!r} does not open ({type(error).__name__}): check "
                    "ANKANG_PKCS11_MODULE, ANKANG_PKCS11_TOKEN and the PIN file."
                ) from error
        return self._session


def _session(token: Any, pin: str) -> Any:
    try:
        return token.open(rw=True, user_pin=pin)
    except pkcs11.UserAlreadyLoggedIn:
        # A login holds for the whole process: another session of ours has made it.
        return token.open(rw=True)


def _unavailable() -> RefusedError:
    return RefusedError(
        RefusalKind.UNAVAILABLE,
        "signing_module_unavailable",
        Words(
            "现在不能签发新码：密码模块没有应答。已有的码照常可以出示，请稍后再试。",
            "No new code can be signed now: the hardware module does not answer. Codes that are out go on showing; "
            "please try again later.",
        ),
        retry_after_seconds=60,
    )


def _name(label: str) -> tuple[KeyUse, int] | None:
    prefix, _, rest = label.partition("-")
    use, _, number = rest.partition("-")
    if prefix != _PREFIX or use not in {item.value for item in KeyUse} or not number.isdigit():
        return None
    return KeyUse(use), int(number)
