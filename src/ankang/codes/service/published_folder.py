"""The folder of published files: a copy of what stands in the database, laid anew by whichever server asks."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ankang.codes.store import statuses as store
from ankang.core.credential.manifest import MANIFEST_NAME, Family
from ankang.runtime.context import Call, Runtime
from ankang.runtime.static_folder import held, lay_files, missing_files


def folder_name(family: Family) -> str:
    """The folder of a family below the published ones."""
    return family.name.lower()


async def lay_published(runtime: Runtime) -> int:
    """Bring the folder to what is published; how many files were written. Safe to repeat and to interrupt."""
    return sum([await _lay(runtime, family) for family in Family])


async def published_file(call: Call, family: Family, path: str) -> bytes | None:
    """One published file as it stands in the database; None for one that is not there. The caller checks who asks."""
    if path == MANIFEST_NAME:
        published = await store.find_publication(call.connection, family)
        return bytes(published.manifest) if published is not None else None
    return (await store.contents(call.connection, family, [path])).get(path)


async def _lay(runtime: Runtime, family: Family) -> int:
    folder = runtime.config.published / folder_name(family)
    with held(folder) as mine:
        if not mine:
            return 0
        async with runtime.engine.connect() as connection:
            published = await store.find_publication(connection, family)
            if published is None or _is_laid(folder / MANIFEST_NAME, published.manifest):
                return 0
            paths = await store.all_paths(connection, family)
            files = await store.contents(connection, family, missing_files(folder, paths))
        await asyncio.to_thread(lay_files, folder, files, (MANIFEST_NAME, published.manifest), paths)
        return len(files) + 1


def _is_laid(manifest: Path, content: bytes) -> bool:
    return manifest.is_file() and manifest.read_bytes() == content
