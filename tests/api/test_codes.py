"""Tokens over HTTP: who gets one, in which colour, for which phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ankang.codes import service
from ankang.codes.model import CodeState, EndReason
from ankang.codes.tables import code_numbers, enrolments, phone_keys
from ankang.core.colours import Colour
from ankang.core.credential.key_bundle import KeyBundle, KeyUse, read_bundle
from ankang.core.credential.verify import Verified, verify
from ankang.core.facts import Case, Source, Symptom, SymptomReport
from support.application import World
from support.phones import Phone, add_facts, days_ago, give_code, resident_with_phone

pytestmark = pytest.mark.anyio


@pytest.mark.spec("D1", "D2", "B2")
async def test_the_token_of_a_proved_phone_carries_the_present_colour_and_verifies(world: World) -> None:
    zhang, phone = await resident_with_phone(world, name="张三丰")

    body = await phone.renew()

    assert (body["colour"], body["masked_name"]) == ("green", "张**")
    assert body["document_tail"] == zhang.document_number[-3:]
    assert (body["city_code"], body["city_name"]) == ("3401", "合肥市")
    async with world.call() as call:
        published = await service.publish_keys(call)
    verdict = verify(phone.qr(), published.bundle, world.clock.now())
    assert isinstance(verdict, Verified)
    assert (verdict.colour, verdict.name) == (Colour.GREEN, "张**")


@pytest.mark.spec("D1", "C10")
async def test_a_renewal_follows_the_colour(world: World) -> None:
    zhang, phone = await resident_with_phone(world)
    await add_facts(world, zhang, SymptomReport(days_ago(world, 0), frozenset({Symptom.FEVER})), source=Source.DECLARED)

    body = await phone.renew()

    assert body["colour"] == "yellow"
    assert phone.claims.colour is Colour.YELLOW


@pytest.mark.spec("P14")
async def test_somebody_without_a_code_gets_no_token(world: World) -> None:
    zhang = await world.register("张三")
    phone = Phone(zhang, zhang.person_id)

    answer = await phone.ask(phone.request())

    assert answer.status_code == 409
    assert answer.json()["code"] == "no_code"
    assert answer.json()["words"] == {
        "zh": "未申领。请先申领安康码。",
        "en": "No code yet. Please apply for one first.",
    }
    async with world.call() as call:
        assert (await call.connection.execute(select(phone_keys))).all() == []


@pytest.mark.spec("B5", "D8", "M2")
async def test_nobody_gets_a_token_for_a_stranger(world: World) -> None:
    zhang, _ = await resident_with_phone(world)
    li = await world.register("李四")
    phone = Phone(li, zhang.person_id)

    answer = await phone.ask(phone.request())

    assert answer.status_code == 404
    assert answer.json()["words"]["en"] == "There is no record here that you may see."
    assert (await li.post(f"/codes/{zhang.person_id}/kill", json={"reason": "lost_phone"})).status_code == 404
    assert (await li.get(f"/codes/{zhang.person_id}/phones")).status_code == 404


async def test_a_request_two_minutes_old_is_taken_and_an_older_one_refused(world: World) -> None:
    _, phone = await resident_with_phone(world)
    taken, refused = phone.request(), phone.request()

    world.move_by(seconds=120)
    first = await phone.ask(taken)
    world.move_by(seconds=1)
    second = await phone.ask(refused)

    assert first.status_code == 201
    assert second.status_code == 422
    assert second.json()["code"] == "stale_request"
    assert second.json()["words"]["en"] == (
        "The renewal request's time is too far from the server's. Check your phone's clock and try again."
    )


async def test_the_same_request_gets_one_token_only(world: World) -> None:
    _, phone = await resident_with_phone(world)
    request = phone.request()
    assert (await phone.ask(request)).status_code == 201

    again = await phone.ask(request)

    assert again.status_code == 409
    assert again.json()["code"] == "replayed_request"
    assert "used before" in again.json()["words"]["en"]


@pytest.mark.parametrize("text", ["", "AAAA", "不是", "!!!!", "a" * 1024])
async def test_an_unreadable_request_is_refused_in_words(world: World, text: str) -> None:
    _, phone = await resident_with_phone(world)

    answer = await phone.ask(text)

    assert answer.status_code == 422
    assert answer.json()["code"] in ("malformed", "too_long")
    assert answer.json()["words"]["zh"]


@pytest.mark.spec("D7")
async def test_a_killed_code_is_dead_at_once_and_the_next_token_has_a_new_name(world: World) -> None:
    zhang, phone = await resident_with_phone(world)
    old = phone.claims.code_name

    answer = await zhang.post(f"/codes/{zhang.person_id}/kill", json={"reason": "lost_phone"})
    await phone.renew()

    assert answer.status_code == 204
    new = phone.claims.code_name
    assert new != old
    async with world.call() as call:
        assert (await service.standing(call, old.list_id, old.index)).state is CodeState.DEAD
        live = await service.standing(call, new.list_id, new.index)
        assert (live.state, live.person_id, live.colour) == (CodeState.LIVE, zhang.person_id, Colour.GREEN)
        rows = (await call.connection.execute(select(enrolments).order_by(enrolments.c.number))).all()
    assert [(row.number, row.end_reason) for row in rows] == [(0, "lost_phone"), (1, None)]


async def test_a_name_that_was_never_given_out_is_unknown(world: World) -> None:
    _, phone = await resident_with_phone(world)
    name = phone.claims.code_name

    async with world.call() as call:
        others = [
            await service.standing(call, name.list_id, (name.index + 1) % 2**20),
            await service.standing(call, name.list_id + 4096, name.index),
            await service.standing(call, name.list_id - 4096, name.index),
            await service.standing(call, 2**40, 0),
        ]

    assert {(item.state, item.person_id, item.colour) for item in others} == {(CodeState.UNKNOWN, None, Colour.GREY)}


async def test_a_name_is_known_for_four_days(world: World) -> None:
    _, phone = await resident_with_phone(world)
    name = phone.claims.code_name

    world.move_by(days=3)
    async with world.call() as call:
        assert (await service.standing(call, name.list_id, name.index)).state is CodeState.LIVE
    world.move_by(days=1)
    async with world.call() as call:
        assert (await service.standing(call, name.list_id, name.index)).state is CodeState.UNKNOWN


@pytest.mark.spec("C10")
async def test_the_standing_tells_the_present_colour_and_not_that_of_the_token(world: World) -> None:
    zhang, phone = await resident_with_phone(world)
    name = phone.claims.code_name

    await add_facts(world, zhang, Case(days_ago(world, 0)))

    async with world.call() as call:
        assert (await service.standing(call, name.list_id, name.index)).colour is Colour.RED


async def test_enrolling_twice_in_a_city_keeps_the_number(world: World) -> None:
    zhang, _ = await resident_with_phone(world)

    await give_code(world, zhang)

    async with world.call() as call:
        assert len((await call.connection.execute(select(code_numbers))).all()) == 1


async def test_one_phone_of_the_holder_is_active(world: World) -> None:
    zhang, phone = await resident_with_phone(world)
    world.move_by(minutes=1)
    latest = await phone.renew()

    phones = (await zhang.get(f"/codes/{zhang.person_id}/phones")).json()

    assert phones == [
        {
            "shower_masked_name": "张*",
            "is_holder": True,
            "issued_at": latest["issued_at"],
            "expires_at": latest["expires_at"],
        }
    ]
    async with world.call() as call:
        assert len((await call.connection.execute(select(phone_keys))).all()) == 2


@pytest.mark.spec("A1")
async def test_a_proof_of_identity_kills_the_codes_of_whoever_held_them_before(world: World) -> None:
    zhang, phone = await resident_with_phone(world)
    name = phone.claims.code_name
    async with world.call() as call:
        payload = {"person_id": str(zhang.person_id)}
        await service.handlers(world.runtime)["identity_proved"](call.connection, payload, call.now)

    async with world.call() as call:
        assert (await service.standing(call, name.list_id, name.index)).state is CodeState.DEAD
        reasons = (await call.connection.execute(select(enrolments.c.end_reason))).scalars().all()
    assert set(reasons) == {EndReason.IDENTITY_PROVED.value, None}


async def test_the_key_bundle_is_public_signed_and_stays_the_same(world: World) -> None:
    guest = world.guest()
    first = (await guest.get("/codes/keys")).json()
    world.move_by(days=21)
    second = (await guest.get("/codes/keys")).json()

    assert (first["sequence"], second["sequence"]) == (1, 1)
    assert first["bundle"] == second["bundle"]
    async with world.call() as call:
        published = await service.publish_keys(call)
        root = call.keys.signers.of(KeyUse.BUNDLE)[0].public_key
    read = read_bundle(published.content, (root,))
    assert isinstance(read, KeyBundle)
    assert set(read.keys) == set(published.bundle.keys)  # their order is that of the key ids, which are random


async def test_the_next_token_key_is_published_a_week_before_it_signs(world: World) -> None:
    _, phone = await resident_with_phone(world)
    world.move_by(days=22)
    async with world.call() as call:
        week_old = (await service.publish_keys(call)).bundle
    first = week_old.signing_key(KeyUse.TOKEN, world.clock.now())

    world.move_by(days=7)
    await phone.renew()

    second = week_old.signing_key(KeyUse.TOKEN, world.clock.now())
    assert first is not None
    assert second is not None
    assert first.key_id != second.key_id
    assert first.not_after - first.not_before == timedelta(days=30)
    assert second.not_before < first.not_after
    assert isinstance(verify(phone.qr(), week_old, world.clock.now()), Verified)
