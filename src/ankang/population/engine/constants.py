"""Small tables made of Python values, for joins with large ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table


def constant(rows: Iterable[Mapping[str, Any]], schema: pa.Schema, beside: Table) -> Table:
    """The rows as a table of the backend that `beside` belongs to.

    The backend is told of it at once: Ibis registers such tables when a query runs, but not when Spark keeps one.
    """
    made = ibis.memtable(pa.Table.from_pylist([dict(row) for row in rows], schema))
    ibis.get_backend(beside).to_pyarrow(made.limit(0))
    return made
