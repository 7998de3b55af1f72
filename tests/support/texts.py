"""The text messages that wait in the outbox, as the phones that get them will read them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ankang.identity.service.texts import MOBILE_CONTEXT, PARAMETERS_CONTEXT
from ankang.runtime.cipher import Cipher
from ankang.runtime.tables import outbox


@dataclass(frozen=True)
class Text:
    """A text message that waits in the outbox."""

    mobile: str
    template: str
    parameters: dict[str, str]


async def list_texts(connection: AsyncConnection, cipher: Cipher, mobile: str) -> list[Text]:
    """The messages to a mobile, the latest last."""
    rows = await connection.execute(
        select(outbox.c.payload).where(outbox.c.topic == "sms").order_by(outbox.c.created_at)
    )
    found = [
        Text(
            cipher.decrypt(base64.b64decode(row["mobile"]), MOBILE_CONTEXT),
            row["template"],
            json.loads(cipher.decrypt(base64.b64decode(row["parameters"]), PARAMETERS_CONTEXT)),
        )
        for row in rows.scalars()
    ]
    return [text for text in found if text.mobile == mobile]
