"""Every content that a fact can have comes back from the database's form as it went in."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ankang.assessments.content import content_from_json, content_to_json
from ankang.core.colours import Colour
from ankang.core.facts import KINDS, Content, Order, Stay, Symptom, SymptomReport
from ankang.core.ids import CompoundId
from ankang.core.places import Place

days = st.dates(date(2019, 12, 1), date(2030, 12, 31))
codes = st.sampled_from((2, 4, 6, 9, 12)).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)
places = st.builds(Place, codes, st.none() | st.uuids().map(CompoundId))
spans = st.tuples(days, st.integers(0, 400)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    first, last = draw(spans)
    return Stay(
        draw(places),
        first,
        draw(st.none() | st.just(last)),
        draw(st.booleans()),
        draw(st.none() | st.integers(0, 10_000)),
        draw(st.booleans()),
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    first, last = draw(spans)
    return Order(draw(st.sampled_from((Colour.YELLOW, Colour.RED))), first, last, draw(st.text(max_size=40)))


_SPECIAL: dict[type[Any], st.SearchStrategy[Any]] = {
    Stay: stays(),
    Order: orders(),
    SymptomReport: st.builds(SymptomReport, days, st.frozensets(st.sampled_from(Symptom), min_size=1)),
}


def contents_of(content_type: type[Any]) -> st.SearchStrategy[Any]:
    if content_type in _SPECIAL:
        return _SPECIAL[content_type]
    fields = content_type.__annotations__
    # A temperature that is no number is never equal to itself; check-ins refuse it.
    given_fields = {"temperature_celsius": st.floats(30, 45), "city_code": codes}
    return st.builds(content_type, **{name: value for name, value in given_fields.items() if name in fields})


@given(st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), contents_of(KINDS[kind]))))
@settings(max_examples=300, deadline=None)
def test_a_content_survives_the_way_through_json(case: tuple[str, Content]) -> None:
    kind, content = case

    stored = json.dumps(content_to_json(content))

    back = content_from_json(kind, json.loads(stored))
    assert back == content
    assert type(back) is type(content)
