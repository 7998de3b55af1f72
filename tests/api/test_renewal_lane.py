"""Renewals of one moment share a transaction and are each what they would be alone."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, text

from ankang.codes.tables import phone_keys
from support.application import World
from support.phones import Phone, base64url, resident_with_phone

pytestmark = pytest.mark.anyio


@pytest.mark.spec("C2", "L2")
async def test_renewals_of_one_moment_share_a_commit(world: World) -> None:
    phones = [(await resident_with_phone(world, name=f"居民{n}"))[1] for n in range(5)]
    world.move_by(minutes=1)

    await asyncio.gather(*(phone.renew() for phone in phones))

    async with world.call() as call:
        rows = (
            await call.connection.execute(
                select(phone_keys.c.person_id, text("CAST(CAST(xmin AS text) AS bigint)")).where(
                    phone_keys.c.replaced_at.is_(None)
                )
            )
        ).all()
    assert {row[0] for row in rows} == {phone.person_id for phone in phones}
    assert len(rows) == 5
    # One commit where they come at once; two where this machine was busy in between.
    assert len({row[1] for row in rows}) < 5
    assert {phone.claims.issued_at for phone in phones} == {world.clock.now()}


@pytest.mark.spec("C2", "B5")
async def test_bad_renewals_spoil_nobodys_token(world: World) -> None:
    """A used request, one that nobody can read, somebody else's code and no session, beside two good renewals."""
    phones = [(await resident_with_phone(world, name=f"居民{n}"))[1] for n in range(4)]
    used = phones[2].request()
    assert (await phones[2].ask(used)).status_code == 201
    stranger = Phone(phones[0].member, phones[3].person_id)

    answers = await asyncio.gather(
        phones[0].ask(phones[0].request()),
        phones[1].ask(phones[1].request()),
        phones[2].ask(used),
        phones[3].ask(base64url(b"no request")),
        stranger.ask(stranger.request()),
        world.guest().post(f"/codes/{phones[0].person_id}/tokens", json={"request": phones[0].request()}),
    )

    assert [answer.status_code for answer in answers] == [201, 201, 409, 422, 404, 401]
    assert answers[2].json()["code"] == "replayed_request"
    assert {answer.json()["colour"] for answer in answers[:2]} == {"green"}


@pytest.mark.spec("C2")
async def test_two_renewals_of_one_holder_in_one_moment_leave_one_phone_active(world: World) -> None:
    member, phone = await resident_with_phone(world)
    other = Phone(member, member.person_id)

    await asyncio.gather(phone.renew(), other.renew())

    async with world.call() as call:
        active = await call.connection.execute(select(phone_keys).where(phone_keys.c.replaced_at.is_(None)))
        assert len(active.all()) == 1
