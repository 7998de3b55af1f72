"""Request bodies and answers of checkpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ankang.checkpoints.model.ruling import Direction, Override
from ankang.checkpoints.model.site_rules import Paper
from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.model.verdicts import Verdict
from ankang.core.colours import Colour
from ankang.identity.model import DocumentType
from ankang.runtime.answers import Answer, Body, DocumentText, Instant, WordsAnswer


class EntranceAnswer(Answer):
    """An entrance of a site."""

    entrance_id: UUID
    name: str
    posted_code: str = Field(description="What the posted QR links to: /s/{posted_code}")


RuleValues = list[dict[str, Any]]
"""Rules as plain values, each with the name of its kind under `rule`; docs/specification/site-rules.md lists them."""


class SiteAnswer(Answer):
    """A site as its staff see it."""

    site_id: UUID
    name: str
    kind: SiteKind
    kind_words: WordsAnswer
    division_code: str
    division_name: str
    entrances: list[EntranceAnswer]
    temperature_limit_celsius: float
    colours_let_in: list[Colour]
    on_duty: bool


class TodayAnswer(Answer):
    """Counts of the local day at one site."""

    scans: int
    passed: int
    stopped: int
    isolated_now: int
    registered: int
    look_ups_left: int


class DutyRequest(Body):
    """Go on duty at an entrance of a site; where there is only one, it need not be named."""

    site_id: UUID
    entrance_id: UUID | None = None


class ReadingLimits(Answer):
    """What a phone needs to take readings while the centre is away: the pack of the site's city has them."""

    abnormal_celsius: float
    second_after_minutes: int


class DutyAnswer(Answer):
    """The present duty; None when off duty."""

    site: SiteAnswer | None
    entrance: EntranceAnswer | None
    since: datetime | None
    today: TodayAnswer | None
    readings: ReadingLimits | None
    rules: RuleValues = Field(description="The site's own rules in force, for hours without the centre")


class QueueKeyAnswer(Answer):
    """What opens the records that the signed-in staff's phones keep for upload; never stored on a phone."""

    secret: str = Field(description="32 bytes in hexadecimal, the same for one account each time")


class ScanRequest(Body):
    """A scanned QR text (way 1). `key` makes a repeated upload the same scan."""

    key: UUID
    qr_text: str = Field(max_length=2048)
    digits: str = Field("", pattern=r"^(\d{6})?$", description="Six digits on the staff's screen that the holder typed")
    direction: Direction = "in"
    companion_of: UUID | None = Field(None, description="The visit of the person with whom this one comes")
    scanned_at: Instant | None = None


class LookUpRequest(Body):
    """A document number typed or read by staff on duty (way 3)."""

    key: UUID
    document_type: DocumentType = DocumentType.MAINLAND_ID
    document_number: DocumentText
    direction: Direction = "in"
    companion_of: UUID | None = Field(None, description="The visit of the person with whom this one comes")


class VerdictAnswer(Answer):
    """The door's verdict about one visit, and what staff do next.

    `visit_id` is None where nobody could be identified. `refusal` is the stable name of a refusal of
    the code itself (`stale_proof`, `expired`, …).
    """

    visit_id: UUID | None
    verdict: Verdict
    refusal: str | None
    headline: WordsAnswer
    reason: WordsAnswer
    next_step: WordsAnswer
    say: WordsAnswer | None
    masked_name: str | None
    masked_document: str | None
    colour: Colour | None
    colour_words: WordsAnswer | None
    way: Literal["scan", "posted_code", "document", "paper"]
    site_name: str
    needs_temperature: bool
    first_reading_celsius: float | None
    first_read_at: datetime | None
    second_reading_after: datetime | None
    decided_at: datetime
    by: str | None = Field(None, description="The rule that decided, or what stood above the rules")
    asks: list[Paper] = Field([], description="Papers to see first; the code replaces none of them")
    separate_lane: bool = False
    direction: Direction = "in"
    companion_of: UUID | None = None


class TemperatureRequest(Body):
    """One reading, 34.0 to 43.0 °C.

    `document_compared`: paper names its holder only with the document (SPEC P9); before a second reading it stands
    for the second scan (E3).
    """

    key: UUID
    celsius: float
    document_compared: bool = Field(False, description="Staff compared name and last three characters")


class TemperatureAnswer(Answer):
    """What a reading led to."""

    visit_id: UUID
    outcome: Literal["normal", "recheck", "normal_after_recheck", "registered", "registration_waits"]
    verdict: Verdict
    headline: WordsAnswer
    reason: WordsAnswer
    next_step: WordsAnswer
    first_reading_celsius: float
    first_read_at: datetime
    second_reading_celsius: float | None
    second_reading_after: datetime | None
    colour: Colour | None
    colour_words: WordsAnswer | None


