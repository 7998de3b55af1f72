"""What the start page and every app ask first: is the server ready, what is it, where is help."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from ankang.runtime.answers import Answer, WordsAnswer
from ankang.runtime.edge import CurrentCall, TransactionRoute

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
    raise NotImplementedError


@system.get("/api/v1/system")
async def get_system(call: CurrentCall) -> SystemAnswer:
    """This installation."""
    raise NotImplementedError


@system.get("/api/v1/demonstration/messages")
async def list_messages(call: CurrentCall, mobile: str | None = None) -> list[TextMessage]:
    """The text messages of a demonstration, the latest first; 404 on any other installation."""
    raise NotImplementedError
