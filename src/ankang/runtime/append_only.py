"""Tables that are only ever appended to: the database itself refuses to change or empty them.

A rule in code alone would last until the next hurried script. Only the retention job may delete, and says so
for its own transaction: `SET LOCAL ankang.retention = 'on'`. Changing a row stays refused even then.
"""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('ankang.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of %% are never changed (%%): append a correction or a withdrawal', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$body$
"""
_ROWS = "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %(table)s FOR EACH ROW EXECUTE FUNCTION refuse_change()"
_WHOLE = (
    "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
)


def make_append_only(table: Table) -> Table:
    """The table, which refuses UPDATE, DELETE and TRUNCATE from its creation on."""
    for statement in (_FUNCTION, _ROWS, _WHOLE):
        event.listen(table, "after_create", DDL(statement))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves DDL untyped
    return table


def append_only_statements(table: str) -> tuple[str, ...]:
    """The statements for a migration that creates the table by hand, in order."""
    return (_FUNCTION.replace("%%", "%"), _ROWS.replace("%(table)s", table), _WHOLE.replace("%(table)s", table))
