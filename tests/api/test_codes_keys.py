"""Keys change ahead of time, end in the open, and a verifier that slept follows them (CREDENTIAL section 5)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from ankang.codes import service
from ankang.codes.tables import key_events
from ankang.core.credential.judging import Judged
from ankang.core.credential.key_bundle import KeyBundle, KeyState, KeyUse, read_bundle
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.errors import RefusedError
from ankang.runtime.signers import FileDriver
from support.application import World
from support.phones import Phone, resident_with_phone
from support.verifiers import FolderVerifier, publish

pytestmark = pytest.mark.anyio


async def published(world: World) -> service.Published:
    async with world.call() as call:
        return await service.publish_keys(call)


def signing(bundle: KeyBundle, use: KeyUse, world: World) -> bytes:
    key = bundle.signing_key(use, world.clock.now())
    assert key is not None
    return key.key_id


@pytest.mark.spec("D9")
async def test_a_rotated_key_takes_over_when_every_device_has_had_a_week(world: World) -> None:
    _, phone = await resident_with_phone(world)
    before = signing((await published(world)).bundle, KeyUse.TOKEN, world)
    async with world.call() as call:
        fresh = await service.rotate_key(call, KeyUse.TOKEN, "quarterly")
    world.move_by(days=6)
    still = signing((await published(world)).bundle, KeyUse.TOKEN, world)
    gate_bundle = (await published(world)).bundle

    world.move_by(days=1)
    await phone.renew()

    assert still == before
    assert signing(gate_bundle, KeyUse.TOKEN, world) == fresh.key_id
    async with world.call() as call:
        events = (await call.connection.execute(select(key_events.c.act, key_events.c.reason))).all()
    assert ("rotated", "quarterly") in {(row.act, row.reason) for row in events}


async def test_keys_change_by_themselves_for_two_years_and_a_weekly_verifier_follows(world: World) -> None:
    """Tokens every month, lists every quarter, one change of roots; the gate knows its first root alone."""
    first = await published(world)
    roots, known = (first.bundle_key,), None
    seen: dict[KeyUse, set[bytes]] = {use: set() for use in KeyUse}
    for _ in range(115):
        world.move_by(days=7)
        now = await published(world)
        read = read_bundle(now.content, roots, known)
        assert isinstance(read, KeyBundle), read
        known = read
        for use in KeyUse:
            seen[use].add(signing(read, use, world))

    assert {use: len(keys) for use, keys in seen.items()} == {KeyUse.TOKEN: 27, KeyUse.STATUS: 9, KeyUse.BUNDLE: 2}
    assert len(known.keys if known else ()) < 20


async def test_a_device_that_slept_over_one_change_of_roots_follows_and_over_two_does_not(world: World) -> None:
    first = await published(world)
    roots = (first.bundle_key,)
    asleep = read_bundle(first.content, roots)
    assert isinstance(asleep, KeyBundle)
    async with world.call() as call:
        second = await service.rotate_key(call, KeyUse.BUNDLE, "first")
    announced = read_bundle((await published(world)).content, roots, asleep)
    world.move_by(days=61)
    async with world.call() as call:
        await service.rotate_key(call, KeyUse.BUNDLE, "second")
    by_second = await published(world)
    world.move_by(days=61)
    async with world.call() as call:
        await service.rotate_key(call, KeyUse.STATUS, "any change")
    by_third = await published(world)

    assert isinstance(announced, KeyBundle)
    assert by_second.bundle_key.key_id == second.key_id
    assert isinstance(read_bundle(by_second.content, roots, announced), KeyBundle)
    refused = read_bundle(by_third.content, roots, asleep)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.UNKNOWN_ISSUER


@pytest.mark.spec("D9")
async def test_a_retired_key_signs_no_more_and_what_it_signed_still_passes(world: World) -> None:
    member, phone = await resident_with_phone(world)
    old = signing((await published(world)).bundle, KeyUse.TOKEN, world)
    world.move_by(minutes=1)
    async with world.call() as call:
        await service.retire_key(call, old, "ends early")
    fresh = Phone(member, member.person_id)
    world.move_by(minutes=1)
    await fresh.renew()
    await publish(world)
    gate = FolderVerifier(world)
    gate.sync()

    assert signing((await published(world)).bundle, KeyUse.TOKEN, world) != old
    assert isinstance(gate.judge(phone.qr()), Judged)
    assert isinstance(gate.judge(fresh.qr()), Judged)


@pytest.mark.spec("D9")
async def test_a_revoked_key_opens_no_door_after_the_next_publication_and_never_comes_back(world: World) -> None:
    member, phone = await resident_with_phone(world)
    await publish(world)
    gate = FolderVerifier(world)
    gate.sync()
    old = signing((await published(world)).bundle, KeyUse.TOKEN, world)

    async with world.call() as call:
        await service.revoke_key(call, old, "leaked")
    fresh = Phone(member, member.person_id)
    await fresh.renew()
    world.move_by(minutes=5)
    await publish(world)
    gate.sync()

    assert isinstance(refused := gate.judge(phone.qr()), Refused)
    assert refused.reason is Refusal.REVOKED_KEY
    assert isinstance(gate.judge(fresh.qr()), Judged)
    async with world.call() as call:
        with pytest.raises(RefusedError) as again:
            await service.retire_key(call, old, "once more")
    assert again.value.code == "key_not_active"
    world.move_by(days=800)
    states = {key.key_id: key.state for key in (await published(world)).bundle.keys}
    assert states[old] is KeyState.REVOKED


async def test_a_revoked_status_key_is_replaced_and_gates_go_on(world: World) -> None:
    _, phone = await resident_with_phone(world)
    await publish(world)
    gate = FolderVerifier(world)
    gate.sync()

    async with world.call() as call:
        await service.revoke_key(call, signing(gate.keys, KeyUse.STATUS, world), "leaked")  # type: ignore[arg-type]  # synced
    world.move_by(hours=1)
    await publish(world)
    gate.known = None
    gate.sync()

    assert isinstance(gate.judge(phone.qr()), Judged)


async def test_two_changes_at_once_lose_neither(world: World) -> None:
    await published(world)

    async def rotate() -> PublicKey:
        async with world.call() as call:
            return (await service.rotate_key(call, KeyUse.STATUS, "at once")).public_key

    made = await asyncio.gather(rotate(), rotate())

    ids = {key.key_id for key in (await published(world)).bundle.keys}
    assert {key.key_id for key in made} <= ids


async def test_a_missing_private_half_is_a_refusal_in_words_and_showing_goes_on(world: World) -> None:
    member, phone = await resident_with_phone(world)
    signers = world.runtime.keys.signers
    assert isinstance(signers.driver, FileDriver)
    pems = list(signers.driver.folder.glob("issuer-*.pem"))
    for pem in pems:
        pem.rename(pem.with_suffix(".gone"))
    signers._known.clear()

    fresh = Phone(member, member.person_id)
    answer = await fresh.ask(fresh.request())

    assert (answer.status_code, answer.json()["code"]) == (503, "signing_key_missing")
    assert answer.headers["Retry-After"] == "60"
    assert phone.qr()
    for pem in pems:
        pem.with_suffix(".gone").rename(pem)
    assert (await fresh.ask(fresh.request())).status_code == 201


async def test_an_unknown_id_says_where_ids_are_found(world: World) -> None:
    async with world.call() as call:
        with pytest.raises(RefusedError, match="unknown_key") as caught:
            await service.revoke_key(call, b"\x00" * 4, "typed wrongly")

    assert caught.value.words.en == "No key has the id 00000000; see ankang keys list."
