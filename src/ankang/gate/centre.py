"""The way from a gate device to the centre, with a limit on how long anybody waits."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

_LONGEST_ANSWER = 64 * 1024
_GOOD, _BAD, _SERVER_ERROR, _TOO_MANY = 200, 300, 500, 429


@dataclass(frozen=True, slots=True)
class Answered:
    """A status and the JSON with it; an empty one where it was none."""

    status: int
    body: dict[str, Any]

    @property
    def is_good(self) -> bool:
        """Whether it was done."""
        return _GOOD <= self.status < _BAD

    @property
    def is_away(self) -> bool:
        """Whether the centre could not say anything about the person: an error, overload, out of time."""
        return self.status >= _SERVER_ERROR or self.status == _TOO_MANY or not self.body


class Centre(Protocol):
    """Something that carries a request to the centre."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answered | None:
        """The answer, None when none came within the seconds."""
        ...


@dataclass(frozen=True, slots=True)
class WebCentre:
    """The centre at an address such as https://ankang.example."""

    address: str

    def __post_init__(self) -> None:
        if urllib.parse.urlsplit(self.address).scheme not in ("http", "https"):
            raise ValueError(f"expected an address that begins with https:// or http://, got {self.address!r}")

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answered | None:
        """The answer, None when none came within the seconds."""
        url = f"{self.address.rstrip('/')}{path}"
        request = urllib.request.Request(url, body or None, dict(headers), method=method)  # noqa: S310  (http or https, checked above)
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310  (as above)
                return _answered(answer.status, answer.read(_LONGEST_ANSWER))
        except urllib.error.HTTPError as refused:
            with refused:
                return _answered(refused.code, refused.read(_LONGEST_ANSWER))
        except (OSError, http.client.HTTPException):  # an URLError and a time-out are an OSError
            return None


def _answered(status: int, content: bytes) -> Answered:
    try:
        body = json.loads(content)
    except ValueError:
        body = {}
    return Answered(status, body if isinstance(body, dict) else {})
