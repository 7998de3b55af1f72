"""The database as stores see it: one metadata, one engine a process, one transaction a request.

Stores take an `AsyncConnection` that is already inside a transaction; they neither commit nor
roll back. The transaction begins and ends at the edge (`runtime/edge.py`,
`entrypoints/jobs.py`, the command line).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, MetaData, any_, literal
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

__all__ = ["AsyncConnection", "AsyncEngine", "among", "engine_for", "metadata"]

# Names are fixed by a convention, so that a migration can name what it drops.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def engine_for(url: str, pool_size: int = 8) -> AsyncEngine:
    """An engine for one process and one event loop.

    `pool_size` connections are kept, none above it: a rush waits in the process rather than in PostgreSQL. Errors
    do not carry the values of a statement, which may be of a person's record.
    """
    return create_async_engine(
        url, pool_size=pool_size, max_overflow=0, pool_timeout=10, pool_pre_ping=False, hide_parameters=True
    )


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether the column has one of the values: `= ANY (array)`.

    `IN` makes another statement text for each number of values, which the driver and PostgreSQL prepare anew: where
    many requests are read at once that was the most of the work.
    """
    return column == any_(literal(list(values), ARRAY(column.type)))
