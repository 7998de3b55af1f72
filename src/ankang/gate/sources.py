"""Where a gate gets files from: a web address or a folder. Neither is trusted; every byte is checked later."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ankang.core.credential.signed_file import MAX_FILE_BYTES


class Source(Protocol):
    """Something that may have files of one family."""

    def fetch(self, path: str) -> bytes | None:
        """The bytes of a file, None when it cannot be had now."""
        ...

    def time(self, nonce: bytes) -> bytes | None:
        """The centre's signed answer to a nonce, None when nobody can be asked."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A copy of the published files in a folder, such as on a USB stick. It cannot tell the time."""

    folder: Path

    def fetch(self, path: str) -> bytes | None:
        """The bytes of a file, None when it is not there or leads out of the folder."""
        target = (self.folder / path).resolve()
        if not target.is_relative_to(self.folder.resolve()) or not target.is_file():
            return None
        with target.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)

    def time(self, nonce: bytes) -> bytes | None:
        """Nobody can be asked."""
        del nonce
        return None


@dataclass(frozen=True, slots=True)
class WebSource:
    """A web server: `address` is the family's folder, `time_address` the centre's clock (empty: none to ask).

    `headers` are sent along, such as the session of a registered device.
    """

    address: str
    time_address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float = 10.0

    def __post_init__(self) -> None:
        for address in filter(None, (self.address, self.time_address)):
            if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
                raise ValueError(f"expected an address that begins with https:// or http://, got {address!r}")

    def fetch(self, path: str) -> bytes | None:
        """The bytes of a file, None when the server does not answer with it."""
        return self._ask(urllib.request.Request(f"{self.address.rstrip('/')}/{path}", headers=dict(self.headers)))  # noqa: S310  (http or https, checked above)

    def time(self, nonce: bytes) -> bytes | None:
        """The centre's answer, None when it does not give one."""
        if not self.time_address:
            return None
        headers = {"Content-Type": "application/json", **self.headers}
        body = f'{{"nonce": "{nonce.hex()}"}}'.encode()
        return self._ask(urllib.request.Request(self.time_address, body, headers))  # noqa: S310  (http or https, checked above)

    def _ask(self, request: urllib.request.Request) -> bytes | None:
        try:
            with urllib.request.urlopen(request, timeout=self.timeout_seconds) as answer:  # noqa: S310  (http or https, checked above)
                content: bytes = answer.read(MAX_FILE_BYTES + 1)
                return content
        except (urllib.error.URLError, OSError):
            return None
