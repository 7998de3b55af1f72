"""What belongs to a demonstration exists in one only: its people, its accounts, its text messages, its banner."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from ankang.core.errors import RefusedError
from ankang.demo.city import document_number
from ankang.entrypoints.cli import ankang
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.identity.tables import people
from ankang.runtime.context import Runtime
from ankang.runtime.database import engine_for
from ankang.runtime.installation import is_demonstration, mark_as_demonstration
from support.application import World, application

SOMEBODY = "34010219900517001"


@pytest.fixture
def command_line(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line on a migrated database that holds nobody."""
    monkeypatch.setenv("ANKANG_DATABASE_URL", database_url.replace("postgresql+asyncpg", "postgresql"))
    monkeypatch.setenv("ANKANG_DATA", str(tmp_path / "data"))
    return CliRunner()


def refusal_of(command_line: CliRunner, *arguments: str) -> RefusedError:
    result = command_line.invoke(ankang, list(arguments))
    assert isinstance(result.exception, RefusedError), result.output
    return result.exception


async def count_people(url: str) -> int:
    engine = engine_for(url, 1)
    async with engine.connect() as connection:
        counted = (await connection.execute(select(func.count()).select_from(people))).scalar_one()
    await engine.dispose()
    return counted


async def is_marked(url: str) -> bool:
    engine = engine_for(url, 1)
    async with engine.connect() as connection:
        marked = await is_demonstration(connection)
    await engine.dispose()
    return marked


def seen_from(world: World, host: str) -> httpx.AsyncClient:
    """The same installation, served on another address."""
    runtime = Runtime(replace(world.runtime.config, host=host), world.clock, world.runtime.keys, world.runtime.engine)
    transport = httpx.ASGITransport(application(runtime))
    return httpx.AsyncClient(transport=transport, base_url="http://test/api/v1")


@pytest.mark.parametrize("command", [("run", "--demonstration"), ("prepare", "--people", "100")])
def test_a_demonstration_that_others_could_reach_is_not_started_and_nothing_is_written(
    command_line: CliRunner, database_url: str, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ANKANG_HOST", "0.0.0.0")  # noqa: S104  (the address that must be refused)

    refused = refusal_of(command_line, *command)

    assert refused.code == "demonstration_not_public"
    assert "127.0.0.1" in refused.words.zh
    assert "A demonstration is served on 127.0.0.1 only, got '0.0.0.0'" in refused.words.en
    assert not asyncio.run(is_marked(database_url))


def test_a_demonstration_database_is_not_served_to_others_either(
    command_line: CliRunner, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def mark() -> None:
        engine = engine_for(database_url, 1)
        async with engine.begin() as connection:
            await mark_as_demonstration(connection)
        await engine.dispose()

    asyncio.run(mark())
    monkeypatch.setenv("ANKANG_HOST", "192.0.2.7")

    assert refusal_of(command_line, "prepare").code == "demonstration_not_public"


@pytest.mark.parametrize("command", [("demo", "--people", "100"), ("prepare", "--people", "100")])
def test_a_database_that_holds_somebody_never_becomes_a_demonstration(
    command_line: CliRunner, database_url: str, command: tuple[str, ...]
) -> None:
    async def add_somebody() -> None:
        engine = engine_for(database_url, 1)
        async with engine.begin() as connection:
            await connection.execute(
                text(
                    "INSERT INTO people (person_id, name, document_type, document_number, birth_date, identity_proof,"
                    " city_code, is_placeholder, created_at) VALUES (gen_random_uuid(), '', 'mainland_id', '', '',"
                    " 'stated', '3401', false, now())"
                )
            )
        await engine.dispose()

    asyncio.run(add_somebody())

    refused = refusal_of(command_line, *command)

    assert refused.code == "database_not_empty"
    assert "已经有人" in refused.words.zh
    assert "ANKANG_DATA" in refused.words.en
    assert (asyncio.run(count_people(database_url)), asyncio.run(is_marked(database_url))) == (1, False)


@pytest.mark.anyio
async def test_an_ordinary_installation_has_no_page_of_text_messages_and_no_accounts(world: World) -> None:
    guest = world.guest()

    messages, system = await guest.get("/demonstration/messages"), await guest.get("/system")

    assert (messages.status_code, messages.json()["code"]) == (404, "demonstration_only")
    assert messages.json()["words"]["zh"] == "只有演示环境才有这个页面。"
    assert messages.json()["words"]["en"] == "This page exists in a demonstration only."
    assert (system.json()["demonstration"], system.json()["demonstration_accounts"]) == (False, [])


@pytest.mark.anyio
async def test_a_demonstration_shows_accounts_and_messages_to_its_own_machine_only(demonstration: World) -> None:
    async with seen_from(demonstration, "127.0.0.1") as here, seen_from(demonstration, "192.0.2.7") as elsewhere:
        shown, hidden = await here.get("/system"), await elsewhere.get("/system")
        messages = [(await client.get("/demonstration/messages")).status_code for client in (here, elsewhere)]

    assert shown.json()["demonstration"]
    assert len(shown.json()["demonstration_accounts"]) >= 6
    assert (hidden.json()["demonstration"], hidden.json()["demonstration_accounts"]) == (True, [])
    assert messages == [200, 404]


@pytest.mark.anyio
@pytest.mark.spec("A1")
async def test_an_invented_number_is_refused_by_an_ordinary_installation_in_both_languages(world: World) -> None:
    number = document_number(7, "19900517")
    guest = world.guest()
    code = await world.ask_code(guest, "13800000007", "register")
    body = {
        "name": "张安",
        "document_type": "mainland_id",
        "document_number": number,
        "mobile": "13800000007",
        "one_time_code": code,
        "password": "correct-horse-8",
    }

    answer = await guest.post("/identity/registrations", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invented_number")
    assert answer.json()["fields"][0]["field"] == "document_number"
    assert answer.json()["words"]["zh"].startswith("以 99 开头的号码只用于演示")
    assert answer.json()["words"]["en"].startswith("Numbers beginning with 99 are for demonstrations")
    assert await count_people(world.runtime.config.database_url or "") == 0


@pytest.mark.anyio
async def test_a_demonstration_accepts_an_invented_number(demonstration: World) -> None:
    async with demonstration.call() as call:
        number = document_number(7, "19900517")
        person = await identity.ensure_person(call, "张安", DocumentType.MAINLAND_ID, number)

    assert person.document_number == number
