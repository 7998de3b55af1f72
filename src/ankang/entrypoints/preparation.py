"""Makes a database ready before anything serves from it."""

from __future__ import annotations

from typing import Literal

import click

from ankang.demo import service as demo
from ankang.entrypoints.cli.opening import run_with
from ankang.identity.service import holds_nobody
from ankang.runtime.config import Config
from ankang.runtime.context import Runtime
from ankang.runtime.installation import is_demonstration
from ankang.runtime.key_check import check_keys
from ankang.runtime.migrate import upgrade

Kind = Literal["demonstration", "installation"]


def prepare_database(settings: Config, demonstration_people: int | None) -> Kind:
    """Migrate; with `demonstration_people`, load a demonstration city unless one is there already."""
    if settings.database_url is None:
        raise ValueError("expected the address of a database")
    upgrade(settings.database_url)
    return run_with(settings, lambda runtime: _kind(runtime, demonstration_people))


async def _kind(runtime: Runtime, demonstration_people: int | None) -> Kind:
    async with runtime.engine.begin() as connection:
        await check_keys(connection, runtime.keys.cipher, runtime.config)
    async with runtime.engine.connect() as connection:
        made = await is_demonstration(connection)
        empty = not made and await holds_nobody(connection)
    if not made and demonstration_people is not None and empty:
        with click.progressbar(length=demonstration_people, label="演示城市 · demonstration city") as bar:
            await demo.make_city(runtime, demonstration_people, bar.update)
        made = True
    return "demonstration" if made else "installation"
