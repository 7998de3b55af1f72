"""Signing in, sessions and their ends, over HTTP."""

from __future__ import annotations

import pytest

from support.application import World

pytestmark = pytest.mark.anyio


@pytest.mark.spec("A1", "A2")
async def test_a_registered_person_is_signed_in_and_signs_in_again_with_the_mobile(world: World) -> None:
    zhang = await world.register("张三丰")
    await zhang.client.delete("/identity/session")
    assert (await zhang.client.get("/identity/session")).json()["code"] == "not_signed_in"

    answer = await zhang.sign_in()

    assert answer.json()["masked_name"] == "张**"
    assert (await zhang.client.get("/identity/session")).json()["person_id"] == str(zhang.person_id)
