"""Makes a database ready before anything serves from it."""

from __future__ import annotations

from typing import Literal

from ankang.demo import service as demo
from ankang.entrypoints.cli.opening import run_with
from ankang.entrypoints.cli.progress import Bar
from ankang.runtime.config import Config
from ankang.runtime.context import Runtime
from ankang.runtime.installation import check_demonstration_stays_here, is_demonstration
from ankang.runtime.key_check import check_keys
from ankang.runtime.migrate import upgrade

Kind = Literal["demonstration", "installation"]


def prepare_database(settings: Config, demonstration_people: int | None) -> Kind:
    """Migrate; with `demonstration_people`, load a demonstration city unless one is there already.

    Refused: a demonstration that others could reach, and one in a database that holds somebody.
    """
    if settings.database_url is None:
        raise ValueError("expected the address of a database")
    if demonstration_people is not None:
        check_demonstration_stays_here(settings)
    upgrade(settings.database_url)
    return run_with(settings, lambda runtime: _kind(runtime, demonstration_people))


async def _kind(runtime: Runtime, demonstration_people: int | None) -> Kind:
    async with runtime.engine.begin() as connection:
        await check_keys(connection, runtime.keys.cipher, runtime.config)
    async with runtime.engine.connect() as connection:
        is_here = await is_demonstration(connection)
    if is_here:
        check_demonstration_stays_here(runtime.config)
    if demonstration_people is None or (is_here and not await demo.is_unfinished(runtime)):
        return "demonstration" if is_here else "installation"
    with Bar("演示城市 · demonstration city", demonstration_people) as bar:
        await demo.make_city(runtime, demonstration_people, bar.add)
    return "demonstration"
