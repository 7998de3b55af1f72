"""The triggers of append-only tables, for the migrations that create them."""

from __future__ import annotations

from alembic import op


def refuse_changes(table: str) -> None:
    """Let the database refuse UPDATE, DELETE and TRUNCATE of a table; `runtime/append_only` says what it lets pass.

    The function behind it comes with the first migration. Part of migrations that have run: never changed.
    """
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
