"""Area risks, found by where they are, so that a person is not compared with every area of the country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import overload

from ankang.core.days import local_day
from ankang.core.places import AreaRisk, Lies, Place, lies, prefixes_of

_SHORTEST = timedelta(microseconds=1)


class RiskIndex(Sequence[AreaRisk]):
    """The same area risks as a sequence, with a way to find those near a place.

    Build one for a list of areas and pass it to many calls of `assess`.
    """

    def __init__(self, area_risks: Iterable[AreaRisk]) -> None:
        self._area_risks = tuple(area_risks)
        self._at: dict[str, list[AreaRisk]] = {}
        self._inside: dict[str, list[AreaRisk]] = {}
        for risk in self._area_risks:
            code = risk.area.division_code
            self._at.setdefault(code, []).append(risk)
            for containing in prefixes_of(code)[:-1]:
                self._inside.setdefault(containing, []).append(risk)
        self.days = {id(risk): _days_of(risk) for risk in self._area_risks}

    @staticmethod
    def of(area_risks: Sequence[AreaRisk]) -> RiskIndex:
        """The index of the area risks: itself where it is one already."""
        return area_risks if isinstance(area_risks, RiskIndex) else RiskIndex(area_risks)

    def near(self, place: Place) -> Iterator[tuple[AreaRisk, Lies]]:
        """Every area risk in which the place lies or might lie."""
        code = place.division_code
        for containing in prefixes_of(code):
            for risk in self._at.get(containing, ()):
                answer = lies(place, risk.area)
                if answer is not Lies.OUTSIDE:
                    yield risk, answer
        for risk in self._inside.get(code, ()):
            answer = lies(place, risk.area)
            if answer is not Lies.OUTSIDE:
                yield risk, answer

    def __len__(self) -> int:
        return len(self._area_risks)

    @overload
    def __getitem__(self, index: int) -> AreaRisk: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[AreaRisk]: ...
    def __getitem__(self, index: int | slice) -> AreaRisk | Sequence[AreaRisk]:
        return self._area_risks[index]


def _days_of(risk: AreaRisk) -> tuple[int, int | None]:
    """First and last local day at the level, as ordinals; the last day is None while no end is known.

    An end at 00:00 belongs to the day before it: the level no longer holds on the new day.
    """
    first = local_day(risk.starts_at).toordinal()
    if risk.ends_at is None:
        return first, None
    return first, max(first, local_day(risk.ends_at - _SHORTEST).toordinal())
