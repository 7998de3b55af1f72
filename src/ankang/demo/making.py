"""Makes the demonstration city: the accounts first, then neighbourhood after neighbourhood, each batch one transaction.

How far it has come stands in the database, so that a city whose making was interrupted is finished by the next start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from ankang.clinics import service as clinics
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.demo.city import SEED, Geography, Invented, neighbourhoods
from ankang.demo.geography import geography, sample_clinics
from ankang.demo.model import CITY_SETTING, is_unfinished
from ankang.demo.scenes import make_scenes
from ankang.demo.sites import Posts, open_posts, posts_from_json, posts_to_json
from ankang.demo.writing import at, write_people
from ankang.identity import service as identity
from ankang.notices import service as notices
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import AsyncConnection
from ankang.runtime.installation import find_setting, is_demonstration, mark_as_demonstration, put_setting
from ankang.runtime.outbox import Handler, take_news

_NEIGHBOURHOODS_A_BATCH = 20
# What the days of people without accounts left in the outbox: nobody reads it, and no code of theirs was given out.
_NEWS = ("colour_changed", "notice", "standing_changed")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the making of a city has come: `made` of `people`, and who is on duty where."""

    people: int
    seed: int
    made: int
    posts: Posts
    worker_id: PersonId

    def to_json(self) -> dict[str, Any]:
        """As it is kept in the database."""
        return {
            "people": self.people,
            "seed": self.seed,
            "made": self.made,
            "posts": posts_to_json(self.posts),
            "worker_id": str(self.worker_id),
        }

    @staticmethod
    def from_json(kept: dict[str, Any]) -> Progress:
        """What `to_json` wrote."""
        posts = posts_from_json(kept["posts"])
        return Progress(kept["people"], kept["seed"], kept["made"], posts, PersonId(UUID(kept["worker_id"])))


async def make_city(runtime: Runtime, people: int, progress: Callable[[int], None], seed: int = SEED) -> None:
    """Make the city in a database that holds nobody, and mark it; RefusedError otherwise.

    In a demonstration whose making was interrupted, finish it, in the size and with the seed it was begun with.
    """
    towns = geography()
    async with runtime.engine.begin() as connection:
        state = await _begin(_call(runtime, connection), notices.handlers(runtime), people, seed, towns)
    progress(state.made)
    for batch in _batches(towns, state):
        async with runtime.engine.begin() as connection:
            call = _call(runtime, connection)
            await write_people(call, batch, state.seed, state.posts, state.worker_id)
            await take_news(connection, _NEWS)
            state = Progress(state.people, state.seed, state.made + len(batch), state.posts, state.worker_id)
            await put_setting(connection, CITY_SETTING, state.to_json())
        progress(len(batch))


async def _begin(call: Call, handlers: Mapping[str, Handler], people: int, seed: int, towns: Geography) -> Progress:
    kept = await find_setting(call.connection, CITY_SETTING)
    if is_unfinished(kept):
        return Progress.from_json(kept)
    if await is_demonstration(call.connection) or not await identity.holds_nobody(call.connection):
        raise RefusedError(
            RefusalKind.CONFLICT,
            "database_not_empty",
            Words(
                "这个数据库里已经有人，演示城市只能放进空的数据库；请用 ANKANG_DATA 指定另一个文件夹。",
                "This database holds people; a demonstration needs an empty one. Name another folder with ANKANG_DATA.",
            ),
        )
    await mark_as_demonstration(call.connection)
    posts = await open_posts(at(call, 40, 6), sorted({town.city_code for town in towns.values()}))
    await clinics.import_directory(call, sample_clinics())
    worker_id = await make_scenes(call, handlers)
    state = Progress(people, seed, 0, posts, worker_id)
    await put_setting(call.connection, CITY_SETTING, state.to_json())
    return state


def _batches(towns: Geography, state: Progress) -> Iterator[list[Invented]]:
    """The people who are still missing, whole neighbourhoods at a time."""
    begun = 0
    every = neighbourhoods(towns, state.seed)
    while begun < state.people:
        batch = [person for neighbours in islice(every, _NEIGHBOURHOODS_A_BATCH) for person in neighbours]
        batch = batch[: state.people - begun]
        begun += len(batch)
        if begun > state.made:
            yield batch


def _call(runtime: Runtime, connection: AsyncConnection) -> Call:
    return Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
