"""The command line: `ankang COMMAND`. Parses, opens what the command needs, prints what came of it.

Commands that need the database use `ANKANG_DATABASE_URL`, else the embedded one: the running server's
when there is one, otherwise one that is started for the command and ended after it.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from ankang.core.errors import RefusedError
from ankang.runtime.config import ConfigError
from ankang.runtime.migrate import SchemaError
from ankang.runtime.postgres import PostgresError

_DATABASE_ENDED = (
    "数据库中途停止，没有完成的一步没有保存；等数据库恢复后再运行一次。\n"
    "The database ended meanwhile; the unfinished step was not saved. Run the command again when it is back."
)


# Where each command stands. Only the one that is called is loaded: the parent of a server stays small, and starts soon.
_COMMANDS = {
    "accounts": "operating",
    "area-risks": "areas",
    "checkpoint": "checkpoint",
    "db": "spreading",
    "demo": "demonstration",
    "decoys": "decoys",
    "documents": "documents",
    "fever-clinics": "clinics",
    "gate": "gate",
    "jobs": "serving",
    "keys": "keys",
    "migrate": "operating",
    "outage": "operating",
    "prepare": "serving",
    "replay": "demonstration",
    "run": "serving",
    "status-list": "checkpoint",
}


class _Commands(click.Group):
    """The commands, loaded when they are called or listed."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(f"{__name__}.{_COMMANDS[name]}")
        command = getattr(module, name.replace("-", "_"))
        assert isinstance(command, click.Command)  # noqa: S101  (the table above is ours; a test loads every command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ankang")
def ankang() -> None:
    """Ankang Code 安康码: codes whose colours only rules and evidence can set."""


def main() -> None:
    """Run the command line; a refusal is one sentence in both languages and exit status 1, never a trace."""
    try:
        ankang(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except RefusedError as refusal:
        click.echo(f"{refusal.words.zh}\n{refusal.words.en}", err=True)
        sys.exit(1)
    except ConfigError as error:
        click.echo(f"配置有误 / Configuration: {error}", err=True)
        sys.exit(2)
    except PostgresError as error:
        click.echo(
            f"数据库打不开：{error.zh}\nDatabase: {error}" if error.zh else f"数据库打不开 / Database: {error}",
            err=True,
        )
        sys.exit(1)
    except SchemaError as error:
        click.echo(f"数据库结构不认识 / Database: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        if not _database_ended(error):
            raise
        click.echo(_DATABASE_ENDED, err=True)
        sys.exit(1)


def _database_ended(error: Exception) -> bool:
    """Whether the connection was lost. Asked of a library that not every command loads."""
    library = sys.modules.get("sqlalchemy.exc")
    return library is not None and isinstance(error, library.DBAPIError) and bool(error.connection_invalidated)
