"""The names under which people are found by place, without their places standing readable. Pure.

A table that lists where people are must not tell it to whoever reads the table. So a stay is written as the names of
all the divisions around it, and an area is looked for by the few names that touch it; the store turns each name into
a blind index. "Who has a stay in this area" is then equality on one indexed column:

    stay in 340102001, compound known      with/34  with/3401  with/340102  with/340102001  compound/<id>
    stay in 340102, no compound known      open/34  open/3401  open/340102  only/340102

    area 3401                              with/3401  open/3401  only/34
    area "compound <id> in 340102"         compound/<id>  open/340102  only/34  only/3401
"""

from __future__ import annotations

from ankang.core.places import Area, Place, prefixes_of


def names_of_place(place: Place) -> tuple[str, ...]:
    """The names under which somebody with a stay at the place is found, each once."""
    around = prefixes_of(place.division_code)
    if place.compound_id is None:
        return (*(f"open/{code}" for code in around), f"only/{place.division_code}")
    return (*(f"with/{code}" for code in around), f"compound/{place.compound_id}")


def names_touching(area: Area) -> tuple[str, ...]:
    """The names of all places that lie or might lie in the area, whatever the area excludes.

    Inside: in the same or a smaller division, and not known to be in another compound. Might: known too coarsely.
    """
    code = area.division_code
    coarser = tuple(f"only/{containing}" for containing in prefixes_of(code)[:-1])
    if area.compound_id is None:
        return (*names_inside(code), *coarser)
    return (f"compound/{area.compound_id}", f"open/{code}", *coarser)


def names_inside(division_code: str) -> tuple[str, ...]:
    """The names of all places that lie in the division."""
    return (f"with/{division_code}", f"open/{division_code}")
