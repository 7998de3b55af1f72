"""Publishing: what changed about codes becomes signed files, every few minutes, in one transaction.

    take the news  ->  statuses of those people  ->  delta  ->  roll-ups, whole lists, bundle  ->  manifest

Everything stands in the database before a file is written, bytes and signatures included. So the folder is only a
copy (`published_folder`): a publisher that is killed between any two writes, a full disk or a lost folder loses
nothing, and several servers lay the same bytes. The lock on the publication's row keeps two processes apart.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ankang.assessments import service as assessments
from ankang.codes.model.codes import NAMES_LIVE_DAYS, issuer_name
from ankang.codes.model.publications import (
    DAYS_KEPT,
    FILES_KEPT,
    LIST_TERM,
    LIST_TTL_SECONDS,
    LISTS_EVERY,
    FileKind,
    Publication,
    beacons_after,
    is_due,
    is_kept,
    roll_ups_due,
)
from ankang.codes.model.statuses import first_live_list, paper_statuses_of, statuses_of
from ankang.codes.service.keys import publish_keys, signing_key
from ankang.codes.store import enrolments, papers
from ankang.codes.store import statuses as store
from ankang.core.colours import Colour
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.cose import read as read_sign1
from ankang.core.credential.delta import DELTA_TYPE, Delta, merged
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.credential.manifest import (
    BEACON_BYTES,
    INDEX_TYPE,
    MANIFEST_TYPE,
    Beacon,
    BundleRef,
    DeltaRef,
    Family,
    IndexRef,
    ListIndex,
    ListRef,
    Manifest,
)
from ankang.core.credential.signed_file import hash_of, sign_file
from ankang.core.credential.status_list import StatusListToken, sign_list
from ankang.core.ids import PersonId
from ankang.runtime.context import Call, Runtime
from ankang.runtime.outbox import take
from ankang.runtime.signers import SigningKey

TOPIC_ENDED = "code_ended"
"""Codes publish it about somebody whose codes died or were printed anew: `{"person_id": …}`."""
_TOPICS = (assessments.TOPIC_STANDING, TOPIC_ENDED)
_NEWS_AT_ONCE = 20_000
_PEOPLE_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class _Signing:
    """One publication on its way: the family, when, and what signs it."""

    call: Call
    family: Family
    key: SigningKey

    def file(self, file_type: str, claims: object) -> bytes:
        """The signed file."""
        return sign_file(file_type, claims, self.key.sign, self.key.key_id)


async def publish_due(runtime: Runtime, now: datetime) -> int:
    """Publish both families when it is time; how many people's codes that concerned.

    Safe in two processes at once: whoever comes second leaves the publication to the first.
    """
    async with runtime.engine.begin() as connection:
        call = Call(connection, now.replace(microsecond=0), runtime.keys, runtime.config)
        rows = {family: await store.lock_publication(connection, family, call.now) for family in Family}
        last = {family: _publication(family, row) for family, row in rows.items() if row is not None}
        if len(last) < len(Family) or not any(
            is_due(item if item.sequence else None, call.now, runtime.config.publish_seconds) for item in last.values()
        ):
            return 0
        news = await take(connection, _TOPICS, now, _NEWS_AT_ONCE)
        people = sorted({PersonId(UUID(item["person_id"])) for item in news})
        changes = await _changes(call, people)
        key = await signing_key(call, KeyUse.STATUS)
        for family, publication in last.items():
            await _publish(_Signing(call, family, key), publication, changes[family])
        await store.forget_days(connection, first_live_list(call.now))
    return len(people)


async def _changes(call: Call, people: list[PersonId]) -> dict[Family, dict[CodeName, int]]:
    days: dict[CodeName, int] = {}
    on_paper: dict[CodeName, int] = {}
    since = call.now - timedelta(days=NAMES_LIVE_DAYS)
    for start in range(0, len(people), _PEOPLE_AT_ONCE):
        chunk = people[start : start + _PEOPLE_AT_ONCE]
        colours = await assessments.colours_of(call, chunk)
        for person_id, held in (await enrolments.list_of(call.connection, chunk, since)).items():
            colour = colours.get(person_id, Colour.GREY)
            days |= statuses_of(held, colour, call.now, call.keys.day_key)
        for person_id, printed in (await papers.list_of(call.connection, chunk)).items():
            colour = colours.get(person_id, Colour.GREY)
            on_paper |= paper_statuses_of(printed, colour, call.now, call.keys.paper_key)
    return {Family.DAYS: days, Family.PAPER: on_paper}


async def _publish(signing: _Signing, last: Publication, values: Mapping[CodeName, int]) -> None:
    call, family = signing.call, signing.family
    position = await _add_delta(signing, last, values)
    await _add_roll_ups(signing)
    index_at = await _add_lists(signing, last, position)
    bundle = await _bundle_ref(call, family)
    beacons = beacons_after(last.beacons, Beacon(call.now, secrets.token_bytes(BEACON_BYTES)))
    steps = await store.list_steps(call.connection, family)
    named = [row for step, row in steps if is_kept(step, call.now)]
    index = (await store.list_described(call.connection, family, FileKind.INDEX))[-1]
    manifest = Manifest(
        family=family,
        sequence=last.sequence + 1,
        published_at=call.now,
        position=position,
        bundle=bundle,
        deltas=tuple(DeltaRef(row.from_position, row.number, row.sha256, row.size) for row in named),
        index=IndexRef(index.number, index.sha256, index.size),
        beacons=beacons,
    )
    await store.write_publication(
        call.connection,
        family,
        sequence=manifest.sequence,
        position=position,
        published_at=call.now,
        index_at=index_at,
        manifest=signing.file(MANIFEST_TYPE, manifest.to_claims()),
    )
    named_files = (*(ref.file for ref in manifest.deltas), manifest.index.file, manifest.bundle.file)
    await _forget(call, family, {file.path for file in named_files})


async def _add_delta(signing: _Signing, last: Publication, values: Mapping[CodeName, int]) -> int:
    """Write the statuses and the delta of those that changed; the position after it."""
    connection = signing.call.connection
    changed = await store.write_statuses(connection, values, last.position + 1) if values else {}
    if not changed:
        return last.position
    await _add_step(signing, FileKind.DELTA, Delta(last.position, last.position + 1, signing.call.now, changed))
    return last.position + 1


async def _add_roll_ups(signing: _Signing) -> None:
    connection, family = signing.call.connection, signing.family
    steps = await store.list_steps(connection, family)
    for kind, begin, end in roll_ups_due([step for step, _ in steps], signing.call.now):
        paths = [
            row.path
            for step, row in steps
            if step.kind is FileKind.DELTA and begin <= step.from_position and step.to_position <= end
        ]
        found = await store.contents(connection, family, paths)
        await _add_step(signing, kind, merged(_delta_of(found[path]) for path in paths))


async def _add_step(signing: _Signing, kind: FileKind, delta: Delta) -> None:
    content = signing.file(DELTA_TYPE, delta.to_claims())
    file = DeltaRef(delta.from_position, delta.to_position, hash_of(content), len(content)).file
    await store.add_file(
        signing.call.connection,
        signing.family,
        file.path,
        kind,
        content,
        delta.at,
        number=delta.to_position,
        from_position=delta.from_position,
    )


async def _add_lists(signing: _Signing, last: Publication, position: int) -> datetime:
    """Make whole lists anew when they are old; since when those stand that are published now."""
    call, family = signing.call, signing.family
    if last.index_at is not None and call.now - last.index_at < LISTS_EVERY:
        return last.index_at
    known = {row.number: row for row in await store.list_described(call.connection, family, FileKind.LIST)}
    indices = await store.list_described(call.connection, family, FileKind.INDEX)
    since = indices[-1].number if indices else 0
    refs = {number: ListRef(number, row.sha256, row.size) for number, row in known.items()}
    stale = [number for number, row in known.items() if call.now - row.made_at > LIST_TERM / 3]
    for list_id in {*await store.list_ids(call.connection, family, since), *stale}:
        refs[list_id] = await _add_list(signing, list_id)
    live = [refs[number] for number in sorted(refs) if family is Family.PAPER or number >= first_live_list(call.now)]
    index = ListIndex(family, position, call.now, tuple(live))
    content = signing.file(INDEX_TYPE, index.to_claims())
    file = IndexRef(position, hash_of(content), len(content)).file
    await store.add_file(call.connection, family, file.path, FileKind.INDEX, content, call.now, number=position)
    return call.now


async def _add_list(signing: _Signing, list_id: int) -> ListRef:
    call = signing.call
    token = StatusListToken(
        issuer=issuer_name(call.config.city_code),
        list_id=list_id,
        issued_at=call.now,
        expires_at=call.now + LIST_TERM,
        ttl_seconds=LIST_TTL_SECONDS,
        entries=await store.entries_of(call.connection, list_id),
    )
    content = sign_list(token, signing.key.sign, signing.key.key_id)
    ref = ListRef(list_id, hash_of(content), len(content))
    await store.add_file(
        call.connection, signing.family, ref.file.path, FileKind.LIST, content, call.now, number=list_id
    )
    return ref


async def _bundle_ref(call: Call, family: Family) -> BundleRef:
    published = await publish_keys(call)
    ref = BundleRef(published.bundle.sequence, hash_of(published.content), len(published.content))
    await store.add_file(
        call.connection, family, ref.file.path, FileKind.BUNDLE, published.content, call.now, number=ref.sequence
    )
    return ref


async def _forget(call: Call, family: Family, named: Iterable[str]) -> None:
    keep = set(named)
    lists = await store.list_described(call.connection, family, FileKind.LIST)
    keep |= {row.path for row in {row.number: row for row in lists}.values()}
    steps = (FileKind.DELTA, FileKind.HOUR, FileKind.DAY)
    await store.forget_files(call.connection, family, steps, call.now - DAYS_KEPT - FILES_KEPT, keep)
    rest = (FileKind.INDEX, FileKind.LIST, FileKind.BUNDLE)
    await store.forget_files(call.connection, family, rest, call.now - LISTS_EVERY - FILES_KEPT, keep)


def _publication(family: Family, row: Row[Any]) -> Publication:
    beacons = Manifest.from_cbor(read_sign1(row.manifest, "manifest").payload).beacons if row.manifest else ()
    return Publication(family, row.sequence, row.position, row.published_at, row.index_at, beacons)


def _delta_of(content: bytes) -> Delta:
    return Delta.from_cbor(read_sign1(content, "delta").payload)
