"""Issuing and renewing tokens, and which phones hold one."""

from __future__ import annotations

from datetime import datetime, timedelta

from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.codes.model.codes import (
    NAMES_LIVE_DAYS,
    TIMES,
    Enrolment,
    Phone,
    base64url,
    cannot_decide,
    issuer_name,
    no_code,
    request_bytes,
    thumbprint,
    used_key,
)
from ankang.codes.schemas import PhoneAnswer, TokenAnswer
from ankang.codes.service.keys import signing_key
from ankang.codes.store import enrolments as store
from ankang.core.colours import Colour
from ankang.core.credential.claims import TokenClaims, claims_for
from ankang.core.credential.code_name import code_name
from ankang.core.credential.issue import issue_token as sign_token
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.possession import check_possession
from ankang.core.credential.refusals import Refused
from ankang.core.days import local_day
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.policy.assessment import GreyReason
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.identity.model import Person
from ankang.runtime.access import Actor, check_acts_for
from ankang.runtime.context import Call


async def issue_token(call: Call, actor: Actor, person_id: PersonId, request: str) -> TokenAnswer:
    """A token for the phone that signed the request; its colour is the person's present one."""
    check_acts_for(actor, person_id)
    device_key = proved_key(request, call.now)
    enrolment, colour = await _what_to_sign(call, person_id)
    claims = token_claims(call, await identity.get_person(call, person_id), enrolment, colour, device_key)
    phone = Phone(actor.person_id, claims.issued_at, claims.expires_at)
    forget_before = call.now - timedelta(days=NAMES_LIVE_DAYS)
    if not await store.add_phone_key(call.connection, person_id, thumbprint(device_key), phone, forget_before):
        raise used_key()
    signer = await signing_key(call, KeyUse.TOKEN)
    token = sign_token(claims, signer.sign, signer.key_id)
    return token_answer(call, person_id, enrolment, claims, token)


def token_claims(
    call: Call, person: Person, enrolment: Enrolment, colour: Colour, device_key: PublicKey
) -> TokenClaims:
    """What a token of now says of the person."""
    day = local_day(call.now)
    return claims_for(
        issuer=issuer_name(call.config.city_code),
        now=call.now,
        device_key=device_key,
        colour=colour,
        name=person.name,
        document_number=person.document_number,
        code_name=code_name(enrolment.number, day, call.keys.day_key(day)),
        times=TIMES,
    )


async def list_phones(call: Call, actor: Actor, person_id: PersonId) -> list[PhoneAnswer]:
    """The phones that can show the code now: the holder's and each proxy's, the latest first."""
    check_acts_for(actor, person_id)
    phones = await store.list_active_phones(call.connection, person_id, call.now)
    showers = await identity.persons(call, {phone.shower_id for phone in phones})
    return [
        PhoneAnswer(
            shower_masked_name=showers[phone.shower_id].masked_name,
            is_holder=phone.shower_id == person_id,
            issued_at=phone.issued_at,
            expires_at=phone.expires_at,
        )
        for phone in phones
    ]


async def _what_to_sign(call: Call, person_id: PersonId) -> tuple[Enrolment, Colour]:
    live = await store.list_live(call.connection, person_id)
    found = await assessments.find_standing(call, person_id)
    if not live or found is None or found.assessment.grey_reason is GreyReason.NO_CODE:
        raise no_code()
    if found.colour is Colour.GREY:
        raise cannot_decide()
    return live[0], found.colour


def proved_key(request: str, now: datetime) -> PublicKey:
    """The phone key that signed the request; the refusal in words where it did not."""
    key = check_possession(request_bytes(request), now, TIMES)
    if isinstance(key, Refused):
        words = Words(f"{key.words.zh}{key.next_step.zh}", f"{key.words.en} {key.next_step.en}")
        raise RefusedError(RefusalKind.INVALID, key.reason.value, words)
    return key


def _city_name(code: str) -> str:
    """The city alone, as the code page shows it."""
    division = areas.find_division(code)
    return division.name if division is not None else ""


def token_answer(
    call: Call, person_id: PersonId, enrolment: Enrolment, claims: TokenClaims, token: bytes
) -> TokenAnswer:
    """The token as the phone gets it."""
    return TokenAnswer(
        token=base64url(token),
        colour=claims.colour,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        renew_after=claims.issued_at + timedelta(seconds=TIMES.renewal),
        server_time=call.now,
        person_id=person_id,
        masked_name=claims.name,
        document_tail=claims.document_tail,
        city_code=enrolment.city_code,
        city_name=_city_name(enrolment.city_code),
    )
