"""What is known about a person, one immutable statement at a time.

Facts are appended and never changed: a correction or a withdrawal is a fact of its own that
names the one it ends. Every fact says where it comes from (`source`, `source_ref`) and when
it was recorded; what happened when stands in its content. Rules read facts and nothing else.

Stored: `kind` and the fields of the content (`assessments/store`). Kinds and field names are
stored values; changing one is a migration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ankang.core.colours import Colour
from ankang.core.ids import FactId
from ankang.core.places import Place


class Source(StrEnum):
    """Who says so."""

    DECLARED = "declared"  # an application or a report by the holder or a proxy
    CHECK_IN = "check_in"
    CHECKPOINT = "checkpoint"
    HEALTH_DEPARTMENT = "health_department"
    TRANSPORT = "transport"
    TELECOM = "telecom"
    OFFICER = "officer"  # an officer's decision within a case: confirmed neighbour, accepted evidence
    SYSTEM = "system"  # what the product itself did, such as an enrolment


class Symptom(StrEnum):
    """The closed set of SPEC P7; the pack says which colour each asks for."""

    FEVER = "fever"
    DRY_COUGH = "dry_cough"
    SHORTNESS_OF_BREATH = "shortness_of_breath"
    FATIGUE = "fatigue"
    SORE_THROAT = "sore_throat"
    LOSS_OF_SMELL_OR_TASTE = "loss_of_smell_or_taste"
    DIARRHOEA = "diarrhoea"
    OTHER_RESPIRATORY = "other_respiratory"


class TestResult(StrEnum):
    """The result of a nucleic-acid test."""

    __test__ = False  # not a test case, whatever its name looks like to pytest

    NEGATIVE = "negative"
    POSITIVE = "positive"


class Exposure(StrEnum):
    """What a neighbour shared with a confirmed case (SPEC C2)."""

    STAIRCASE = "staircase"
    OFFICE = "office"


class EvidenceKind(StrEnum):
    """Evidence that lifts a yellow cause (SPEC C6); a normal test is a `Test` fact."""

    HEALTH_CERTIFICATE = "health_certificate"
    TRAVEL_HISTORY = "travel_history"


@dataclass(frozen=True, slots=True)
class Declaration:
    """An application was accepted (SPEC P14: green needs one). `version` counts from 1."""

    accepted_on: date
    version: int = 1


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The person has a code in a city (four-digit division code) since this day."""

    city_code: str
    enrolled_on: date


@dataclass(frozen=True, slots=True)
class Case:
    """A confirmed case."""

    confirmed_on: date


@dataclass(frozen=True, slots=True)
class Discharge:
    """A confirmed case left hospital cured; the clock of SPEC P2 starts."""

    discharged_on: date


@dataclass(frozen=True, slots=True)
class Suspect:
    """A suspected case."""

    suspected_on: date


@dataclass(frozen=True, slots=True)
class SuspectExcluded:
    """The suspicion was excluded: it ends at once, without observation (SPEC P13)."""

    excluded_on: date


@dataclass(frozen=True, slots=True)
class Asymptomatic:
    """An asymptomatic infection under centralised observation."""

    found_on: date


@dataclass(frozen=True, slots=True)
class AsymptomaticReleased:
    """The centralised observation of an asymptomatic infection ended."""

    released_on: date


@dataclass(frozen=True, slots=True)
class CloseContact:
    """A close contact; None where the last day of contact is not known (it then counts as the day of recording)."""

    last_contact_on: date | None = None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A quarantine of a close contact; `ends_on` None while no end is known (SPEC P10)."""

    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A nucleic-acid test by an institution."""

    __test__ = False  # not a test case, whatever its name looks like to pytest

    sampled_on: date
    result: TestResult


