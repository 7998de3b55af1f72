"""A backend of the batch engine, which is Ibis's default while a test runs."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import pytest
from ibis.backends.duckdb import Backend


@pytest.fixture
def duckdb() -> Iterator[Backend]:
    backend = ibis.duckdb.connect(threads=2)
    before = ibis.options.default_backend
    ibis.set_backend(backend)
    yield backend
    ibis.options.default_backend = before
    backend.disconnect()
