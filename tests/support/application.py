"""The whole application in a test: a real database, a clock that is moved by hand, and people who use it.

A test asks for `world` and is marked `@pytest.mark.anyio`::

    zhang = await world.register("张三")
    answer = await zhang.post("/applications", json=form)
    world.move_by(days=1)

Everything goes through the real routes; the one-time codes are read from the outbox, where identity puts its text
messages. Paths are relative to `/api/v1`.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete

from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import check_character
from ankang.runtime.access import Actor, Role
from ankang.runtime.clock import MovableClock
from ankang.runtime.config import Config
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import engine_for
from ankang.runtime.edge import SESSION_COOKIE
from ankang.runtime.keys import Keys, open_keys
from ankang.runtime.tables import outbox
from support.texts import Text, list_texts

START = datetime(2022, 7, 8, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Shanghai
PASSWORD = "correct-horse-8"
_API = "http://test/api/v1"


def identity_number(born: date = date(1990, 5, 17), region: str = "340102", sequence: int = 1) -> str:
    """A mainland number with a right check digit."""
    first_17 = f"{region}{born:%Y%m%d}{sequence:03d}"
    return first_17 + check_character(first_17)


@dataclass
class Member:
    """Somebody who uses the system, with a browser of their own."""

    world: World
    name: str
    document_number: str
    mobile: str
    client: httpx.AsyncClient
    password: str = PASSWORD
    person_id: PersonId = field(init=False)

    async def sign_in(self) -> httpx.Response:
        """Sign in with mobile and password."""
        body = {"method": "mobile_password", "mobile": self.mobile, "password": self.password}
        return self.welcomed(await self.client.post("/identity/sessions", json=body))

    def welcomed(self, answer: httpx.Response) -> httpx.Response:
        """Remember who was signed in by the answer."""
        assert answer.status_code == 201, answer.text
        self.person_id = PersonId(UUID(answer.json()["person_id"]))
        self.client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return answer

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """GET as this person, who signs in again when the session is over, as people do."""
        return await self.request("GET", path, **options)

    async def post(self, path: str, **options: Any) -> httpx.Response:
        """POST as this person."""
        return await self.request("POST", path, **options)

    async def put(self, path: str, **options: Any) -> httpx.Response:
        """PUT as this person."""
        return await self.request("PUT", path, **options)

    async def delete(self, path: str, **options: Any) -> httpx.Response:
        """DELETE as this person."""
        return await self.request("DELETE", path, **options)

    async def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Any method; `client` is there for tests about sessions."""
        answer = await self.client.request(method, path, **options)
        if answer.status_code == 401 and answer.json()["code"] == "not_signed_in":
            await self.sign_in()
            answer = await self.client.request(method, path, **options)
        return answer

    async def actor(self, call: Call) -> Actor:
        """This person as services see one."""
        actor = await identity.authenticate(call, self.client.cookies[SESSION_COOKIE], None)
        assert actor is not None, "the session is over; sign in again"
        return actor


