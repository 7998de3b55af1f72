"""The people whom a site lists: imported from a file, shown masked, and hashed for the site's phones (SPEC E2)."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import hmac
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from uuid import UUID, uuid4

from ankang.checkpoints.model.people_lists import (
    MOST_ROWS,
    ListColumn,
    ListEntry,
    ReadList,
    RowFault,
    fault_rows,
    read_list,
)
from ankang.checkpoints.model.site_rules import ListKind
from ankang.checkpoints.rule_schemas import (
    ListedPerson,
    ListImportAnswer,
    PhoneListAnswer,
    PhoneListEntry,
    RowFaultAnswer,
)
from ankang.checkpoints.service.duties import check_on_duty
from ankang.checkpoints.service.ruling_sites import site_to_rule
from ankang.checkpoints.store import people_lists as store
from ankang.core.errors import RefusedError, invalid_field
from ankang.core.ids import SiteId
from ankang.core.masking import masked_document, masked_name
from ankang.core.words import Words
from ankang.runtime.access import Actor, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call
from ankang.runtime.spreadsheets import UnreadableSheetError, read_first_sheet

_XLSX = b"PK\x03\x04"
_OLD_XLS = b"\xd0\xcf\x11\xe0"
_DIGEST_BYTES = 16


async def import_people(
    call: Call, actor: Actor, site_id: SiteId, kind: ListKind, content: bytes, *, is_whole_list: bool
) -> ListImportAnswer:
    """Take the good rows of a file; the others come back with line, column and reason.

    `is_whole_list`: whoever is not in the file leaves the list, unless a row was bad: that might be theirs.
    """
    site = await site_to_rule(call, actor, site_id)
    # A second of work for the longest list: others are served meanwhile.
    read = await asyncio.to_thread(read_list, await _rows(content), kind)
    await store.lock_list(call.connection, site.site_id)
    change = await store.write_entries(
        call.connection,
        call.cipher,
        site.site_id,
        kind,
        read.entries,
        call.now,
        is_whole_list=is_whole_list and not read.faults,
    )
    answer = _report(uuid4(), kind, read, change)
    await store.add_import(
        call.connection, call.cipher, site.site_id, answer.import_id, answer.model_dump(mode="json"), call.now
    )
    return answer


async def faults_file(call: Call, actor: Actor, site_id: SiteId, import_id: UUID) -> str:
    """The faults of an import as CSV, for the desk where the list is mended."""
    site = await site_to_rule(call, actor, site_id)
    kept = await store.find_import(call.connection, call.cipher, site.site_id, import_id)
    if kept is None:
        raise not_yours()
    report = ListImportAnswer.model_validate(kept)
    faults = [
        RowFault(fault.line, fault.column, fault.heading, fault.code, Words(fault.words.zh, fault.words.en))
        for fault in report.faults
    ]
    out = io.StringIO()
    csv.writer(out).writerows(fault_rows(faults))
    # Spreadsheets take UTF-8 for what it is only behind this mark.
    return "\ufeff" + out.getvalue()


async def list_people(call: Call, actor: Actor, site_id: SiteId, offset: int, limit: int) -> list[ListedPerson]:
    """A page of the people on the lists of a site, masked, by list and household."""
    site = await site_to_rule(call, actor, site_id)
    entries = await store.list_entries(call.connection, call.cipher, site.site_id)
    ordered = sorted(entries, key=lambda entry: (entry.kind, entry.household_name, entry.department, entry.name))
    return [
        ListedPerson(
            kind=entry.kind,
            masked_name=masked_name(entry.name),
            masked_document=masked_document(entry.document_number),
            household=entry.household_name,
            department=entry.department,
        )
        for entry in ordered[offset : offset + limit]
    ]


async def phone_list(call: Call, actor: Actor) -> PhoneListAnswer:
    """The list of the site of duty as its phones keep it for hours without a centre."""
    duty = await check_on_duty(call, actor)
    site_id = duty.site.site_id
    key = call.keys.site_list_key(site_id)
    entries = await store.list_entries(call.connection, call.cipher, site_id)
    people = _hashed(key, entries)
    version = hashlib.sha256(repr([entry.model_dump() for entry in people]).encode()).hexdigest()[:16]
    return PhoneListAnswer(site_id=site_id, version=version, key=key.hex(), people=people)


def _hashed(key: bytes, entries: Sequence[ListEntry]) -> list[PhoneListEntry]:
    """One entry for each document, sorted by its digest, so that the order tells nothing."""
    by_document: dict[str, PhoneListEntry] = {}
    for entry in entries:
        document = _digest(key, f"{entry.document_type.value}:{entry.document_number}")
        household = _digest(key, f"household:{entry.household_name}") if entry.household_name else ""
        known = by_document.get(document)
        lists = sorted({entry.kind, *(known.lists if known else ())})
        household = household or (known.household if known else "")
        by_document[document] = PhoneListEntry(document=document, lists=lists, household=household)
    return [by_document[document] for document in sorted(by_document)]


def _digest(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), hashlib.sha256)[:_DIGEST_BYTES].hex()


def _report(import_id: UUID, kind: ListKind, read: ReadList, change: store.Change) -> ListImportAnswer:
    return ListImportAnswer(
        import_id=import_id,
        kind=kind,
        rows=read.rows,
        bad_rows=read.bad_rows,
        faults=[
            RowFaultAnswer(
                line=fault.line,
                column=fault.column,
                heading=ListColumn(fault.heading),
                code=fault.code,
                words=WordsAnswer.of(fault.words),
            )
            for fault in read.faults
        ],
        **asdict(change),
    )


async def _rows(content: bytes) -> Iterable[Sequence[str]]:
    if not content.startswith((_XLSX, _OLD_XLS)):
        return _csv_rows(content)
    try:
        return await read_first_sheet(content, MOST_ROWS + 2)
    except UnreadableSheetError as error:
        raise _unreadable() from error


def _csv_rows(content: bytes) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(_text(content), newline=""))
    except csv.Error as error:
        raise _unreadable() from error


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _unreadable() -> RefusedError:
    return invalid_field(
        "file",
        "file_unreadable",
        Words(
            "文件打不开。请用 CSV（UTF-8 或 GB18030）或 XLSX，第一行是栏目名称。",
            "This file cannot be read. Send CSV (UTF-8 or GB18030) or XLSX with the headings in the first line.",
        ),
    )
