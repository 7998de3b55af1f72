"""Ways to send a text message: an HTTP gateway, or a file for installations that pick messages up themselves.

Every gateway is different; this one speaks the plainest JSON, and an adapter of a few lines stands before any
provider. A driver raises when the message was not taken; the outbox then tries again with the same idempotency key.
"""

from __future__ import annotations

import asyncio
import json
import os
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ankang.notices.model import text_words
from ankang.runtime.config import Config

_TIMEOUT_SECONDS = 10


class Driver(Protocol):
    """Something that takes text messages."""

    async def send(self, phone: str, template: str, parameters: Mapping[str, str], idempotency_key: str) -> None:
        """Hand the message over; raises when it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class HTTPDriver:
    """POSTs each message as JSON; any 2xx answer means taken."""

    address: str
    token: str

    async def send(self, phone: str, template: str, parameters: Mapping[str, str], idempotency_key: str) -> None:
        """Hand the message to the gateway."""
        await asyncio.to_thread(self._post, _message(phone, template, parameters, idempotency_key), idempotency_key)

    def _post(self, body: bytes, idempotency_key: str) -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.address, body, headers, method="POST")  # noqa: S310  (https, checked at start)
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310  (as above)
            answer.read(1)


@dataclass(frozen=True, slots=True)
class FileDriver:
    """Appends each message as one line of JSON to a file that only its owner reads."""

    path: Path

    async def send(self, phone: str, template: str, parameters: Mapping[str, str], idempotency_key: str) -> None:
        """Write the message and wait until it is on the disk."""
        await asyncio.to_thread(self._append, _message(phone, template, parameters, idempotency_key) + b"\n")

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def driver_for(config: Config) -> Driver | None:
    """The driver that the settings name; None when they name none."""
    if not config.sms_gateway:
        return None
    if config.sms_gateway.startswith("file:"):
        return FileDriver(Path(config.sms_gateway.removeprefix("file:")))
    token = config.sms_token_file.read_text("utf-8").strip() if config.sms_token_file else ""
    return HTTPDriver(config.sms_gateway, token)


def _message(phone: str, template: str, parameters: Mapping[str, str], idempotency_key: str) -> bytes:
    words = text_words(template, parameters)
    return json.dumps(
        {
            "phone": phone,
            "template": template,
            "parameters": dict(parameters),
            "text": {"zh": words.zh, "en": words.en},
            "idempotency_key": idempotency_key,
        },
        ensure_ascii=False,
    ).encode()
