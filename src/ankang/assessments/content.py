"""A fact as JSON and back, without loss, for every type of content that `core/facts` knows. Pure.

What a fact says, its kind and its source go into one text, because the store encrypts it as a whole: "confirmed case"
and "the health department says" are as much about a person's health as the day.

The codec is derived from the dataclasses' own annotations: a field type that it does not know stops at import,
not when the first such fact is lost. Field names are stored values; changing one is a migration.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from ankang.core.facts import KINDS, Content, Fact, Source
from ankang.core.ids import CompoundId, FactId, PersonId
from ankang.core.places import Place
from ankang.runtime.cipher import Cipher

Convert = Callable[[Any], Any]


def fact_to_text(fact: Fact) -> str:
    """What the ledger keeps of a fact beside its id and the instant of recording."""
    return json.dumps(
        {
            "kind": fact.kind,
            "source": fact.source.value,
            "source_ref": fact.source_ref,
            "content": content_to_json(fact.content),
        }
    )


def fact_from_text(fact_id: FactId, recorded_at: datetime, text: str) -> Fact:
    """The fact that `fact_to_text` wrote; KeyError or ValueError for anything else."""
    value = json.loads(text)
    content = content_from_json(value["kind"], value["content"])
    return Fact(fact_id, recorded_at, Source(value["source"]), value["source_ref"], content)


def content_to_json(content: Content) -> dict[str, Any]:
    """The fields of a content as values that the `json` module writes; sets are sorted."""
    return {name: write(getattr(content, name)) for name, (write, _) in _CODECS[type(content)].items()}


def content_from_json(kind: str, value: dict[str, Any]) -> Content:
    """The content that `content_to_json` wrote; KeyError or ValueError for anything else."""
    content_type = KINDS[kind]
    codec = _CODECS[content_type]
    return content_type(**{name: codec[name][1](item) for name, item in value.items()})


def fact_id_for(cipher: Cipher, person_id: PersonId, source: Source, source_ref: str, content: Content) -> FactId:
    """The one id of what this source says with this reference: sent twice, it is the same fact (SPEC P12).

    Keyed: ids stand readable beside the encrypted fact, and the days and divisions that it could name are so few that
    whoever can compute an id tries them all.
    """
    text = json.dumps([str(person_id), source, source_ref, content_to_json(content)], sort_keys=True)
    return FactId(UUID(bytes=cipher.blind_index(f"{type(content).__name__}:{text}", "facts.fact_id")[:16]))


def _same(value: Any) -> Any:
    return value


def _write_place(place: Place) -> dict[str, Any]:
    return {
        "division_code": place.division_code,
        "compound_id": str(place.compound_id) if place.compound_id is not None else None,
    }


def _read_place(value: dict[str, Any]) -> Place:
    compound = value["compound_id"]
    return Place(value["division_code"], CompoundId(UUID(compound)) if compound is not None else None)


def _codec(annotation: Any) -> tuple[Convert, Convert]:
    """How a field of this type is written and read."""
    plain: dict[Any, tuple[Convert, Convert]] = {
        str: (_same, _same),
        int: (_same, _same),
        bool: (_same, _same),
        float: (float, float),
        date: (date.isoformat, date.fromisoformat),
        UUID: (str, UUID),
        FactId: (str, UUID),
        Place: (_write_place, _read_place),
    }
    if annotation in plain:
        return plain[annotation]
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        (inner,) = [item for item in get_args(annotation) if item is not NoneType]
        write, read = _codec(inner)
        return _or_none(write), _or_none(read)
    if origin is frozenset:
        (member,) = get_args(annotation)
        write, read = _codec(member)
        return lambda items: sorted(write(item) for item in items), lambda items: frozenset(map(read, items))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return str, annotation
    raise TypeError(f"no codec for a field of type {annotation!r}; add one here with its test")


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _codecs_of(content_type: type[Content]) -> dict[str, tuple[Convert, Convert]]:
    hints = get_type_hints(content_type)
    return {item.name: _codec(hints[item.name]) for item in fields(content_type)}


_CODECS = {content_type: _codecs_of(content_type) for content_type in KINDS.values()}
