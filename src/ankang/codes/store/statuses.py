"""All SQL of statuses and of what is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from ankang.codes.model.publications import FileKind, Step
from ankang.codes.tables import publications, published_files, statuses
from ankang.core.credential.code_name import FIRST_PAPER_LIST, CodeName
from ankang.core.credential.manifest import Family
from ankang.runtime.database import AsyncConnection

# One statement for one code as for a hundred thousand. Returned are the codes whose value is another than before;
# a code that is as signed and was never listed is not written at all.
_WRITE = text("""
    INSERT INTO statuses (list_id, place, value, position)
    SELECT new.list_id, new.place, new.value, :position
    FROM unnest(CAST(:lists AS bigint[]), CAST(:indices AS integer[]), CAST(:values AS smallint[]))
         AS new (list_id, place, value)
    WHERE new.value <> 0 OR EXISTS (
        SELECT 1 FROM statuses AS old WHERE old.list_id = new.list_id AND old.place = new.place)
    ORDER BY new.list_id, new.place
    ON CONFLICT (list_id, place) DO UPDATE SET value = excluded.value, position = excluded.position
    WHERE statuses.value <> excluded.value
    RETURNING list_id, place, value
""")


async def write_statuses(
    connection: AsyncConnection, values: Mapping[CodeName, int], position: int
) -> dict[int, dict[int, int]]:
    """Write the values; those that changed, by list and index."""
    names = list(values)
    changed: dict[int, dict[int, int]] = {}
    parameters = {
        "lists": [name.list_id for name in names],
        "indices": [name.index for name in names],
        "values": [values[name] for name in names],
        "position": position,
    }
    for row in await connection.execute(_WRITE, parameters):
        changed.setdefault(row.list_id, {})[row.place] = row.value
    return changed


async def list_ids(connection: AsyncConnection, family: Family, since_position: int) -> list[int]:
    """The lists of a family in which something changed after a position."""
    rows = await connection.execute(
        select(statuses.c.list_id)
        .where(statuses.c.position > since_position, _of_family(family))
        .distinct()
        .order_by(statuses.c.list_id)
    )
    return [row.list_id for row in rows]


async def entries_of(connection: AsyncConnection, list_id: int) -> dict[int, int]:
    """The entries of one list that are not 0."""
    rows = await connection.execute(
        select(statuses.c.place, statuses.c.value).where(statuses.c.list_id == list_id, statuses.c.value != 0)
    )
    return {row.place: row.value for row in rows}


async def forget_days(connection: AsyncConnection, before_list_id: int) -> None:
    """Delete the statuses and files of lists of days that are over."""
    await connection.execute(delete(statuses).where(statuses.c.list_id < before_list_id))
    await connection.execute(
        delete(published_files).where(
            published_files.c.kind == FileKind.LIST.value, published_files.c.number < before_list_id
        )
    )


async def lock_publication(connection: AsyncConnection, family: Family, now: datetime) -> Row[Any] | None:
    """The locked row of a family, made when it is missing; None while another process publishes."""
    await connection.execute(
        insert(publications)
        .values(family=family.value, sequence=0, position=0, published_at=now, manifest=b"")
        .on_conflict_do_nothing()
    )
    rows = await connection.execute(
        select(publications).where(publications.c.family == family.value).with_for_update(skip_locked=True)
    )
    return rows.one_or_none()


async def find_publication(connection: AsyncConnection, family: Family) -> Row[Any] | None:
    """What was published last of a family; None before the first publication."""
    rows = await connection.execute(
        select(publications).where(publications.c.family == family.value, publications.c.sequence > 0)
    )
    return rows.one_or_none()


async def write_publication(connection: AsyncConnection, family: Family, **values: Any) -> None:
    """Write what is published now; the caller holds the row's lock."""
    await connection.execute(update(publications).where(publications.c.family == family.value).values(**values))


async def add_file(
    connection: AsyncConnection,
    family: Family,
    path: str,
    kind: FileKind,
    content: bytes,
    now: datetime,
    *,
    number: int,
    from_position: int | None = None,
) -> None:
    """Keep a file; the same path is the same content."""
    await connection.execute(
        insert(published_files)
        .values(
            family=family.value,
            path=path,
            kind=kind.value,
            number=number,
            from_position=from_position,
            content=content,
            made_at=now,
        )
        .on_conflict_do_nothing()
    )


async def list_steps(connection: AsyncConnection, family: Family) -> list[tuple[Step, Row[Any]]]:
    """The deltas and roll-ups that are kept, with path, size and hash, the oldest first."""
    kinds = [FileKind.DELTA.value, FileKind.HOUR.value, FileKind.DAY.value]
    rows = await connection.execute(
        _described().where(published_files.c.family == family.value, published_files.c.kind.in_(kinds))
    )
    return [(Step(FileKind(row.kind), row.from_position, row.number, row.made_at), row) for row in rows]


async def list_described(connection: AsyncConnection, family: Family, kind: FileKind) -> Sequence[Row[Any]]:
    """The files of one kind with path, size and hash, the oldest first."""
    rows = await connection.execute(
        _described().where(published_files.c.family == family.value, published_files.c.kind == kind.value)
    )
    return rows.all()


async def contents(connection: AsyncConnection, family: Family, paths: Iterable[str]) -> dict[str, bytes]:
    """The bytes of files by path."""
    rows = await connection.execute(
        select(published_files.c.path, published_files.c.content).where(
            published_files.c.family == family.value, published_files.c.path.in_(list(paths))
        )
    )
    return {row.path: row.content for row in rows}


async def all_paths(connection: AsyncConnection, family: Family) -> set[str]:
    """The paths of every file that is kept."""
    rows = await connection.execute(select(published_files.c.path).where(published_files.c.family == family.value))
    return {row.path for row in rows}


async def forget_files(
    connection: AsyncConnection, family: Family, kinds: Iterable[FileKind], before: datetime, keep: Iterable[str] = ()
) -> None:
    """Delete the files of these kinds that were made before an instant, but for those to keep."""
    await connection.execute(
        delete(published_files).where(
            published_files.c.family == family.value,
            published_files.c.kind.in_([kind.value for kind in kinds]),
            published_files.c.made_at < before,
            published_files.c.path.not_in(list(keep)),
        )
    )


def _described() -> Any:
    return select(
        published_files.c.path,
        published_files.c.kind,
        published_files.c.number,
        published_files.c.from_position,
        published_files.c.made_at,
        func.octet_length(published_files.c.content).label("size"),
        func.sha256(published_files.c.content).label("sha256"),
    ).order_by(published_files.c.made_at, published_files.c.number)


def _of_family(family: Family) -> Any:
    is_paper = statuses.c.list_id >= FIRST_PAPER_LIST
    return is_paper if family is Family.PAPER else ~is_paper
