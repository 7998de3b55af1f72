"""Everything that a database holds, as whoever stole it would read it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from ankang.runtime.database import AsyncConnection

_TABLES = """
    SELECT relname FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid
    WHERE relkind IN ('r', 'p', 'm') AND nspname = 'public' ORDER BY relname
"""


@dataclass(frozen=True)
class Row:
    """One row: its table, its columns, and every value as bytes."""

    table: str
    columns: frozenset[str]
    values: tuple[bytes, ...]

    def holds(self, word: str | bytes) -> bool:
        """Whether one of the values contains the word, plainly or as JSON writes it."""
        forms = {word} if isinstance(word, bytes) else {word.encode(), json.dumps(word)[1:-1].encode()}
        return any(form in value for form in forms for value in self.values)


async def stolen(connection: AsyncConnection) -> list[Row]:
    """Every row of every table."""
    rows = []
    for name in (await connection.execute(text(_TABLES))).scalars().all():
        for row in (await connection.execute(text(f'SELECT * FROM "{name}"'))).mappings():  # noqa: S608  (our tables)
            values = tuple(part for value in row.values() for part in _readings(value))
            rows.append(Row(name, frozenset(row.keys()), values))
    return rows


def _readings(value: Any) -> Iterator[bytes]:
    """The value as bytes, in every way in which it can be read without a key."""
    match value:
        case None | bool() | int() | float():
            yield repr(value).encode()
        case bytes():
            yield value
        case str():
            yield value.encode()
            try:
                yield base64.b64decode(value, validate=True)
            except ValueError:
                return
        case UUID():
            yield str(value).encode()
        case date():  # an instant too
            yield value.isoformat().encode()
        case Mapping():
            for key, item in value.items():
                yield from _readings(key)
                yield from _readings(item)
        case list() | tuple():
            for item in value:
                yield from _readings(item)
        case _:
            raise TypeError(f"no way known to read a {type(value).__name__}; add one here")
