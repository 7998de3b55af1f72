"""How fast the invented people are made, and that memory does not grow with the city. `python bench/demo.py`.

Made are the people and their lives, without a database; `bench/footprint.py` measures the city in one. The memory is
the highest that Python held while a city was read through, one person at a time.
"""

from __future__ import annotations

import statistics
import tracemalloc
from collections.abc import Callable
from datetime import date
from time import process_time

from ankang.demo.city import invented_people
from ankang.demo.geography import geography
from ankang.demo.lives import life_of
from support.figures import Figure, report

PEOPLE = 20_000
SMALL, LARGE = 5_000, 100_000
REPEATS = 5
TODAY = date(2022, 7, 8)
LEAST_PEOPLE_A_SECOND = 10_000
MOST_GROWTH_MEGABYTES = 1.0


def main() -> None:
    towns = geography()

    def people() -> None:
        for _ in invented_people(PEOPLE, towns):
            pass

    def lives() -> None:
        for person in invented_people(PEOPLE, towns):
            life_of(person, TODAY)

    growth = _highest_megabytes(towns, LARGE) - _highest_megabytes(towns, SMALL)
    report(
        "demo",
        [
            Figure("invented people a second, one core", _rate(people), "people/s", LEAST_PEOPLE_A_SECOND),
            Figure("with their forms and what happened to them", _rate(lives), "people/s"),
            Figure("memory of a city of 5,000", _highest_megabytes(towns, SMALL), "MB"),
            Figure("more memory for a city of 100,000", growth, "MB", MOST_GROWTH_MEGABYTES, at_most=True),
        ],
        f"median of {REPEATS}, per second of processor time",
    )


def _rate(work: Callable[[], None]) -> float:
    rates = []
    for _ in range(REPEATS):
        began = process_time()
        work()
        rates.append(PEOPLE / (process_time() - began))
    return statistics.median(rates)


def _highest_megabytes(towns: dict[str, object], people: int) -> float:
    tracemalloc.start()
    for person in invented_people(people, towns):
        life_of(person, TODAY)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest / 1e6


if __name__ == "__main__":
    main()
