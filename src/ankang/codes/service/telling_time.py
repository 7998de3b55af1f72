"""The centre's time for verifiers, without the database: signed by the status key of what is published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ankang.codes.service.published_folder import folder_name
from ankang.core.credential import cose
from ankang.core.credential.key_bundle import KeyBundle, KeyUse, bundle_of
from ankang.core.credential.manifest import MANIFEST_NAME, Family, Manifest
from ankang.core.credential.signed_time import sign_time
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.config import Config
from ankang.runtime.keys import Keys


def signed_time(config: Config, keys: Keys, nonce: bytes, now: datetime) -> bytes:
    """The signed answer to a verifier's nonce; refuses in words before anything is published."""
    bundle = _published_bundle(config.published / folder_name(Family.DAYS))
    key = bundle.signing_key(KeyUse.STATUS, now) if bundle is not None else None
    if key is None:
        raise RefusedError(
            RefusalKind.NOT_FOUND,
            "nothing_published",
            Words("还没有发布名单，暂时不能对时。", "Nothing is published yet, so the time cannot be vouched for."),
        )
    signer = keys.signers.get(key.key_id)
    return sign_time(now, nonce, signer.sign, signer.key_id)


def _published_bundle(folder: Path) -> KeyBundle | None:
    """The bundle of our own folder: what we laid there needs no check of its signature."""
    try:
        manifest = Manifest.from_cbor(cose.read((folder / MANIFEST_NAME).read_bytes(), "manifest").payload)
        return bundle_of(cose.read((folder / manifest.bundle.file.path).read_bytes(), "bundle").payload)
    except OSError:
        return None
