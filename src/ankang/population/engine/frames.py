"""The shape of the engine's input: one table for each kind of fact, derived from the facts' own dataclasses.

Every table has `person` and `fact` (whole numbers that order as the ids do), `recorded_at` (microseconds),
`recorded_on` (ordinal of the local day) and `source`; then the fields of the content: a date is its ordinal, a set of
symptoms a mask of bits, a place two columns, an id a number. No name, no document, no free text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pyarrow as pa

from ankang.core.facts import KINDS, Content, Fact, Symptom
from ankang.core.ids import FactId
from ankang.core.places import Place
from ankang.population.engine.instants import day_number, micros

UNREADABLE = "unreadable"
"""The table of facts of a kind that these rules do not know: who has one cannot be decided."""

_COMMON = (
    pa.field("person", pa.int64()),
    pa.field("fact", pa.int64()),
    pa.field("recorded_at", pa.int64()),
    pa.field("recorded_on", pa.int32()),
    pa.field("source", pa.string()),
)
_LEFT_OUT = {"reason", "ground"}
"""Free text: it decides nothing."""

_PLAIN: dict[Any, pa.DataType] = {
    bool: pa.bool_(),
    date: pa.int32(),
    float: pa.float64(),
    int: pa.int32(),
    str: pa.string(),
    FactId: pa.int64(),
}
_BIT = {symptom: 1 << position for position, symptom in enumerate(Symptom)}


def symptom_mask(symptoms: Iterable[Symptom]) -> int:
    """A set of symptoms as bits, in the order of their declaration."""
    return sum(_BIT[symptom] for symptom in symptoms)


def fact_number(fact_id: FactId) -> int:
    """A number that orders as the ids do: the upper 63 bits. Ids are keyed digests, so two of one person differ."""
    return fact_id.int >> 65


def _columns_of(content_type: type[Content]) -> tuple[pa.Field, ...]:
    hints = get_type_hints(content_type)
    columns: list[pa.Field] = []
    for item in fields(content_type):
        if item.name in _LEFT_OUT:
            continue
        kind = _inner(hints[item.name])
        if kind is Place:
            columns += [pa.field("division_code", pa.string()), pa.field("compound", pa.string())]
        elif get_origin(kind) is frozenset:
            columns.append(pa.field(item.name, pa.int32()))
        elif isinstance(kind, type) and issubclass(kind, StrEnum):
            columns.append(pa.field(item.name, pa.string()))
        else:
            columns.append(pa.field(item.name, _PLAIN[kind]))
    return tuple(columns)


def _inner(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        (kind,) = [item for item in get_args(annotation) if item is not NoneType]
        return kind
    return annotation


SCHEMAS: Mapping[str, pa.Schema] = {
    **{kind: pa.schema((*_COMMON, *_columns_of(content_type))) for kind, content_type in KINDS.items()},
    UNREADABLE: pa.schema(_COMMON),
}


def row_of(person: int, fact: Fact) -> dict[str, Any]:
    """One fact as a row of the table of its kind."""
    row: dict[str, Any] = {
        "person": person,
        "fact": fact_number(fact.fact_id),
        "recorded_at": micros(fact.recorded_at),
        "recorded_on": day_number(fact.recorded_at),
        "source": fact.source.value,
    }
    for item in fields(fact.content):
        value = getattr(fact.content, item.name)
        if isinstance(value, Place):
            row["division_code"] = value.division_code
            row["compound"] = None if value.compound_id is None else str(value.compound_id)
        elif item.name not in _LEFT_OUT:
            row[item.name] = _written(value)
    return row


def _written(value: Any) -> Any:
    if isinstance(value, frozenset):
        return symptom_mask(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, UUID):
        return fact_number(FactId(value))
    return value


def frames_of(people: Iterable[tuple[int, Iterable[Fact]]]) -> dict[str, pa.Table]:
    """The tables of some people, each person under a number of the caller's. Every fact once (SPEC P12)."""
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in SCHEMAS}
    for person, facts in people:
        for fact in facts:
            kind = fact.kind if type(fact.content) in KINDS.values() else UNREADABLE
            rows[kind].append(row_of(person, fact))
    return {
        kind: pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows[kind]], schema)
        for kind, schema in SCHEMAS.items()
    }
