"""What a newer list changes: areas that it opens, areas that left it and close, areas that stay.

>>> plan_import({}, ()).opened
()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ankang.areas.resolution import ListedArea
from ankang.areas.snapshot import Snapshot
from ankang.core.days import SHANGHAI
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words

_CLOCKS_MAY_DIFFER = timedelta(hours=1)  # a list names the hour, and is uploaded within it


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Both ends of the difference: `closed` and `kept` name stored areas, `opened` and `unmatched` listed ones.

    `unmatched` are the listed areas without a certain county, new or kept.
    """

    opened: tuple[ListedArea, ...]
    closed: tuple[UUID, ...]
    kept: tuple[UUID, ...]
    unmatched: tuple[ListedArea, ...]


def plan_import(open_keys: Mapping[str, UUID], listed: Iterable[ListedArea]) -> ImportPlan:
    """The difference between the areas that are open, by key, and those that the list names.

    An area whose exclusions changed is another area: the old one closes and the new one opens at the same
    instant. The same list again opens and closes nothing.
    """
    wanted = {area.key: area for area in listed}
    return ImportPlan(
        opened=tuple(area for key, area in wanted.items() if key not in open_keys),
        closed=tuple(area_id for key, area_id in open_keys.items() if key not in wanted),
        kept=tuple(area_id for key, area_id in open_keys.items() if key in wanted),
        unmatched=tuple(area for area in wanted.values() if not area.resolved),
    )


def check_newer(snapshot: Snapshot, newest_at: datetime | None, newest_digest: str) -> None:
    """Raise unless the snapshot is newer than the newest applied one, or is that very one."""
    if newest_at is None or snapshot.published_at > newest_at:
        return
    if snapshot.published_at == newest_at and snapshot.digest == newest_digest:
        return
    came, newest = _hour(snapshot.published_at), _hour(newest_at)
    raise RefusedError(
        RefusalKind.CONFLICT,
        "snapshot_not_newer",
        Words(
            f"这份名单的发布时间是 {came}，系统已导入 {newest} 的名单，只能导入更新的名单。没有改动任何内容。",
            f"This list was published at {came}; the list of {newest} has been imported already. "
            "Import a newer one; nothing was changed.",
        ),
    )


def check_published(snapshot: Snapshot, now: datetime) -> None:
    """Raise for a list of the future: its areas would not count yet, and no list of today would be newer."""
    if snapshot.published_at <= now + _CLOCKS_MAY_DIFFER:
        return
    came = _hour(snapshot.published_at)
    raise RefusedError(
        RefusalKind.INVALID,
        "snapshot_in_future",
        Words(
            f"这份名单的发布时间是 {came}，还没有到，请核对文件。没有改动任何内容。",
            f"This list says that it was published at {came}, which is still to come; check the file. "
            "Nothing was changed.",
        ),
    )


def _hour(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
