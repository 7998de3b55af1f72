"""What kind of installation a database is.

A demonstration is marked when it is made and never later: demonstration accounts, the reserved
region code of invented identities and the page that shows text messages exist only behind this mark.
Their passwords are printed in clear, so a demonstration is served to its own machine only.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ankang.runtime.config import Config
from ankang.runtime.database import AsyncConnection
from ankang.runtime.tables import installation


async def is_demonstration(connection: AsyncConnection) -> bool:
    """Whether this database was made by `ankang demo`."""
    return bool(await find_setting(connection, "kind") == "demonstration")


async def shows_demonstration(connection: AsyncConnection, config: Config) -> bool:
    """Whether accounts and text messages may be shown: a demonstration, and nobody else can reach it."""
    return config.serves_this_machine_only and await is_demonstration(connection)


async def mark_as_demonstration(connection: AsyncConnection) -> None:
    """Mark a database that holds nobody yet; the caller has checked that."""
    await put_setting(connection, "kind", "demonstration")


async def find_setting(connection: AsyncConnection, name: str) -> Any:
    """The value under a name, None when there is none."""
    return (await connection.execute(select(installation.c.value).where(installation.c.name == name))).scalar()


async def put_setting(connection: AsyncConnection, name: str, value: Any) -> None:
    """Write the value under a name, over an earlier one."""
    statement = insert(installation).values(name=name, value=value)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    )
