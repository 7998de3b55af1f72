"""The settings tables of `pack.toml`. A city's pack writes whole tables; those it leaves out are the province's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from ankang.core.colours import Colour
from ankang.core.facts import Source, Symptom
from ankang.core.policy.reading import TableReader, UnreadableError
from ankang.core.policy.settings import (
    ApplicationSettings,
    CheckInSettings,
    EvidenceSettings,
    HouseholdSettings,
    Settings,
    TelecomSettings,
    TemperatureSettings,
)

T = TypeVar("T")


def read_settings(pack: TableReader, base: Settings | None) -> Settings:
    """All settings; every table is read before a fault of one of them stops the pack."""
    temperature = _table(pack, "temperature", _read_temperature, base.temperature if base else None)
    evidence = _table(pack, "evidence", _read_evidence, base.evidence if base else None)
    check_in = _table(pack, "check_in", _read_check_in, base.check_in if base else None)
    application = _table(pack, "application", _read_application, base.application if base else None)
    household = _table(pack, "household", _read_household, base.household if base else None)
    telecom = _table(pack, "telecom", _read_telecom, base.telecom if base else None)
    symptoms = _table(pack, "symptoms", _read_symptoms, base.symptoms if base else None)
    if temperature is None or evidence is None or check_in is None or application is None:
        raise UnreadableError
    if household is None or telecom is None or symptoms is None:
        raise UnreadableError
    return pack.built(lambda: Settings(temperature, evidence, check_in, application, household, telecom, symptoms))


def _table(pack: TableReader, field: str, read: Callable[[TableReader], T], base: T | None) -> T | None:
    if base is not None and not pack.has(field):
        return base

    def read_whole() -> T:
        reader = pack.table(field)
        node = read(reader)
        reader.finish()
        return node

    return pack.attempt(read_whole)


def _read_temperature(reader: TableReader) -> TemperatureSettings:
    celsius = reader.number("abnormal_celsius")
    minutes = reader.whole("second_reading_after_minutes")
    registrations = reader.whole("registrations_per_account_and_day")
    return reader.built(lambda: TemperatureSettings(celsius, minutes, registrations))


def _read_evidence(reader: TableReader) -> EvidenceSettings:
    days = reader.whole("maximum_age_days")
    sources = reader.choices("accepted_sources", Source)
    return reader.built(lambda: EvidenceSettings(days, sources))


def _read_check_in(reader: TableReader) -> CheckInSettings:
    corrections = reader.whole("corrections_per_day")
    hours = reader.whole("late_upload_hours")
    return reader.built(lambda: CheckInSettings(corrections, hours))


def _read_application(reader: TableReader) -> ApplicationSettings:
    reapplications = reader.whole("reapplications")
    return reader.built(lambda: ApplicationSettings(reapplications))


def _read_household(reader: TableReader) -> HouseholdSettings:
    exits = reader.whole("exits")
    days = reader.whole("days")
    return reader.built(lambda: HouseholdSettings(exits, days))


def _read_telecom(reader: TableReader) -> TelecomSettings:
    minutes = reader.whole("minimum_dwell_minutes")
    return reader.built(lambda: TelecomSettings(minutes))


def _read_symptoms(reader: TableReader) -> Mapping[Symptom, Colour]:
    colours = {symptom: reader.attempt(lambda s=symptom: reader.choice(s.value, Colour)) for symptom in Symptom}  # type: ignore[misc]  # mypy cannot infer a lambda's bound default
    if any(colour is None for colour in colours.values()):
        raise UnreadableError
    return {symptom: colour for symptom, colour in colours.items() if colour is not None}
