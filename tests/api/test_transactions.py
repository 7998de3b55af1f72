"""One request is one transaction: an answer leaves after its commit, and whoever fails leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, text
from starlette.types import Message, Receive, Scope, Send

from ankang.assessments import service as assessments
from ankang.assessments.tables import facts, standings
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.facts import Source, Symptom, SymptomReport
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.runtime.context import Call
from ankang.runtime.database import engine_for
from ankang.runtime.edge import CurrentCall, router
from ankang.runtime.outbox import publish
from support.application import START, World
from support.problems import problem_of
from support.written import written

pytestmark = pytest.mark.anyio

RECOVERING = "The system is recovering; please try again in a few seconds."


async def write_much(call: Call) -> None:
    """Facts, a standing, a change of colour, places and news, as a use case writes them."""
    person_id = PersonId(uuid4())
    content = SymptomReport(START.date(), frozenset({Symptom.FEVER}))
    fact = assessments.new_fact(call, person_id, Source.DECLARED, "trial", content)
    await assessments.record(call, person_id, [fact], None)
    await publish(call.connection, "trial", {}, call.now)


@dataclass
class Trial:
    """Routes that write much and then end in some way, and whether their handlers came to their end."""

    world: World
    ended: list[str] = field(default_factory=list)

    async def post(self, path: str) -> httpx.Response:
        return await self.world.guest().post(f"/trial/{path}")

    async def rows(self) -> tuple[int, int]:
        async with self.world.runtime.engine.connect() as connection:
            counts = [await connection.scalar(select(func.count()).select_from(table)) for table in (facts, standings)]
        return counts[0] or 0, counts[1] or 0


@pytest.fixture
async def trial(world: World) -> Trial:
    async with world.runtime.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE promised (word text UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    trial, routes = Trial(world), router("/trial", "trial")

    @routes.post("/works", status_code=201)
    async def works(call: CurrentCall) -> None:
        await write_much(call)

    @routes.post("/fails")
    async def fails(call: CurrentCall) -> None:
        await write_much(call)
        raise RuntimeError("after everything was written")

    @routes.post("/refuses/{keeps}")
    async def refuses(call: CurrentCall, *, keeps: bool) -> None:
        await write_much(call)
        words = Words("不行。", "No.")
        raise RefusedError(RefusalKind.CONFLICT, "trial_refused", words, keeps_writes=keeps)

    @routes.post("/breaks-its-promise", status_code=201)
    async def breaks_its_promise(call: CurrentCall) -> dict[str, str]:
        await write_much(call)
        await call.connection.execute(text("INSERT INTO promised VALUES ('once'), ('once')"))
        trial.ended.append("breaks-its-promise")
        return {"saved": "yes"}

    @routes.post("/loses-its-connection", status_code=201)
    async def loses_its_connection(call: CurrentCall) -> dict[str, str]:
        await write_much(call)
        await kill(world, await call.connection.scalar(text("SELECT pg_backend_pid()")))
        trial.ended.append("loses-its-connection")
        return {"saved": "yes"}

    world.app.include_router(routes)
    return trial


async def kill(world: World, backend: int | None) -> None:
    """End a backend of this database and wait until it is gone."""
    async with world.runtime.engine.connect() as connection:
        await connection.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": backend})


async def test_a_handler_that_fails_leaves_nothing_behind(trial: Trial) -> None:
    before = await written(trial.world)

    answer = await trial.post("fails")

    assert problem_of(answer).told == (500, "internal_error")
    assert await written(trial.world) == before


@pytest.mark.parametrize(("keeps", "rows"), [(False, (0, 0)), (True, (1, 1))])
async def test_a_refusal_leaves_nothing_unless_it_says_that_what_was_written_stays(
    trial: Trial, keeps: bool, rows: tuple[int, int]
) -> None:
    answer = await trial.post(f"refuses/{keeps}")

    assert problem_of(answer).told == (409, "trial_refused")
    assert await trial.rows() == rows


async def test_a_commit_that_fails_is_no_success_although_the_handler_had_answered(trial: Trial) -> None:
    before = await written(trial.world)

    answer = await trial.post("breaks-its-promise")

    assert trial.ended == ["breaks-its-promise"]
    assert problem_of(answer).told == (500, "internal_error")
    assert await written(trial.world) == before


async def test_a_connection_lost_before_the_commit_is_told_and_the_next_request_works(trial: Trial) -> None:
    before = await written(trial.world)

    answer = await trial.post("loses-its-connection")

    problem = problem_of(answer)
    assert trial.ended == ["loses-its-connection"]
    assert (problem.told, problem.en) == ((503, "database_away"), RECOVERING)
    assert answer.headers["retry-after"] == "5"
    assert await written(trial.world) == before
    assert (await trial.post("works")).status_code == 201
    assert await trial.rows() == (1, 1)


async def test_an_answer_leaves_when_others_can_see_what_it_says(trial: Trial) -> None:
    seen: list[tuple[int, int]] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def look_first(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.append(await trial.rows())
            await send(message)

        await trial.world.app(scope, receive, look_first)

    transport = httpx.ASGITransport(watched)
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api/v1") as client:
        answer = await client.post("/trial/works")

    assert answer.status_code == 201
    assert seen == [(1, 1)]


async def test_whoever_comes_while_no_database_answers_is_asked_to_come_again(trial: Trial) -> None:
    nowhere = engine_for("postgresql+asyncpg://ankang@127.0.0.1:1/ankang")
    trial.world.app.state.runtime = replace(trial.world.runtime, engine=nowhere)

    answer = await trial.post("works")

    problem = problem_of(answer)
    assert (problem.told, problem.en) == ((503, "database_away"), RECOVERING)
    await nowhere.dispose()
