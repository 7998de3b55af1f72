"""One holder at one gate, from the scan to the last reading. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from ankang.checkpoints.model.ruling import Direction
from ankang.checkpoints.model.temperatures import Measured, VisitState
from ankang.checkpoints.model.verdicts import Verdict
from ankang.core.colours import Colour
from ankang.core.ids import PersonId, SiteId

Way = Literal["scan", "posted_code", "document", "paper"]
Conflict = Literal["let_in", "kept_out"]
"""What the gate did offline although the centre knew otherwise at that instant. Stored values."""


_NEVER_REFUSED = ("medical_site", "override")


@dataclass(frozen=True, slots=True)
class Taken:
    """A reading that was taken."""

    celsius: float
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit. `entry` is the verdict by colour and rules, `verdict` the one after the readings.

    `uploaded_at` None for one that was made with the centre; `conflict` as `Conflict` says. `household_key` is what an
    exit is counted by, `companion_of` the visit of whoever brought the person, `opened_by` what opened the door against
    the rules.
    """

    person_id: PersonId
    visit_id: UUID
    site_id: SiteId
    staff_id: PersonId
    way: Way
    at: datetime
    colour: Colour
    entry: Verdict
    verdict: Verdict
    refusal: str | None
    is_identified: bool
    state: VisitState
    uploaded_at: datetime | None = None
    conflict: Conflict | None = None
    entrance_id: UUID | None = None
    direction: Direction = "in"
    household_key: bytes | None = None
    companion_of: UUID | None = None
    opened_by: str | None = None
    readings: tuple[Taken, ...] = ()

    @property
    def measured(self) -> Measured:
        """What the second reading stands on."""
        first_read_at = self.readings[0].read_at if self.readings else None
        return Measured(self.state, self.entry, self.is_identified, first_read_at, self.opened_by in _NEVER_REFUSED)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The holder scanned a posted code; `visit_id` None until staff confirmed it."""

    person_id: PersonId
    arrival_id: UUID
    site_id: SiteId
    shower_id: PersonId
    arrived_at: datetime
    colour: Colour
    verdict: Verdict
    visit_id: UUID | None
    entrance_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """An abnormal temperature that was registered, or waits for an officer."""

    person_id: PersonId
    visit_id: UUID
    staff_id: PersonId
    site_id: SiteId
    division_code: str
    celsius: float
    registered_at: datetime
    state: Literal["registered", "waiting", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Today:
    """Counts of one local day at one site."""

    scans: int
    passed: int
    stopped: int
    isolated_now: int
    registered: int
