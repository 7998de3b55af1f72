"""What a gate keeps between starts: the last good bundle, manifest and lists of each family, and the newest time.

One file a family, written aside and renamed into place, so that a gate that loses power has the state before or the
state after, never half of one. Files that were fetched for a sync that was cut off wait in `fetched/`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ankang.core.credential import cbor, cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.claims import instant_of, seconds_of
from ankang.core.credential.delta import MAX_POSITION, read_entries, write_entries
from ankang.core.credential.key_bundle import read_bundle
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.known_lists import KnownLists
from ankang.core.credential.manifest import Family, Manifest
from ankang.core.credential.refusals import Refused
from ankang.core.credential.sync import Known

_BUNDLE, _MANIFEST, _POSITION, _AT, _ENTRIES = range(1, 6)
_LABELS = frozenset(range(1, 6))
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class StateError(Exception):
    """A state that cannot be read; the message says which file and what to do."""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The folder of one gate."""

    folder: Path

    def load(self, family: Family, roots: tuple[PublicKey, ...]) -> tuple[Known, bytes] | None:
        """The last good state of a family and the bundle's bytes; None before the first sync, StateError if broken.

        The bundle is checked again against the roots: whoever can write into the folder cannot bring other keys.
        """
        path = self._path(family)
        if not path.is_file():
            return None
        try:
            claims = cbor.exact_map(cbor.read(path.read_bytes(), path.name), path.name, _LABELS)
            bundle_bytes = _bytes(claims[_BUNDLE])
            manifest = Manifest.from_cbor(cose.read(_bytes(claims[_MANIFEST]), "manifest").payload)
            lists = KnownLists(
                cbor.exact_int(claims[_POSITION], "position", 0, MAX_POSITION),
                instant_of(claims[_AT], "at"),
                read_entries(_bytes(claims[_ENTRIES])),
            )
        except ValueError as error:
            raise StateError(f"{path} is broken ({error}); delete it and sync again") from error
        keys = read_bundle(bundle_bytes, roots)
        if isinstance(keys, Refused):
            raise StateError(f"{path} holds keys that the roots did not sign ({keys.detail}); delete it and sync again")
        return Known(keys, lists, manifest), bundle_bytes

    def save(self, family: Family, known: Known, bundle: bytes, manifest: bytes) -> None:
        """Replace the state of a family."""
        if known.lists is None:
            raise ValueError("expected lists: a state is saved after a sync")
        self._put(
            self._path(family),
            cbor.write(
                {
                    _BUNDLE: bundle,
                    _MANIFEST: manifest,
                    _POSITION: known.lists.position,
                    _AT: seconds_of(known.lists.at),
                    _ENTRIES: write_entries(known.lists.entries),
                }
            ),
        )

    def pinned_roots(self, given: tuple[PublicKey, ...]) -> tuple[PublicKey, ...]:
        """The root keys of this gate: those given now, which are kept, else those that were given before."""
        if given:
            self._put_keys("roots", given)
            return given
        return self._keys("roots")

    def learned_roots(self) -> tuple[PublicKey, ...]:
        """The roots that accepted bundles published, so that a bundle by the next one is read after a restart."""
        return self._keys("learned-roots")

    def learn_roots(self, roots: tuple[PublicKey, ...]) -> None:
        """Remember them."""
        self._put_keys("learned-roots", roots)

    def newest_time(self) -> datetime:
        """The newest signed time that was ever seen, the floor of the gate's clock."""
        path = self.folder / "newest-time"
        try:
            return datetime.fromtimestamp(int(path.read_text("ascii")), UTC)
        except (OSError, ValueError):
            return _LONG_AGO

    def save_time(self, at: datetime) -> None:
        """Remember a newer signed time."""
        if at > self.newest_time():
            self._put(self.folder / "newest-time", str(seconds_of(at)).encode("ascii"))

    def fetched(self, path: str) -> bytes | None:
        """A file that an earlier, interrupted sync has fetched."""
        target = self.folder / "fetched" / path.replace("/", "_")
        return target.read_bytes() if target.is_file() else None

    def keep_fetched(self, path: str, content: bytes) -> None:
        """Keep a fetched file until the sync is done."""
        self._put(self.folder / "fetched" / path.replace("/", "_"), content)

    def forget_fetched(self) -> None:
        """The sync is done: what it fetched is in the state."""
        for path in (self.folder / "fetched").glob("*"):
            path.unlink(missing_ok=True)

    def _keys(self, name: str) -> tuple[PublicKey, ...]:
        path = self.folder / name
        if not path.is_file():
            return ()
        return tuple(PublicKey.from_point(bytes.fromhex(line)) for line in path.read_text("ascii").split())

    def _put_keys(self, name: str, keys: tuple[PublicKey, ...]) -> None:
        self._put(self.folder / name, "\n".join(key.point.hex() for key in keys).encode("ascii"))

    def _path(self, family: Family) -> Path:
        return self.folder / f"{family.name.lower()}.state"

    def _put(self, target: Path, content: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.{os.getpid()}")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)


def _bytes(value: object) -> bytes:
    if type(value) is not bytes:
        raise MalformedError("expected a byte string")
    return value
