"""Signing keys and where their private halves are: files, or a hardware module behind PKCS#11.

A driver makes keys and finds them again; what signs is asked for by key id, because the published bundle decides
which key signs, not the order of files. A process that does not know a key yet looks again: another one has made it.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ankang.core.credential.key_bundle import KeyUse
from ankang.core.credential.keys import PublicKey, Signer, signer_of
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.config import ConfigError

_STEMS = {KeyUse.TOKEN: "issuer", KeyUse.STATUS: "status", KeyUse.BUNDLE: "bundle"}


class SignerError(ConfigError):
    """Keys that cannot be used; the message says what was expected, what is there and what to do."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs. `place` says for operators where its private half is, never what it is."""

    use: KeyUse
    public_key: PublicKey
    sign: Signer
    place: str

    @property
    def key_id(self) -> bytes:
        """The id in headers and bundles."""
        return self.public_key.key_id


class Driver(Protocol):
    """Where private keys live."""

    def load(self) -> Iterable[SigningKey]:
        """Every key, the oldest first; SignerError when they cannot be read."""
        ...

    def make(self, use: KeyUse) -> SigningKey:
        """A new key for a use."""
        ...


@dataclass(frozen=True, slots=True)
class FileDriver:
    """PEM files that only their owner reads: `issuer-N.pem`, `status-N.pem`, `bundle-N.pem`."""

    folder: Path

    def load(self) -> Iterable[SigningKey]:
        """Every key of the folder; SignerError for one that others could read, or that is no P-256 key."""
        return [
            self._key(use, path)
            for use, stem in _STEMS.items()
            for path in sorted(self.folder.glob(f"{stem}-*.pem"), key=_number)
        ]

    def make(self, use: KeyUse) -> SigningKey:
        """A new key with the next number."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        numbers = [_number(path) for path in self.folder.glob(f"{_STEMS[use]}-*.pem")]
        return self.make_numbered(use, max(numbers, default=-1) + 1)

    def make_numbered(self, use: KeyUse, number: int) -> SigningKey:
        """The key with a number, made when it is missing; whoever comes second gets the first one's."""
        path = self.folder / f"{_STEMS[use]}-{number}.pem"
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        made_once(path, pem)
        return self._key(use, path)

    def _key(self, use: KeyUse, path: Path) -> SigningKey:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise SignerError(
                f"私钥 {path.name} 的权限是 {mode:o}，别人也能读；请执行 chmod 600 后重试，并考虑更换这把密钥。\n"
                f"The private key {path.name} has mode {mode:o}: others can read it. chmod 600 it and think of "
                "replacing the key."
            )
        try:
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except ValueError as error:
            raise SignerError(f"{path.name} 不是 PEM 私钥 · is no PEM private key: {error}") from error
        if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
            raise SignerError(f"{path.name} 应为 P-256 私钥 · expected a P-256 private key")
        return SigningKey(use, PublicKey.of(private), signer_of(private), path.name)


@dataclass
class Signers:
    """The signing keys of a process, by id."""

    driver: Driver
    _known: dict[bytes, SigningKey] = field(default_factory=dict)

    def find(self, key_id: bytes) -> SigningKey | None:
        """The key with this id; None when its private half is not here."""
        if key_id not in self._known:
            self.refresh()
        return self._known.get(key_id)

    def get(self, key_id: bytes) -> SigningKey:
        """The key with this id; a refusal that says what to do when its private half is gone."""
        found = self.find(key_id)
        if found is None:
            raise RefusedError(
                RefusalKind.UNAVAILABLE,
                "signing_key_missing",
                Words(
                    "现在不能签发新码：签名密钥不可用。已有的码照常可以出示；请运维检查密钥（ankang keys list）。",
                    "No new code can be signed now: the signing key is not available. Codes that are out go on "
                    "showing; the operator should look at the keys (ankang keys list).",
                ),
                retry_after_seconds=60,
            )
        return found

    def of(self, use: KeyUse) -> list[SigningKey]:
        """The keys of a use, the oldest first."""
        return [key for key in self._known.values() if key.use is use]

    def make(self, use: KeyUse) -> SigningKey:
        """A new key for a use."""
        made = self.driver.make(use)
        self._known[made.key_id] = made
        return made

    def refresh(self) -> None:
        """Look again for keys that another process has made."""
        for key in self.driver.load():
            self._known.setdefault(key.key_id, key)


def made_once(path: Path, content: bytes) -> bytes:
    """The content of a file that only its owner reads, written when it is missing.

    Written aside and linked into place: whoever is second reads what the first one made, never half of it.
    """
    if not path.exists():
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_bytes()


def _number(path: Path) -> int:
    text = path.stem.rpartition("-")[2]
    return int(text) if text.isdigit() else -1
