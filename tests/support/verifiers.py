"""A verifier that reads the published folder as a gate does: manifest, bundle, lists or deltas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from ankang.codes.service import folder_name, lay_published, publish_due
from ankang.core.credential.judging import Judged, Knowledge, judge
from ankang.core.credential.key_bundle import KeyBundle, KeyUse
from ankang.core.credential.known_lists import KnownLists
from ankang.core.credential.manifest import MANIFEST_NAME, Family
from ankang.core.credential.refusals import Refused
from ankang.core.credential.sync import (
    Known,
    apply,
    checked,
    named_bundle,
    new_bundle,
    plan,
    read_index,
    read_manifest,
    whole_lists,
)
from support.application import World


async def publish(world: World) -> Path:
    """Publish now and lay the files; the public family's folder."""
    await publish_due(world.runtime, world.clock.now())
    await lay_published(world.runtime)
    return world.runtime.config.published / folder_name(Family.DAYS)


@dataclass
class FolderVerifier:
    """What a gate knows of one family, from a folder."""

    world: World
    family: Family = Family.DAYS
    keys: KeyBundle | None = None
    known: Known | None = None
    fetched: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The family's folder."""
        return self.world.runtime.config.published / folder_name(self.family)

    def sync(self) -> Known:
        """Bring the knowledge to the folder's manifest; AssertionError with the refusal where it does not."""
        folder = self.folder
        data = (folder / MANIFEST_NAME).read_bytes()
        ref = right(named_bundle(data))
        roots = (self.world.runtime.keys.signers.of(KeyUse.BUNDLE)[0].public_key,)
        self.keys = right(new_bundle(self.read(folder, ref.file.path), ref, roots, self.keys))
        current = self.known or Known(self.keys)
        manifest = right(read_manifest(data, self.keys, self.family, current.manifest))
        steps = right(plan(manifest, current.lists))
        lists: KnownLists | None = current.lists
        if steps.whole is not None:
            index = right(read_index(self.read(folder, steps.whole.path), self.keys, manifest))
            files = {item.file.path: self.read(folder, item.file.path) for item in index.lists}
            lists = right(whole_lists(index, files, self.keys))
        assert lists is not None
        deltas = [right(checked(file, self.read(folder, file.path))) for file in steps.deltas]
        self.known = right(apply(Known(self.keys, lists, current.manifest), manifest, lists, deltas))
        return self.known

    def judge(self, text: str, at: datetime | None = None) -> Judged | Refused:
        """What the gate says of a QR text with what it knows now."""
        assert self.known is not None, "sync first"
        lists = self.known.lists
        days, paper = (lists, None) if self.family is Family.DAYS else (None, lists)
        known = Knowledge(self.known.keys, days, paper, self.known.manifest)
        return judge(text, known, at or self.world.clock.now())

    def read(self, folder: Path, path: str) -> bytes:
        """A file of the folder."""
        self.fetched.append(path)
        return (folder / path).read_bytes()


Value = TypeVar("Value")


def right(value: Value | Refused) -> Value:
    """The value, when it is none of the refusals."""
    assert not isinstance(value, Refused), value
    return value
