"""Asks for text messages. Identity lies below notices, so it publishes; notices sends."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from uuid import uuid4

from ankang.identity.model import TextTemplate
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish

TOPIC = "sms"
MOBILE_CONTEXT = "sms.mobile"
PARAMETERS_CONTEXT = "sms.parameters"


async def send_text(
    call: Call, mobile: str, template: TextTemplate, worthless_after: timedelta | None = None, **parameters: str
) -> None:
    """Publish a text message to a canonical mobile, within the caller's transaction.

    After `worthless_after` nobody sends it any more: a one-time code that arrives late only confuses.
    """
    await publish(
        call.connection,
        TOPIC,
        {
            "mobile": _sealed(call, mobile, MOBILE_CONTEXT),
            "template": template.value,
            "parameters": _sealed(call, json.dumps(parameters), PARAMETERS_CONTEXT),
            "key": str(uuid4()),
            "worthless_at": None if worthless_after is None else (call.now + worthless_after).isoformat(),
        },
        call.now,
    )


def _sealed(call: Call, text: str, context: str) -> str:
    return base64.b64encode(call.cipher.encrypt(text, context)).decode()