@dataclass(frozen=True, slots=True)
class Stay:
    """Presence at a place, both days included.

    `until_on` None: a missing end counts as the day of recording (P14), unless `habitual`, the
    habitual address, which is an ongoing stay (P4). From telecom (P15): `dwell_minutes`, and
    whether the mobile is bound to one adult.
    """

    place: Place
    from_on: date
    until_on: date | None = None
    habitual: bool = False
    dwell_minutes: int | None = None
    bound_to_one_adult: bool = False

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError(f"a stay must end on or after it starts, got {self.from_on!r} to {self.until_on!r}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """An arrival from outside, which may still be to come (SPEC B1, P5). Codes of two or more digits."""

    origin_division_code: str
    arrives_on: date


@dataclass(frozen=True, slots=True)
class SymptomReport:
    """Symptoms reported outside a check-in: at application or as an abnormal report (SPEC F5)."""

    reported_on: date
    symptoms: frozenset[Symptom]

    def __post_init__(self) -> None:
        if not self.symptoms:
            raise ValueError("a symptom report names at least one symptom")


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A daily report. Of several on one day the last recorded counts (SPEC P7: one correction)."""

    checked_in_on: date
    temperature_celsius: float
    symptoms: frozenset[Symptom] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class AbnormalTemperature:
    """A registered second abnormal reading at a checkpoint (SPEC C8, P9); one reading alone is no fact."""

    read_on: date
    temperature_celsius: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Same staircase or office area as a confirmed case, confirmed by an officer (SPEC G4)."""

    exposure: Exposure
    case_confirmed_on: date
    last_shared_on: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An "other" order by two officers of different organisations, with a legal ground and an end (SPEC C15)."""

    colour: Colour
    from_on: date
    until_on: date
    ground: str

    def __post_init__(self) -> None:
        if self.colour not in (Colour.YELLOW, Colour.RED):
            raise ValueError(f"an order is yellow or red, got {self.colour!r}")
        if self.until_on < self.from_on:
            raise ValueError(f"an order must end on or after it starts, got {self.from_on!r} to {self.until_on!r}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence that was accepted (SPEC C6, P11).

    `issued_on` is the day it was issued. `touches_key_area` matters for travel histories only.
    """

    evidence_kind: EvidenceKind
    issued_on: date
    touches_key_area: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Another fact of the same person no longer holds, from this record on (SPEC P3, P13, B4)."""

    fact_id: FactId
    reason: str


Content = (
    Declaration
    | Enrolment
    | Case
    | Discharge
    | Suspect
    | SuspectExcluded
    | Asymptomatic
    | AsymptomaticReleased
    | CloseContact
    | Quarantine
    | Test
    | Stay
    | Arrival
    | SymptomReport
    | CheckIn
    | AbnormalTemperature
    | Neighbour
    | Order
    | Evidence
    | Withdrawal
)

KINDS: dict[str, type[Content]] = {
    "declaration": Declaration,
    "enrolment": Enrolment,
    "case": Case,
    "discharge": Discharge,
    "suspect": Suspect,
    "suspect_excluded": SuspectExcluded,
    "asymptomatic": Asymptomatic,
    "asymptomatic_released": AsymptomaticReleased,
    "close_contact": CloseContact,
    "quarantine": Quarantine,
    "test": Test,
    "stay": Stay,
    "arrival": Arrival,
    "symptom_report": SymptomReport,
    "check_in": CheckIn,
    "abnormal_temperature": AbnormalTemperature,
    "neighbour": Neighbour,
    "order": Order,
    "evidence": Evidence,
    "withdrawal": Withdrawal,
}
_KIND_OF = {content_type: kind for kind, content_type in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about one person.

    `recorded_at` is an aware UTC instant. `source_ref` names the row, form or scan it came from,
    never a person; the same source, reference and content is the same fact (SPEC P12).
    """

    fact_id: FactId
    recorded_at: datetime
    source: Source
    source_ref: str
    content: Content

    def __post_init__(self) -> None:
        if self.recorded_at.tzinfo is None:
            raise ValueError(f"expected an aware instant in recorded_at, got {self.recorded_at!r}")

    @property
    def kind(self) -> str:
        """The stored name of the content's type."""
        return _KIND_OF[type(self.content)]
