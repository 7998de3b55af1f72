"""Brings a database to the present schema with Alembic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config


class SchemaError(Exception):
    """A database whose schema this version does not know: made by a newer one, or by one from before the first."""

    def __init__(self, revisions: Sequence[str]) -> None:
        found = ", ".join(revisions)
        super().__init__(
            f"expected a database of this version or an earlier one, found the schema {found!r}; start the version "
            "that made it, or name another folder in ANKANG_DATA (a demonstration can be made anew)"
        )


def alembic_config(url: str) -> Config:
    """Alembic's configuration for one database; there is no alembic.ini."""
    from alembic.config import Config  # noqa: PLC0415  (a command that migrates nothing does without Alembic)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).resolve().parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Apply every migration that is missing. Safe to repeat, and when two processes do it at once.

    All of them in one transaction: a failed one leaves the schema as it was. SchemaError for an unknown schema.
    """
    from alembic import command  # noqa: PLC0415  (as above)

    command.upgrade(alembic_config(url), "head")
