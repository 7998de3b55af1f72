"""A pack decides from its instant: everybody of its division is assessed anew, and the past keeps its own pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ankang.assessments import service as assessments
from ankang.assessments.tables import colour_changes
from ankang.core.colours import Colour
from ankang.core.errors import RefusedError
from ankang.core.facts import Exposure, Neighbour, Source
from ankang.core.ids import PersonId
from ankang.policies import service as policies
from support.application import START, World
from support.ledger import at, enrolled, person, record

pytestmark = pytest.mark.anyio

FROM = at(date(2022, 7, 11), 0)


def pack(version: str = "1") -> Mapping[str, str]:
    """A pack of Hefei, from 11 July on, that knows no neighbours."""
    text = f"""
        id = "hefei-2022"
        version = "{version}"
        effective_at = 2022-07-11T00:00:00+08:00
        lays_over = "anhui-2020"
        title = {{ zh = "合肥市规则", en = "Rules of Hefei" }}
        drops = ["neighbour"]
    """
    return {"pack.toml": text}


async def neighbour(world: World, city_code: str) -> PersonId:
    """Somebody who is yellow as the neighbour of a case, enrolled in a city."""
    found = person()
    async with world.call() as call:
        await enrolled(call, found, city_code)
        shared = Neighbour(Exposure.OFFICE, date(2022, 7, 8))
        assert (await record(call, found, shared, source=Source.OFFICER)).colour is Colour.YELLOW
    return found


async def colour_of(world: World, person_id: PersonId) -> Colour:
    """What stands about somebody after the jobs ran."""
    await world.run_jobs()
    async with world.call() as call:
        standing = await assessments.find_standing(call, person_id)
    assert standing is not None
    return standing.colour


@pytest.mark.spec("P16", "C12", "B9")
async def test_a_pack_changes_colours_from_its_instant_and_only_in_its_city(world: World) -> None:
    here, elsewhere = await neighbour(world, "3401"), await neighbour(world, "3413")
    async with world.call() as call:
        await policies.install_policy(call, "3401", pack())

    world.move_to(FROM - timedelta(seconds=1))
    assert await colour_of(world, here) is Colour.YELLOW

    world.move_to(FROM)
    assert await colour_of(world, here) is Colour.GREEN
    assert await colour_of(world, elsewhere) is Colour.YELLOW
    async with world.call() as call:
        (last, *_) = (
            await call.connection.execute(
                select(colour_changes)
                .where(colour_changes.c.person_id == here)
                .order_by(colour_changes.c.ledger_version.desc())
            )
        ).all()
    assert (last.from_colour, last.to_colour, last.policy_id) == ("yellow", "green", "hefei-2022")


@pytest.mark.spec("P16")
async def test_a_day_before_the_instant_is_still_judged_by_the_pack_of_that_day(world: World) -> None:
    async with world.call() as call:
        await policies.install_policy(call, "3401", pack())
    world.move_to(FROM + timedelta(days=30))

    async with world.call() as call:
        then = await policies.policy_in_force(call, "3401", START)
        now = await policies.policy_in_force(call, "3401", world.clock.now())

    assert (then.policy_id, now.policy_id) == ("anhui-2020", "hefei-2022")
    assert "neighbour" in {rule.name for rule in then.rules} - {rule.name for rule in now.rules}


@pytest.mark.spec("C12")
async def test_a_version_that_was_installed_cannot_be_changed(world: World) -> None:
    async with world.call() as call:
        await policies.install_policy(call, "3401", pack())

        with pytest.raises(RefusedError, match="policy_version_exists"):
            await policies.install_policy(call, "3401", pack())

        await policies.install_policy(call, "3401", pack(version="2"))
