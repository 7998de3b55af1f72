"""How many facts go into and out of their encrypted form in a second, on one core. `python bench/ledger.py`.

An import of a million rows writes as many facts; beside the database's own work, this is what each of them costs.
"""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import process_time
from uuid import UUID

from ankang.assessments.content import fact_from_text, fact_id_for, fact_to_text
from ankang.assessments.place_names import names_of_place
from ankang.core.facts import CheckIn, Content, Fact, Source, Stay
from ankang.core.ids import PersonId
from ankang.core.places import Place
from ankang.runtime.cipher import Cipher
from support.figures import Figure, report

FACTS = 20_000
REPEATS = 5
TARGET = 20_000
DAY = date(2022, 7, 8)
AT = datetime(2022, 7, 8, 2, tzinfo=UTC)


def main() -> None:
    dice = random.Random(20200226)
    cipher = Cipher({0: os.urandom(32)}, os.urandom(32))
    rows = [(PersonId(UUID(int=dice.getrandbits(128))), _content(dice)) for _ in range(FACTS)]
    facts = [
        (
            person,
            Fact(fact_id_for(cipher, person, Source.CHECK_IN, "row", content), AT, Source.CHECK_IN, "row", content),
        )
        for person, content in rows
    ]
    sealed = [(fact, cipher.encrypt(fact_to_text(fact), f"facts.fact/{person}")) for person, fact in facts]
    places = [content.place for _, content in rows if isinstance(content, Stay)]

    def write() -> int:
        for person, content in rows:
            fact_id = fact_id_for(cipher, person, Source.CHECK_IN, "row", content)
            cipher.encrypt(fact_to_text(Fact(fact_id, AT, Source.CHECK_IN, "row", content)), f"facts.fact/{person}")
        return len(rows)

    def read() -> int:
        for (person, fact), (_, value) in zip(facts, sealed, strict=True):
            fact_from_text(fact.fact_id, AT, cipher.decrypt(value, f"facts.fact/{person}"))
        return len(sealed)

    def key() -> int:
        for place in places:
            for name in names_of_place(place):
                cipher.blind_index(name, "person_places")
        return len(places)

    figures = [
        _figure("facts given an id and encrypted, one core", write, TARGET),
        _figure("facts decrypted, one core", read, TARGET),
        _figure("stays turned into the keys of their places, one core", key, TARGET),
    ]
    report("ledger", figures, f"{FACTS:,} facts, median of {REPEATS}, per second of processor time")


def _content(dice: random.Random) -> Content:
    day = DAY - timedelta(days=dice.randrange(14))
    if dice.random() < 0.5:
        return CheckIn(day, 36.4)
    return Stay(Place(f"34{dice.randrange(1, 18):02}{dice.randrange(1, 30):02}{dice.randrange(1, 40):03}"), day)


def _figure(figure: str, work: Callable[[], int], target: int) -> Figure:
    rates = []
    for _ in range(REPEATS):
        began = process_time()
        done = work()
        rates.append(done / (process_time() - began))
    return Figure(figure, statistics.median(rates), "per second", target)


if __name__ == "__main__":
    main()
