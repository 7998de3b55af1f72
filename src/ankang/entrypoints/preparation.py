"""Makes a database ready before anything serves from it."""

from __future__ import annotations

from typing import Literal

from ankang.demo.model import CITY_SETTING, is_unfinished
from ankang.entrypoints.cli.progress import Bar
from ankang.entrypoints.cli.running import run_with
from ankang.entrypoints.here_only import check_demonstration_stays_here
from ankang.runtime.config import Config
from ankang.runtime.context import Runtime
from ankang.runtime.installation import find_setting, is_demonstration
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
    async with runtime.engine.connect() as connection:
        is_here = await is_demonstration(connection)
        unfinished = is_unfinished(await find_setting(connection, CITY_SETTING))
    if is_here:
        check_demonstration_stays_here(runtime.config)
    if demonstration_people is None or (is_here and not unfinished):
        return "demonstration" if is_here else "installation"
    from ankang.demo import service as demo  # noqa: PLC0415  (loads the whole product; most starts need nothing of it)

    with Bar("演示城市 · demonstration city", demonstration_people) as bar:
        await demo.make_city(runtime, demonstration_people, bar.add)
    return "demonstration"
