"""Renewals in a rush: those of a few milliseconds share one read, one write and one commit (`runtime/lane`).

Plain is a holder who is signed in on the own phone, with a live code and a settled colour that is known. Proxies,
people without a code and whoever has to be assessed first go through `issuing.issue_token`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ankang.assessments import service as assessments
from ankang.codes.model.codes import NAMES_LIVE_DAYS, Enrolment, thumbprint
from ankang.codes.service.issuing import issue_token, proved_key, token_answer, token_claims
from ankang.codes.service.keys import signing_key
from ankang.codes.store import enrolments as store
from ankang.core.colours import Colour
from ankang.core.credential.claims import TokenClaims
from ankang.core.credential.issue import issue_token as sign_token
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.credential.keys import PublicKey
from ankang.core.errors import RefusedError
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.runtime.context import Call
from ankang.runtime.lane import ALONE, Alone, LaneKind


@dataclass(frozen=True, slots=True)
class AskedToken:
    """A request for a token, and who says to have made it."""

    cookie: str
    csrf: str
    person_id: PersonId
    request: str


@dataclass(frozen=True, slots=True)
class _Signing:
    place: int
    enrolment: Enrolment
    claims: TokenClaims
    device_key: PublicKey


async def renew_alone(call: Call, asked: AskedToken) -> str:
    """The JSON of the ordinary renewal's answer, from the session on."""
    actor = await identity.signed_in(call, asked.cookie, asked.csrf)
    return (await issue_token(call, actor, asked.person_id, asked.request)).model_dump_json()


async def renew_together(call: Call, asked: Sequence[AskedToken]) -> list[str | RefusedError | Alone]:
    """The JSON of the answers to what is plain among these renewals, which is written; `ALONE` for the others."""
    outcomes: list[str | RefusedError | Alone] = [ALONE] * len(asked)
    to_sign = await _to_sign(call, asked, await _proved(call, asked))
    if not to_sign:
        return outcomes
    keys = {item.enrolment.person_id: (thumbprint(item.device_key), item.claims.expires_at) for item in to_sign}
    issued_at, forget_before = to_sign[0].claims.issued_at, call.now - timedelta(days=NAMES_LIVE_DAYS)
    if await store.add_own_phone_keys(call.connection, keys, issued_at, forget_before) < len(keys):
        raise UsedKeyError
    signer = await signing_key(call, KeyUse.TOKEN)
    for item in to_sign:
        token = sign_token(item.claims, signer.sign, signer.key_id)
        answer = token_answer(call, item.enrolment.person_id, item.enrolment, item.claims, token)
        outcomes[item.place] = answer.model_dump_json()
    return outcomes


async def _proved(call: Call, asked: Sequence[AskedToken]) -> dict[int, PublicKey]:
    """The phone keys of holders who ask for themselves, by place; one request of each."""
    actors = await identity.plain_actors(call, {(item.cookie, item.csrf) for item in asked})
    proved: dict[int, PublicKey] = {}
    met: set[PersonId] = set()
    for place, item in enumerate(asked):
        actor = actors.get((item.cookie, item.csrf))
        if actor is None or actor.person_id != item.person_id or item.person_id in met:
            continue
        try:
            proved[place] = proved_key(item.request, call.now)
        except RefusedError:
            continue  # alone, it is refused in the same words
        met.add(item.person_id)
    return proved


async def _to_sign(call: Call, asked: Sequence[AskedToken], proved: dict[int, PublicKey]) -> list[_Signing]:
    if not proved:
        return []
    people = {asked[place].person_id for place in proved}
    enrolments = await store.live_of(call.connection, people)
    colours = await assessments.settled_colours(call, people)
    persons = await identity.persons(call, people)
    found = []
    for place, device_key in proved.items():
        person_id = asked[place].person_id
        enrolment, colour = enrolments.get(person_id), colours.get(person_id, Colour.GREY)
        if enrolment is None or colour is Colour.GREY:
            continue
        claims = token_claims(call, persons[person_id], enrolment, colour, device_key)
        found.append(_Signing(place, enrolment, claims, device_key))
    return found


class UsedKeyError(Exception):
    """A phone key of the batch was used before: the lane does each request alone, and that one is refused."""


RENEWALS = LaneKind("renewals", renew_together, renew_alone)
"""The lane of tokens."""