class IsolationEntry(Answer):
    """Somebody in the isolation area of a site who waits for the second reading."""

    visit_id: UUID
    masked_name: str
    masked_document: str
    first_reading_celsius: float
    first_read_at: datetime
    second_reading_after: datetime


class ArrivalRequest(Body):
    """The holder scanned the site's posted code (way 2)."""

    key: UUID
    posted_code: str = Field(min_length=8, max_length=64)
    person_id: UUID | None = Field(None, description="A linked person; oneself when absent")


class PostedAnswer(Answer):
    """Where a poster hangs."""

    site_name: str
    entrance_name: str
    kind_words: WordsAnswer


class ArrivalAnswer(Answer):
    """What the holder sees: the decision by colour and this site's rules; staff measure and confirm."""

    arrival_id: UUID
    site_name: str
    entrance_name: str
    verdict: Verdict
    headline: WordsAnswer
    reason: WordsAnswer
    next_step: WordsAnswer
    arrived_at: datetime
    confirmed: bool


class PendingArrival(Answer):
    """An arrival by posted code that staff have not confirmed yet."""

    arrival_id: UUID
    masked_name: str
    masked_document: str
    colour: Colour
    colour_words: WordsAnswer
    verdict: Verdict
    arrived_at: datetime


class VisitAnswer(Answer):
    """One visit, as the holder sees it in the records."""

    visit_id: UUID
    site_name: str
    way: Literal["scan", "posted_code", "document", "paper"]
    verdict: Verdict
    at: datetime
    readings_celsius: list[float]
    confirmed: bool
    clock_in: bool = Field(False, description="The arrival counts as coming to work that day (E4)")


class MismatchRequest(Body):
    """The person at the door is not whom the code names."""

    note: str = Field("", max_length=200)


class WaitingRegistration(Answer):
    """An abnormal temperature above the quota of one staff account: it waits for an officer (SPEC P9)."""

    visit_id: UUID
    masked_name: str
    masked_document: str
    site_name: str
    staff_masked_name: str
    celsius: float
    registered_at: datetime


class RegistrationDecision(Body):
    """The officer's decision with its ground."""

    accept: bool
    ground: str = Field(min_length=4, max_length=300)


class RegistrationAnswer(Answer):
    """What became of a registration, and the person's colour now."""

    visit_id: UUID
    state: Literal["accepted", "rejected"]
    colour: Colour


class UploadRecord(Body):
    """One thing that staff did while the centre was away, as the phone kept it.

    A scan carries the text, the digits that were shown, and whether the person was let in. What follows a scan names
    it by its key (`scan_key`), or a visit that was opened with the centre (`visit_id`). An opening names its reason
    (`override`), and no scan where nobody could be identified.
    """

    key: UUID
    kind: Literal["scan", "temperature", "departure", "mismatch", "opening"]
    at: Instant
    site_id: UUID
    qr_text: str = Field("", max_length=2048)
    digits: str = Field("", pattern=r"^(\d{6})?$")
    let_in: bool = False
    scan_key: UUID | None = None
    visit_id: UUID | None = None
    celsius: float | None = None
    document_compared: bool = False
    direction: Direction = "in"
    papers_seen: list[Paper] = Field([], max_length=4)
    override: Override | None = None
    companion_key: UUID | None = Field(None, description="The key of the scan of whoever brought this person")
    companion_of: UUID | None = Field(None, description="The visit of whoever brought this person, where it was online")
    note: str = Field("", max_length=200, description="What staff saw when they opened the door")


class UploadRequest(Body):
    """Records in the order in which they were made.

    `check` later: they are stored and answered `kept` at once, and checked by a job; sent again, they tell what became
    of them. For long queues, such as after an outage.
    """

    check: Literal["now", "later"] = "now"
    records: list[UploadRecord] = Field(min_length=1, max_length=200)


class UploadResult(Answer):
    """What became of one record: stored (now or before), kept to be checked, or refused with the reason.

    `conflict` by time of fact.
    """

    key: UUID
    outcome: Literal["stored", "refused", "kept"]
    visit_id: UUID | None = None
    verdict: Verdict | None = None
    colour: Colour | None = None
    conflict: Literal["let_in", "kept_out"] | None = None
    code: str | None = None
    words: WordsAnswer | None = None


class UploadAnswer(Answer):
    """One result for each record, in order."""

    results: list[UploadResult]


class DecoyAlarm(Answer):
    """Somebody looked up a document number that nobody has; without names where a device did."""

    look_up_id: UUID
    looked_at: datetime
    site_name: str
    division_name: str
    staff_masked_name: str | None
    staff_masked_document: str | None


class FarShowVisit(Answer):
    """One of the two visits of a far show."""

    site_name: str
    division_name: str
    at: datetime
    way: str


class FarShowAnswer(Answer):
    """One code at two far sites within minutes."""

    person_id: UUID
    masked_name: str
    masked_document: str
    found_at: datetime
    visits: list[FarShowVisit]
