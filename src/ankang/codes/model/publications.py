"""When something is published, which roll-ups are due, and which files a publication needs no more. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ankang.core.credential.manifest import Beacon, Family

BEACONS_KEPT = 36
"""Three hours of five-minute beacons: a verifier may be a quarter of an hour behind a phone, or before it."""
SINGLES_KEPT = timedelta(hours=2)
HOURS_KEPT = timedelta(hours=26)
DAYS_KEPT = timedelta(days=5)
LISTS_EVERY = timedelta(hours=1)
FILES_KEPT = timedelta(hours=2)
"""A verifier that read the manifest just before the next one still finds every file that it names."""
LIST_TTL_SECONDS = 300
LIST_TERM = timedelta(hours=72)
"""How long a whole list may be used: the end of the ladder."""


class FileKind(StrEnum):
    """What a published file is. Stored values."""

    BUNDLE = "bundle"
    DELTA = "delta"
    HOUR = "hour"
    DAY = "day"
    INDEX = "index"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published last of one family; before the first publication all is 0."""

    family: Family
    sequence: int
    position: int
    published_at: datetime
    index_at: datetime | None
    beacons: tuple[Beacon, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A delta or roll-up that stands in the store: from where to where, and when it was made."""

    kind: FileKind
    from_position: int
    to_position: int
    made_at: datetime


def is_due(last: Publication | None, now: datetime, every_seconds: int) -> bool:
    """Whether it is time for the next manifest."""
    return last is None or now - last.published_at >= timedelta(seconds=every_seconds)


def roll_ups_due(steps: Iterable[Step], now: datetime) -> list[tuple[FileKind, int, int]]:
    """The roll-ups that whole hours and days ask for and that are not there yet, hours before days."""
    known = list(steps)
    due: list[tuple[FileKind, int, int]] = []
    for kind, start in ((FileKind.HOUR, _hour_of), (FileKind.DAY, _day_of)):
        have = {start(step.made_at) for step in known if step.kind is kind}
        spans: dict[datetime, list[Step]] = {}
        for step in known:
            begin = start(step.made_at)
            if step.kind is FileKind.DELTA and begin < start(now) and begin not in have:
                spans.setdefault(begin, []).append(step)
        due += [
            (kind, min(item.from_position for item in parts), max(item.to_position for item in parts))
            for _, parts in sorted(spans.items())
        ]
    return due


def beacons_after(beacons: Sequence[Beacon], fresh: Beacon) -> tuple[Beacon, ...]:
    """The beacons with a fresh one, the oldest dropped."""
    return (*beacons, fresh)[-BEACONS_KEPT:]


def is_kept(step: Step, now: datetime) -> bool:
    """Whether the manifest still names the delta or roll-up."""
    terms = {FileKind.DELTA: SINGLES_KEPT, FileKind.HOUR: HOURS_KEPT, FileKind.DAY: DAYS_KEPT}
    return now - step.made_at <= terms[step.kind]


def _hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _day_of(at: datetime) -> datetime:
    return _hour_of(at).replace(hour=0)
