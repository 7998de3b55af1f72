"""The command line: `ankang COMMAND`. Parses, opens what the command needs, prints what came of it.

Commands that need the database use `ANKANG_DATABASE_URL`, else the embedded one: the running server's
when there is one, otherwise one that is started for the command and ended after it.
"""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import DBAPIError

from ankang.core.errors import RefusedError
from ankang.entrypoints.cli.areas import area_risks
from ankang.entrypoints.cli.checkpoint import checkpoint, status_list
from ankang.entrypoints.cli.demonstration import demo, replay
from ankang.entrypoints.cli.documents import documents
from ankang.entrypoints.cli.operating import accounts, migrate, outage
from ankang.entrypoints.cli.serving import jobs, prepare, run
from ankang.runtime.config import ConfigError
from ankang.runtime.migrate import SchemaError
from ankang.runtime.postgres import PostgresError

_DATABASE_ENDED = (
    "数据库中途停止，没有完成的一步没有保存；等数据库恢复后再运行一次。\n"
    "The database ended meanwhile; the unfinished step was not saved. Run the command again when it is back."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ankang")
def ankang() -> None:
    """Ankang Code 安康码: codes whose colours only rules and evidence can set."""


_COMMANDS = (
    run,
    prepare,
    jobs,
    migrate,
    demo,
    replay,
    area_risks,
    accounts,
    outage,
    documents,
    checkpoint,
    status_list,
)
for command in _COMMANDS:
    ankang.add_command(command)


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
        click.echo(f"数据库打不开 / Database: {error}", err=True)
        sys.exit(1)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        click.echo(_DATABASE_ENDED, err=True)
        sys.exit(1)
    except SchemaError as error:
        click.echo(f"数据库结构不认识 / Database: {error}", err=True)
        sys.exit(1)
