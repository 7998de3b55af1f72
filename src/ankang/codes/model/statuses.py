"""Which statuses follow from what a person's codes are worth now. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ankang.codes.model.codes import NAMES_LIVE_DAYS, Enrolment
from ankang.core.colours import Colour
from ankang.core.credential.code_name import BLOCKS_PER_DAY, FIRST_DAY, CodeName, code_name, paper_name
from ankang.core.credential.status_list import PaperStatus, Status
from ankang.core.days import local_day
from ankang.core.ids import PersonId

_OF_COLOUR = {
    Colour.GREEN: Status.AS_SIGNED,
    Colour.YELLOW: Status.YELLOW,
    Colour.RED: Status.RED,
    # Two bits have no "cannot be decided": dead is what is never shown as a colour (SPEC P14, L6). It lives again
    # with the person's colour.
    Colour.GREY: Status.DEAD,
}
_PAPER_OF_COLOUR = {
    Colour.GREEN: PaperStatus.GREEN,
    Colour.YELLOW: PaperStatus.YELLOW,
    Colour.RED: PaperStatus.RED,
    Colour.GREY: PaperStatus.NO_COLOUR,
}


@dataclass(frozen=True, slots=True)
class PaperCode:
    """One printing. `ended_at` None while it counts."""

    person_id: PersonId
    number: int
    printed_at: datetime
    expires_at: datetime
    printed_by: PersonId
    ended_at: datetime | None

    def counts_at(self, at: datetime) -> bool:
        """Whether the paper still says something."""
        return self.ended_at is None and at < self.expires_at


def live_days(now: datetime) -> list[date]:
    """The issuance days whose names may be in use, the oldest first."""
    today = local_day(now)
    return [today - timedelta(days=back) for back in reversed(range(NAMES_LIVE_DAYS))]


def first_live_list(now: datetime) -> int:
    """The least list id of a day whose names may be in use."""
    return (live_days(now)[0] - FIRST_DAY).days * BLOCKS_PER_DAY


def statuses_of(
    enrolments: Iterable[Enrolment], colour: Colour, now: datetime, day_key: Callable[[date], bytes]
) -> dict[CodeName, int]:
    """The value of every name that a person's enrolments had on the live days.

    An ended enrolment is dead on each day on which it gave out tokens; its number never comes again.
    """
    values: dict[CodeName, int] = {}
    for enrolment in enrolments:
        value = _OF_COLOUR[colour] if enrolment.ended_at is None else Status.DEAD
        first = local_day(enrolment.enrolled_at)
        last = local_day(enrolment.ended_at) if enrolment.ended_at is not None else local_day(now)
        for day in live_days(now):
            if first <= day <= last:
                values[code_name(enrolment.number, day, day_key(day))] = int(value)
    return values


def paper_statuses_of(
    papers: Iterable[PaperCode], colour: Colour, now: datetime, paper_key: bytes
) -> dict[CodeName, int]:
    """The value of every paper code of a person."""
    return {
        paper_name(paper.number, paper_key): int(
            _PAPER_OF_COLOUR[colour] if paper.counts_at(now) else PaperStatus.NO_COLOUR
        )
        for paper in papers
    }
