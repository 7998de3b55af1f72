"""What a staff phone gets so that it can work while the centre is away (SPEC D9, M1)."""

from __future__ import annotations

import pytest

from support.application import World
from support.gates import open_gate

pytestmark = pytest.mark.anyio


@pytest.mark.spec("D9", "M1")
async def test_the_secret_of_a_queue_is_the_same_at_each_sign_in_and_of_one_account_alone(world: World) -> None:
    gate, other = await open_gate(world), await open_gate(world, name="另一处")

    first = await gate.staff.get("/checkpoints/queue-key")
    again = await gate.staff.get("/checkpoints/queue-key")
    others = await other.staff.get("/checkpoints/queue-key")

    assert [answer.status_code for answer in (first, again, others)] == [200, 200, 200]
    assert len(bytes.fromhex(first.json()["secret"])) == 32
    assert first.json() == again.json()
    assert first.json() != others.json()


@pytest.mark.spec("D9", "M1")
async def test_the_secret_of_a_queue_is_given_to_staff_alone_and_kept_by_no_cache(world: World) -> None:
    gate, resident = await open_gate(world), await world.register("张三")

    refused = await resident.get("/checkpoints/queue-key")
    given = await gate.staff.get("/checkpoints/queue-key")

    assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")
    assert "no-store" in given.headers["cache-control"]


@pytest.mark.spec("D9", "P9")
async def test_a_phone_on_duty_knows_from_which_reading_and_after_how_long_to_measure_again(world: World) -> None:
    gate = await open_gate(world)

    duty = (await gate.staff.get("/checkpoints/duty")).json()

    assert duty["readings"] == {"abnormal_celsius": 37.3, "second_after_minutes": 5}
