"""SQL of the people whom sites list, of imports, and of exits of their households."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from ankang.checkpoints.model.people_lists import ListEntry
from ankang.checkpoints.model.ruling import Listing
from ankang.checkpoints.model.site_rules import ListKind
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.store.keys import site_key
from ankang.checkpoints.tables import list_imports, listed_people, visits
from ankang.core.days import local_day
from ankang.core.ids import SiteId
from ankang.identity.model import DocumentType
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_ROWS_AT_ONCE = 1_000
_ENTRY = "listed_people.entry"
_REPORT = "list_imports.report"


@dataclass(frozen=True, slots=True)
class Change:
    """What an import changed."""

    added: int
    altered: int
    unchanged: int
    removed: int


async def find_listing(
    connection: AsyncConnection, cipher: Cipher, site_id: SiteId, document_type: DocumentType, number: str
) -> Listing | None:
    """On which lists of a site the holder of a document is; None for none."""
    here = site_key(cipher, site_id)
    rows = await connection.execute(
        select(listed_people.c.kind, listed_people.c.entry).where(
            listed_people.c.site_key == here,
            listed_people.c.document_index == _document_index(cipher, site_id, document_type, number),
        )
    )
    entries = [_entry_of(cipher, row.kind, row.entry) for row in rows]
    if not entries:
        return None
    household = next((entry.household_name for entry in entries if entry.household_name), "")
    return Listing(frozenset(entry.kind for entry in entries), household)


async def list_entries(connection: AsyncConnection, cipher: Cipher, site_id: SiteId) -> list[ListEntry]:
    """Everybody whom a site lists, in no order."""
    rows = await connection.execute(
        select(listed_people.c.kind, listed_people.c.entry).where(listed_people.c.site_key == site_key(cipher, site_id))
    )
    return [_entry_of(cipher, row.kind, row.entry) for row in rows]


async def counts(connection: AsyncConnection, cipher: Cipher, site_id: SiteId) -> dict[ListKind, int]:
    """How many people each list of a site has."""
    rows = await connection.execute(
        select(listed_people.c.kind, func.count())
        .where(listed_people.c.site_key == site_key(cipher, site_id))
        .group_by(listed_people.c.kind)
    )
    return {ListKind(kind): count for kind, count in rows}


async def lock_list(connection: AsyncConnection, site_id: SiteId) -> None:
    """Let imports of one site happen one after the other."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"people_list:{site_id}", 0))))


async def write_entries(
    connection: AsyncConnection,
    cipher: Cipher,
    site_id: SiteId,
    kind: ListKind,
    entries: Sequence[ListEntry],
    now: datetime,
    *,
    is_whole_list: bool,
) -> Change:
    """Bring a list to what a file says; an entry that stands so already is left alone. The caller has locked it."""
    here = site_key(cipher, site_id)
    stored = await connection.execute(
        select(listed_people.c.document_index, listed_people.c.entry_digest).where(
            listed_people.c.site_key == here, listed_people.c.kind == kind.value
        )
    )
    digests = {row.document_index: row.entry_digest for row in stored}
    rows = {}
    for entry in entries:
        index = _document_index(cipher, site_id, entry.document_type, entry.document_number)
        rows[index] = (entry, cipher.blind_index(repr(sorted(asdict(entry).items())), "listed_people.digest"))
    changing = {index: row for index, row in rows.items() if digests.get(index) != row[1]}
    await _upsert(
        connection, [_values(cipher, site_id, index, entry, digest, now) for index, (entry, digest) in changing.items()]
    )
    gone = [index for index in digests if index not in rows] if is_whole_list else []
    await _remove(connection, here, kind, gone)
    altered = sum(index in digests for index in changing)
    return Change(len(changing) - altered, altered, len(rows) - len(changing), len(gone))


async def add_import(
    connection: AsyncConnection, cipher: Cipher, site_id: SiteId, import_id: UUID, report: Any, now: datetime
) -> None:
    """Keep what became of an import."""
    await connection.execute(
        insert(list_imports).values(
            site_key=site_key(cipher, site_id),
            import_id=import_id,
            report=cipher.encrypt_json(report, f"{_REPORT}/{import_id}"),
            imported_at=now,
        )
    )


async def find_import(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, import_id: UUID) -> Any | None:
    """The report of an import of this site."""
    report = (
        await connection.execute(
            select(list_imports.c.report).where(
                list_imports.c.site_key == site_key(cipher, site_id), list_imports.c.import_id == import_id
            )
        )
    ).scalar_one_or_none()
    return cipher.decrypt_json(report, f"{_REPORT}/{import_id}") if report is not None else None


def household_key(cipher: Cipher, site_id: SiteId, household: str) -> bytes:
    """What exits of a household are counted by."""
    return cipher.blind_index(f"{site_id}:{household}", "checkpoints.household_key")[:16]


async def exits_of(connection: AsyncConnection, key: bytes, since: datetime, until: datetime) -> tuple[date, ...]:
    """The local days of a household's exits from an instant on and until another one, both included.

    The household is locked, so that two people at two gates cannot both be the one exit that is left.
    """
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"household:{key.hex()}", 0))))
    rows = await connection.execute(
        select(visits.c.at).where(
            visits.c.household_key == key,
            visits.c.direction == "out",
            visits.c.verdict == Verdict.PASS.value,
            visits.c.at >= since,
            visits.c.at <= until,
        )
    )
    return tuple(local_day(at) for at in rows.scalars())


async def _upsert(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        written = insert(listed_people).values(rows[start : start + _ROWS_AT_ONCE])
        new = written.excluded
        await connection.execute(
            written.on_conflict_do_update(
                index_elements=["site_key", "document_index", "kind"],
                set_={
                    "household_key": new.household_key,
                    "entry": new.entry,
                    "entry_digest": new.entry_digest,
                    "imported_at": new.imported_at,
                },
            )
        )


async def _remove(connection: AsyncConnection, here: bytes, kind: ListKind, indexes: Iterable[bytes]) -> None:
    gone = list(indexes)
    for start in range(0, len(gone), _ROWS_AT_ONCE):
        await connection.execute(
            delete(listed_people).where(
                listed_people.c.site_key == here,
                listed_people.c.kind == kind.value,
                listed_people.c.document_index.in_(gone[start : start + _ROWS_AT_ONCE]),
            )
        )


def _values(
    cipher: Cipher, site_id: SiteId, index: bytes, entry: ListEntry, digest: bytes, now: datetime
) -> dict[str, Any]:
    household = entry.household_name
    said = [
        entry.document_type.value,
        entry.document_number,
        entry.name,
        entry.building,
        entry.household,
        entry.department,
    ]
    return {
        "site_key": site_key(cipher, site_id),
        "document_index": index,
        "kind": entry.kind.value,
        "household_key": household_key(cipher, site_id, household) if household else None,
        "entry": cipher.encrypt_json(said, _ENTRY),
        "entry_digest": digest,
        "imported_at": now,
    }


def _entry_of(cipher: Cipher, kind: str, sealed: bytes) -> ListEntry:
    document_type, *said = cipher.decrypt_json(sealed, _ENTRY)
    return ListEntry(ListKind(kind), DocumentType(document_type), *said)


def _document_index(cipher: Cipher, site_id: SiteId, document_type: DocumentType, number: str) -> bytes:
    # Of the site too: rows of one person at several sites are not to be found to be the same person's.
    return cipher.blind_index(f"{site_id}:{document_type.value}:{number}", "listed_people.document")
