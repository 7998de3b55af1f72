"""What the start page and every app ask first: is the server ready, what is it, where is help."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import text

from ankang.areas import service as areas
from ankang.demo import service as demo
from ankang.notices import service as notices
from ankang.policies import service as policies
from ankang.runtime.answers import Answer, PlainText, WordsAnswer
from ankang.runtime.edge import CurrentCall, TransactionRoute
from ankang.runtime.installation import is_demonstration, shows_demonstration

system = APIRouter(tags=["system"], route_class=TransactionRoute)


class Health(Answer):
    """Ready to serve."""

    status: str


class DemonstrationAccount(Answer):
    """One invented account of a demonstration, with its password in clear: it exists nowhere else."""

    title: WordsAnswer
    app: str
    mobile: str
    password: str


class SystemAnswer(Answer):
    """This installation; `demonstration_accounts` is empty on any other than a demonstration."""

    name: WordsAnswer
    version: str
    demonstration: bool
    city_code: str
    city_name: str
    hotline: str
    server_time: datetime
    policy_id: str
    policy_version: str
    demonstration_accounts: list[DemonstrationAccount]


class TextMessage(Answer):
    """One text message that a demonstration kept instead of sending it."""

    to_masked_mobile: str
    text: WordsAnswer
    one_time_code: str | None
    sent_at: datetime


@system.get("/healthz")
async def get_health(call: CurrentCall) -> Health:
    """Answer 200 when the database answers."""
    await call.connection.execute(text("SELECT 1"))
    return Health(status="ready")


@system.get("/api/v1/system")
async def get_system(call: CurrentCall) -> SystemAnswer:
    """This installation."""
    demonstration = await is_demonstration(call.connection)
    policy = await policies.policy_in_force(call, call.config.city_code, call.now)
    return SystemAnswer(
        name=WordsAnswer(zh="安康码", en="Ankang Code"),
        version=version("ankang"),
        demonstration=demonstration,
        city_code=call.config.city_code,
        city_name=areas.division_name(call.config.city_code),
        hotline=call.config.hotline,
        server_time=call.now,
        policy_id=policy.policy_id,
        policy_version=policy.version,
        demonstration_accounts=[
            DemonstrationAccount(
                title=WordsAnswer.of(account.title), app=account.app, mobile=account.mobile, password=account.password
            )
            for account in (demo.ACCOUNTS if await shows_demonstration(call.connection, call.config) else ())
        ],
    )


@system.get("/api/v1/demonstration/messages")
async def list_messages(
    call: CurrentCall, mobile: Annotated[PlainText | None, Query(max_length=20)] = None
) -> list[TextMessage]:
    """The text messages of a demonstration, the latest first; 404 on any other installation."""
    return [
        TextMessage(
            to_masked_mobile=message.masked_mobile,
            text=WordsAnswer.of(message.words),
            one_time_code=message.one_time_code,
            sent_at=message.sent_at,
        )
        for message in await notices.list_text_messages(call, mobile)
    ]
