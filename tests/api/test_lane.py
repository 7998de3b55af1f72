"""Requests of one moment share a transaction; none spoils another, none is lost, and no more wait than may (L2, L3)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.clock import SystemClock
from ankang.runtime.config import Config
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import engine_for
from ankang.runtime.keys import open_keys
from ankang.runtime.lane import ALONE, Alone, LaneKind, Lanes

pytestmark = pytest.mark.anyio


@pytest.fixture
async def runtime(empty_database_url: str, tmp_path: Path) -> AsyncIterator[Runtime]:
    engine = engine_for(empty_database_url, pool_size=2)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE written (word text PRIMARY KEY)"))
    yield Runtime(Config(data=tmp_path, web=tmp_path), SystemClock(), open_keys(tmp_path / "keys"), engine)
    await engine.dispose()


async def transactions(runtime: Runtime) -> dict[str, int]:
    """The transaction that wrote each word."""
    async with runtime.engine.connect() as connection:
        rows = await connection.execute(text("SELECT word, CAST(CAST(xmin AS text) AS bigint) FROM written"))
        return {row[0]: row[1] for row in rows}


async def write(call: Call, word: str) -> str:
    if word == "refused":
        raise RefusedError(RefusalKind.INVALID, "no_such_word", Words("没有这个词", "no such word"))
    await call.connection.execute(text("INSERT INTO written VALUES (:word)"), {"word": word})
    return word.upper()


async def write_all(call: Call, words: Sequence[str]) -> list[str | RefusedError | Alone]:
    return [ALONE if word in ("refused", "odd") else await write(call, word) for word in words]


WORDS = LaneKind[str, str]("words", write_all, write)


async def test_requests_of_one_moment_are_written_in_one_transaction(runtime: Runtime) -> None:
    lanes = Lanes(runtime)

    answers = await asyncio.gather(*(lanes.do(WORDS, f"word {n}") for n in range(40)))

    assert answers == [f"WORD {n}" for n in range(40)]
    written = await transactions(runtime)
    assert len(written) == 40
    assert len(set(written.values())) == 1
    await lanes.close()


async def test_what_is_not_plain_is_done_alone_and_refused_alone(runtime: Runtime) -> None:
    lanes = Lanes(runtime)

    answers = await asyncio.gather(
        *(lanes.do(WORDS, word) for word in ("one", "odd", "refused", "two")), return_exceptions=True
    )

    assert (answers[0], answers[1], answers[3]) == ("ONE", "ODD", "TWO")
    assert isinstance(answers[2], RefusedError)
    assert answers[2].code == "no_such_word"
    written = await transactions(runtime)
    assert written["one"] == written["two"] != written["odd"]
    await lanes.close()


async def test_a_bad_row_spoils_no_other(runtime: Runtime) -> None:
    """The same word twice breaks the batch; each is then written by itself, and one of the two hears of it."""
    lanes = Lanes(runtime)

    answers = await asyncio.gather(
        *(lanes.do(WORDS, word) for word in ("one", "two", "two", "three")), return_exceptions=True
    )

    assert [answer for answer in answers if isinstance(answer, str)] == ["ONE", "TWO", "THREE"]
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    written = await transactions(runtime)
    assert sorted(written) == ["one", "three", "two"]
    assert len(set(written.values())) == 3
    await lanes.close()


@pytest.mark.spec("L3", "L7")
async def test_a_full_lane_refuses_at_once_and_says_when_to_come_again(runtime: Runtime) -> None:
    """The table is locked, as by a slow database: four may wait, the fifth is told so before anything is written."""
    narrow = LaneKind[str, str]("narrow", write_all, write, most_waiting=4, patience_seconds=30)
    lanes = Lanes(runtime)
    async with runtime.engine.begin() as blocker:
        await blocker.execute(text("LOCK TABLE written"))
        waiting = [asyncio.create_task(lanes.do(narrow, f"word {n}")) for n in range(4)]
        await asyncio.sleep(0)

        with pytest.raises(RefusedError) as refusal:
            await lanes.do(narrow, "too many")

    assert (refusal.value.code, refusal.value.kind) == ("overloaded", RefusalKind.UNAVAILABLE)
    assert refusal.value.retry_after_seconds
    assert await asyncio.gather(*waiting) == [f"WORD {n}" for n in range(4)]
    assert "too many" not in await transactions(runtime)
    await lanes.close()


@pytest.mark.spec("L3")
async def test_a_database_that_does_not_answer_ends_in_a_refusal_and_writes_nothing(runtime: Runtime) -> None:
    impatient = LaneKind[str, str]("impatient", write_all, write, patience_seconds=0.2)
    lanes = Lanes(runtime)
    async with runtime.engine.begin() as blocker:
        await blocker.execute(text("LOCK TABLE written"))

        answers = await asyncio.gather(*(lanes.do(impatient, f"word {n}") for n in range(9)), return_exceptions=True)

    assert [getattr(answer, "code", answer) for answer in answers] == ["overloaded"] * 9
    assert await transactions(runtime) == {}
    assert await lanes.do(impatient, "afterwards") == "AFTERWARDS"
    await lanes.close()


async def test_closing_waits_until_everybody_has_an_answer(runtime: Runtime) -> None:
    lanes = Lanes(runtime)
    asked = [asyncio.create_task(lanes.do(WORDS, f"word {n}")) for n in range(5)]
    await asyncio.sleep(0)

    await lanes.close()

    assert [task.result() for task in asked] == [f"WORD {n}" for n in range(5)]
    assert len(await transactions(runtime)) == 5
