"""The `[trigger]` table of a rule file as one of the trigger nodes."""

from __future__ import annotations

from collections.abc import Callable

from ankang.core.facts import Exposure, Source, Symptom
from ankang.core.places import RiskLevel
from ankang.core.policy.reading import TableReader, UnreadableError
from ankang.core.policy.triggers import (
    AsymptomaticTrigger,
    CaseTrigger,
    CloseContactTrigger,
    EscalationTrigger,
    FirstArrivalTrigger,
    NeighbourTrigger,
    OrderTrigger,
    PositiveTestTrigger,
    StayTrigger,
    SuspectTrigger,
    SymptomTrigger,
    TemperatureTrigger,
    Trigger,
)


def read_trigger(reader: TableReader) -> Trigger:
    """The trigger; its `type` decides which other fields the table has."""
    kind = reader.text("type")
    if kind not in _READERS:
        reader.note("type", f"one of {', '.join(sorted(_READERS))}", repr(kind))
        raise UnreadableError
    trigger = _READERS[kind](reader)
    reader.finish()
    return trigger


def _read_contact(reader: TableReader) -> Trigger:
    hours = reader.whole("review_within_hours")
    return reader.built(lambda: CloseContactTrigger(hours))


def _read_stay(reader: TableReader) -> Trigger:
    levels = reader.choices("levels", RiskLevel)
    sources = reader.choices("sources", Source)
    return reader.built(lambda: StayTrigger(levels, sources))


def _read_neighbour(reader: TableReader) -> Trigger:
    exposures = reader.choices("exposures", Exposure)
    return reader.built(lambda: NeighbourTrigger(exposures))


def _read_arrival(reader: TableReader) -> Trigger:
    area_code = reader.text("area_code")
    return reader.built(lambda: FirstArrivalTrigger(area_code), "area_code")


def _read_escalation(reader: TableReader) -> Trigger:
    symptoms = reader.choices("symptoms", Symptom)
    return reader.built(lambda: EscalationTrigger(symptoms))


_READERS: dict[str, Callable[[TableReader], Trigger]] = {
    "case": lambda _: CaseTrigger(),
    "suspect": lambda _: SuspectTrigger(),
    "asymptomatic": lambda _: AsymptomaticTrigger(),
    "positive_test": lambda _: PositiveTestTrigger(),
    "symptom": lambda _: SymptomTrigger(),
    "temperature": lambda _: TemperatureTrigger(),
    "order": lambda _: OrderTrigger(),
    "close_contact": _read_contact,
    "stay": _read_stay,
    "neighbour": _read_neighbour,
    "first_arrival": _read_arrival,
    "escalation": _read_escalation,
}
