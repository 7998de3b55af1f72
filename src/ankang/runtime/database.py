"""The database as stores see it: one metadata, one engine a process, one transaction a request.

Stores take an `AsyncConnection` that is already inside a transaction; they neither commit nor
roll back. The transaction begins and ends at the edge (`runtime/edge.py`,
`entrypoints/jobs.py`, the command line).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, MetaData, Table, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

__all__ = ["AsyncConnection", "AsyncEngine", "among", "as_lists", "engine_for", "insert_lists", "metadata"]

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


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column has one of the values in the list that is given under a name: `= ANY (array)`.

    `IN` makes another statement text for each number of values, which the driver and PostgreSQL prepare anew: where
    many requests are read at once that was the most of the work. The list has a name so that a statement is built
    once, when its module is read: building it for each use takes twice as long as carrying it out.
    """
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def insert_lists(table: Table) -> Insert:
    """The insert of any number of whole rows as one statement text, for the reason of `among`; see `as_lists`."""
    lists = [func.unnest(bindparam(_list_of(table, column.name), type_=ARRAY(column.type))) for column in table.c]
    return insert(table).from_select([column.name for column in table.c], select(*lists))


def as_lists(table: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows, at least one, as `insert_lists` takes them: for each column the list of its values."""
    return {_list_of(table, name): [row[name] for row in rows] for name in rows[0]}


def _list_of(table: Table, column: str) -> str:
    return f"{table.name}_{column}"  # one statement may write several tables