@dataclass
class World:
    """One installation and its people."""

    runtime: Runtime
    clock: MovableClock
    app: FastAPI
    members: list[Member] = field(default_factory=list)
    _guests: list[httpx.AsyncClient] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def guest(self, address: str = "203.0.113.7") -> httpx.AsyncClient:
        """A browser in which nobody is signed in."""
        transport = httpx.ASGITransport(self.app, client=(address, 40_000))
        client = httpx.AsyncClient(transport=transport, base_url=_API)
        self._guests.append(client)
        return client

    def move_to(self, at: datetime) -> None:
        """Set the clock."""
        self.clock.move_to(at)

    def move_by(self, **duration: float) -> datetime:
        """Move the clock on, by days, hours, minutes or seconds; the new instant."""
        self.clock.move_to(self.clock.now() + timedelta(**duration))
        return self.clock.now()

    @asynccontextmanager
    async def call(self) -> AsyncIterator[Call]:
        """A transaction as services get one, committed at the end."""
        async with self.runtime.engine.begin() as connection:
            yield Call(connection, self.clock.now(), self.runtime.keys, self.runtime.config)

    async def register(
        self,
        name: str = "张三",
        *,
        document_number: str | None = None,
        born: date = date(1990, 5, 17),
        region: str = "340102",
        mobile: str | None = None,
        password: str = PASSWORD,
    ) -> Member:
        """Register somebody as a resident, through the real routes; signed in."""
        number = next(self._numbers)
        member = Member(
            self,
            name,
            document_number or identity_number(born, region, number),
            mobile or f"138{number:08d}",
            self.guest(),
            password,
        )
        code = await self.ask_code(member.client, member.mobile, "register")
        body = {
            "name": name,
            "document_type": "mainland_id",
            "document_number": member.document_number,
            "mobile": member.mobile,
            "one_time_code": code,
            "password": password,
        }
        member.welcomed(await member.client.post("/identity/registrations", json=body))
        self.members.append(member)
        return member

    async def officer(self, region: str = "3401", organisation: str = "合肥市卫生健康委员会") -> Member:
        """A registered person who is an officer in the region."""
        return await self._on_duty("顾晓", Role.OFFICER, region, organisation)

    async def staff(self, region: str = "340102", organisation: str = "明珠广场物业") -> Member:
        """A registered person who is checkpoint staff in the region."""
        return await self._on_duty("周正", Role.STAFF, region, organisation)

    async def community_worker(self, region: str = "340102", organisation: str = "明光路街道") -> Member:
        """A registered person who is a community worker in the region."""
        return await self._on_duty("方敏", Role.COMMUNITY_WORKER, region, organisation)

    async def _on_duty(self, name: str, role: Role, region: str, organisation: str) -> Member:
        member = await self.register(name)
        async with self.call() as call:
            await identity.grant_role(call, member.person_id, role, region, organisation)
        await member.sign_in()
        return member

    async def ask_code(self, client: httpx.AsyncClient, mobile: str, purpose: str) -> str:
        """Ask for a one-time code and read it from the text message."""
        answer = await client.post("/identity/one-time-codes", json={"mobile": mobile, "purpose": purpose})
        assert answer.status_code == 202, answer.text
        return (await self.texts(mobile))[-1].parameters["code"]

    async def texts(self, mobile: str) -> list[Text]:
        """The text messages to a mobile that wait in the outbox, the latest last."""
        async with self.runtime.engine.connect() as connection:
            return await list_texts(connection, self.runtime.keys.cipher, mobile)

    async def forget_texts(self) -> None:
        """Empty the outbox of text messages, so that the next one is the only one."""
        async with self.runtime.engine.begin() as connection:
            await connection.execute(delete(outbox).where(outbox.c.topic == "sms"))

    async def run_jobs(self) -> int:
        """Do what the jobs would do now: hand out the outbox, re-assess who is due."""
        from ankang.entrypoints.jobs import Jobs

        return await Jobs(self.runtime).run_once(self.clock.now())

    async def close(self) -> None:
        """Close the browsers and the connections."""
        for client in self._guests:
            await client.aclose()
        await self.runtime.engine.dispose()


def application(runtime: Runtime) -> FastAPI:
    """The application as the server composes it."""
    from ankang.entrypoints.http.app import create_app

    return create_app(runtime)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Keys for a whole test process."""
    return open_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings of a test installation."""
    return replace(Config(data=tmp_path, web=tmp_path / "web"), database_url=database_url)


@pytest.fixture
async def world(config: Config, keys: Keys, database_url: str) -> AsyncIterator[World]:
    """An installation that holds nobody, on a fresh database, at 10:00 on 8 July 2022."""
    clock = MovableClock(START)
    runtime = Runtime(config, clock, keys, engine_for(database_url, pool_size=4))
    world = World(runtime, clock, application(runtime))
    yield world
    await world.close()


@pytest.fixture
async def demonstration(world: World) -> World:
    """The same, marked as a demonstration."""
    from ankang.runtime.installation import mark_as_demonstration

    async with world.runtime.engine.begin() as connection:
        await mark_as_demonstration(connection)
    return world
