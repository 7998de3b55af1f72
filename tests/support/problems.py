"""Reads an answer as the product's problem (RFC 9457), strictly: a refusal in any other shape fails the test."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

from ankang.entrypoints.http.described import Problem as Described

_HAN = re.compile(r"[\u4e00-\u9fff]")
# What an error of the machine looks like from outside; none of it may reach a person.
_INNER = re.compile(r"Traceback|File \"|sqlalchemy|asyncpg|psycopg|pydantic|SELECT |INSERT |Exception|site-packages")


@dataclass(frozen=True)
class Problem:
    """One refusal. `fields` are the names of the fields, `words` the Chinese and the English sentence."""

    status: int
    code: str
    zh: str
    en: str
    fields: dict[str, tuple[str, str]]

    @property
    def told(self) -> tuple[int, str]:
        """Status and code, by which clients branch."""
        return self.status, self.code


def problem_of(answer: httpx.Response) -> Problem:
    """The problem in an answer."""
    assert answer.headers["content-type"] == "application/problem+json", (answer.status_code, answer.text[:400])
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert set(body) | {"centre_time"} == set(Described.model_fields), body
    Described.model_validate(body, strict=True)
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:ankang:problem:{body['code']}"
    assert body["title"]
    zh, en = body["words"]["zh"], body["words"]["en"]
    assert _HAN.search(zh), zh
    assert sum(character.isascii() for character in en) > 0.9 * len(en), en  # a quoted name or a ° may stand in it
    assert body["detail"] == (en if answer.headers["content-language"] == "en" else zh)
    assert not _INNER.search(answer.text), answer.text
    fields = {item["field"]: (item["words"]["zh"], item["words"]["en"]) for item in body["fields"]}
    assert all(zh and en for zh, en in fields.values()), fields
    return Problem(answer.status_code, body["code"], zh, en, fields)
