"""Invented people, the same for the same number every time, one after the other: memory does not grow. Pure.

Their numbers begin with the reserved region prefix 99, which only a demonstration database accepts, so that none of
them is anybody's. Four in ten live in Hefei, two in ten in Suzhou (half of those in Si county, at compounds that the
lists of July 2022 name), the rest in the other cities of Anhui.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ankang.core.facts import Symptom
from ankang.identity.model import DEMONSTRATION_REGION_PREFIX, check_character

HEFEI, SUZHOU, SI_COUNTY = "3401", "3413", "341324"
_FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "安康宁静明华芳丽强军洁敏秀兰涛磊超勇艳娟霞平刚桂英玉萍红梅建国文博雨欣子涵浩然"
_FIRST_BIRTH = date(1935, 1, 1)
_BIRTHS_A_DAY = 400
_YELLOW_BY_SYMPTOM = 400  # one in so many reports a cough
_ARRIVED = 250  # one in so many came from another province this week


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody can live: a division (county or street) and maybe a compound by name."""

    division_code: str
    compound_name: str = ""


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person."""

    name: str
    document_number: str
    birth_date: date
    city_code: str
    home: Home
    symptoms: frozenset[Symptom]
    arrived_days_ago: int | None


def invented_people(count: int, homes: dict[str, Sequence[Home]]) -> Iterator[Invented]:
    """`count` people; `homes` gives the homes of each city (four digits), Si county's under its six."""
    others = sorted(code for code in homes if code not in (HEFEI, SUZHOU, SI_COUNTY))
    for number in range(count):
        draw = _draws(number)
        tenth = draw[0] % 10
        if tenth < 4 or not others:
            city = place = HEFEI
        elif tenth < 6:
            city, place = SUZHOU, (SI_COUNTY if draw[1] % 2 == 0 and homes.get(SI_COUNTY) else SUZHOU)
        else:
            city = place = others[draw[2] % len(others)]
        born = _FIRST_BIRTH + timedelta(days=number // _BIRTHS_A_DAY * 37 % 31_000)
        yield Invented(
            name=_name(draw),
            document_number=document_number(city, born, number % _BIRTHS_A_DAY + number // (_BIRTHS_A_DAY * 838)),
            birth_date=born,
            city_code=city,
            home=homes[place][draw[3] % len(homes[place])],
            symptoms=frozenset({Symptom.DRY_COUGH}) if draw[4] % _YELLOW_BY_SYMPTOM == 0 else frozenset(),
            arrived_days_ago=draw[5] % 6 + 1 if draw[6] % _ARRIVED == 0 else None,
        )


def document_number(city_code: str, born: date, sequence: int) -> str:
    """A number under the reserved region prefix with a right check character."""
    first_17 = f"{DEMONSTRATION_REGION_PREFIX}{city_code}{born:%Y%m%d}{sequence % 1000:03d}"
    return first_17 + check_character(first_17)


def _name(draw: Sequence[int]) -> str:
    given = _GIVEN[draw[8] % len(_GIVEN)]
    second = _GIVEN[draw[9] % len(_GIVEN)] if draw[10] % 3 else ""
    return _FAMILIES[draw[7] % len(_FAMILIES)] + given + second


def _draws(number: int) -> list[int]:
    # A digest instead of a random generator: person 5 is the same in a city of a thousand and of a million.
    digest = hashlib.blake2b(number.to_bytes(8, "big"), digest_size=44, person=b"ankang-demo").digest()
    return [int.from_bytes(digest[start : start + 4], "big") for start in range(0, 44, 4)]
