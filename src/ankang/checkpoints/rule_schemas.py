"""Request bodies and answers about sites' rules, lists of people and opened doors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ankang.checkpoints.model.people_lists import ListColumn
from ankang.checkpoints.model.ruling import Direction, Override
from ankang.checkpoints.model.site_rules import ListKind, Paper
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.schemas import RuleValues
from ankang.core.colours import Colour
from ankang.runtime.answers import Answer, Body, Instant, WordsAnswer


class RuleVersionAnswer(Answer):
    """One version of a site's rules."""

    version: int
    from_at: datetime
    made_at: datetime
    author_masked_name: str
    rules: RuleValues


class SiteRulesAnswer(Answer):
    """A site's rules: those in force, and the versions, the latest first. Version 0: none were ever saved."""

    site_id: UUID
    site_name: str
    kind: str
    version: int
    rules: RuleValues
    versions: list[RuleVersionAnswer]
    listed: dict[ListKind, int]


class SaveRulesRequest(Body):
    """A new version. `after_version`: the latest one that the form knew, so that nobody overwrites another's."""

    rules: RuleValues = Field(max_length=9)
    after_version: int = Field(ge=0)
    from_at: Instant | None = None


class PreviewPerson(Body):
    """Somebody invented, to try rules on. `exits_on`: the days on which the household went out before."""

    colour: Colour | None = Colour.GREEN
    direction: Direction = "in"
    lists: list[ListKind] = Field([], max_length=2)
    household: bool = False
    exits_on: list[date] = Field([], max_length=31)
    sampled_on: date | None = None
    celsius: float | None = Field(None, ge=34, le=43)
    papers_seen: list[Paper] = Field([], max_length=4)
    override: Override | None = None


class PreviewRequest(Body):
    """Rules that are not saved yet, an instant, and people to try them on."""

    rules: RuleValues = Field(max_length=9)
    at: Instant
    people: list[PreviewPerson] = Field(min_length=1, max_length=10)


class PreviewAnswer(Answer):
    """What the door would say: one sentence why, and which rule."""

    verdict: Verdict
    by: str | None
    headline: WordsAnswer
    reason: WordsAnswer
    next_step: WordsAnswer
    asks: list[Paper]
    separate_lane: bool


class RowFaultAnswer(Answer):
    """One cell that was not taken; lines and columns as a spreadsheet counts them."""

    line: int
    column: int
    heading: ListColumn
    code: str
    words: WordsAnswer


class ListImportAnswer(Answer):
    """What became of a list. The faults are also a file: `…/people/imports/{import_id}/faults.csv`."""

    import_id: UUID
    kind: ListKind
    rows: int
    added: int
    altered: int
    unchanged: int
    removed: int
    bad_rows: int
    faults: list[RowFaultAnswer]


class ListedPerson(Answer):
    """Somebody on a list, masked."""

    kind: ListKind
    masked_name: str
    masked_document: str
    household: str
    department: str


class PhoneListEntry(Answer):
    """Somebody on a site's list as its phones know them: digests under the site's own key, no names, no numbers."""

    document: str
    lists: list[ListKind]
    household: str


class PhoneListAnswer(Answer):
    """The hashed list of the site of duty; `version` changes with every entry."""

    site_id: UUID
    version: str
    key: str = Field(description="32 bytes in hexadecimal, of this site alone")
    people: list[PhoneListEntry]


class PapersRequest(Body):
    """Staff saw the papers that the site asks for, or the person has none."""

    seen: bool


class OpeningRequest(Body):
    """A door is opened against the rules. `visit_id` None where nobody could be identified."""

    key: UUID
    reason: Override
    note: str = Field("", max_length=200)
    visit_id: UUID | None = None


OpenedBy = Literal["home_open", "medical_site", "override"]


class OpeningAnswer(Answer):
    """A door that was opened against the rules, as who answers for the site sees it."""

    opening_id: UUID
    by: OpenedBy
    reason: Override | None
    note: str
    masked_name: str | None
    opened_at: datetime
    seen_at: datetime | None
