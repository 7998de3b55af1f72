"""Text messages: sent by the configured driver, or kept where the installation is a demonstration."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.identity.model import check_mobile, masked_mobile
from ankang.identity.service.texts import MOBILE_CONTEXT, PARAMETERS_CONTEXT
from ankang.notices import store
from ankang.notices.model import text_words
from ankang.notices.service.drivers import Driver
from ankang.runtime.cipher import Cipher
from ankang.runtime.context import Call
from ankang.runtime.database import AsyncConnection
from ankang.runtime.installation import is_demonstration, shows_demonstration

_LOG = logging.getLogger("ankang.notices")
_MOST_ROWS = 50


class NoGatewayError(Exception):
    """No driver is configured: the message stays in the outbox until one is."""


@dataclass(frozen=True, slots=True)
class TextView:
    """A kept text message as the demonstration shows it."""

    masked_mobile: str
    words: Words
    one_time_code: str | None
    sent_at: datetime


async def deliver(
    connection: AsyncConnection, cipher: Cipher, driver: Driver | None, payload: Mapping[str, Any], now: datetime
) -> None:
    """Deliver one message of the outbox; raises when it was not taken, so that it is tried again."""
    worthless_at = payload.get("worthless_at")
    if worthless_at is not None and now >= datetime.fromisoformat(worthless_at):
        _LOG.warning("a text message of template %s came too late and was dropped", payload["template"])
        return
    mobile = cipher.decrypt(base64.b64decode(payload["mobile"]), MOBILE_CONTEXT)
    parameters = json.loads(cipher.decrypt(base64.b64decode(payload["parameters"]), PARAMETERS_CONTEXT))
    if await is_demonstration(connection):
        text = store.KeptText(mobile, payload["template"], parameters, now)
        await store.keep_text(connection, cipher, UUID(payload["key"]), text)
        return
    if driver is None:
        _LOG.error("no SMS gateway is configured: set ANKANG_SMS_GATEWAY; text messages wait in the outbox")
        raise NoGatewayError
    await driver.send(mobile, payload["template"], parameters, payload["key"])


async def list_text_messages(call: Call, mobile: str | None) -> list[TextView]:
    """The text messages of a demonstration, to one mobile or to all, the latest first; not found elsewhere."""
    if not await shows_demonstration(call.connection, call.config):
        raise RefusedError(
            RefusalKind.NOT_FOUND,
            "demonstration_only",
            Words("只有演示环境才有这个页面。", "This page exists in a demonstration only."),
        )
    wanted = None if mobile is None else check_mobile(mobile)
    return [
        TextView(
            masked_mobile(text.mobile),
            text_words(text.template, text.parameters),
            text.parameters.get("code"),
            text.sent_at,
        )
        for text in await store.list_texts(call.connection, call.cipher, wanted, _MOST_ROWS)
    ]
