"""Request bodies and answers about sites, for those who keep them and for officers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from ankang.checkpoints.model.keeping import MOST_ENTRANCES, SiteAct
from ankang.checkpoints.model.sites import SiteKind, SiteState
from ankang.checkpoints.schemas import EntranceAnswer
from ankang.runtime.answers import Answer, Body, WordsAnswer

EntranceName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
DivisionCode = Annotated[str, StringConstraints(pattern=r"^(\d{6}|\d{9}|\d{12})$")]
PosterSize = Literal["a4", "a3"]


class SiteRegistration(Body):
    """A site as its keeper registers it; the position is known where the keeper's device told it."""

    key: UUID
    name: str = Field(min_length=1, max_length=80)
    kind: SiteKind
    division_code: DivisionCode
    address: str = Field(min_length=2, max_length=120)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    entrances: list[EntranceName] = Field(min_length=1, max_length=MOST_ENTRANCES)

    @model_validator(mode="after")
    def _whole_position(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("expected latitude and longitude together, or neither")
        return self


class EntranceRequest(Body):
    """One more entrance."""

    key: UUID
    name: EntranceName


class KeptSite(Answer):
    """A site as its keeper sees it in the list; `ground`: what the officer said last."""

    site_id: UUID
    name: str
    kind: SiteKind
    kind_words: WordsAnswer
    division_code: str
    division_name: str
    address: str
    state: SiteState
    state_words: WordsAnswer
    ground: str | None
    entrances: list[EntranceAnswer]
    registered_at: datetime


class SiteStaff(Answer):
    """Somebody who works at a site."""

    person_id: UUID
    masked_name: str
    masked_document: str
    since: datetime
    on_duty_at: str | None = Field(description="The name of the entrance; None off duty")


class OpenInvitation(Answer):
    """An invitation that nobody has used yet; its link was shown once, when it was made."""

    invitation_id: UUID
    made_at: datetime
    expires_at: datetime


class KeptSiteAnswer(KeptSite):
    """A site with the people who work there and the open invitations."""

    staff: list[SiteStaff]
    invitations: list[OpenInvitation]


class EntranceToday(Answer):
    """The figures of the local day at one entrance; `entrance_id` None for what phones uploaded later."""

    entrance_id: UUID | None
    name: str | None
    passed: int
    stopped: int
    measured: int
    abnormal: int
    isolated_now: int
    waiting: int


class InvitationRequest(Body):
    """One more invitation; the key makes a repeated request the same one."""

    key: UUID


class InvitationMade(Answer):
    """A new invitation; the link is told this once."""

    invitation_id: UUID
    link: str
    expires_at: datetime


class InvitationSecret(Body):
    """What stands in the link of an invitation."""

    secret: str = Field(pattern=r"^[A-Za-z0-9_-]{22,64}$")


class InvitationAnswer(Answer):
    """To what an invitation invites, for who holds the link."""

    site_id: UUID
    site_name: str
    kind_words: WordsAnswer
    division_name: str
    address: str
    keeper_masked_name: str | None
    expires_at: datetime


class JoinedAnswer(Answer):
    """Where the invited person works now; `signed_out`: the new duty needs a new session."""

    site_id: UUID
    site_name: str
    signed_out: bool


class RegionSite(KeptSite):
    """A site as an officer sees it."""

    keeper_masked_name: str | None


class RegionSitesPage(Answer):
    """One page of sites, the latest registered first; `awaiting` counts those of the region that wait."""

    sites: list[RegionSite]
    next_after: str | None
    awaiting: int


class SiteDecision(Body):
    """What an officer decides; a move names the new division and address."""

    act: SiteAct
    ground: str = Field(min_length=4, max_length=300)
    division_code: DivisionCode | None = None
    address: str | None = Field(None, min_length=2, max_length=120)
