"""Uploads after an outage: stored at once as they came, checked by a job, each record once.

When the centre returns, every phone and gate sends what it kept. Reading that all again takes minutes, keeping it
takes seconds: a phone that asks for `check: later` is answered as soon as its records are stored, and may forget
nothing until then. Until the job has checked a record's proofs no visit stands for it and no fact of it counts. The
job takes the records through the same door as an upload that is checked at once (`uploading`), so the same record
sent in both ways is one record, and a phone that sends it again later is told what became of it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ankang.checkpoints.schemas import UploadAnswer, UploadRecord, UploadRequest, UploadResult
from ankang.checkpoints.service.kept_scans import take_plain_scans
from ankang.checkpoints.service.uploading import upload, upload_posts
from ankang.checkpoints.store import kept as store
from ankang.core.errors import RefusedError
from ankang.identity import service as identity
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call, Runtime
from ankang.runtime.lane import ALONE, Alone, LaneKind

_LOG = logging.getLogger("ankang.jobs")
_UPLOADS_AT_ONCE = 4
_MOST_FAILURES = 10


@dataclass(frozen=True, slots=True)
class AskedUpload:
    """An upload, and who says to have made it."""

    cookie: str
    csrf: str
    body: UploadRequest


async def upload_alone(call: Call, asked: AskedUpload) -> str:
    """The JSON of the answer, from the session on."""
    actor = await identity.signed_in(call, asked.cookie, asked.csrf)
    if asked.body.check == "now" or not actor.has(Role.STAFF):
        return (await upload(call, actor, asked.body.records)).model_dump_json()
    await store.add_uploads(call.connection, call.cipher, [_kept(actor, asked.body)], call.now)
    return _answer(asked.body)


async def keep_together(call: Call, asked: Sequence[AskedUpload]) -> list[str | RefusedError | Alone]:
    """Keep those uploads that may be checked later; `ALONE` for the others."""
    actors = await identity.plain_actors(call, {(item.cookie, item.csrf) for item in asked})
    outcomes: list[str | RefusedError | Alone] = [ALONE] * len(asked)
    kept = []
    for place, item in enumerate(asked):
        actor = actors.get((item.cookie, item.csrf))
        if actor is not None and actor.has(Role.STAFF) and item.body.check == "later":
            kept.append(_kept(actor, item.body))
            outcomes[place] = _answer(item.body)
    if kept:
        await store.add_uploads(call.connection, call.cipher, kept, call.now)
    return outcomes


UPLOADS = LaneKind("uploads", keep_together, upload_alone, most_waiting=64, most_together=16, patience_seconds=30)
"""The lane of uploads: few places, because each may hold half a megabyte."""


async def check_uploads(runtime: Runtime, now: datetime) -> int:
    """Take the records of the uploads that came first; how many. A job, safe to run twice and in two processes."""
    async with runtime.engine.begin() as connection:
        call = Call(connection, now, runtime.keys, runtime.config)
        waiting = await store.take_oldest(connection, call.cipher, _UPLOADS_AT_ONCE, _MOST_FAILURES)
        records = 0
        for kept, _ in waiting:
            savepoint = await connection.begin_nested()
            try:
                await _take(call, kept)
            except Exception as error:
                await savepoint.rollback()
                await store.mark_failure(connection, kept)
                _LOG.error("an upload of %d records failed: %s", kept.record_count, type(error).__name__)
                continue
            await savepoint.commit()
            records += kept.record_count
    return records


async def _take(call: Call, kept: store.KeptUpload) -> None:
    actor = Actor(kept.person_id, kept.upload_id, frozenset({Role.RESIDENT, Role.STAFF}), kept.region_code)
    records = [_stored(fields) for fields in json.loads(kept.content)["records"]]
    posts = await upload_posts(call, actor)
    taken = await take_plain_scans(call, actor, posts, records)
    left = [record for record in records if record.key not in taken]
    if left:
        await upload(call, actor, left)
    await store.forget_upload(call.connection, kept)


def _kept(actor: Actor, body: UploadRequest) -> store.KeptUpload:
    keys = b"".join(record.key.bytes for record in body.records)
    upload_id = UUID(bytes=hashlib.sha256(actor.person_id.bytes + keys).digest()[:16])
    return store.KeptUpload(actor.person_id, upload_id, actor.region_code, body.model_dump_json(), len(body.records))


def _stored(fields: dict[str, Any]) -> UploadRecord:
    """A record whose form was checked when it came: checking a plain scan's again takes as long as taking it."""
    beside = ("papers_seen", "override", "companion_key", "companion_of")
    if fields["kind"] != "scan" or any(fields.get(name) for name in beside):
        return UploadRecord.model_validate(fields)
    for name in ("key", "site_id", "scan_key", "visit_id"):
        if fields[name] is not None:
            fields[name] = UUID(fields[name])
    return UploadRecord.model_construct(**fields | {"at": datetime.fromisoformat(fields["at"])})


def _answer(body: UploadRequest) -> str:
    return UploadAnswer(
        results=[UploadResult(key=record.key, outcome="kept") for record in body.records]
    ).model_dump_json()
